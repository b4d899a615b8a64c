"""Stories through the real app.py, page by page, without a browser; the engine says what its script says."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import streamlit as st
from conftest import PLAN, STRANGER, ScriptedEngine, bank, reading
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from coach import bootstrap
from coach.answers import LONGEST_ANSWER
from coach.errors import CoachError, EngineError
from coach.models import Bank, Claim, Mode, Practice, Verdict
from coach.rubric import LEVELS
from coach.ui import state

APP = Path(__file__).parents[1] / "app.py"
START, INTERVIEW, CRITIQUE = state.START, state.INTERVIEW, state.CRITIQUE
RESULTS, HISTORY = state.RESULTS, "coach/ui/history_page.py"

ROLE, OFFICER = "customer-marketing-manager", "chief-marketing-officer"
COVERED, MISSING = Verdict.COVERED, Verdict.MISSING
WORDS = "cut three of the five emails"
ANSWER = (
    "In March our trial sign-ups fell by a third in two weeks, so I read forty support tickets and rang twelve "
    f"customers. I moved the launch to May and {WORDS}. Sign-ups came back by June, and we kept it that way."
)
FULL = reading((COVERED, COVERED, COVERED), WORDS, star=COVERED, lessons=COVERED)
"""Nothing is open, so no follow-up: one answer and the question is done."""
GAPS = reading((MISSING, MISSING, COVERED), WORDS, star=COVERED, lessons=COVERED)
SURE_GAP = reading((COVERED, MISSING, COVERED), WORDS, star=COVERED, lessons=COVERED)
"""No follow-up of the bank reaches the gap, so it goes straight to the critique."""
UNSURE = reading((COVERED, MISSING, COVERED), WORDS, star=COVERED, lessons=COVERED, confidence=0.3)
DOWN = EngineError("The engine is resting. Try again in a minute.")
AREAS = [a.text for a in bank().questions[0].areas]
INTENT = bank().questions[0].intent

Open = Callable[..., AppTest]


def write_bank(folder: Path, made: Bank) -> None:
    """`made` as a file of the bank format (JSON is YAML)."""
    folder.mkdir(parents=True, exist_ok=True)
    fields = {k: v for k, v in asdict(made).items() if k != "hash"}
    fields["questions"] = [{k: v for k, v in q.items() if k != "competency"} for q in fields["questions"]]
    (folder / f"{made.id}.yaml").write_text(json.dumps(fields), encoding="utf-8")


@pytest.fixture
def banks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of shipped banks: one for both roles, one for officers only."""
    folder = tmp_path / "banks"
    write_bank(folder, bank())
    write_bank(folder, bank("boards", roles=("chief-marketing-officer",)))
    monkeypatch.setenv("COACH_BANKS_DIR", str(folder))
    return folder


