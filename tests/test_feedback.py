"""One strength, one focus, perhaps one more: short, about this answer, nothing invented."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import question
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.feedback import Said, choose
from coach.models import Area, Episode, Finding, Focus, Kind, Question, Quote, Star, Tip, Verdict
from coach.rubric import rubric

COVERED, PARTIAL, MISSING = Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSING
CORE_FIRST = (True, False)
MOST_WORDS = 45


def areas(*kinds: Kind, core: Sequence[bool] = (True,) * 20) -> Question:
    asked = tuple(Area(f"area-{n}", "An area", kind, core[n]) for n, kind in enumerate(kinds))
    return Question("question", "What happened?", asked)


def finding(number: int, verdict: Verdict, words: str = "", confidence: float = 1.0) -> Finding:
    quotes = (Quote(2, 0, len(words), words),) if words else ()
    return Finding(f"area-{number}", verdict, quotes, confidence)


def said(question: Question, *found: Finding, episode: Episode = Episode.STORY, caps: Sequence[str] = ()) -> Said:
    star = tuple(Finding(s, MISSING) for s in Star)
    return choose(question, found, star, tuple(Finding(t, MISSING) for t in Tip), episode, caps)


def focus_of(given_: Said) -> Focus:
    assert given_.focus is not None
    return given_.focus


# -- strength --------------------------------------------------------------------------------------


def test_a_strength_is_a_covered_area_with_its_words() -> None:
    question = areas(Kind.GOAL, Kind.ACTION)
    strength = said(question, finding(0, PARTIAL, "a goal"), finding(1, COVERED, "I rang them")).strength
    assert strength is not None
    assert (strength.target, strength.quote.text) == ("area-1", "I rang them")
    assert strength.text


@pytest.mark.parametrize(
    ("found", "core"),
    [
        ((finding(0, COVERED, "plain words"), finding(1, COVERED, "from 9 to 14")), (True, False)),
        ((finding(0, COVERED, "plain words"), finding(1, COVERED, "plain words")), (False, True)),
        ((finding(0, COVERED, "plain words", 0.6), finding(1, COVERED, "plain words", 0.9)), (True, True)),
    ],
    ids=["figures before plain words", "core before supporting", "sure before doubtful"],
)
def test_the_best_grounded_strength_is_named(found: tuple[Finding, Finding], core: tuple[bool, bool]) -> None:
    strength = said(areas(Kind.GOAL, Kind.OUTCOME, core=core), *found).strength
    assert strength is not None
    assert strength.target == "area-1"


@pytest.mark.parametrize("opening", ["In 2024 we had five plans", "At 4,000 firms"])
def test_where_it_began_is_the_strength_only_when_nothing_else_is(opening: str) -> None:
    found = finding(0, COVERED, opening), finding(1, COVERED, "renewals rose")
    strength = said(areas(Kind.SITUATION, Kind.OUTCOME, core=(True, False)), *found).strength
    assert strength is not None
    assert strength.quote.text == "renewals rose"
    alone = said(areas(Kind.SITUATION, Kind.OUTCOME), finding(0, COVERED, opening), finding(1, MISSING)).strength
    assert alone is not None


def test_a_year_is_no_figure() -> None:
    found = finding(0, COVERED, "In 2024 I changed it"), finding(1, COVERED, "it rose by 4 points")
    strength = said(areas(Kind.ACTION, Kind.OUTCOME), *found).strength
    assert strength is not None
    assert strength.quote.text == "it rose by 4 points"


def test_nothing_covered_is_no_strength_rather_than_an_invented_one() -> None:
    assert said(areas(Kind.GOAL, Kind.ACTION), finding(0, PARTIAL, "a goal"), finding(1, MISSING)).strength is None


# -- focus -----------------------------------------------------------------------------------------


def spoken() -> list[tuple[str, Focus]]:
    """Every focus there can be: one a kind, one a cap."""
    of_kinds = [(k.value, focus_of(said(areas(k), finding(0, MISSING)))) for k in Kind]
    nothing = Question("question", "What happened?", ())
    of_caps = [(c, focus_of(said(nothing, caps=(c,)))) for c in ("no_own_action", "no_result", "no_lesson")]
    general = [e for e in Episode if e is not Episode.STORY]
    return of_kinds + of_caps + [(str(e), focus_of(said(nothing, episode=e, caps=(str(e),)))) for e in general]


@pytest.mark.parametrize("focus", [pytest.param(f, id=name) for name, f in spoken()])
def test_a_focus_is_short_and_leaves_the_facts_blank(focus: Focus) -> None:
    assert len(f"{focus.text} {focus.stem}".replace("__", "").split()) <= MOST_WORDS
    assert "__" in focus.stem
    assert not any(c.isdigit() for c in focus.text + focus.stem)


def test_a_missing_core_area_comes_before_a_partial_one_and_before_a_supporting_one() -> None:
    question = areas(Kind.GOAL, Kind.ACTION, Kind.LESSON, core=(True, False, True))
    given_ = said(question, finding(0, PARTIAL, "a goal"), finding(1, MISSING), finding(2, MISSING))
    assert focus_of(given_).target == "area-2"


def test_an_answer_that_is_no_story_is_asked_for_one_occasion_before_anything_else() -> None:
    given_ = said(areas(Kind.GOAL), finding(0, MISSING), episode=Episode.OPINION, caps=("opinion",))
    assert focus_of(given_).target == "episode"


def test_a_focus_points_at_the_words_that_go_half_way() -> None:
    quote = focus_of(said(areas(Kind.GOAL), finding(0, PARTIAL, "we wanted more"))).quote
    assert quote is not None
    assert quote.text == "we wanted more"


def test_a_long_quote_is_left_out_of_a_focus() -> None:
    assert focus_of(said(areas(Kind.GOAL), finding(0, PARTIAL, "word " * 40))).quote is None


def test_with_nothing_left_open_there_is_no_focus() -> None:
    given_ = said(areas(Kind.GOAL, Kind.ACTION), finding(0, COVERED, "a goal"), finding(1, Verdict.NOT_ASSESSED))
    assert (given_.focus, given_.also) == (None, None)


# -- one more --------------------------------------------------------------------------------------


def test_one_more_is_another_missing_core_area() -> None:
    question = areas(Kind.GOAL, Kind.ACTION, core=(True, True))
    also = said(question, finding(0, MISSING), finding(1, MISSING)).also
    assert also is not None
    assert also.target == "area-1"


@pytest.mark.parametrize(("verdict", "core"), [(PARTIAL, True), (MISSING, False)])
def test_a_partial_or_a_supporting_area_is_not_one_more(verdict: Verdict, core: bool) -> None:
    question = areas(Kind.GOAL, Kind.ACTION, core=(True, core))
    assert said(question, finding(0, MISSING), finding(1, verdict, "words")).also is None


def test_the_same_advice_is_not_given_twice() -> None:
    assert said(areas(Kind.GOAL, Kind.GOAL), finding(0, MISSING), finding(1, MISSING)).also is None


CONFIDENCE = st.sampled_from([0.0, rubric().ask_below - 0.01, rubric().ask_below, 0.8, 1.0])
CAPS = st.sets(st.sampled_from(["no_own_action", "no_result", "no_lesson"])).map(sorted)


@st.composite
def judged(draw: st.DrawFn) -> tuple[Question, list[Finding], list[str]]:
    kinds = draw(st.lists(st.sampled_from(list(Kind)), min_size=1, max_size=7))
    core = draw(st.lists(st.booleans(), min_size=len(kinds), max_size=len(kinds)))
    found = [
        finding(n, verdict, "" if verdict in (MISSING, Verdict.NOT_ASSESSED) else "words", draw(CONFIDENCE))
        for n, verdict in enumerate(draw(st.lists(st.sampled_from(list(Verdict)), min_size=len(kinds), max_size=20)))
    ]
    return areas(*kinds, core=core), found[: len(kinds)], draw(CAPS)


@settings(deadline=None, max_examples=150)
@given(judged())
def test_a_doubtful_gap_is_the_focus_only_when_there_is_no_other(
    case: tuple[Question, list[Finding], list[str]],
) -> None:
    question, found, caps = case
    gaps = {f.target: f.confidence for f in found if f.verdict in (PARTIAL, MISSING)}
    focus = said(question, *found, caps=caps).focus
    assert (focus is not None) == bool(gaps or caps)
    if focus and focus.target in gaps and gaps[focus.target] < rubric().ask_below:
        assert not caps
        assert max(gaps.values()) < rubric().ask_below


@settings(deadline=None, max_examples=150)
@given(judged())
def test_one_more_is_always_another_missing_core_area(case: tuple[Question, list[Finding], list[str]]) -> None:
    question, found, caps = case
    given_ = said(question, *found, caps=caps)
    missing_core = {a.id for a, f in zip(question.areas, found, strict=True) if a.core and f.verdict is MISSING}
    if given_.also:
        assert given_.also.target in missing_core
        assert given_.also.target != focus_of(given_).target


def test_the_same_words_are_never_both_kept_and_worked_on() -> None:
    quote = Quote(2, 0, 5, "words")
    areas = [Finding("signal", Verdict.COVERED, (quote,)), Finding("change", Verdict.PARTIAL, (quote,))]
    said = choose(question(), [*areas, Finding("lesson", Verdict.COVERED, (quote,))], [], [], Episode.STORY, [])
    assert said.strength
    assert said.strength.quote == quote
    assert said.focus
    assert said.focus.target == "change"
    assert said.focus.quote is None
