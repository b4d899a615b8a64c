"""Portable logs: what goes out comes in elsewhere to the byte, and what cannot be trusted changes nothing."""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import CANDIDATE, STRANGER, rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logmaking import practices, put
from test_store import critique as stored_critique
from test_store import practice

from coach import flow, models
from coach.errors import InputError, NotFound
from coach.export import markdown
from coach.logs import format as logformat
from coach.logs import text as logtext
from coach.logs.archive import Archive
from coach.logs.exchange import Logs, Report
from coach.models import Critique, Finding, Practice, TurnKind, Verdict, Viewer
from coach.store import Store

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[1]
MANY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

Document = dict[str, Any]


def logs(store: Store) -> Logs:
    return Logs(Archive(store), lambda: NOON)


def exported(store: Store, viewer: Viewer = CANDIDATE) -> bytes:
    return b"".join(logs(store).export(viewer))


def take_in(store: Store, content: bytes, viewer: Viewer = CANDIDATE, name: str = "mine.jsonl") -> Report:
    return logs(store).take_in(viewer, name, io.BytesIO(content))


def critique(level: int | None = 3) -> Critique:
    """Every field filled, and a finding for each area of the question."""
    made = stored_critique(level)
    return replace(made, areas=(*made.areas, Finding("lesson", Verdict.NOT_ASSESSED)))


@pytest.fixture
def filled(store: Store) -> Store:
    """One practice with an answer, read twice, by the candidate."""
    store.add_practice(practice())
    store.append("p1", critique=("p1-a1", 2, critique()))
    store.revise("p1", "p1-a1", 2, critique(4))
    return store


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Store]:
    """Another installation's data folder."""
    (tmp_path / "elsewhere").mkdir()
    opened = Store(f"sqlite:///{tmp_path / 'elsewhere' / 'practice.db'}")
    yield opened
    opened.close()


def document() -> Document:
    """A whole log as JSON, of a practice that no store here has."""
    attempt = practice("p1").attempts[0]
    read = replace(attempt, critiques=((2, critique()), (2, critique(4))))
    logged = logtext.Logged(replace(practice("p1"), attempts=(read,)), {"p1-a1": (NOON, NOON)})
    made: Document = json.loads(logtext.encode(logged))
    return made


def changed(change: Callable[[Document], object]) -> bytes:
    made = document()
    change(made)
    return json.dumps(made).encode()