@pytest.fixture
def app(banks: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the app in a new session; an engine given replaces the one before."""

    def opened(*script: object, forever: object = FULL) -> AppTest:
        scripted = ScriptedEngine(*script, forever=forever)  # type: ignore[arg-type]
        monkeypatch.setattr(bootstrap, "engine", lambda name: scripted)
        return run(AppTest.from_file(str(APP), default_timeout=20))

    st.cache_resource.clear()
    yield opened
    with suppress(CoachError):  # a story about an app that cannot start leaves nothing to close
        state.app().store.close()
    st.cache_resource.clear()


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception, at.exception
    return at


def page(at: AppTest, script: str, **where: str) -> AppTest:
    """Open a page by its address."""
    at.switch_page(script)
    at.query_params.clear()
    for name, value in where.items():
        at.query_params[name] = value
    return run(at)


def labels(at: AppTest) -> list[str]:
    return [b.label for b in at.button]


def press(at: AppTest, label: str) -> AppTest:
    assert label in labels(at), f"no button {label!r} among {labels(at)}"
    at.button[labels(at).index(label)].click()
    return run(at)


def choose(at: AppTest, label: str, *values: object) -> AppTest:
    """Pick pills; several where several may be on."""
    group = next(g for g in at.get("button_group") if g.label == label)
    group.set_value(values[0] if group.label != "Focus" else list(values))
    return run(at)


def say(at: AppTest, text: str = ANSWER) -> AppTest:
    at.chat_input[0].set_value(text)
    return run(at)


def begin(at: AppTest, questions: int = 3, mode: Mode = Mode.COACH) -> AppTest:
    choose(at, "Length", questions)
    at.radio[0].set_value(mode)
    return press(at, "Start practice")


def shown(at: AppTest) -> str:
    """Every word on the page, folded parts too, as one text without our own markup."""
    words = "\n".join(text for node in at.main if node.proto for text in strings(node.proto))
    return re.sub(r":[a-z-]+\[|\]|\*\*", "", html.unescape(words)).replace("\N{NO-BREAK SPACE}", " ")


def strings(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        for item in value if field.is_repeated else [value]:
            if isinstance(item, str):
                yield item
            elif isinstance(item, Message):
                yield from strings(item)


def practice_id(at: AppTest) -> str:
    where = at.query_params["practice"]
    return where if isinstance(where, str) else where[0]


def stored(at: AppTest) -> Practice:
    return state.app().interviewer.open(state.viewer(), practice_id(at))


def asked(at: AppTest) -> str:
    return html.unescape(at.header[0].value).replace(":color[:]", ":")


# -- the start page ------------------------------------------------------------------------------


def test_start_alone_begins_a_practice_with_the_defaults(app: Open) -> None:
    at = press(app(), "Start practice")
    plan = stored(at).plan
    assert (plan.role, plan.seniority, plan.questions, plan.mode, plan.tough) == (ROLE, "mid", 3, Mode.COACH, False)
    assert "Question 1 of 3" in shown(at)
    assert asked(at) == stored(at).questions[0].question.text


def test_a_first_visit_says_how_it_works_and_a_later_one_lists_practices(app: Open) -> None:
    at = app()
    assert "How it works" in shown(at)
    assert "12 questions" not in shown(press(at, "Start practice"))
    later = page(at, START)
    assert "How it works" not in shown(later)
    assert "Recent practices" in shown(later)


def test_an_unfinished_practice_can_be_resumed(app: Open) -> None:
    at = say(begin(app(), 3))
    unfinished = practice_id(at)
    at = page(at, START)
    assert "1 of 3 answered" in shown(at)
    at = press(at, "Resume")
    assert practice_id(at) == unfinished


def test_start_waits_until_a_focus_is_chosen(app: Open) -> None:
    at = choose(app(), "Focus")
    start = next(b for b in at.button if b.label == "Start practice")
    assert start.disabled
    assert "Choose at least one focus" in shown(at)


def test_the_role_decides_which_banks_are_offered(app: Open) -> None:
    at = app()
    assert "Boards" not in shown(at)
    assert "Boards" in shown(choose(at, "Role", OFFICER))


def test_seniority_and_a_tough_panel_reach_the_plan(app: Open) -> None:
    at = app()
    at.selectbox[0].set_value("senior")
    at.toggle[0].set_value(True)
    plan = stored(press(run(at), "Start practice")).plan
    assert (plan.seniority, plan.most_follow_ups) == ("senior", 3)


# -- the interview -------------------------------------------------------------------------------


def test_coach_mode_tells_what_a_question_is_after(app: Open) -> None:
    at = begin(app())
    assert "What is this question after?" in shown(at)
    assert INTENT in shown(at)


def test_an_answer_brings_a_follow_up_and_then_the_critique(app: Open) -> None:
    at = say(begin(app(GAPS)))
    assert [t.value for t in at.text] == [ANSWER, "What was the first sign?"]
    assert "follow-up 1" in shown(at)
    at = say(at, "The first sign was a support ticket.")
    assert "All checks" in shown(at)
    assert "Next question" in labels(at)


def test_mock_mode_gives_nothing_away_until_the_end(app: Open) -> None:
    at = begin(app(forever=GAPS), 3, Mode.MOCK)
    here = practice_id(at)
    for said in range(6):  # an answer and a follow-up to each of three questions
        for script in (INTERVIEW, RESULTS, CRITIQUE, HISTORY, START):
            practice = state.app().interviewer.open(state.viewer(), here)
            gives_nothing_away(page(at, script, practice=here, attempt=practice.attempts[0].id), practice)
        at = say(page(at, INTERVIEW, practice=here), f"{ANSWER} ({said})")
    assert stored(at).ended_at
    at = page(at, RESULTS, practice=here)
    assert LEVELS[1].name in shown(at)
    text = shown(press(at, "Open its critique"))
    assert [area for area in AREAS if area not in text] == []


def gives_nothing_away(at: AppTest, practice: Practice) -> None:
    text = shown(at)
    to_come = [q.question.text for i, q in enumerate(practice.questions) if not practice.tries(i)]
    assert not [question for question in to_come if question in text]
    for secret in (*AREAS, INTENT, "What is this question after?", *(level.name for level in LEVELS), "Not rated"):
        assert secret not in text, f"{secret!r} is on the page"
    offered = [button.proto for button in at.get("download_button")]
    assert all(button.disabled for button in offered if button.label != "Download all")  # all one's files, asked for


def test_a_practice_goes_from_question_to_question_to_its_results(app: Open) -> None:
    at = begin(app(), 3)
    for number in (1, 2, 3):
        assert f"Question {number} of 3" in shown(at)
        at = say(at)
        at = press(at, "Next question" if number < 3 else "Finish")
    assert shown(at).count("Open its critique") == 3
    assert at.title[0].value == "Your interview"


def test_a_question_can_be_skipped_and_answered_later(app: Open) -> None:
    at = begin(app(), 3)
    at = press(at, "Skip")
    assert "Question 2 of 3" in shown(at)
    at = press(press(at, "End the interview"), "Answer it now")
    assert "Question 1 of 3" in shown(at)


def test_a_skipped_follow_up_leads_to_the_critique(app: Open) -> None:
    at = press(say(begin(app(GAPS))), "Skip")
    assert "All checks" in shown(at)


def test_pause_leads_to_the_start_page_and_ends_nothing(app: Open) -> None:
    at = press(begin(app()), "Pause")
    assert "Resume" in labels(at)


def test_ending_early_keeps_what_was_answered(app: Open) -> None:
    at = press(press(say(begin(app(), 3)), "Next question"), "End the interview")
    assert at.title[0].value == "Your interview"
    assert shown(at).count("Open its critique") == 1
    assert shown(at).count("Answer it now") == 2


def test_a_blank_answer_is_explained_and_shown_to_be_copied(app: Open) -> None:
    at = say(begin(app()), "... !!")
    assert "There are no words in that answer" in shown(at)
    assert at.code[0].value == "... !!"
    assert len(stored(at).turns) == 2


def test_an_answer_over_the_limit_is_cut_with_the_rest_shown(app: Open) -> None:
    whole = (f"{ANSWER} " * 60)[: LONGEST_ANSWER - 1] + "x"
    at = say(begin(app()), whole + "and this is the rest")
    assert stored(at).turns[2].text == whole
    assert f"cut after {LONGEST_ANSWER:,} characters" in shown(at)
    assert at.code[0].value == "and this is the rest"


def test_words_sent_to_a_line_that_another_tab_answered_are_given_back(app: Open) -> None:
    at = begin(app(GAPS))
    other_tab(at, "What the other tab said.")
    at = say(at, "What this tab said.")
    assert "answered in another tab" in shown(at)
    assert at.code[0].value == "What this tab said."
    assert [t.text for t in stored(at).turns[2:]] == ["What the other tab said.", "What was the first sign?"]


def test_words_sent_after_another_tab_finished_the_question_are_given_back(app: Open) -> None:
    at = begin(app())
    other_tab(at, ANSWER)
    at = say(at, "What this tab said.")
    assert "All checks" in shown(at)
    assert at.code[0].value == "What this tab said."


def test_words_sent_to_a_practice_that_was_deleted_are_given_back(app: Open) -> None:
    at = begin(app())
    state.app().interviewer.delete(state.viewer(), practice_id(at))
    at = say(at, "What this tab said.")
    assert "Not found" in shown(at)
    assert at.code[0].value == "What this tab said."


def test_skip_leaves_only_the_line_that_was_on_the_page(app: Open) -> None:
    at = begin(app(), 3)
    state.app().interviewer.skip(state.viewer(), practice_id(at))  # in another tab, or by the first of two clicks
    at = press(at, "Skip")
    assert "Question 2 of 3" in shown(at)


def other_tab(at: AppTest, text: str) -> None:
    asking, here = state.app().interviewer, practice_id(at)
    asking.submit(state.viewer(), here, text)
    asking.assess(state.viewer(), here)


# -- an engine that fails ------------------------------------------------------------------------


def test_an_answer_that_could_not_be_read_is_safe_and_can_be_read_later(app: Open) -> None:
    at = say(begin(app(DOWN)))
    assert "Your answer is saved, but not assessed yet." in shown(at)
    assert str(DOWN) in shown(at)
    assert not any(level.name in shown(at) for level in LEVELS)
    at = press(at, "Read it now")
    assert "All checks" in shown(at)


def test_an_engine_that_stays_down_changes_nothing_when_asked_again(app: Open) -> None:
    at = press(say(begin(app(DOWN, DOWN))), "Read it now")
    assert "not assessed yet" in shown(at)
    assert str(DOWN) in shown(at)


def test_a_practice_goes_on_without_a_critique_and_invents_none(app: Open) -> None:
    at = press(say(begin(app(DOWN), 3)), "Go on without")
    assert "Question 2 of 3" in shown(at)
    assert "Question 1: not assessed yet" in shown(at)
    at = press(at, "End the interview")
    assert "Not assessed yet." in shown(at)
    assert not any(level.name in shown(at) for level in LEVELS)


def test_an_answer_left_unread_can_still_be_read_after_the_end(app: Open) -> None:
    at = press(press(say(begin(app(DOWN), 1)), "Go on without"), "Open the answer")
    assert "saved, but not assessed yet" in shown(at)
    assert "All checks" in shown(press(at, "Read it now"))


# -- the critique --------------------------------------------------------------------------------


def test_the_critique_shows_level_strength_focus_stem_and_all_checks(app: Open) -> None:
    at = say(begin(app(SURE_GAP)))
    read = stored(at).attempts[0].critique
    assert read
    assert read.level
    assert read.strength
    assert read.focus
    text = shown(at)
    assert LEVELS[read.level - 1].anchor in text
    for part in (read.strength.text, read.strength.quote.text, read.focus.text, read.focus.stem.replace("__", "____")):
        assert part in text
    assert all(area in text for area in AREAS)
    for tab in ("Areas", "Your answer", "STAR", "Tips", "The question"):
        assert tab in [t.label for t in at.tabs]


def test_an_answer_too_short_to_rate_has_no_level(app: Open) -> None:
    at = say(begin(app()), f"I {WORDS}.")
    assert at.header[0].value == "Not rated"
    assert not any(level.name in shown(at) for level in LEVELS)


def test_answering_again_shows_what_changed_with_both_answers(app: Open) -> None:
    at = press(say(begin(app(SURE_GAP))), "Answer again")
    assert "try 2" in shown(at)
    at = say(at, f"This time with the reason. {ANSWER}")
    text = shown(at)
    assert "What changed since try 1" in text
    changed = text[text.index("What changed") : text.index("All checks")]
    assert AREAS[1] in changed
    assert AREAS[0] not in changed
    assert "This time with the reason" in changed
    assert "Try 1" in changed
    assert len(stored(at).tries(0)) == 2


@pytest.mark.parametrize("field", ["engine", "model", "prompt_hash", "bank_hash", "rubric_hash"])
def test_critiques_that_were_not_made_alike_are_not_compared(app: Open, field: str) -> None:
    at = say(begin(app(SURE_GAP)))
    first = stored(at).attempts[0]
    assert first.critique
    elsewhere = replace(first.critique.provenance, **{field: "another"})
    answered = first.answers[-1].position
    state.app().store.revise(practice_id(at), first.id, answered, replace(first.critique, provenance=elsewhere))
    at = say(press(at, "Answer again"))
    assert "they are not compared" in shown(at)
    assert "Every check reads as before" not in shown(at)
    assert "→" not in shown(at)


def test_a_doubt_is_asked_and_the_words_pointed_at_settle_it(app: Open) -> None:
    at = say(begin(app(UNSURE)))
    assert f"I did not find this: “{AREAS[1]}”. Did you say it?" in shown(at)
    at.selectbox(key="doubt-words").select_index(1)
    at = press(run(at), "Check these words")
    assert "Read again on those words: covered." in shown(at)
    assert "Did you say it?" not in shown(at)
    found = stored(at).attempts[0].critique
    assert found
    assert [f.verdict for f in found.areas] == [COVERED] * 3
    assert WORDS in found.areas[1].quotes[0].text


def test_a_doubt_can_be_answered_with_no(app: Open) -> None:
    at = press(say(begin(app(UNSURE))), "No, I left it out")
    assert "Did you say it?" not in shown(at)
    assert "you said that it was left out" in shown(at).lower()


def test_something_missed_can_be_pointed_at_for_any_open_area(app: Open) -> None:
    at = say(begin(app(SURE_GAP)))
    assert "Something was missed" in shown(at)
    at = press(at, "Check these words")
    assert "Read again on those words: covered." in shown(at)
    assert "Something was missed" not in shown(at)


def test_words_that_do_not_settle_it_change_nothing(app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    at = app(SURE_GAP)
    engine = state.app().interviewer.engine
    monkeypatch.setattr(engine, "pointed", Claim("change", MISSING, reason="no change is named there"))
    at = press(say(begin(at)), "Check these words")
    assert "Read again on those words: not found (no change is named there)." in shown(at)
    assert "Something was missed" in shown(at)


# -- results and history -------------------------------------------------------------------------


def test_the_history_opens_and_continues_a_practice(app: Open) -> None:
    at = say(begin(app(), 3))
    here = practice_id(at)
    at = page(at, HISTORY)
    assert "1 of 3 answered" in shown(at)
    assert "unfinished" in shown(at)
    at = press(at, "Open")
    assert at.title[0].value == "Your interview"
    at = press(page(at, HISTORY), "Continue")
    assert practice_id(at) == here


def test_an_empty_history_says_so(app: Open) -> None:
    at = page(app(), HISTORY)
    assert "No practice yet" in shown(at)
    assert at.title[0].value == "Practise an interview" or "Start practice" in labels(press(at, "Start a practice"))


def test_deleting_asks_first_and_then_the_practice_is_gone(app: Open) -> None:
    at = begin(app())
    here = practice_id(at)
    at = page(at, HISTORY)
    asking = next(b for b in at.get("popover") if "Delete" in shown_in(b))
    assert "It cannot be brought back." in shown_in(asking)
    assert [b.label for b in asking.button] == ["Delete for good"]
    at = press(at, "Delete for good")
    assert "The practice was deleted." in shown(at)
    assert "No practice yet" in shown(at)
    assert "There is no such practice" in shown(page(at, INTERVIEW, practice=here))


def shown_in(block: Block) -> str:
    return " ".join(text for node in block if node.proto for text in strings(node.proto))


def test_a_coached_practice_can_be_downloaded_from_results_and_history(app: Open) -> None:
    at = say(begin(app()))
    for script in (RESULTS, HISTORY):
        at = page(at, script, practice=practice_id(at) if script == RESULTS else "")
        assert {d.proto.disabled for d in at.get("download_button")} == {False}


# -- addresses that lead nowhere -----------------------------------------------------------------


@pytest.mark.parametrize("script", [INTERVIEW, CRITIQUE, RESULTS])
def test_an_unknown_practice_is_explained(app: Open, script: str) -> None:
    at = page(app(), script, practice="nobody-knows", attempt="this")
    assert "Not found" in shown(at)
    assert "Start practice" in labels(press(at, "To the start page"))


@pytest.mark.parametrize("script", [INTERVIEW, CRITIQUE, RESULTS])
def test_an_address_without_a_practice_is_explained(app: Open, script: str) -> None:
    assert "The address names no practice." in shown(page(app(), script))


@pytest.mark.parametrize("script", [INTERVIEW, CRITIQUE, RESULTS])
def test_somebody_elses_practice_reads_like_none(app: Open, script: str) -> None:
    at = app()
    asking = state.app().interviewer
    theirs = asking.start(STRANGER, PLAN)
    asking.submit(STRANGER, theirs, "Between you and me, I made it up.")
    attempt = asking.open(STRANGER, theirs).attempts[0].id
    at = page(at, script, practice=theirs, attempt=attempt)
    assert "There is no such practice here." in shown(at)
    assert "made it up" not in shown(at)
    assert asked_text(theirs) not in shown(at)


def asked_text(practice: str) -> str:
    return state.app().interviewer.open(STRANGER, practice).questions[0].question.text


def test_an_answer_that_is_not_in_the_practice_is_explained(app: Open) -> None:
    at = say(begin(app()))
    at = page(at, CRITIQUE, practice=practice_id(at), attempt="another")
    assert "There is no such answer in this practice." in shown(at)


# -- an installation that is not well ------------------------------------------------------------


def test_without_any_bank_the_page_says_where_to_put_one(app: Open, banks: Path) -> None:
    for file in banks.iterdir():
        file.unlink()
    at = app()
    assert "There is no question bank to draw from." in shown(at)
    assert "Start practice" not in labels(at)


def test_a_broken_bank_is_named_and_the_others_work(app: Open, banks: Path) -> None:
    (banks / "crooked.yaml").write_text("id: crooked\ntitle: Crooked\n", encoding="utf-8")
    at = app()
    assert "Banks left out" in shown(at)
    assert "crooked.yaml: " in shown(at)
    assert asked(press(at, "Start practice"))


def test_a_data_folder_that_cannot_be_is_explained_and_tried_again(
    app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "file" / "data"))
    at = app()
    assert "This did not work" in shown(at)
    assert "set COACH_DATA_DIR" in shown(at)
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "data"))
    assert "Start practice" in labels(press(at, "Try again"))


def test_a_database_from_a_newer_version_is_explained(app: Open, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with sqlite3.connect(tmp_path / "data" / "practice.db") as db:
        db.execute("create table alembic_version (version_num varchar(32))")
        db.execute("insert into alembic_version values ('9999')")
    db.close()
    at = app()
    assert "from a newer version" in shown(at)
    assert labels(at) == ["Try again"]


def test_an_impossible_setting_is_explained(app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_ENGINE", "crystal ball")
    at = app()
    assert "COACH_ENGINE is 'crystal ball'" in shown(at)
