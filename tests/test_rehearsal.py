"""A whole interview from a file: what is asked, in which order the answers are given, what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ScriptedEngine, bank, reading

from coach import rehearsal
from coach.banks import Library
from coach.errors import InputError, NotFound
from coach.models import Practice, TurnKind, Verdict

COVERED = Verdict.COVERED
FULL = reading((COVERED,) * 3, quote="stopped the campaign", star=COVERED, lessons=COVERED)
ANSWER = "I saw sign-ups fall, stopped the campaign, and learned to test a price before I print it. " * 3


def rehearsed(*answers: str, questions: int = 2, engine: ScriptedEngine | None = None, seed: int = 3) -> Practice:
    library = Library((bank(), bank("others")))
    return rehearsal.rehearse(
        library, engine or ScriptedEngine(forever=FULL), answers, ["plans", "others"], questions, seed
    )


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("one\n\ntwo", ["one", "two"]),
        ("one\n \t\ntwo", ["one", "two"]),
        ("\n\n one line\nand its next \n \t \n\n\ntwo\n", ["one line\nand its next", "two"]),
        ("one\r\n\r\ntwo\r\n", ["one", "two"]),
        ("ünï — 😀", ["ünï — 😀"]),
    ],
)
def test_answers_are_paragraphs_parted_by_blank_lines(tmp_path: Path, text: str, answers: list[str]) -> None:
    script = tmp_path / "script.txt"
    script.write_bytes(text.encode())
    assert rehearsal.read_answers(script) == answers


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (None, "cannot be read"),
        (b"\xff\xfe", "not UTF-8 .*byte 0"),
        (b"", "there is no answer"),
        (b" \n\n\t\n", "there is no answer"),
    ],
    ids=["no file", "not UTF-8", "empty", "blank"],
)
def test_a_script_that_cannot_be_used_is_named(tmp_path: Path, raw: bytes | None, says: str) -> None:
    script = tmp_path / "script.txt"
    if raw is not None:
        script.write_bytes(raw)
    with pytest.raises(InputError, match=rf"script\.txt: {says}"):
        rehearsal.read_answers(script)


def test_answers_are_given_in_order_to_whatever_is_asked() -> None:
    gaps_then_full = ScriptedEngine(reading(), forever=FULL)
    practice = rehearsed(f"{ANSWER} first", f"{ANSWER} second", f"{ANSWER} third", engine=gaps_then_full)
    dialogue = [(t.kind, t.text.split()[-1]) for t in practice.turns if t.kind is TurnKind.ANSWER]
    assert dialogue == [(TurnKind.ANSWER, word) for word in ("first", "second", "third")]
    asked = [t.kind for t in practice.turns if t.kind in (TurnKind.QUESTION, TurnKind.FOLLOW_UP)]
    assert asked == [TurnKind.QUESTION, TurnKind.FOLLOW_UP, TurnKind.QUESTION]


def test_the_interview_ends_with_the_questions_when_answers_are_left() -> None:
    practice = rehearsed(*[ANSWER] * 9)
    assert [len(a.answers) for a in practice.attempts] == [1, 1]
    assert practice.turns[-1].kind is TurnKind.CLOSING


def test_the_interview_ends_with_the_answers_when_questions_are_left() -> None:
    practice = rehearsed(ANSWER, questions=4)
    assert sum(len(a.answers) for a in practice.attempts) == 1
    assert practice.turns[-1].kind is TurnKind.CLOSING
    assert practice.ended_at is not None


def test_the_same_script_and_seed_give_the_same_json() -> None:
    first, second = (json.dumps(rehearsal.as_json(rehearsed(ANSWER, ANSWER))) for _ in range(2))
    assert first == second


def test_another_seed_draws_other_questions() -> None:
    drawn = {json.dumps(rehearsal.as_json(rehearsed(ANSWER, seed=seed))["questions"]) for seed in range(8)}
    assert len(drawn) > 1


def test_the_json_holds_the_lines_with_reasons_and_each_critique() -> None:
    found = rehearsal.as_json(rehearsed(ANSWER, ANSWER, questions=1, engine=ScriptedEngine(reading(), FULL)))
    assert [line["kind"] for line in found["transcript"]] == [
        "opening",
        "question",
        "answer",
        "follow_up",
        "answer",
        "closing",
    ]
    assert found["transcript"][3]["reason"] == "own part unclear"
    (critique,) = found["critiques"]
    assert critique["question"] == found["questions"][0]["question"]
    assert (critique["try"], critique["level"], len(critique["areas"])) == (1, 5, 3)
    assert critique["areas"][0]["quotes"][0]["text"] == "stopped the campaign"
    assert critique["provenance"]["usage"]["milliseconds"] is None  # it differs from run to run


def test_the_text_shows_who_said_what_why_and_what_was_found() -> None:
    text = rehearsal.as_text(rehearsed(ANSWER, ANSWER, questions=1, engine=ScriptedEngine(reading(), FULL)))
    for part in (
        f"CANDIDATE: {ANSWER.strip()}",
        "INTERVIEWER [own part unclear]: What did you yourself decide or do there?",
        "Level: 5 Interview-ready",
        "covered  * What was changed — “stopped the campaign”",
    ):
        assert part in text


def test_an_unusable_answer_is_named_by_its_number() -> None:
    with pytest.raises(InputError, match=r"Answer 2 of the script: There are no words"):
        rehearsed(ANSWER, "…")


def test_a_bank_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFound, match="'nope'"):
        rehearsal.rehearse(Library((bank(),)), ScriptedEngine(), [ANSWER], ["nope"], 1, 0)