def tables(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return rows(store._engine.url.render_as_string(hide_password=False))


# -- out and in ------------------------------------------------------------------------------------


@MANY
@given(st.data())
def test_any_practice_comes_back_to_the_byte_from_another_data_folder(store: Store, data: st.DataObject) -> None:
    owner = Viewer(secrets.token_hex(8))
    one, two = (data.draw(practices(secrets.token_hex(8), owner.id)) for _ in range(2))
    put(store, one)
    put(store, two)
    sent = exported(store, owner)
    with_sqlite = Store("sqlite://")
    assert take_in(with_sqlite, sent).added == 2
    assert exported(with_sqlite) == sent
    assert with_sqlite.practice(one.id) == replace(one, owner=CANDIDATE.id)
    with_sqlite.close()


def test_a_log_goes_from_one_kind_of_database_to_the_other_and_back(filled: Store, elsewhere: Store) -> None:
    sent = exported(filled)
    take_in(elsewhere, sent)
    logs(filled).delete(CANDIDATE)
    assert take_in(filled, exported(elsewhere)).added == 1
    assert exported(filled) == sent


def test_the_whole_practice_is_in_the_file_and_the_candidates_id_is_not(filled: Store) -> None:
    sent = exported(filled).decode()
    made = json.loads(sent)
    assert [c["level"] for c in made["attempts"][0]["critiques"]] == [3, 4]
    assert [c["revision"] for c in made["attempts"][0]["critiques"]] == [0, 1]
    assert made["questions"][0]["question"]["areas"][0]["text"] == "What showed that the plan no longer fitted"
    assert made["attempts"][0]["critiques"][0]["provenance"]["rubric_hash"] == "r"
    assert made["turns"][0]["at"].endswith("Z")
    assert f'"{CANDIDATE.id}"' not in sent


def test_canonical_bytes_have_sorted_keys_no_spaces_and_no_point_in_whole_numbers(filled: Store) -> None:
    sent = exported(filled)
    assert sent.endswith(b"}\n")
    json.loads(sent, object_pairs_hook=in_order)
    assert b'": ' not in sent.replace(b"plan you changed.", b"")
    assert b".0," not in sent
    assert b'"confidence":1,' in sent


def in_order(pairs: list[tuple[str, Any]]) -> None:
    assert [key for key, _ in pairs] == sorted(key for key, _ in pairs)


def test_words_stay_as_they_are_in_the_file(store: Store) -> None:
    store.add_practice(practice(answer="😀 e\u0301 \u2028 שלום"))
    assert "😀 e\u0301 \u2028 שלום".encode() in exported(store)
    assert exported(store).count(b"\n") == 1


def test_a_practice_in_a_file_belongs_to_whoever_takes_it_in(filled: Store, elsewhere: Store) -> None:
    take_in(elsewhere, exported(filled), STRANGER)
    found = elsewhere.practice("p1")
    assert found is not None
    assert found.owner == STRANGER.id
    assert logs(elsewhere).sources(STRANGER) == {"p1": "mine.jsonl"}
    assert not logs(elsewhere).sources(CANDIDATE)
    assert not list(logs(elsewhere).export(CANDIDATE))


def test_an_id_in_a_file_gives_no_right_to_a_practice(filled: Store) -> None:
    before = tables(filled)
    report = take_in(filled, changed(lambda d: d.update(owner=CANDIDATE.id)), STRANGER)
    assert "other content" in report.refused
    assert tables(filled) == before


def test_what_is_somebody_elses_here_is_not_told_to_be_known(filled: Store) -> None:
    before = tables(filled)
    assert "somebody else's" in take_in(filled, exported(filled), STRANGER).refused
    assert tables(filled) == before


def test_the_same_file_again_changes_nothing(elsewhere: Store) -> None:
    sent = changed(lambda d: d.update(extra=1))
    take_in(elsewhere, sent)
    before = tables(elsewhere)
    assert take_in(elsewhere, sent) == Report("mine.jsonl", unchanged=1)
    assert tables(elsewhere) == before


def test_ones_own_export_taken_in_again_changes_nothing(filled: Store) -> None:
    before = tables(filled)
    assert take_in(filled, exported(filled)) == Report("mine.jsonl", unchanged=1)
    assert tables(filled) == before


def test_a_practice_that_went_on_after_it_came_in_is_left_alone_by_the_same_file(elsewhere: Store) -> None:
    take_in(elsewhere, sent := changed(lambda d: d.update(extra=1)))
    elsewhere.revise("p1", "p1-a1", 2, critique(5))
    assert take_in(elsewhere, sent).unchanged == 1
    again = json.loads(exported(elsewhere))
    assert [c["revision"] for c in again["attempts"][0]["critiques"]] == [0, 1, 2]
    assert again["extra"] == 1


def test_the_same_id_with_other_content_is_a_conflict_that_is_told(filled: Store) -> None:
    before = tables(filled)
    report = take_in(filled, changed(lambda d: d["plan"].update(role="another")))
    assert "practice p1 is here already with other content" in report.refused
    assert tables(filled) == before


def test_an_attempt_id_of_another_practice_is_a_conflict_that_is_told(filled: Store) -> None:
    before = tables(filled)
    report = take_in(filled, changed(lambda d: d.update(id="p2")))
    assert "p2" in report.refused
    assert "another practice here" in report.refused
    assert tables(filled) == before


def test_one_bad_line_keeps_the_whole_file_out(elsewhere: Store) -> None:
    before = tables(elsewhere)
    report = take_in(elsewhere, changed(lambda d: None) + b"\n\n" + b'{"format":"coach-log"}\n')
    assert report.refused.startswith("mine.jsonl: line 3: ")
    assert report.refused.endswith("Nothing of this file was taken in.")
    assert tables(elsewhere) == before


def test_a_conflict_in_the_last_practice_takes_the_first_back_out(filled: Store) -> None:
    before = tables(filled)

    def renamed(d: Document) -> None:
        d["id"] = "p2"
        d["attempts"][0]["id"] = "p2-a1"
        for t in d["turns"]:
            t["id"] += "x"
            t["attempt_id"] = t["attempt_id"] and "p2-a1"

    clash = changed(lambda d: d["plan"].update(role="another"))
    assert take_in(filled, changed(renamed) + b"\n" + clash).refused
    assert tables(filled) == before
    assert take_in(filled, changed(renamed)).added == 1


# -- what a later version may add ------------------------------------------------------------------

ADDED: list[Callable[[Document], object]] = [
    lambda d: d.update(later={"deep": [1, {"x": None}], "float": 2.5}),
    lambda d: d["plan"].update(later=True),
    lambda d: d["questions"][1]["question"]["areas"][2].update(later="ж"),
    lambda d: d["turns"][2].update(later=[]),
    lambda d: d["attempts"][0].update(later={}),
    lambda d: d["attempts"][0]["critiques"][1]["areas"][0]["quotes"][0].update(prefix="I ", suffix=""),
    lambda d: d["attempts"][0]["critiques"][0]["areas"][0]["quotes"][0].update(text="words of another time"),
    lambda d: d["attempts"][0]["critiques"][0]["provenance"]["usage"].update(cached=7),
    lambda d: d["reviews"].append({"author": "a coach", "revision": 0, "comments": [{"text": "good"}], "x": 1e300}),
    lambda d: d["reviews"].extend([{"on": {"turn": 2, "start": 2, "end": 11, "exact": "cancelled"}}, {}]),
]


@pytest.mark.parametrize("add", ADDED)
def test_what_this_version_has_no_word_for_is_kept_and_written_out_again(
    store: Store, add: Callable[[Document], object]
) -> None:
    sent = changed(add)
    assert take_in(store, sent).added == 1
    assert exported(store) == logtext.canonical(json.loads(sent))


def test_a_newer_version_is_refused_with_both_versions_named(elsewhere: Store) -> None:
    for version in (2, 2.1, "2.1"):
        report = take_in(elsewhere, json.dumps({"format": "coach-log", "version": version, "new": {}}).encode())
        assert f"version {version}" in report.refused
        assert "reads version 1" in report.refused


# -- what is refused -------------------------------------------------------------------------------


def of_the_interviewer() -> Document:
    return {"turn": 1, "start": 0, "end": 1, "exact": "T"}


FAULTS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "no practice"),
    "blank lines": (b"\n \n", "no practice"),
    "no JSON": (b"dear coach", "not JSON"),
    "half a log": (json.dumps(document()).encode()[:-9], "not JSON"),
    "a list": (b"[]", "not a practice log"),
    "another format": (b'{"format":"other","version":1}', "not a practice log"),
    "no version": (b'{"format":"coach-log"}', '"version" must be 1'),
    "a true version": (b'{"format":"coach-log","version":true}', '"version" must be 1'),
    "not UTF-8": (b'{"format":"\xff"}', "UTF-8"),
    "deep": (b'{"format":' + b"[" * 100_000, "nested deeper"),
    "deep inside": (changed(lambda d: d.update(x=json.loads("[" * 40 + "]" * 40))), "nested deeper"),
    "strings that never end": (b'"' + b'\\"' * 2_000_000, "not JSON"),
    "huge number": (changed(lambda d: d.update(x=10**4000)), "too large to keep"),
    "endless number": (json.dumps(document()).replace('"version"', '"x":1e999,"version"').encode(), "no number"),
    "not a number": (changed(lambda d: d.update(x=float("nan"))), "no number"),
    "a field twice": (json.dumps(document()).replace('"id"', '"id":"p9","id"', 1).encode(), "twice"),
    "a NUL": (changed(lambda d: d["turns"][1].update(text="a\0b")), "turns.1.text"),
    "half a surrogate": (changed(lambda d: d.update(note="\ud800")), "note"),
    "a name with NUL": (changed(lambda d: d.update({"a\0": 1})), "cannot be kept"),
    "a hostile id": (changed(lambda d: d.update(id="../../etc/passwd")), "id: "),
    "an empty id": (changed(lambda d: d.update(id="")), "id: "),
    "a long id": (changed(lambda d: d.update(id="x" * 41)), "id: "),
    "no turns": (changed(lambda d: d.update(turns=[], attempts=[])), "turns"),
    "a text too long": (changed(lambda d: d["turns"][1].update(text="x" * 100_001)), "turns.1.text"),
    "a level of 6": (changed(lambda d: d["attempts"][0]["critiques"][0].update(level=6)), "level"),
    "a level in words": (changed(lambda d: d["attempts"][0]["critiques"][0].update(level="3")), "level"),
    "a rating of 0": (
        changed(lambda d: d["attempts"][0].update(self_rating={"level": 0, "at": "2026-01-01T00:00:00Z"})),
        "self_rating",
    ),
    "no such day": (changed(lambda d: d.update(created_at="2026-02-30T12:00:00Z")), "created_at"),
    "a local time": (changed(lambda d: d.update(created_at="2026-02-03T12:00:00+02:00")), "created_at"),
    "an odd year": (changed(lambda d: d.update(created_at="9999-12-31T23:59:59Z")), "created_at"),
    "lines out of order": (changed(lambda d: d["turns"].reverse()), "turns.0.position"),
    "a line of no attempt": (changed(lambda d: d["turns"][2].update(attempt_id="p9")), "turns.2.attempt_id"),
    "an answer of nobody's": (changed(lambda d: d["turns"][2].update(attempt_id=None)), "turns.2.attempt_id"),
    "an answer by the interviewer": (changed(lambda d: d["turns"][2].update(speaker="interviewer")), "speaker"),
    "two lines with one id": (changed(lambda d: d["turns"][2].update(id=d["turns"][1]["id"])), "same id"),
    "two attempts with one id": (changed(lambda d: d["attempts"].append(d["attempts"][0])), "same id"),
    "an attempt at nothing": (changed(lambda d: d["attempts"][0].update(question=2)), "no question here"),
    "an attempt without lines": (
        changed(lambda d: d["attempts"].append({**d["attempts"][0], "id": "x", "critiques": []})),
        "must begin",
    ),
    "a critique of a question": (
        changed(lambda d: d["attempts"][0]["critiques"][0].update(position=1)),
        "no answer of this attempt",
    ),
    "a revision left out": (changed(lambda d: d["attempts"][0]["critiques"][1].update(revision=2)), "revision"),
    "other areas": (
        changed(lambda d: d["questions"][0]["question"]["areas"].pop()),
        "must be the question's areas",
    ),
    "a span one off": (
        changed(lambda d: d["attempts"][0]["critiques"][0]["areas"][0]["quotes"][0].update(start=3)),
        "does not say what stands there",
    ),
    "a span past the end": (
        changed(lambda d: d["attempts"][0]["critiques"][0]["areas"][0]["quotes"][0].update(end=10**6)),
        "does not say what stands there",
    ),
    "a span counted from the end": (
        changed(lambda d: d["attempts"][0]["critiques"][0]["areas"][0]["quotes"][0].update(start=-31, end=-22)),
        "start",
    ),
    "a quote of the interviewer": (
        changed(
            lambda d: d["attempts"][0]["critiques"][0]["areas"][0]["quotes"][0].update(
                turn=1, start=0, end=1, exact="T"
            )
        ),
        "none of the answers",
    ),
    "a comment beside its span": (
        changed(lambda d: d["reviews"].append({"at": {"turn": 2, "start": 0, "end": 2, "exact": "We"}})),
        "does not say what stands there",
    ),
    "a review in one word": (changed(lambda d: d["reviews"].append("good")), "reviews.0"),
    "a tip of its own": (
        changed(lambda d: d["attempts"][0]["critiques"][0]["tips"][0].update(target="charm")),
        "tips.0.target",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_cannot_be_trusted_is_refused_with_a_reason_and_nothing_is_taken_in(
    elsewhere: Store, fault: str
) -> None:
    content, reason = FAULTS[fault]
    before = tables(elsewhere)
    report = take_in(elsewhere, content)
    assert reason in report.refused
    assert report.added == report.unchanged == 0
    assert tables(elsewhere) == before


def test_a_line_larger_than_a_practice_may_be_is_refused_before_it_is_read(elsewhere: Store) -> None:
    class Endless(io.BytesIO):
        """A line that goes on for ever."""

        def readline(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert size > 0, "the whole line was asked for"
            return b"x" * size

    report = logs(elsewhere).take_in(CANDIDATE, "endless", Endless())
    assert "larger than" in report.refused


def test_a_disk_that_fails_while_a_file_is_read_is_told(elsewhere: Store) -> None:
    class Broken(io.BytesIO):
        def readline(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    report = logs(elsewhere).take_in(CANDIDATE, "usb.jsonl", Broken())
    assert report.refused.startswith("usb.jsonl: cannot be read: Input/output error")


def test_only_the_name_of_a_file_is_remembered_and_only_what_can_be_kept_of_it(store: Store) -> None:
    assert take_in(store, changed(lambda d: None), name="/home/ann/\udcffmy\0.jsonl").added
    assert logs(store).sources(CANDIDATE) == {"p1": "my.jsonl"}


def test_spans_count_code_points_and_not_the_units_of_a_browser(elsewhere: Store) -> None:
    said = "😀😀 e\u0301 cancelled"
    start = said.index("cancelled")

    def spoken(at: int) -> bytes:
        def change(d: Document) -> None:
            d["attempts"][0]["critiques"] = []
            d["turns"][2]["text"] = said
            d["reviews"] = [{"turn": 2, "start": at, "end": at + 9, "exact": "cancelled"}]

        return changed(change)

    assert take_in(elsewhere, spoken(start + 2)).refused  # two surrogate pairs further on: UTF-16
    assert take_in(elsewhere, spoken(start)).added == 1


def test_a_file_written_by_hand_with_a_byte_order_mark_windows_lines_and_left_out_fields_is_read(
    elsewhere: Store,
) -> None:
    made = document()
    for turn in made["turns"]:
        for name in ("reason", "probes", "follow_up_id"):
            turn.pop(name)
    made.pop("reviews")
    assert take_in(elsewhere, b"\xef\xbb\xbf" + json.dumps(made).encode() + b"\r\n\r\n").added == 1
    assert exported(elsewhere) == logtext.canonical(document())


# -- mutations -------------------------------------------------------------------------------------

LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 7), st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "x", "p1-a1", "signal", "2026-01-01T00:00:00Z", "answer", "\0", "candidate"]),
    st.just([]), st.just({}),
)  # fmt: skip


