"""Question banks: the shipped ones are whole, and a faulty one says where it is wrong and harms no other."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import CANDIDATE, ScriptedEngine

from coach.bankfile import LARGEST_FILE, json_schema, load_bank
from coach.banks import SHIPPED, Library, Shelf, load_library
from coach.errors import BankError, NotFound
from coach.interviewer import Interviewer
from coach.models import Area, Bank, Example, FollowUp, Guidance, Kind, Plan, Question
from coach.store import Store

# -- the shipped banks -----------------------------------------------------------------------------

SHIPPED_FILES = sorted(SHIPPED.glob("*.yaml"))
SHIPPED_LIBRARY = load_library([SHIPPED])
SHIPPED_QUESTIONS = [pytest.param(q, id=f"{b.id}/{q.id}") for b in SHIPPED_LIBRARY.banks for q in b.questions]


def test_every_shipped_bank_can_be_read() -> None:
    assert SHIPPED_LIBRARY.problems == ()
    assert len(SHIPPED_LIBRARY.banks) == len(SHIPPED_FILES) == 4


@pytest.mark.parametrize(
    ("bank_id", "questions", "guidance"),
    [("strategic-thinking", 15, 5), ("customer-centricity", 16, 5), ("marketing-manager", 16, 0)],
)
def test_a_bank_from_a_guide_has_all_its_items(bank_id: str, questions: int, guidance: int) -> None:
    bank = SHIPPED_LIBRARY.bank(bank_id)
    assert len(bank.questions) == questions
    assert len(bank.guidance) >= guidance


def test_the_bank_for_marketing_chiefs_has_at_least_fourteen_questions() -> None:
    assert len(SHIPPED_LIBRARY.bank("cmo-leadership").questions) >= 14


@pytest.mark.parametrize(("bank_id", "areas"), [("strategic-thinking", {7}), ("customer-centricity", {7, 8})])
def test_areas_and_follow_ups_are_as_many_as_in_the_guide(bank_id: str, areas: set[int]) -> None:
    questions = SHIPPED_LIBRARY.bank(bank_id).questions
    assert {len(q.areas) for q in questions} == areas
    assert {len(q.follow_ups) for q in questions} == {4}


@pytest.mark.parametrize("question", SHIPPED_QUESTIONS)
def test_every_shipped_question_can_be_practised(question: Question) -> None:
    assert 2 <= sum(area.core for area in question.areas) <= 4
    assert question.intent
    assert question.approach
    assert question.source
    assert question.follow_ups
    assert len({a.text for a in question.areas}) == len(question.areas)


def test_each_question_of_the_marketing_manager_bank_shows_what_a_generic_answer_lacks() -> None:
    assert all(q.example and q.example.lacks for q in SHIPPED_LIBRARY.bank("marketing-manager").questions)


def test_strategic_thinking_weighs_more_for_senior_roles() -> None:
    weight = SHIPPED_LIBRARY.bank("strategic-thinking").weight
    assert 25 <= weight["senior"] <= 30
    assert 15 <= weight["early"] <= 20


@pytest.mark.parametrize("path", SHIPPED_FILES, ids=lambda p: p.stem)
def test_a_shipped_bank_follows_the_schema_that_its_first_line_names(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=bank.schema.json"
    jsonschema.Draft202012Validator(json_schema()).validate(yaml.safe_load(text))
    assert path.stem == load_bank(path).id


def test_the_schema_beside_the_banks_is_the_one_in_force() -> None:
    """Made by `python -m coach banks schema`."""
    text = (SHIPPED / "bank.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == json_schema()
    jsonschema.Draft202012Validator.check_schema(json_schema())


# -- reading one -----------------------------------------------------------------------------------

GOOD: dict[str, Any] = {
    "id": "plans",
    "title": "Plans",
    "competency": "Changing plans",
    "questions": [
        {
            "id": "first",
            "text": "Tell me about a plan you changed.",
            "areas": [
                {"id": "signal", "text": "The data that showed it", "core": True},
                {"id": "change", "text": "What was changed", "kind": "action", "core": True},
            ],
            "follow_ups": [{"id": "sign", "text": "What was the first sign?", "areas": ["signal"]}],
        }
    ],
}
FULL: dict[str, Any] = GOOD | {
    "roles": ["chief-marketing-officer"],
    "weight": {"early": 10, "mid": 20, "senior": 30},
    "source": "a guide",
    "guidance": [{"id": "why", "question": "Why?", "answer": "Because.", "source": "FAQ 1"}],
    "questions": [
        GOOD["questions"][0]
        | {
            "intent": "Whether change starts from evidence. ",
            "approach": ["Begin with what you saw."],
            "tips": ["Name the moment."],
            "example": {"answer": "We changed a lot.", "lacks": ["No figure."]},
            "source": "item 1",
        }
    ],
}


def write(folder: Path, content: dict[str, Any] | str | bytes, name: str = "plans.yaml") -> Path:
    path = folder / name
    text = yaml.safe_dump(content, allow_unicode=True) if isinstance(content, dict) else content
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def problems(folder: Path, content: dict[str, Any] | str | bytes) -> list[str]:
    with pytest.raises(BankError) as caught:
        load_bank(write(folder, content))
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def test_all_that_a_bank_says_is_read(tmp_path: Path) -> None:
    bank = load_bank(write(tmp_path, FULL))
    question = Question(
        id="first",
        text="Tell me about a plan you changed.",
        areas=(
            Area("signal", "The data that showed it", Kind.INSIGHT, core=True),
            Area("change", "What was changed", Kind.ACTION, core=True),
        ),
        follow_ups=(FollowUp("sign", "What was the first sign?", ("signal",)),),
        intent="Whether change starts from evidence.",
        approach=("Begin with what you saw.",),
        tips=("Name the moment.",),
        example=Example("We changed a lot.", ("No figure.",)),
        source="item 1",
        competency=FULL["title"],
    )
    assert bank == Bank(
        id="plans",
        title="Plans",
        competency="Changing plans",
        questions=(question,),
        roles=("chief-marketing-officer",),
        weight={"early": 10, "mid": 20, "senior": 30},
        guidance=(Guidance("why", "Why?", "Because.", "FAQ 1"),),
        source="a guide",
        hash=bank.hash,
    )


def test_a_short_bank_is_a_whole_one_and_follows_the_schema(tmp_path: Path) -> None:
    assert load_bank(write(tmp_path, GOOD)).weight == {"early": 20, "mid": 20, "senior": 20}
    jsonschema.Draft202012Validator(json_schema()).validate(GOOD)


def test_the_hash_is_of_the_files_bytes(tmp_path: Path) -> None:
    first = load_bank(write(tmp_path, GOOD, "a.yaml"))
    same = load_bank(write(tmp_path, GOOD, "b.yaml"))
    commented = load_bank(write(tmp_path, "# a comment\n" + yaml.safe_dump(GOOD), "c.yaml"))
    assert first.hash == same.hash != commented.hash


def test_other_scripts_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    content = deepcopy(GOOD) | {"title": "计划 · خطط · Pläne 🙂"}
    path = write(tmp_path, b"\xef\xbb\xbf" + yaml.safe_dump(content, allow_unicode=True).encode())
    assert load_bank(path).title == "计划 · خطط · Pläne 🙂"


# -- faults ----------------------------------------------------------------------------------------

Fault = Callable[[dict[str, Any]], object]
QUESTION = "questions 1 (first)"


def first(content: dict[str, Any]) -> dict[str, Any]:
    question: dict[str, Any] = content["questions"][0]
    return question


def set_core(content: dict[str, Any], count: int) -> None:
    first(content)["areas"] = [{"id": f"area-{n}", "text": "An area", "core": n < count} for n in range(6)]
    first(content)["follow_ups"] = []


@pytest.mark.parametrize(
    ("fault", "place", "what"),
    [
        (lambda c: c.pop("title"), "title", "required"),
        (lambda c: first(c).pop("text"), f"{QUESTION}: text", "required"),
        (lambda c: first(c)["areas"][1].pop("text"), f"{QUESTION}: areas 2 (change): text", "required"),
        (lambda c: first(c).pop("id"), "questions 1: id", "required"),
        (lambda c: first(c).update(text=["a", "b"]), f"{QUESTION}: text", "string"),
        (lambda c: first(c).update(areas="signal"), f"{QUESTION}: areas", "list"),
        (lambda c: first(c)["areas"][0].update(core="perhaps"), f"{QUESTION}: areas 1 (signal): core", "boolean"),
        (lambda c: first(c)["areas"][0].update(kind="data"), f"{QUESTION}: areas 1 (signal): kind", "'insight'"),
        (lambda c: first(c).update(text="  "), f"{QUESTION}: text", "at least 1 character"),
        (lambda c: c.update(questions=[]), "questions", "at least 1 item"),
        (lambda c: c.update(questions=["Why?"]), "questions 1", "dictionary"),
        (lambda c: c.update(weight={"mid": 0}), "weight: mid", "greater than or equal to 1"),
        (lambda c: c.update(id="Not A Slug"), "id", "match pattern"),
        (lambda c: first(c).update(tipps=[]), f"{QUESTION}: tipps", "not permitted"),
        (lambda c: c.update(titel="x"), "titel", "not permitted"),
        (lambda c: c["questions"].append(first(c)), "question id first", "used more than once"),
        (
            lambda c: first(c)["areas"].append(first(c)["areas"][0]),
            f"{QUESTION}: area id signal",
            "used more than once",
        ),
        (
            lambda c: first(c)["follow_ups"].append(first(c)["follow_ups"][0]),
            f"{QUESTION}: follow-up id sign",
            "used more than once",
        ),
        (lambda c: first(c)["follow_ups"][0].update(areas=["nope"]), f"{QUESTION}: follow-up 'sign'", "'nope'"),
        (lambda c: first(c)["follow_ups"][0].update(areas=[]), f"{QUESTION}: follow_ups 1 (sign): areas", "at least 1"),
        (lambda c: set_core(c, 0), QUESTION, "0 areas are core; mark 2 to 4"),
        (lambda c: set_core(c, 5), QUESTION, "5 areas are core; mark 2 to 4"),
    ],
)
def test_a_fault_is_told_with_file_question_and_field(tmp_path: Path, fault: Fault, place: str, what: str) -> None:
    content = deepcopy(GOOD)
    fault(content)
    (problem,) = problems(tmp_path, yaml.dump(content, Dumper=NoAliases))
    assert problem.startswith(f"plans.yaml: {place}")
    assert what in problem


class NoAliases(yaml.SafeDumper):
    """Writes a thing that occurs twice out twice, as a person would."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    content = deepcopy(GOOD)
    del content["title"]
    first(content)["areas"][0]["id"] = "Signal!"
    assert len(problems(tmp_path, content)) == 2


