"""What happens next follows from what was said and found, rung by rung."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from conftest import PLAN, question, turn
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import flow
from coach.flow import Probe, Stage
from coach.models import (
    Area,
    Attempt,
    Critique,
    Episode,
    Finding,
    FollowUp,
    Kind,
    PlannedQuestion,
    Practice,
    Provenance,
    Question,
    Star,
    Tip,
    Turn,
    TurnKind,
    Verdict,
)

COVERED, PARTIAL, MISSING, NOT_ASSESSED = Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSING, Verdict.NOT_ASSESSED
RICH = Question(
    "rich",
    "Tell me about a hard choice.",
    areas=(
        Area("signal", "What was seen first", Kind.INSIGHT, core=True),
        Area("choice", "What was done", Kind.ACTION, core=True),
        Area("result", "What came of it", Kind.OUTCOME, core=True),
        Area("options", "What else was considered", Kind.ALTERNATIVES),
        Area("lesson", "What was learned", Kind.LESSON),
    ),
    follow_ups=(FollowUp("first-sign", "What was the first sign?", ("signal",)),),
)


def found(
    asked: Question,
    areas: dict[str, Verdict] | None = None,
    star: dict[Star, Verdict] | None = None,
    lessons: Verdict = COVERED,
    episode: Episode = Episode.STORY,
) -> Critique:
    """A critique that covers all but what is named."""
    return Critique(
        areas=tuple(Finding(a.id, (areas or {}).get(a.id, COVERED)) for a in asked.areas),
        star=tuple(Finding(s, (star or {}).get(s, COVERED)) for s in Star),
        tips=tuple(Finding(t, lessons if t is Tip.LESSONS else COVERED) for t in Tip),
        episode=episode,
        words=100,
        provenance=Provenance("scripted"),
    )


def all_open(asked: Question = RICH) -> Critique:
    return found(
        asked, {a.id: MISSING for a in asked.areas}, dict.fromkeys(Star, MISSING), MISSING, Episode.HYPOTHETICAL
    )


def line(probe: Probe, position: int) -> Turn:
    return turn(
        probe.text,
        position,
        TurnKind.FOLLOW_UP,
        reason=probe.reason,
        probes=probe.probes,
        follow_up_id=probe.follow_up_id,
    )


def asked_in_turn(asked: Question, critique: Critique, most: int) -> list[Probe]:
    """Every probe of an attempt in which no answer changes what was found."""
    probes: list[Probe] = []
    turns: list[Turn] = [turn(asked.text, 1, TurnKind.QUESTION)]
    while probe := flow.follow_up(asked, turns, critique, most):
        probes.append(probe)
        turns += [line(probe, len(turns) + 1), turn("Hm.", len(turns) + 2)]
        assert len(probes) <= most
    return probes


# -- the ladder ------------------------------------------------------------------------------------


def test_the_ladder_is_climbed_in_order_and_each_rung_once() -> None:
    assert [p.text for p in asked_in_turn(RICH, all_open(), 20)] == [
        flow.EPISODE,
        flow.OWN_ACTION,
        flow.RESULT,
        "What was the first sign?",
        flow.ALTERNATIVES,
        flow.LESSON,
    ]


@pytest.mark.parametrize(
    ("critique", "text", "probes"),
    [
        (found(RICH, star={Star.ACTION: PARTIAL}), flow.OWN_ACTION, ("choice",)),
        (found(RICH, star={Star.ACTION: MISSING, Star.RESULT: MISSING}), flow.OWN_ACTION, ("choice",)),
        (found(RICH, {"signal": MISSING}, {Star.RESULT: MISSING}), flow.RESULT, ("result",)),
        (found(RICH, {"options": PARTIAL, "signal": PARTIAL}), "What was the first sign?", ("signal",)),
        (found(RICH, {"options": PARTIAL}, lessons=MISSING), flow.ALTERNATIVES, ("options",)),
        (found(RICH, {"lesson": MISSING}, lessons=MISSING), flow.LESSON, ("lesson",)),
        (found(RICH, {"signal": MISSING}, episode=Episode.OPINION), flow.EPISODE, ()),
    ],
)
def test_the_first_rung_that_applies_is_asked(critique: Critique, text: str, probes: tuple[str, ...]) -> None:
    probe = flow.follow_up(RICH, [], critique, 2)
    assert probe is not None
    assert (probe.text, probe.probes) == (text, probes)
    assert probe.reason


def test_a_partly_shown_result_is_not_asked_for_as_if_it_were_missing() -> None:
    probe = flow.follow_up(RICH, [], found(RICH, {"signal": MISSING}, {Star.RESULT: PARTIAL}), 2)
    assert probe is not None
    assert probe.text != flow.RESULT


@pytest.mark.parametrize(("tough", "most"), [(False, 2), (True, 3)])
def test_a_question_has_two_follow_ups_at_most_and_three_before_a_tough_panel(tough: bool, most: int) -> None:
    assert len(asked_in_turn(RICH, all_open(), replace(PLAN, tough=tough).most_follow_ups)) == most


def test_nothing_is_asked_when_everything_is_covered() -> None:
    assert flow.follow_up(RICH, [], found(RICH), 2) is None


def test_what_could_not_be_assessed_is_not_probed_as_a_gap() -> None:
    critique = found(RICH, {a.id: NOT_ASSESSED for a in RICH.areas}, dict.fromkeys(Star, NOT_ASSESSED), NOT_ASSESSED)
    assert flow.follow_up(RICH, [], critique, 2) is None


PROBED = replace(
    RICH,
    follow_ups=(
        FollowUp("half", "What did you see, roughly?", ("signal",)),
        FollowUp("whole", "And what was done?", ("choice", "options")),
        FollowUp("end", "What did it leave you with?", ("lesson",)),
    ),
)


@pytest.mark.parametrize(
    ("areas", "asked"),
    [
        ({"signal": PARTIAL, "choice": MISSING}, "whole"),  # missing before partial
        ({"signal": MISSING, "choice": PARTIAL}, "half"),
        ({"signal": MISSING, "options": MISSING}, "half"),  # core before supporting
        ({"lesson": PARTIAL}, "end"),
        ({"options": MISSING, "lesson": PARTIAL}, "whole"),
    ],
)
def test_the_banks_own_follow_up_goes_to_the_widest_gap(areas: dict[str, Verdict], asked: str) -> None:
    probe = flow.follow_up(PROBED, [], found(PROBED, areas), 2)
    assert probe is not None
    chosen = next(f for f in PROBED.follow_ups if f.id == asked)
    assert (probe.follow_up_id, probe.text, probe.probes) == (chosen.id, chosen.text, chosen.areas)


def test_an_area_probed_once_is_not_probed_again_by_any_rung() -> None:
    critique = found(PROBED, {"options": MISSING, "lesson": MISSING}, lessons=MISSING)
    assert [p.follow_up_id for p in asked_in_turn(PROBED, critique, 20)] == ["whole", "end"]


def test_a_lesson_is_asked_for_even_where_no_area_is_one() -> None:
    asked = replace(RICH, areas=RICH.areas[:2])
    probe = flow.follow_up(asked, [], found(asked, {"choice": PARTIAL}, lessons=MISSING), 2)
    assert probe is not None
    assert probe.text == flow.LESSON


VERDICT = st.sampled_from(list(Verdict))


@settings(deadline=None, max_examples=100)
@given(
    st.lists(VERDICT, min_size=5, max_size=5),
    st.lists(VERDICT, min_size=4, max_size=4),
    VERDICT,
    st.sampled_from(list(Episode)),
    st.integers(0, 6),
)
def test_no_line_is_asked_twice_and_never_more_than_allowed(
    areas: Sequence[Verdict], star: Sequence[Verdict], lessons: Verdict, episode: Episode, most: int
) -> None:
    by_area = {a.id: v for a, v in zip(PROBED.areas, areas, strict=True)}
    by_part = dict(zip(Star, star, strict=True))
    texts = [p.text for p in asked_in_turn(PROBED, found(PROBED, by_area, by_part, lessons, episode), most)]
    assert len(texts) == len(set(texts)) <= most


def test_the_follow_ups_left_unasked_are_those_not_put_in_this_attempt() -> None:
    first = question().follow_ups[0]
    said = [turn(first.text, 3, TurnKind.FOLLOW_UP, follow_up_id=first.id)]
    assert flow.unasked(question(), said) == question().follow_ups[1:]
    assert flow.unasked(question(), []) == question().follow_ups


# -- where a practice stands -----------------------------------------------------------------------

OPENING = turn("Welcome.", 0, TurnKind.OPENING)
ASKED = turn("Tell me.", 1, TurnKind.QUESTION, attempt_id="a1")
ANSWER = turn("We grew.", 2, attempt_id="a1")
PROBE = turn("How?", 3, TurnKind.FOLLOW_UP, attempt_id="a1")
SKIPPED = turn(flow.SKIPPED, 4, TurnKind.SKIP, attempt_id="a1")
GOODBYE = turn(flow.CLOSING, 5, TurnKind.CLOSING)


def practice(*turns: Turn, read: int | None = None, attempts: Sequence[int] = (0,), questions: int = 2) -> Practice:
    """A practice of these lines; `read` is the position of the last answer with a critique."""
    critiques = ((read, found(question())),) if read is not None else ()
    tried = tuple(
        Attempt(f"a{n}", q, 1, tuple(t for t in turns if t.attempt_id == f"a{n}"), critiques)
        for n, q in enumerate(attempts, 1)
    )
    planned = tuple(PlannedQuestion("plans", "Plans", "hash", question(n)) for n in range(questions))
    return Practice("p", "ann", PLAN, OPENING.at, None, planned, (OPENING, *turns), tried)


@pytest.mark.parametrize(
    ("case", "stage"),
    [
        (practice(ASKED), Stage.ANSWERING),
        (practice(ASKED, ANSWER), Stage.UNREAD),
        (practice(ASKED, ANSWER, read=2), Stage.BETWEEN),
        (practice(ASKED, ANSWER, PROBE, read=2), Stage.ANSWERING),
        (practice(ASKED, ANSWER, PROBE, replace(ANSWER, position=4), read=2), Stage.UNREAD),
        (practice(ASKED, ANSWER, PROBE, SKIPPED, read=2), Stage.BETWEEN),
        (replace(practice(ASKED, GOODBYE), ended_at=GOODBYE.at), Stage.ENDED),
    ],
    ids=["asked", "answered", "read", "probed", "probe answered", "probe skipped", "ended"],
)
def test_where_a_practice_stands_follows_from_its_lines(case: Practice, stage: Stage) -> None:
    assert flow.stage(case) is stage


def test_the_current_attempt_is_the_one_last_spoken_in() -> None:
    going = practice(ASKED, ANSWER, turn("Next.", 3, TurnKind.QUESTION, attempt_id="a2"), attempts=(0, 1))
    current = flow.current(going)
    assert current is not None
    assert current.id == "a2"
    assert flow.current(practice(ASKED, GOODBYE)) is None


@pytest.mark.parametrize(
    ("attempts", "following"),
    [((0,), 1), ((0, 1), 2), ((0, 2), 1), ((0, 0), 1), ((0, 1, 2), None)],
    ids=["one answered", "two answered", "one in between", "one answered again", "all answered"],
)
def test_the_next_question_is_the_first_not_answered_yet(attempts: Sequence[int], following: int | None) -> None:
    said = [turn("We grew.", n + 1, attempt_id=f"a{n}") for n in range(1, len(attempts) + 1)]
    assert flow.next_question(practice(*said, attempts=attempts, questions=3)) == following


def test_a_question_left_open_to_answer_another_again_comes_back() -> None:
    left = turn("And this?", 3, TurnKind.QUESTION, attempt_id="a2")
    again = [turn("Tell me.", 4, TurnKind.QUESTION, attempt_id="a3"), turn("We grew.", 5, attempt_id="a3")]
    assert flow.next_question(practice(ASKED, ANSWER, left, *again, attempts=(0, 1, 0), questions=3)) == 1


def test_a_skipped_question_does_not_come_back_by_itself() -> None:
    skipped = turn(flow.SKIPPED, 4, TurnKind.SKIP, attempt_id="a2")
    after = turn("And now?", 5, TurnKind.QUESTION, attempt_id="a3")
    left = turn("And this?", 3, TurnKind.QUESTION, attempt_id="a2")
    assert flow.next_question(practice(ASKED, ANSWER, left, skipped, after, attempts=(0, 1, 2), questions=3)) is None


def test_after_goodbye_there_is_no_next_question() -> None:
    assert flow.next_question(practice(ASKED, GOODBYE)) is None


def test_minutes_count_talking_and_not_a_pause() -> None:
    day = 24 * 60
    assert flow.minutes(practice(replace(ASKED, at=turn("", 3).at))) == 3
    assert flow.minutes(practice(ASKED, replace(ANSWER, at=turn("", day).at))) == 1 + 10
    assert flow.minutes(practice()) == 0


@pytest.mark.parametrize(
    "words", ["I don't know, sorry.", "No idea.", "I’d rather not say", "can't think of one", "pass", "I'm not sure."]
)
def test_a_candidate_who_declines_is_not_probed_on(words: str) -> None:
    asked = [turn("Tell me.", 1, TurnKind.QUESTION), turn(words, 2)]
    assert flow.follow_up(RICH, asked, all_open(), 2) is None


@pytest.mark.parametrize(
    "words",
    [
        "We let the deal pass and renewals rose to 91 percent.",
        "I chose to skip the agency and hire two people.",
        "I was not sure, so I asked ten customers what they needed.",
        "I don't know why, so we rang them all.",
    ],
)
def test_a_short_answer_with_something_in_it_is_no_refusal(words: str) -> None:
    asked = [turn("Tell me.", 1, TurnKind.QUESTION), turn(words, 2)]
    assert flow.follow_up(RICH, asked, all_open(), 2) is not None


def test_not_knowing_something_in_a_longer_answer_is_no_refusal() -> None:
    text = (
        "At first I did not know which accounts were leaving, so I don't know why, but I asked twelve of them in May."
    )
    asked = [turn("Tell me.", 1, TurnKind.QUESTION), turn(text, 2)]
    assert flow.follow_up(RICH, asked, all_open(), 2) is not None