def mutate(data: st.DataObject, value: Any) -> Any:
    """`value` with one part, anywhere in it, changed, taken away, doubled or moved."""
    if isinstance(value, dict | list) and value and data.draw(st.integers(0, 9)):
        keys = sorted(value) if isinstance(value, dict) else list(range(len(value)))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.integers(0, 9)):
            value[key] = mutate(data, value[key])
        elif isinstance(value, list) and data.draw(st.booleans()):
            value.append(value[key])
        else:
            del value[key]
        return value
    return data.draw(LEAVES)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_let_in_of_a_mutated_file_can_be_shown_and_the_rest_leaves_no_trace(
    elsewhere: Store, data: st.DataObject
) -> None:
    made = document()
    for _ in range(data.draw(st.integers(1, 3))):
        made = mutate(data, made)
    before = tables(elsewhere)
    report = take_in(elsewhere, json.dumps(made).encode())
    if report.refused:
        assert tables(elsewhere) == before
        return
    found = elsewhere.practice(made["id"])
    assert found is not None
    shown(found)
    assert exported(elsewhere) == logtext.canonical(json.loads(exported(elsewhere)))
    logs(elsewhere).delete(CANDIDATE)


def shown(found: Practice) -> None:
    markdown(found)
    flow.stage(found)
    flow.minutes(found)
    assert all(a.turns[0].kind is TurnKind.QUESTION for a in found.attempts)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.binary(max_size=6), st.integers(0, 6))