BOMB = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*{p}, *{p}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("id: plans\ntitle: [open", "not readable as YAML"),
        ("id: plans\n\ttitle: x", "line 2"),
        ("title: One: two", "line 1"),
        (BOMB, "aliases (*name) are not allowed"),
        ("id: plans\ntitle: a\ntitle: b", "'title' is given 2 times"),
        (yaml.safe_dump(GOOD).replace("text: What was changed", "text: a\n    text: b"), "'text' is given 2 times"),
        (b"title: caf\xe9", "not UTF-8 text (byte 10)"),
        ("title: a\x00b", "#x0000"),
        ("x" * (LARGEST_FILE + 1), f"{LARGEST_FILE + 1:,} bytes are more than the {LARGEST_FILE:,} allowed"),
        ("", "not a bank"),
        ("# nothing yet", "not a bank"),
        ("- a\n- list", "not a bank"),
        ("just words", "not a bank"),
        ("a: " + "[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ("{a: " * 1000 + "}" * 1000, "nested too deeply"),
        ("id: !!python/object/apply:os.getcwd []", "could not determine a constructor"),
        ("id: a\n---\nid: b", "another document"),
        ('id: !!int ""', "put it in quotes"),
        ('id: !!timestamp "soon"', "put it in quotes"),
        ('id: !!bool "perhaps"', "put it in quotes"),
        ("id: 2026-99-99", "put it in quotes"),
        ("id: " + "9" * 5000, "put it in quotes"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "latin-1",
)
def test_a_file_that_is_no_bank_is_refused_with_the_reason(tmp_path: Path, content: str | bytes, what: str) -> None:
    (problem,) = problems(tmp_path, content)
    assert problem.startswith("plans.yaml: ")
    assert what in problem


@pytest.mark.parametrize("name", ["absent.yaml", "folder.yaml"])
def test_a_file_that_cannot_be_read_is_told_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(BankError, match=rf"{name}: cannot be read"):
        load_bank(tmp_path / name)


# -- many ------------------------------------------------------------------------------------------


def test_one_bad_bank_leaves_the_others(tmp_path: Path) -> None:
    write(tmp_path, GOOD | {"id": "a"}, "a.yaml")
    write(tmp_path, "title: [", "b.yaml")
    write(tmp_path, GOOD | {"id": "c"}, "c.yml")
    write(tmp_path, "not looked at", "notes.txt")
    (tmp_path / "d.yaml").mkdir()
    library = load_library([tmp_path])
    assert [b.id for b in library.banks] == ["a", "c"]
    assert [p.split(":")[0] for p in library.problems] == ["b.yaml", "d.yaml"]


def test_a_bank_with_the_id_of_another_is_left_out_and_told(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.yaml")
    write(tmp_path, GOOD | {"title": "Other"}, "b.yaml")
    library = load_library([tmp_path])
    assert [b.title for b in library.banks] == ["Plans"]
    assert library.problems == ("b.yaml: id: 'plans' is the id of another bank; choose a new one",)


def test_folders_are_read_in_the_order_given_and_a_file_can_be_named_itself(tmp_path: Path) -> None:
    late, early = tmp_path / "late", tmp_path / "early"
    late.mkdir()
    early.mkdir()
    named = write(tmp_path, GOOD | {"id": "named"}, "named.yaml")
    write(late, GOOD | {"id": "late"})
    write(early, GOOD | {"id": "early"})
    assert [b.id for b in load_library([early, named, late]).banks] == ["early", "named", "late"]


def test_no_banks_at_all_is_an_empty_library(tmp_path: Path) -> None:
    assert load_library([tmp_path]) == load_library([]) == Library(())


def test_a_bank_is_found_by_its_id_and_an_unknown_one_names_those_there_are() -> None:
    assert SHIPPED_LIBRARY.bank("cmo-leadership").id == "cmo-leadership"
    with pytest.raises(NotFound, match=r"no bank 'nope'.*strategic-thinking"):
        SHIPPED_LIBRARY.bank("nope")
    with pytest.raises(NotFound, match="Banks here: none"):
        Library(()).bank("nope")


# -- a shelf ---------------------------------------------------------------------------------------


def titles(shelf: Shelf) -> list[str]:
    return [bank.title for bank in shelf.library.banks]


def test_a_shelf_shows_a_file_that_was_added_changed_or_deleted_since(tmp_path: Path) -> None:
    folder = tmp_path / "banks"
    shelf = Shelf([folder])
    assert shelf.library == Library(()), "the folder need not be there yet"
    folder.mkdir()
    path = write(folder, GOOD)
    assert titles(shelf) == ["Plans"]
    write(folder, GOOD | {"title": "New plans"})
    assert titles(shelf) == ["New plans"]
    path.unlink()
    assert shelf.library == Library(())


def test_while_nothing_changes_a_shelf_gives_the_same_library_and_after_a_change_the_same_other_banks(
    tmp_path: Path,
) -> None:
    write(tmp_path, GOOD | {"id": "a"}, "a.yaml")
    write(tmp_path, GOOD | {"id": "b"}, "b.yaml")
    shelf = Shelf([tmp_path])
    before = shelf.library
    assert shelf.library is before
    write(tmp_path, GOOD | {"id": "b", "title": "Changed"}, "b.yaml")
    assert shelf.library.bank("a") is before.bank("a")
    assert shelf.library.bank("b").title == "Changed"


def test_a_file_of_the_same_size_is_read_again_when_its_time_is_another(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    shelf = Shelf([tmp_path])
    assert titles(shelf) == ["Plans"]
    write(tmp_path, GOOD | {"title": "Plane"})
    os.utime(path, ns=(0, 0))
    assert titles(shelf) == ["Plane"]


def test_a_fault_is_told_while_it_is_there(tmp_path: Path) -> None:
    write(tmp_path, GOOD | {"id": "a"}, "a.yaml")
    shelf = Shelf([tmp_path])
    write(tmp_path, "title: [", "b.yaml")
    assert [p.split(":")[0] for p in shelf.library.problems] == ["b.yaml"]
    assert titles(shelf) == ["Plans"]
    (tmp_path / "b.yaml").unlink()
    assert shelf.library.problems == ()


def test_banks_that_stand_in_no_file_come_first_and_keep_their_id(tmp_path: Path) -> None:
    given = load_bank(write(tmp_path, GOOD | {"title": "Given"}))
    write(tmp_path, GOOD | {"id": "more"}, "more.yaml")
    library = Shelf([tmp_path], [given]).library
    assert [b.title for b in library.banks] == ["Given", "Plans"]
    assert "id of another bank" in library.problems[0]


def test_threads_that_look_at_once_see_the_same(tmp_path: Path) -> None:
    for n in range(5):
        write(tmp_path, GOOD | {"id": f"bank-{n}"}, f"{n}.yaml")
    shelf = Shelf([tmp_path])
    with ThreadPoolExecutor(8) as pool:
        assert len({id(library) for library in pool.map(lambda _: shelf.library, range(16))}) == 1
    assert gc.isenabled()


def test_a_broken_link_among_the_banks_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    assert titles(Shelf([tmp_path])) == ["Plans"]


def test_a_bank_changed_on_disk_is_asked_from_next_and_a_running_practice_keeps_its_questions(
    tmp_path: Path, sqlite_store: Store
) -> None:
    changed = deepcopy(GOOD)
    first(changed)["text"] = "What did you plan next?"
    write(tmp_path, GOOD)
    room = Interviewer(sqlite_store, Shelf([tmp_path]), ScriptedEngine())
    plan = Plan("customer-marketing-manager", "mid", ("plans",), questions=1)
    running = room.start(CANDIDATE, plan)
    write(tmp_path, changed)
    later = room.start(CANDIDATE, plan)
    asked = [room.open(CANDIDATE, p).questions[0] for p in (running, later)]
    assert [a.question.text for a in asked] == [first(GOOD)["text"], "What did you plan next?"]
    assert asked[0].bank_hash != asked[1].bank_hash
    assert room.open(CANDIDATE, running).turns[-1].text == first(GOOD)["text"]
