"""The candidate's side through its public calls, on both databases: nothing lost, nothing doubled, nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from conftest import CANDIDATE, PLAN, STRANGER, ScriptedEngine, bank, interviewer, reading, rows
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import flow
from coach.answers import LONGEST_ANSWER, clean
from coach.errors import Conflict, EngineError, InputError, NotFound
from coach.flow import Stage
from coach.interviewer import Interviewer
from coach.models import (
    Attempt,
    Claim,
    Critique,
    Mode,
    Plan,
    Practice,
    Quote,
    Reading,
    Speaker,
    TurnKind,
    Usage,
    Verdict,
)
from coach.rubric import rubric
from coach.store import Store

COVERED, PARTIAL, MISSING = Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSING
ANSWER = (
    "In March I saw sign-ups fall by a third after the price change. I stopped the spring campaign, moved its money "
    "to the people who had already tried us, and by June we were back where we had started. I would test prices first."
)
PART = "I stopped the spring campaign"
FULL = reading((COVERED, COVERED, COVERED), quote=PART, star=COVERED, lessons=COVERED)
GAPS = reading()
MOCK = replace(PLAN, mode=Mode.MOCK)


def begin(store: Store, *script: Reading | EngineError, plan: Plan = PLAN) -> tuple[Interviewer, str]:
    """A practice with its first question asked, and an engine that reads as scripted."""
    room = interviewer(store, ScriptedEngine(*script))
    return room, room.start(CANDIDATE, plan)


def answer(room: Interviewer, practice_id: str, text: str = ANSWER) -> Practice:
    room.submit(CANDIDATE, practice_id, text)
    room.assess(CANDIDATE, practice_id)
    return room.open(CANDIDATE, practice_id)


def kinds(practice: Practice) -> list[TurnKind]:
    return [t.kind for t in practice.turns]


def critique_of(attempt: Attempt) -> Critique:
    assert attempt.critique is not None
    return attempt.critique


# -- beginning -------------------------------------------------------------------------------------


def test_a_new_practice_opens_and_asks_its_first_question(store: Store) -> None:
    room, practice_id = begin(store)
    practice = room.open(CANDIDATE, practice_id)
    assert kinds(practice) == [TurnKind.OPENING, TurnKind.QUESTION]
    assert practice.turns[1].text == practice.questions[0].question.text
    assert (practice.owner, practice.plan, len(practice.questions)) == (CANDIDATE.id, PLAN, 2)
    assert "two questions" in practice.turns[0].text
    assert flow.stage(practice) is Stage.ANSWERING


def test_ids_are_long_and_never_the_same(store: Store) -> None:
    room = interviewer(store)
    ids = {room.start(CANDIDATE, PLAN) for _ in range(5)}
    assert len(ids) == 5
    assert min(map(len, ids)) >= 22  # 128 bits in base 64


def test_a_plan_for_more_questions_than_there_are_says_how_many_it_got(store: Store) -> None:
    room = interviewer(store, None, bank(questions=1))
    practice = room.open(CANDIDATE, room.start(CANDIDATE, replace(PLAN, questions=4)))
    assert practice.plan.questions == len(practice.questions) == 1
    assert "one question" in practice.turns[0].text


@pytest.mark.parametrize(("banks", "error"), [(("nope",), NotFound), ((), InputError)])
def test_a_plan_that_cannot_be_kept_leaves_nothing(
    store: Store, banks: tuple[str, ...], error: type[Exception]
) -> None:
    room = interviewer(store)
    with pytest.raises(error, match="bank"):
        room.start(CANDIDATE, replace(PLAN, banks=banks))
    assert room.history(CANDIDATE) == []


def test_the_next_practice_asks_what_this_candidate_was_not_asked_yet(store: Store) -> None:
    room = interviewer(store)

    def asked(practice_id: str) -> set[str]:
        return {q.question.id for q in room.open(CANDIDATE, practice_id).questions}

    drawn = [asked(room.start(CANDIDATE, PLAN)) for _ in range(3)]
    assert len(set.union(*drawn)) == 6
    first_of_another = room.open(STRANGER, room.start(STRANGER, PLAN))
    assert {q.question.id for q in first_of_another.questions} == drawn[0]


# -- answering -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   \n\t ", "…", "?! -- ()", "\u200b\u200b", "\x00\x07", "😀", "\ud800"])
def test_an_answer_without_words_is_refused_and_not_kept(store: Store, database_url: str, text: str) -> None:
    room, practice_id = begin(store)
    before = rows(database_url)
    with pytest.raises(InputError, match=r"no words .* choose Skip"):
        room.submit(CANDIDATE, practice_id, text)
    assert rows(database_url) == before


def test_three_words_are_kept_and_not_rated(store: Store) -> None:
    room, practice_id = begin(store, GAPS)
    practice = answer(room, practice_id, "Yes, I did.")
    assert practice.turns[2].text == "Yes, I did."
    critique = critique_of(practice.attempts[0])
    assert (critique.words, critique.level) == (3, None)


def test_a_too_long_answer_is_refused_with_the_limit(store: Store) -> None:
    room, practice_id = begin(store)
    with pytest.raises(InputError, match=r"12,001 characters; 12,000 are read at most"):
        room.submit(CANDIDATE, practice_id, "a" * (LONGEST_ANSWER + 1))
    assert len(room.open(CANDIDATE, practice_id).turns) == 2


def test_an_answer_of_exactly_the_limit_is_kept_whole(store: Store) -> None:
    room, practice_id = begin(store)
    text = "ж" * LONGEST_ANSWER
    assert room.submit(CANDIDATE, practice_id, f"  {text}\n").text == text
    assert room.open(CANDIDATE, practice_id).turns[2].text == text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("I\x00 led\x07 it\x1b[31m", "I led it[31m"),
        ("one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour"),
        ("I \ud83d led \udc00 it", "I  led  it"),
        ("  I led it \u0085 ", "I led it"),
        ("😀 הובלתי את זה é $x$ <b>![](http://x)</b>", "😀 הובלתי את זה é $x$ <b>![](http://x)</b>"),
    ],
    ids=["controls", "line ends", "half surrogates", "C1", "everything else"],
)
def test_what_cannot_be_stored_is_left_out_and_all_else_is_kept(store: Store, sent: str, kept: str) -> None:
    room, practice_id = begin(store)
    turn = room.submit(CANDIDATE, practice_id, sent)
    assert turn.text == kept
    assert room.open(CANDIDATE, practice_id).turns[2] == turn


@given(st.text(st.characters(codec=None), max_size=60))
@settings(deadline=None, max_examples=100)
def test_clean_words_can_be_encoded_and_stay_as_they_are(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once.encode().decode() == once
    assert not any(ord(c) < 32 and c not in "\n\t" for c in once)
    assert [c for c in once if c.isalnum()] == [c for c in text if c.isalnum()]


def test_an_answer_is_the_candidates_and_belongs_to_the_question(store: Store) -> None:
    room, practice_id = begin(store)
    turn = room.submit(CANDIDATE, practice_id, ANSWER)
    practice = room.open(CANDIDATE, practice_id)
    assert (turn.speaker, turn.kind, turn.position) == (Speaker.CANDIDATE, TurnKind.ANSWER, 2)
    assert practice.attempts[0].answers == (turn,)
    assert flow.stage(practice) is Stage.UNREAD


def test_a_double_submit_is_one_turn(store: Store, database_url: str) -> None:
    room, practice_id = begin(store)
    first = room.submit(CANDIDATE, practice_id, ANSWER, replies_to=1)
    before = rows(database_url)
    assert room.submit(CANDIDATE, practice_id, f" {ANSWER}\r\n", replies_to=1) == first
    assert rows(database_url) == before


def test_the_same_words_sent_again_do_not_answer_the_follow_up(store: Store, database_url: str) -> None:
    room, practice_id = begin(store, GAPS)
    first = room.submit(CANDIDATE, practice_id, ANSWER, replies_to=1)
    room.assess(CANDIDATE, practice_id)
    before = rows(database_url)
    assert room.submit(CANDIDATE, practice_id, ANSWER, replies_to=1) == first
    assert rows(database_url) == before


@pytest.mark.parametrize("assessed", [False, True])
def test_other_words_for_an_answered_line_are_a_conflict_and_not_kept(
    store: Store, database_url: str, assessed: bool
) -> None:
    room, practice_id = begin(store, GAPS)
    room.submit(CANDIDATE, practice_id, ANSWER, replies_to=1)
    if assessed:
        room.assess(CANDIDATE, practice_id)
    before = rows(database_url)
    with pytest.raises(Conflict, match="another tab"):
        room.submit(CANDIDATE, practice_id, "Quite another story.", replies_to=1)
    assert rows(database_url) == before


def test_words_for_a_skipped_line_are_a_conflict(store: Store) -> None:
    room, practice_id = begin(store)
    room.skip(CANDIDATE, practice_id, 1)
    with pytest.raises(Conflict, match="another tab"):
        room.submit(CANDIDATE, practice_id, ANSWER, replies_to=1)


@pytest.mark.parametrize("replies_to", [-7, -1, 0, 2, 99])
def test_words_for_a_line_that_asks_nothing_are_a_conflict_and_not_kept(
    store: Store, database_url: str, replies_to: int
) -> None:
    room, practice_id = begin(store)
    before = rows(database_url)
    with pytest.raises(Conflict):
        room.submit(CANDIDATE, practice_id, ANSWER, replies_to=replies_to)
    assert rows(database_url) == before


def test_nothing_can_be_answered_while_no_question_is_open(store: Store) -> None:
    room, practice_id = begin(store, FULL)
    practice = answer(room, practice_id)
    assert flow.stage(practice) is Stage.BETWEEN
    with pytest.raises(Conflict, match="No question is open"):
        room.submit(CANDIDATE, practice_id, ANSWER)
    room.end(CANDIDATE, practice_id)
    with pytest.raises(Conflict, match="No question is open"):
        room.submit(CANDIDATE, practice_id, ANSWER)


# -- reading ---------------------------------------------------------------------------------------


def test_assessing_again_changes_nothing(store: Store, database_url: str) -> None:
    room, practice_id = begin(store, GAPS)  # a second reading would find the script empty
    answer(room, practice_id)
    before = rows(database_url)
    room.assess(CANDIDATE, practice_id)
    assert rows(database_url) == before


@pytest.mark.parametrize("plan", [PLAN, MOCK], ids=["coach", "mock"])
def test_a_failing_engine_leaves_the_answer_safe_and_can_be_asked_again(
    store: Store, database_url: str, plan: Plan
) -> None:
    room, practice_id = begin(store, EngineError("the server is away"), FULL, plan=plan)
    room.submit(CANDIDATE, practice_id, ANSWER)
    before = rows(database_url)
    with pytest.raises(EngineError, match="away"):
        room.assess(CANDIDATE, practice_id)
    assert rows(database_url) == before
    room.assess(CANDIDATE, practice_id)
    practice = room.open(CANDIDATE, practice_id)
    assert practice.turns[2].text == ANSWER
    assert critique_of(practice.attempts[0]).level == 5


def test_a_critique_says_what_made_it(store: Store) -> None:
    room, practice_id = begin(store, replace(FULL, usage=Usage(2, 300, 40, 0)))
    made = critique_of(answer(room, practice_id).attempts[0]).provenance
    assert (made.engine, made.model, made.prompt_hash) == ("scripted", "test", "none")
    assert (made.bank_hash, made.rubric_hash) == ("hash-of-plans", rubric().hash)
    assert (made.usage.calls, made.usage.input_tokens, made.usage.output_tokens) == (2, 300, 40)


def test_a_follow_up_says_why_it_was_asked_and_the_answer_to_it_is_read_with_the_first(store: Store) -> None:
    engine = ScriptedEngine(reading((MISSING, COVERED, COVERED), PART, star=COVERED, lessons=COVERED), FULL)
    room = interviewer(store, engine)
    practice_id = room.start(CANDIDATE, PLAN)
    asked = answer(room, practice_id).turns[3]
    assert (asked.kind, asked.text, asked.follow_up_id) == (
        TurnKind.FOLLOW_UP,
        "What was the first sign?",
        "first-sign",
    )
    assert (asked.reason, asked.probes) == ("gap: signal", ("signal",))
    practice = answer(room, practice_id, "Support told me first.")
    assert [t.text for t in engine.reads[1] if t.speaker is Speaker.CANDIDATE] == [ANSWER, "Support told me first."]
    (attempt,) = practice.attempts
    assert [position for position, _ in attempt.critiques] == [2, 4]
    assert attempt.first_critique != attempt.critique


@pytest.mark.parametrize(("tough", "most"), [(False, 2), (True, 3)])
def test_a_question_is_followed_up_so_often_and_no_more(store: Store, tough: bool, most: int) -> None:
    room, practice_id = begin(store, *[GAPS] * (most + 1), plan=replace(PLAN, tough=tough))
    for n in range(most + 1):
        practice = answer(room, practice_id, f"{ANSWER} {n}")
    assert kinds(practice).count(TurnKind.FOLLOW_UP) == most
    reasons = [t.reason for t in practice.turns if t.kind is TurnKind.FOLLOW_UP]
    assert len(set(reasons)) == most
    assert flow.stage(practice) is Stage.BETWEEN


# -- going on --------------------------------------------------------------------------------------


def test_coach_mode_waits_with_the_critique_until_told_to_go_on(store: Store) -> None:
    room, practice_id = begin(store, FULL)
    practice = answer(room, practice_id)
    assert kinds(practice)[-1] is TurnKind.ANSWER
    assert flow.stage(practice) is Stage.BETWEEN
    room.advance(CANDIDATE, practice_id)
    practice = room.open(CANDIDATE, practice_id)
    assert practice.turns[-1].text == practice.questions[1].question.text
    assert flow.stage(practice) is Stage.ANSWERING


def test_mock_mode_goes_on_by_itself_to_the_end(store: Store) -> None:
    room, practice_id = begin(store, FULL, FULL, plan=MOCK)
    practice = answer(room, practice_id)
    assert practice.turns[-1].text == practice.questions[1].question.text
    practice = answer(room, practice_id)
    assert practice.turns[-1].text == flow.CLOSING
    assert flow.stage(practice) is Stage.ENDED
    assert [a.critique is not None for a in practice.attempts] == [True, True]


def test_going_on_after_the_last_question_closes(store: Store) -> None:
    room, practice_id = begin(store, FULL, FULL)
    answer(room, practice_id)
    room.advance(CANDIDATE, practice_id)
    answer(room, practice_id)
    room.advance(CANDIDATE, practice_id)
    practice = room.open(CANDIDATE, practice_id)
    assert practice.turns[-1].text == flow.CLOSING
    assert flow.stage(practice) is Stage.ENDED


def test_going_on_twice_asks_one_question(store: Store, database_url: str) -> None:
    room, practice_id = begin(store, FULL)
    answer(room, practice_id)
    room.advance(CANDIDATE, practice_id)
    before = rows(database_url)
    room.advance(CANDIDATE, practice_id)
    assert rows(database_url) == before


def test_an_unread_answer_does_not_hold_up_the_interview(store: Store) -> None:
    room, practice_id = begin(store, EngineError("away"))
    room.submit(CANDIDATE, practice_id, ANSWER)
    with pytest.raises(EngineError):
        room.assess(CANDIDATE, practice_id)
    room.advance(CANDIDATE, practice_id)
    practice = room.open(CANDIDATE, practice_id)
    assert practice.attempts[0].critique is None
    assert practice.turns[2].text == ANSWER
    assert practice.turns[3].text == practice.questions[1].question.text


def leave(room: Interviewer, practice_id: str, how: str) -> Practice:
    """The open answer passed over unread, by going on or by ending."""
    (room.advance if how == "go on" else room.end)(CANDIDATE, practice_id)
    return room.open(CANDIDATE, practice_id)


@pytest.mark.parametrize("how", ["go on", "end"])
@pytest.mark.parametrize("plan", [PLAN, MOCK], ids=["coach", "mock"])
def test_an_answer_passed_over_unread_can_be_read_later_and_nothing_is_asked(
    store: Store, database_url: str, plan: Plan, how: str
) -> None:
    room, practice_id = begin(store, EngineError("away"), GAPS, plan=plan)
    room.submit(CANDIDATE, practice_id, ANSWER)
    before = leave(room, practice_id, how)
    attempt = before.attempts[0]
    with pytest.raises(EngineError):
        room.catch_up(CANDIDATE, practice_id, attempt.id)
    assert room.open(CANDIDATE, practice_id) == before
    room.catch_up(CANDIDATE, practice_id, attempt.id)
    after = room.open(CANDIDATE, practice_id)
    assert critique_of(after.attempts[0]).level is not None
    assert (after.turns, after.ended_at) == (before.turns, before.ended_at)
    read_once = rows(database_url)
    room.catch_up(CANDIDATE, practice_id, attempt.id)  # a second reading would find the script empty
    assert rows(database_url) == read_once


def test_a_skipped_question_gives_way_to_the_next_and_the_last_to_the_end(store: Store) -> None:
    room, practice_id = begin(store)
    room.skip(CANDIDATE, practice_id)
    practice = room.open(CANDIDATE, practice_id)
    assert kinds(practice)[2:] == [TurnKind.SKIP, TurnKind.QUESTION]
    room.skip(CANDIDATE, practice_id)
    practice = room.open(CANDIDATE, practice_id)
    assert kinds(practice)[4:] == [TurnKind.SKIP, TurnKind.CLOSING]
    assert flow.stage(practice) is Stage.ENDED


def test_a_skip_of_a_line_that_is_no_longer_open_changes_nothing(store: Store, database_url: str) -> None:
    room, practice_id = begin(store)
    room.skip(CANDIDATE, practice_id, 1)
    before = rows(database_url)
    room.skip(CANDIDATE, practice_id, 1)  # the button was pressed twice
    assert rows(database_url) == before


@pytest.mark.parametrize(("plan", "then"), [(PLAN, Stage.BETWEEN), (MOCK, Stage.ANSWERING)], ids=["coach", "mock"])
def test_a_skipped_follow_up_ends_its_question_and_keeps_its_critique(store: Store, plan: Plan, then: Stage) -> None:
    room, practice_id = begin(store, GAPS, plan=plan)
    answer(room, practice_id)
    room.skip(CANDIDATE, practice_id)
    practice = room.open(CANDIDATE, practice_id)
    assert kinds(practice)[2:5] == [TurnKind.ANSWER, TurnKind.FOLLOW_UP, TurnKind.SKIP]
    assert critique_of(practice.attempts[0]) == practice.attempts[0].first_critique
    assert flow.stage(practice) is then


def test_ending_early_keeps_what_was_answered(store: Store) -> None:
    room, practice_id = begin(store, GAPS)
    answer(room, practice_id)
    room.end(CANDIDATE, practice_id)
    practice = room.open(CANDIDATE, practice_id)
    assert practice.turns[-1].text == flow.CLOSING_EARLY
    assert flow.stage(practice) is Stage.ENDED
    assert [t.text for t in practice.attempts[0].answers] == [ANSWER]
    assert practice.attempts[0].critique is not None


def test_ending_twice_says_goodbye_once(store: Store, database_url: str) -> None:
    room, practice_id = begin(store)
    room.end(CANDIDATE, practice_id)
    before = rows(database_url)
    room.end(CANDIDATE, practice_id)
    assert rows(database_url) == before


def test_a_practice_continues_where_it_was_in_another_process(store: Store, database_url: str) -> None:
    room, practice_id = begin(store, GAPS)
    answer(room, practice_id)
    after_restart = Store(database_url)
    later = interviewer(after_restart, ScriptedEngine(FULL))
    practice = answer(later, practice_id, "Then I moved the money.")
    after_restart.close()
    assert room.open(CANDIDATE, practice_id) == practice
    assert kinds(practice)[1:] == [TurnKind.QUESTION, TurnKind.ANSWER, TurnKind.FOLLOW_UP, TurnKind.ANSWER]


# -- answering again -------------------------------------------------------------------------------


def test_answering_again_is_a_new_attempt_and_the_old_one_stays(store: Store) -> None:
    room, practice_id = begin(store, GAPS, FULL)
    answer(room, practice_id)
    room.skip(CANDIDATE, practice_id)
    old = room.open(CANDIDATE, practice_id).attempts[0]
    room.again(CANDIDATE, practice_id, 0)
    practice = answer(room, practice_id, f"{ANSWER} And more.")
    assert practice.attempts[0] == old
    assert [(a.question, a.number) for a in practice.attempts] == [(0, 1), (0, 2)]
    assert [t.text for t in practice.attempts[1].answers] == [f"{ANSWER} And more."]
    room.advance(CANDIDATE, practice_id)
    assert room.open(CANDIDATE, practice_id).turns[-1].text == practice.questions[1].question.text


def test_asking_twice_to_answer_again_makes_one_attempt(store: Store, database_url: str) -> None:
    room, practice_id = begin(store, FULL)
    answer(room, practice_id)
    room.again(CANDIDATE, practice_id, 0)
    before = rows(database_url)
    room.again(CANDIDATE, practice_id, 0)
    assert rows(database_url) == before


def test_a_practice_that_ended_can_be_taken_up_again_and_ends_again(store: Store) -> None:
    room, practice_id = begin(store, GAPS, FULL)
    answer(room, practice_id)
    room.end(CANDIDATE, practice_id)
    old = room.open(CANDIDATE, practice_id).attempts[0]
    room.again(CANDIDATE, practice_id, 0)
    assert flow.stage(room.open(CANDIDATE, practice_id)) is Stage.ANSWERING
    answer(room, practice_id)
    room.advance(CANDIDATE, practice_id)
    practice = room.open(CANDIDATE, practice_id)
    assert flow.stage(practice) is Stage.ENDED
    assert practice.attempts[0] == old
    assert kinds(practice).count(TurnKind.CLOSING) == 1


def test_a_skipped_question_can_be_answered_later(store: Store) -> None:
    room, practice_id = begin(store, FULL)
    room.skip(CANDIDATE, practice_id)
    room.end(CANDIDATE, practice_id)
    room.again(CANDIDATE, practice_id, 0)
    practice = answer(room, practice_id)
    assert critique_of(practice.tries(0)[1]).level == 5


@pytest.mark.parametrize("number", [-1, 2])
def test_a_question_that_is_not_there_cannot_be_answered_again(store: Store, database_url: str, number: int) -> None:
    room, practice_id = begin(store)
    before = rows(database_url)
    with pytest.raises(NotFound, match="no question"):
        room.again(CANDIDATE, practice_id, number)
    assert rows(database_url) == before


# -- the candidate has a say -----------------------------------------------------------------------


def pointable(store: Store, pointed: Claim | None = None) -> tuple[Interviewer, Practice]:
    """A practice whose only answer was read as full of gaps, and what an engine says when pointed at words."""
    engine = ScriptedEngine(GAPS)
    engine.pointed = pointed
    room = interviewer(store, engine)
    return room, answer(room, room.start(CANDIDATE, PLAN))


def words_of_the_answer(text: str = PART) -> Quote:
    start = ANSWER.index(text)
    return Quote(2, start, start + len(text), text)


def test_pointing_at_words_makes_a_new_revision_and_keeps_the_older(store: Store) -> None:
    room, before = pointable(store)
    claim = room.point(CANDIDATE, before.id, before.attempts[0].id, "change", words_of_the_answer())
    assert claim.verdict is COVERED
    (old, new) = (made for _, made in room.open(CANDIDATE, before.id).attempts[0].critiques)
    assert old == before.attempts[0].critique
    assert new.areas[1].verdict is COVERED
    assert new.areas[1].quotes == (words_of_the_answer(),)
    assert new.areas[::2] == old.areas[::2]
    assert new.quality is not None
    assert old.quality is not None
    assert new.quality > old.quality


@pytest.mark.parametrize("verdict", [MISSING, Verdict.NOT_ASSESSED])
def test_pointing_in_vain_is_told_and_changes_nothing(store: Store, database_url: str, verdict: Verdict) -> None:
    room, practice = pointable(store, Claim("change", verdict, reason="no own action there"))
    before = rows(database_url)
    claim = room.point(CANDIDATE, practice.id, practice.attempts[0].id, "change", words_of_the_answer())
    assert (claim.verdict, claim.reason) == (verdict, "no own action there")
    assert rows(database_url) == before


def test_the_words_pointed_at_are_those_that_stand_there(store: Store) -> None:
    room, practice = pointable(store)
    forged = replace(words_of_the_answer(), text="I doubled the revenue")
    claim = room.point(CANDIDATE, practice.id, practice.attempts[0].id, "change", forged)
    assert claim.quotes == (PART,)


@pytest.mark.parametrize(
    "words",
    [Quote(1, 0, 8, "Question"), Quote(2, 4, 4, ""), Quote(2, 9_000, 9_010, "far away"), Quote(77, 0, 5, "gone")],
    ids=["the interviewer's", "none", "past the end", "no such line"],
)
def test_only_words_of_the_own_answer_can_be_pointed_at(store: Store, database_url: str, words: Quote) -> None:
    room, practice = pointable(store)
    before = rows(database_url)
    with pytest.raises(InputError, match="words of your own answer"):
        room.point(CANDIDATE, practice.id, practice.attempts[0].id, "change", words)
    assert rows(database_url) == before


def test_confirming_a_gap_makes_it_sure_in_a_new_revision(store: Store) -> None:
    room, practice_id = begin(store, reading(confidence=0.3))
    before = answer(room, practice_id)
    room.left_out(CANDIDATE, practice_id, before.attempts[0].id, "signal")
    (old, new) = (made for _, made in room.open(CANDIDATE, practice_id).attempts[0].critiques)
    assert old == before.attempts[0].critique
    assert (new.areas[0].verdict, new.areas[0].confidence) == (MISSING, 1.0)
    assert new.areas[1:] == old.areas[1:]


Say = Callable[[Interviewer, str, str, str], object]
HAS_A_SAY: dict[str, Say] = {
    "point": lambda room, practice, attempt, area: room.point(
        CANDIDATE, practice, attempt, area, words_of_the_answer()
    ),
    "left_out": lambda room, practice, attempt, area: room.left_out(CANDIDATE, practice, attempt, area),
}


@pytest.mark.parametrize("say", HAS_A_SAY.values(), ids=HAS_A_SAY)
def test_an_answer_that_was_not_read_has_nothing_to_correct(store: Store, say: Say) -> None:
    room, practice_id = begin(store)
    room.submit(CANDIDATE, practice_id, ANSWER)
    attempt = room.open(CANDIDATE, practice_id).attempts[0]
    with pytest.raises(NotFound, match="no critique"):
        say(room, practice_id, attempt.id, "change")


@pytest.mark.parametrize("say", HAS_A_SAY.values(), ids=HAS_A_SAY)
@pytest.mark.parametrize(("attempt", "area"), [("nope", "change"), ("", "nope")], ids=["attempt", "area"])
def test_what_is_not_there_cannot_be_corrected(
    store: Store, database_url: str, say: Say, attempt: str, area: str
) -> None:
    room, practice = pointable(store)
    before = rows(database_url)
    with pytest.raises(NotFound):
        say(room, practice.id, attempt or practice.attempts[0].id, area)
    assert rows(database_url) == before


# -- looking back, and others ------------------------------------------------------------------------


def test_history_is_the_viewers_own_newest_first(store: Store) -> None:
    times = iter(datetime(2025, 1, day, tzinfo=UTC) for day in range(1, 28))
    room = replace(interviewer(store), now=lambda: next(times))
    mine = [room.start(CANDIDATE, PLAN) for _ in range(2)]
    room.start(STRANGER, PLAN)
    assert [s.id for s in room.history(CANDIDATE)] == mine[::-1]


def test_a_deleted_practice_is_gone_and_the_others_stay(store: Store) -> None:
    room, practice_id = begin(store, FULL)
    answer(room, practice_id)
    kept = room.start(CANDIDATE, PLAN)
    room.delete(CANDIDATE, practice_id)
    with pytest.raises(NotFound):
        room.open(CANDIDATE, practice_id)
    with pytest.raises(NotFound):
        room.delete(CANDIDATE, practice_id)
    assert [s.id for s in room.history(CANDIDATE)] == [kept]


def test_an_answer_to_a_practice_deleted_in_another_tab_says_that_it_is_gone(store: Store) -> None:
    room, practice_id = begin(store)
    room.delete(CANDIDATE, practice_id)
    with pytest.raises(NotFound, match="may have been deleted"):
        room.submit(CANDIDATE, practice_id, ANSWER)


@pytest.mark.parametrize("practice_id", ["", "nope", "' or 1=1 --", "%", "é", "\x00", "a\x00", "\ud800", "x" * 100_000])
def test_an_address_that_leads_nowhere_is_not_found(store: Store, practice_id: str) -> None:
    room, _ = begin(store)
    with pytest.raises(NotFound, match="no such practice"):
        room.open(CANDIDATE, practice_id)


EVERY_CALL: dict[str, Callable[[Interviewer, Practice], object]] = {
    "open": lambda room, p: room.open(STRANGER, p.id),
    "submit": lambda room, p: room.submit(STRANGER, p.id, ANSWER),
    "submit what is there": lambda room, p: room.submit(STRANGER, p.id, ANSWER, replies_to=1),
    "assess": lambda room, p: room.assess(STRANGER, p.id),
    "assess_aloud": lambda room, p: list(room.assess_aloud(STRANGER, p.id)),
    "spent": lambda room, p: room.spent(STRANGER, p.id),
    "over_limit": lambda room, p: room.over_limit(STRANGER, p.id),
    "catch_up": lambda room, p: room.catch_up(STRANGER, p.id, p.attempts[0].id),
    "advance": lambda room, p: room.advance(STRANGER, p.id),
    "skip": lambda room, p: room.skip(STRANGER, p.id),
    "end": lambda room, p: room.end(STRANGER, p.id),
    "again": lambda room, p: room.again(STRANGER, p.id, 0),
    "point": lambda room, p: room.point(STRANGER, p.id, p.attempts[0].id, "change", words_of_the_answer()),
    "left_out": lambda room, p: room.left_out(STRANGER, p.id, p.attempts[0].id, "change"),
    "delete": lambda room, p: room.delete(STRANGER, p.id),
}


@pytest.mark.parametrize("call", EVERY_CALL.values(), ids=EVERY_CALL)
def test_a_stranger_finds_nothing_and_changes_nothing(
    store: Store, database_url: str, call: Callable[[Interviewer, Practice], object]
) -> None:
    room, practice = pointable(store)
    before = rows(database_url)
    with pytest.raises(NotFound) as refused:
        call(room, practice)
    with pytest.raises(NotFound) as unknown:
        room.open(STRANGER, "nope")
    assert str(refused.value) == str(unknown.value)
    assert rows(database_url) == before
    assert room.history(STRANGER) == []


def test_every_call_on_a_practice_was_tried_by_a_stranger() -> None:
    calls = {name for name in vars(Interviewer) if not name.startswith("_")}
    fields = {"store", "shelf", "library", "engine", "rules", "limits", "now"}
    assert calls - fields - {"start", "history", "warm"} == set(EVERY_CALL) - {"submit what is there"}


def test_the_engine_loads_what_it_needs_while_the_candidate_thinks(sqlite_store: Store) -> None:
    engine = ScriptedEngine()
    interviewer(sqlite_store, engine).warm()
    assert engine.warmed.wait(10)


def test_a_question_left_for_another_try_comes_back_and_is_asked_anew(store: Store) -> None:
    room = interviewer(store, ScriptedEngine(forever=FULL))
    practice_id = room.start(CANDIDATE, replace(PLAN, questions=3, mode=Mode.COACH))
    room.submit(CANDIDATE, practice_id, ANSWER)
    room.assess(CANDIDATE, practice_id)
    room.advance(CANDIDATE, practice_id)
    room.again(CANDIDATE, practice_id, 0)  # while question 2 waits
    room.submit(CANDIDATE, practice_id, ANSWER)
    room.assess(CANDIDATE, practice_id)
    room.advance(CANDIDATE, practice_id)
    going = room.open(CANDIDATE, practice_id)
    assert flow.current(going) == going.tries(1)[-1]
    assert flow.stage(going) is Stage.ANSWERING


def test_a_mock_interview_answered_again_after_its_end_keeps_its_critiques_in_sight(store: Store) -> None:
    room = interviewer(store, ScriptedEngine(forever=FULL))
    practice_id = room.start(CANDIDATE, replace(PLAN, questions=1, mode=Mode.MOCK))
    assert not flow.told(room.open(CANDIDATE, practice_id))
    room.submit(CANDIDATE, practice_id, ANSWER)
    room.assess(CANDIDATE, practice_id)
    assert flow.told(room.open(CANDIDATE, practice_id))
    room.again(CANDIDATE, practice_id, 0)
    assert flow.told(room.open(CANDIDATE, practice_id))
    (summary,) = room.history(CANDIDATE)
    assert summary.told
    assert summary.levels