def test_bytes_changed_anywhere_never_raise_and_never_half_import(
    elsewhere: Store, place: int, put_in: bytes, cut: int
) -> None:
    content = json.dumps(document()).encode()
    place %= len(content)
    report = take_in(elsewhere, content[:place] + put_in + content[place + cut :])
    assert report.added == len(logs(elsewhere).archive.ids(CANDIDATE.id)) == (0 if report.refused else 1)
    logs(elsewhere).delete(CANDIDATE)


# -- whose -----------------------------------------------------------------------------------------


def test_nothing_of_another_person_can_be_exported_or_deleted(filled: Store) -> None:
    mine = logs(filled)
    before = tables(filled)
    with pytest.raises(NotFound) as theirs:
        mine.export(STRANGER, ["p1"])
    with pytest.raises(NotFound) as nobodys:
        mine.export(STRANGER, ["p9"])
    assert str(theirs.value).replace("p1", "p9") == str(nobodys.value)
    with pytest.raises(NotFound):
        mine.delete(STRANGER, ["p1"])
    assert mine.delete(STRANGER) == 0
    assert mine.count(STRANGER) == 0
    assert not exported(filled, STRANGER)
    assert tables(filled) == before


def test_delete_everything_of_mine_leaves_nothing_of_mine_and_everything_of_others(filled: Store) -> None:
    filled.add_practice(practice("q1", STRANGER.id))
    filled.rate("p1", "p1-a1", 2)
    assert logs(filled).delete(CANDIDATE) == 1
    left = tables(filled)
    assert "p1" not in repr(left)
    assert "q1" in repr(left["practices"])


