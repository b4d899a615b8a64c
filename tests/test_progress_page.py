"""The Progress page, what comes back on the start page, and one's own level: stories through the real app.py."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from conftest import reading
from streamlit.testing.v1 import AppTest
from test_app import (
    FULL,
    HISTORY,
    INTERVIEW,
    SURE_GAP,
    WORDS,
    Open,
    app,
    banks,
    begin,
    labels,
    page,
    practice_id,
    press,
    say,
    shown,
    stored,
)

from coach.models import Mode, Verdict
from coach.rubric import LEVELS
from coach.ui import state
from coach.ui.due_card import LABEL
from coach.ui.self_rating import SKIP

__all__ = ["app", "banks"]  # fixtures
PROGRESS, START, RESULTS = state.PROGRESS, state.START, state.RESULTS
NAMES = [level.name for level in LEVELS]


def specs(at: AppTest) -> list[dict[str, object]]:
    """The charts of the page, as Vega-Lite."""
    return [json.loads(chart.proto.spec) for chart in at.get("vega_lite_chart")]


def age(days: int, url: str = "") -> None:
    """Everything in the database happened `days` days earlier: practices in time that was not waited for."""
    engine = sa.create_engine(url or state.app().settings.database_url)
    with engine.begin() as db:
        for table, column in (("practices", "created_at"), ("practices", "ended_at"), ("turns", "at")):
            found = db.execute(sa.text(f"select id, {column} from {table} where {column} is not null")).all()
            for row_id, at in found:
                earlier = datetime.fromisoformat(at).replace(tzinfo=UTC) - timedelta(days=days)
                text = earlier.strftime("%Y-%m-%d %H:%M:%S.%f")
                db.execute(sa.text(f"update {table} set {column} = :at where id = :id"), {"at": text, "id": row_id})
    engine.dispose()


def finish(at: AppTest) -> AppTest:
    return press(press(at, "Next question"), "End the interview")


def onward(at: AppTest) -> AppTest:
    """The interview that was just begun from a page opened by its address: there a test runs on by itself."""
    return page(at, INTERVIEW, practice=practice_id(at))


def rating_first(at: AppTest) -> AppTest:
    next(t for t in at.toggle if t.label == "Say my own level first").set_value(True)
    return at


# -- progress --------------------------------------------------------------------------------------


def test_an_empty_page_says_what_it_will_show_and_leads_to_a_practice(app: Open) -> None:
    at = page(app(), PROGRESS)
    assert "After your first answer this page shows" in shown(at)
    assert not specs(at)
    at = press(at, "Practise now")
    assert at.title[0].value == "Practise an interview"


def test_one_answer_is_a_place_to_start_from(app: Open) -> None:
    at = page(say(begin(app())), PROGRESS)
    text = shown(at)
    assert "1 answer in 1 practice since" in text
    assert "From the second on, a line joins" in text
    assert "Answer a question again, and both tries stand side by side" in text
    assert len(specs(at)) == 3
    assert "All checks" in shown(press(at, "Open your latest critique"))


def test_levels_coverage_and_tries_have_a_chart_and_a_table_each(app: Open) -> None:
    at = press(say(begin(app(SURE_GAP, forever=FULL))), "Answer again")
    at = page(say(at), PROGRESS)
    assert len(specs(at)) == 4
    levels, coverage, tries = (table.value for table in at.dataframe)
    assert list(levels["Try"]) == [2, 1]
    assert set(levels["Read by"]) == {"test"}
    assert set(coverage["What"]) == {"Insight", "Own actions", "Lessons", "Plans"}
    assert list(tries["Question"]) == [stored_question(at)]
    assert (tries["Steps"] > 0).all()
    text = shown(at)
    assert "they may be compared" in text
    assert "Only your own practices" in text


def stored_question(at: AppTest) -> str:
    coach = state.app().interviewer
    newest = coach.history(state.viewer())[0]
    return coach.open(state.viewer(), newest.id).questions[0].question.text


def test_a_mock_keeps_its_secrets_and_is_counted(app: Open) -> None:
    at = page(say(begin(app(), 3, Mode.MOCK)), PROGRESS)
    assert "1 mock interview not finished" in shown(at)
    assert not [name for name in NAMES if name in shown(at)]
    assert not specs(at)


def test_what_was_not_assessed_or_not_rated_is_counted_in_words(app: Open) -> None:
    unknown = reading((Verdict.COVERED, Verdict.NOT_ASSESSED, Verdict.NOT_ASSESSED), WORDS)
    at = page(say(begin(app(forever=unknown))), PROGRESS)
    assert "1 answer with too little to rate" in shown(at)
    assert "2 areas not assessed" in shown(at)
    assert "No answer was rated yet" in shown(at)


def test_tries_that_were_not_read_alike_are_not_compared(app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    at = press(say(begin(app())), "Answer again")
    monkeypatch.setattr(type(state.interviewer().engine), "prompt_hash", "another")
    at = page(say(at), PROGRESS)
    text = shown(at)
    assert "the tries were not read alike, so they are not compared" in text
    assert "1 grey answer was read in another way than the 1 blue one" in text


def test_older_practices_are_said_to_be_left_out(app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.tracking.LATEST", 1)
    at = finish(say(begin(app())))
    at = page(say(onward(begin(page(at, START)))), PROGRESS)
    assert "Your latest 1 of 2 practices" in shown(at)


# -- what is due -----------------------------------------------------------------------------------


def test_a_missed_area_comes_back_after_two_days_in_another_question_with_one_button(app: Open) -> None:
    at = finish(say(begin(app(forever=SURE_GAP))))
    missed = stored(at).questions[0].question
    at = page(at, START)
    assert LABEL not in labels(at)
    assert "comes back in another question on" in shown(at)
    age(2)
    at = page(at, START)
    assert "1 kind of area is due: own actions" in shown(at)
    assert "Start practice" in labels(at)
    at = press(at, LABEL)
    (planned,) = stored(at).questions
    assert planned.question.id != missed.id
    assert stored(at).plan.only == (("plans", planned.question.id),)
    at = page(say(onward(at)), START)
    assert LABEL not in labels(at)  # it comes back once more, in seven days


def test_the_progress_page_lists_what_comes_back_with_its_day(app: Open) -> None:
    at = page(say(begin(app(forever=SURE_GAP))), PROGRESS)
    assert "What comes back" in shown(at)
    assert "Today" not in shown(at)
    age(3)
    at = page(at, PROGRESS)
    assert "Today" in shown(at)
    assert "What was changed" in shown(at)
    assert LABEL in labels(at)


def test_nothing_missed_says_nothing(app: Open) -> None:
    at = page(finish(say(begin(app()))), START)
    assert "comes back" not in shown(at)
    assert "What comes back" not in shown(page(at, PROGRESS))


# -- one's own level -------------------------------------------------------------------------------


def test_the_critique_waits_for_ones_own_level_and_stands_beside_it(app: Open) -> None:
    at = say(begin(rating_first(app())))
    here, attempt = practice_id(at), stored(at).attempts[0]
    assert attempt.critique is not None
    level = LEVELS[(attempt.critique.level or 0) - 1]
    assert "how good was this answer?" in shown(at)
    for script in (state.CRITIQUE, RESULTS, START, HISTORY, PROGRESS):
        text = shown(page(at, script, practice=here, attempt=attempt.id))
        assert "Work on this next" not in text
        assert "All checks" not in text
        assert script == state.CRITIQUE or level.name not in text, script
    at = page(at, state.CRITIQUE, practice=here, attempt=attempt.id)
    next(g for g in at.get("button_group") if g.label == "Your own level").set_value(2)
    at.run()
    assert not at.exception
    assert "You said Emerging before you saw this" in shown(at)
    assert "All checks" in shown(at)
    assert "how good was this answer?" not in shown(page(at, state.CRITIQUE, practice=here, attempt=attempt.id))
    at = page(at, PROGRESS)
    assert "Of 1 answer you said the critique's level for 0, a higher one for 0 and a lower one for 1." in shown(at)


def test_who_would_rather_not_say_sees_the_critique_at_once_and_is_not_asked_again(app: Open) -> None:
    at = press(say(begin(rating_first(app()))), SKIP)
    assert "All checks" in shown(at)
    assert "before you saw this" not in shown(at)
    at = page(at, state.CRITIQUE, practice=practice_id(at), attempt=stored(at).attempts[0].id)
    assert SKIP not in labels(at)


def test_a_mock_asks_at_its_end_and_can_show_all_without(app: Open) -> None:
    at = say(begin(rating_first(app()), 1, Mode.MOCK))
    assert "1 answer waits for your own level first" in shown(at)
    assert not [name for name in NAMES if name in shown(at)]
    assert at.get("download_button")[0].proto.disabled
    at = press(at, "Show all without")
    assert [name for name in NAMES if name in shown(at)]
    assert not at.get("download_button")[0].proto.disabled


def test_nobody_is_asked_by_default_and_the_choice_is_kept_for_the_next_practice(app: Open) -> None:
    at = say(begin(app()))
    assert "how good was this answer?" not in shown(at)
    at = page(at, START)
    at = begin(rating_first(at))
    assert stored(at).plan.rate_first
    at = page(at, START)
    assert next(t for t in at.toggle if t.label == "Say my own level first").value


def test_the_words_of_a_bank_stay_words(app: Open, banks: Path) -> None:
    """A title with markup is drawn by a chart and a table, which interpret nothing."""
    file = banks / "plans.yaml"
    file.write_text(file.read_text().replace('"Plans"', '"![x](http://evil.example/x.png) :smile:"'), encoding="utf-8")
    at = page(say(begin(app())), PROGRESS)
    assert not [m.value for m in at.markdown if "evil.example" in m.value]
    assert any("evil.example" in text for text in at.dataframe[1].value["What"])