def test_only_the_practices_named_are_exported_and_deleted(filled: Store) -> None:
    filled.add_practice(practice("p2"))
    assert len(list(logs(filled).export(CANDIDATE, ["p2"]))) == 1
    assert logs(filled).delete(CANDIDATE, ["p2"]) == 1
    assert filled.practice("p1")


# -- the published form ----------------------------------------------------------------------------


def test_the_published_schema_is_the_one_of_the_code() -> None:
    published = json.loads((ROOT / "docs" / "coach-log.schema.json").read_text(encoding="utf-8"))
    assert published == logformat.json_schema()


def test_an_export_follows_the_published_schema(filled: Store) -> None:
    made = json.loads(exported(filled))
    jsonschema.Draft202012Validator(logformat.json_schema()).validate(made)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**made, "version": 2}, logformat.json_schema())


def test_a_line_that_is_decoded_and_encoded_is_the_same_line() -> None:
    line = logtext.canonical(document())
    assert logtext.encode(logtext.decode(line, "somebody")) == line
    with pytest.raises(InputError):
        logtext.decode(line[:-3], "somebody")


PAIRS = [
    (models.Plan, logformat.PlanPart),
    (models.PlannedQuestion, logformat.QuestionPart),
    (models.Question, logformat.AskedPart),
    (models.Area, logformat.AreaPart),
    (models.FollowUp, logformat.FollowUpPart),
    (models.Example, logformat.ExamplePart),
    (models.Turn, logformat.TurnPart),
    (models.Finding, logformat.FindingPart),
    (models.Usage, logformat.UsagePart),
    (models.Provenance, logformat.ProvenancePart),
    (models.Strength, logformat.StrengthPart),
    (models.Focus, logformat.FocusPart),
]


@pytest.mark.parametrize(("ours", "part"), PAIRS)
def test_each_field_of_a_practice_has_its_place_in_the_file(ours: type, part: type) -> None:
    assert {f.name for f in fields(ours)} == set(part.model_fields)  # type: ignore[attr-defined]


def test_each_field_of_a_critique_has_its_place_in_the_file() -> None:
    place = {"position", "revision", "at"}
    assert {f.name for f in fields(Critique)} | place == set(logformat.CritiquePart.model_fields)
