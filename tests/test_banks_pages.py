"""The bank workshop through the real app.py, without a browser: browse, drill, import, edit."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import bank
from hostile import HOSTILE
from model_server import ModelServer, Say
from streamlit.testing.v1 import AppTest
from test_app import ANSWER, AREAS, INTENT, START, Open, app, banks, labels, page, press, run, say, shown, stored
from test_workshop import GUIDE

from coach import bankfile
from coach.models import Bank, Guidance, Verdict
from coach.ui import state
from coach.ui.components import MOST_PILLS

__all__ = ["app", "banks"]  # fixtures

PLANS, OFFICER = "plans", "chief-marketing-officer"
UNREAD = "Please do not quote this page without asking."


def own(made: Bank) -> Bank:
    return state.app().workshop.save(state.viewer(), made)


def on_disk(bank_id: str) -> Bank:
    return state.app().library.bank(bank_id)


def editing(at: AppTest, bank_id: str = "mine", question: str = "") -> AppTest:
    if question:
        return page(at, state.EDIT_QUESTION, bank=bank_id, question=question)
    return page(at, state.EDIT, bank=bank_id)


def field(at: AppTest, label: str) -> object:
    return next(f for kind in ("text_area", "text_input") for f in at.get(kind) if f.label == label)


def write(at: AppTest, label: str, words: str) -> AppTest:
    field(at, label).set_value(words)  # type: ignore[attr-defined]
    return run(at)


def value(at: AppTest, label: str) -> str:
    return str(field(at, label).value)  # type: ignore[attr-defined]


def pick(at: AppTest, label: str, *values: str) -> AppTest:
    next(m for m in at.multiselect if m.label == label).set_value(list(values))
    return run(at)


def says(at: AppTest, words: str) -> bool:
    """Whether the page says so anywhere, its bar at the bottom too."""
    return any(words in element.value for element in at.markdown)


def nth(at: AppTest, label: str, number: int) -> AppTest:
    """Press the `number`th button of that label, from 0."""
    [b for b in at.button if b.label == label][number].click()
    return run(at)


def upload(at: AppTest, name: str = "repairs.txt", text: str = GUIDE) -> AppTest:
    at = page(at, state.IMPORT)
    at.file_uploader[0].upload(name, text.encode())
    return run(at)


# -- browse ------------------------------------------------------------------------------------------


def test_the_page_lists_the_questions_of_one_bank_and_counts_all(app: Open) -> None:
    at = page(app(), state.BANKS)
    text = shown(at)
    assert "6 questions, 18 areas, 12 follow-ups" in text
    assert "Plans 6" in text
    assert all(q.text in text for q in bank().questions)
    assert labels(at).count("Open") == 6


def test_a_question_opens_from_its_bank(app: Open) -> None:
    at = nth(page(app(), state.BANKS, bank="boards"), "Open", 2)
    at = page(at, state.QUESTION, bank="boards", question="question-3")
    assert "Question 3 of 6" in shown(at)


def test_a_candidate_sees_the_intent_and_an_interviewer_the_areas(app: Open) -> None:
    at = page(app(), state.QUESTION, bank=PLANS, question="question-1")
    candidate, interviewer = (" ".join(m.value for m in tab.markdown) for tab in at.tabs)
    assert INTENT in candidate.replace("&#46;", ".")
    assert not any(a in candidate for a in AREAS)
    assert all(a in interviewer for a in AREAS)
    assert interviewer.count("blue-badge[core]") == 2
    assert "asks after area 3" in interviewer


@pytest.mark.parametrize(
    ("guessed", "headings"),
    [
        (("core", "probes"), ["Areas to cover core guessed", "Follow-ups areas guessed"]),
        (("core", "kinds"), ["Areas to cover core and sorts guessed", "Follow-ups"]),
        (("kinds",), ["Areas to cover sorts guessed", "Follow-ups"]),
        (("areas", "core", "kinds"), ["Areas to cover guessed", "Follow-ups"]),
        ((), ["Areas to cover", "Follow-ups"]),
    ],
)
def test_guesses_are_marked_once_for_all_of_a_sort_and_explained(
    app: Open, guessed: tuple[str, ...], headings: list[str]
) -> None:
    at = app()
    made = bank("mine", 1)
    own(replace(made, questions=(replace(made.questions[0], guessed=guessed),)))
    at = page(at, state.QUESTION, bank="mine", question="question-1")
    text = shown(at)
    assert [line for line in text.splitlines() if line.startswith(("Areas to cover", "Follow-ups"))] == headings
    assert text.count("guessed") == sum("guessed" in h for h in headings) + text.count("was guessed")
    assert ("was guessed from shared words" in text) is ("probes" in guessed)


def test_search_finds_questions_and_areas_in_every_bank(app: Open) -> None:
    at = app()
    made = bank("mine", 2, title="Mine")
    area = replace(made.questions[1].areas[0], text="How the harbour froze over")
    own(
        replace(
            made, questions=(made.questions[0], replace(made.questions[1], areas=(area, *made.questions[1].areas[1:])))
        )
    )
    at = page(at, state.BANKS)
    at.text_input(key="banks-words").set_value("harbour froze")
    text = shown(run(at))
    assert "1 question found" in text
    assert "Mine" in text
    at.text_input(key="banks-words").set_value("harbour thawed")
    assert "Nothing holds all of" in shown(run(at))


def test_a_role_narrows_the_banks_and_the_search(app: Open) -> None:
    at = page(app(), state.BANKS)
    assert "Boards 6" in shown(at)
    at.selectbox(key="banks-role").set_value("customer-marketing-manager")
    assert "Boards 6" not in shown(run(at))
    at.text_input(key="banks-words").set_value("plan you changed")
    assert "6 questions found" in shown(run(at))


def test_many_banks_are_chosen_from_a_list(app: Open) -> None:
    at = app()
    for number in range(MOST_PILLS):
        own(bank(f"mine-{number}", 1))
    at = page(at, state.BANKS, bank="mine-3")
    assert at.selectbox[1].value == "mine-3"
    assert "1 question, 3 areas" in shown(at)
    assert "Focus" in [m.label for m in page(at, START).multiselect]


def test_banks_of_one_title_are_told_apart(app: Open) -> None:
    at = app()
    own(bank("mine", 2, title="Plans"))
    text = shown(page(at, state.BANKS))
    assert "Plans 6" in text
    assert "Plans (yours) 2" in text
    at = page(at, START)
    assert [o for o in focus(at) if "Plans" in o] == ["Plans", "Plans (yours)"]
    own(bank("mine-2", 3, title="plans"))
    text = shown(page(at, state.BANKS))
    assert "Plans (yours) · mine 2" in text
    assert "plans (yours) · mine-2 3" in text
    at.text_input(key="banks-words").set_value("plan you changed")
    assert "Plans (yours) · mine · in question" in shown(run(at))


def test_banks_of_one_title_are_told_apart_in_a_list_too(app: Open) -> None:
    at = app()
    for number in range(MOST_PILLS):
        own(bank(f"mine-{number}", 1, title="Plans" if number == 3 else f"Title {number}"))
    at = page(at, state.BANKS)
    assert [o for o in at.selectbox[1].options if "Plans" in o] == ["Plans (6)", "Plans (yours) (1)"]
    at = page(at, START)
    chosen = next(m for m in at.multiselect if m.label == "Focus")
    assert [o for o in chosen.options if "Plans" in o] == ["Plans", "Plans (yours)"]


def focus(at: AppTest) -> list[str]:
    found = next(g for g in at.get("button_group") if g.label == "Focus")
    return [html.unescape(o.content) for o in found.proto.options]


def test_an_own_bank_of_its_own_title_is_called_by_it_alone(app: Open) -> None:
    at = app()
    own(bank("mine", 2, title="Mine"))
    assert "(yours)" not in shown(page(at, state.BANKS))
    assert "(yours)" not in shown(page(at, START))


def test_a_broken_bank_is_named_and_the_others_work(app: Open, banks: Path) -> None:
    at = app()
    (banks / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    text = shown(page(at, state.BANKS))
    assert "Banks left out" in text
    assert "broken.yaml: title" in text
    assert "Plans 6" in text


def test_a_bank_put_into_the_folder_is_there_without_a_restart(app: Open, banks: Path) -> None:
    at = page(app(), state.BANKS)
    (banks / "late.yaml").write_text(bankfile.dump(bank("late", 2)), encoding="utf-8")
    assert "Late 2" in shown(run(at))


@pytest.mark.parametrize("where", [{"bank": "nothing"}, {"bank": PLANS, "question": "nothing"}, {}])
def test_an_address_that_leads_nowhere_says_so(app: Open, where: dict[str, str]) -> None:
    at = page(app(), state.QUESTION, **where)
    assert "Not found" in shown(at)


def test_words_of_a_bank_are_shown_as_they_are(app: Open) -> None:
    at = app()
    words = "\n".join(HOSTILE.values())
    asked = bank().questions[0]
    areas = tuple(replace(a, text=words) for a in asked.areas)
    probes = tuple(replace(f, text=words) for f in asked.follow_ups)
    entry = Guidance("g", words, words)
    hostile = replace(asked, text=words, areas=areas, follow_ups=probes)
    made = bank("mine", 1, competency=words, title=" ".join(words.split())[:200], guidance=(entry,))
    own(replace(made, questions=(hostile,)))
    for script, where in ((state.BANKS, {}), (state.QUESTION, {"question": "question-1"}), (state.EDIT, {})):
        at = page(at, script, bank="mine", **where)
        for element in (*at.markdown, *at.header, *at.subheader, *at.title):
            assert "![" not in element.value
            assert "<b>" not in element.value


# -- a drill -----------------------------------------------------------------------------------------


def test_a_drill_asks_exactly_this_question_and_reads_the_answer_against_its_areas(app: Open) -> None:
    at = press(page(app(), state.QUESTION, bank=PLANS, question="question-4"), "Practise this question")
    practice = stored(at)
    assert [(q.bank_id, q.question.id) for q in practice.questions] == [(PLANS, "question-4")]
    assert practice.plan.only == ((PLANS, "question-4"),)
    at = say(page(at, state.INTERVIEW, practice=practice.id), ANSWER)
    critique = stored(at).attempts[0].critique
    assert critique is not None
    assert [(f.target, f.verdict) for f in critique.areas] == [
        (a, Verdict.COVERED) for a in ("signal", "change", "lesson")
    ]


def test_a_drill_under_way_keeps_the_question_it_was_planned_with(app: Open) -> None:
    at = app()
    first = own(bank("mine", 1))
    at = press(page(at, state.QUESTION, bank="mine", question="question-1"), "Practise this question")
    begun = stored(at)
    edited = replace(first.questions[0], text="Another question?", areas=first.questions[0].areas[:2], follow_ups=())
    state.app().workshop.save(state.viewer(), replace(first, questions=(edited,)), first.hash)
    at = say(page(at, state.INTERVIEW, practice=begun.id), ANSWER)
    after = stored(at)
    assert after.questions == begun.questions
    critique = after.attempts[0].critique
    assert critique is not None
    assert critique.provenance.bank_hash == first.hash
    assert len(critique.areas) == 3


# -- copy, delete, undo --------------------------------------------------------------------------------


def test_a_bank_that_came_with_the_app_can_only_be_copied(app: Open) -> None:
    at = page(app(), state.BANKS, bank=PLANS)
    assert "Edit" not in labels(at)
    assert "Delete the bank" not in labels(at)
    assert "Copy it" in shown(editing(at, PLANS))
    at = press(page(at, state.BANKS, bank=PLANS), "Make the copy")
    assert on_disk("my-plans").title == "Plans (copy)"
    assert "Edit Plans (copy)" in shown(editing(at, "my-plans"))


def test_deleting_a_bank_can_be_undone(app: Open) -> None:
    at = app()
    kept = own(bank("mine", 2))
    at = press(page(at, state.BANKS, bank="mine"), "Delete the bank")
    assert "Mine 2" not in shown(at)
    at = press(at, "Undo")
    assert on_disk("mine") == kept
    assert "Mine 2" in shown(at)


def test_an_own_bank_without_roles_is_offered_for_every_role(app: Open) -> None:
    at = app()
    own(bank("mine", 2))
    assert "Mine" in shown(page(at, START))


# -- import ------------------------------------------------------------------------------------------


def test_an_import_shows_what_was_read_and_what_was_not_before_anything_is_saved(app: Open, tmp_path: Path) -> None:
    text = shown(upload(app()))
    assert "2 questions, 7 areas, 3 follow-ups" in text
    assert "Tell me about an apology you had to make." in text
    assert "How it was taken" in text
    assert "Not read: 1 line" in text
    number = GUIDE.splitlines().index(UNREAD) + 1
    assert f"line {number}: {UNREAD}" in text
    assert "was guessed" in text
    assert not (tmp_path / "data" / "banks").exists()


def test_a_preview_saved_is_a_bank_to_practise(app: Open) -> None:
    at = upload(app())
    at = write(at, "Title", "Repairs")
    at = press(at, "Save as my bank")
    made = on_disk("repairs")
    assert made.title == "Repairs"
    assert [len(q.areas) for q in made.questions] == [4, 3]
    assert ["Your bank is saved" in t.value for t in at.toast] == [True]  # in view however far down the page is
    assert not at.warning
    assert "What was read" not in shown(page(at, state.IMPORT))


def test_what_worked_is_not_told_as_a_warning_and_what_failed_is(app: Open) -> None:
    at = press(page(app(), state.BANKS, bank=PLANS), "Make the copy")
    assert ["Your copy is made" in i.value for i in at.info] == [True]
    assert not at.warning
    at = page(at, state.EDIT_QUESTION, bank="my-plans", question="nothing")
    assert ["not in the bank any more" in w.value for w in at.warning] == [True]
    assert not at.info


def test_a_save_from_the_bar_is_told_in_view(app: Open) -> None:
    at = app()
    own(bank("mine", 3))
    at = press(write(editing(at), "Title", "Changed"), "Save")
    assert [t.value.startswith("Saved") for t in at.toast] == [True]
    assert not at.warning


def test_a_preview_says_that_a_reload_lets_it_go(app: Open) -> None:
    assert "a reload lets it go" in shown(page(app(), state.IMPORT))


def test_a_guide_read_whole_is_said_to_be_read(app: Open) -> None:
    text = shown(upload(app(), text=GUIDE.replace(UNREAD, "")))
    assert "Every line was read." in text
    assert "is in the bank" not in text


def test_the_summary_tells_the_guesses_in_one_sentence(app: Open) -> None:
    line = "Guessed in 2 questions, as the guide does not say: which areas are core, the sort of each area and"
    text = shown(upload(app()))
    assert f"{line} what follow-ups ask after." in text
    assert "guessed in 2" not in text


def test_an_id_that_is_taken_keeps_the_preview_and_another_one_works(app: Open) -> None:
    at = write(upload(app()), "Id", PLANS)
    at = press(at, "Save as my bank")
    assert "Choose another id" in shown(at)
    assert value(at, "Id") == PLANS
    press(write(at, "Id", "repairs-in-public"), "Save as my bank")
    assert on_disk("repairs-in-public").questions


def test_an_id_that_is_none_is_explained(app: Open) -> None:
    at = press(write(upload(app()), "Id", "My Repairs!"), "Save as my bank")
    assert "id: may hold a-z, 0-9 and single hyphens" in shown(at)


def test_the_id_proposed_is_free(app: Open) -> None:
    assert value(upload(app(), "plans.txt"), "Id") == "plans-2"


def test_a_document_that_is_no_guide_is_refused_with_the_reason(app: Open) -> None:
    at = upload(app(), "story.txt", "Once there was a town by the sea.\n\nIt had one street.\n")
    assert "could not be read as a guide" in shown(at)
    assert "story.txt: This does not look like an interview guide" in shown(at)
    assert "Save as my bank" not in labels(at)


def test_a_preview_is_still_there_after_leaving_the_page(app: Open) -> None:
    at = page(upload(app()), START)
    assert "2 questions, 7 areas" in shown(page(at, state.IMPORT))
    assert "2 questions, 7 areas" not in shown(press(at, "Start over"))


BARE = "Interview questions\n\n1. Tell me about a time you closed a shop.\n2. Tell me about a time you opened one.\n"


def test_without_a_model_general_areas_stand_in_and_are_marked(app: Open) -> None:
    at = upload(app(), "shops.txt", BARE)
    assert "No areas were given" in shown(at)
    assert "can propose ones of its own" in shown(at)
    assert "Propose areas" not in labels(at)


def test_proposed_areas_are_taken_one_by_one(app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    with ModelServer().running() as server:
        server.otherwise = Say(
            '{"areas": [{"text": "Why the shop did not pay", "kind": "insight"}, '
            '{"text": "How the staff heard of it", "kind": "stakeholders"}, '
            '{"text": "The last day of sales", "kind": "action"}]}'
        )
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("COACH_MODEL", "test-model")
        at = nth(upload(app(), "shops.txt", BARE), "Propose areas", 0)
        next(c for c in at.checkbox if "staff" in c.label).check()
        run(at)
        assert next(b for b in at.button if b.label == "Use the ticked areas").disabled
        next(c for c in at.checkbox if "last day" in c.label).check()
        press(run(at), "Use the ticked areas")
    press(at, "Save as my bank")
    first, second = on_disk("shops").questions
    assert [a.text for a in first.areas] == ["How the staff heard of it", "The last day of sales"]
    assert "areas" not in first.guessed
    assert "areas" in second.guessed


# -- edit --------------------------------------------------------------------------------------------


@pytest.fixture
def mine(app: Open) -> AppTest:
    """The edit page's session, with an own bank of three questions."""
    at = app()
    own(bank("mine", 3))
    return at


def test_what_is_changed_is_saved_at_save_and_not_before(mine: AppTest) -> None:
    before = on_disk("mine")
    at = write(editing(mine, question="question-2"), "Question", "What did you stop doing?")
    assert says(at, "Not saved yet")
    assert on_disk("mine") == before
    at = press(at, "Save")
    assert on_disk("mine").questions[1].text == "What did you stop doing?"
    assert on_disk("mine").questions[0] == before.questions[0]
    assert says(at, "No unsaved changes")


def test_every_field_of_a_question_reaches_the_file(mine: AppTest) -> None:
    at = editing(mine, question="question-1")
    at = write(at, "What it is after", "Judgement.")
    at = write(at, "Area 2", "What was dropped")
    at = write(at, "Follow-up 1", "Which sign came first?")
    at = pick(at, "Asks after", "signal", "lesson")
    at = write(at, "How to approach it, one a line", "Begin early.\n\n  End late. ")
    at = write(at, "Tips, one a line", "")
    at = write(at, "A typical weak answer", "We did fine.")
    at = write(at, "What it lacks, one a line", "A figure")
    next(s for s in at.selectbox if s.key and "lesson" in s.key).set_value("outcome")
    run(at).checkbox[2].check()
    at = press(write(run(at), "Source", "Our own"), "Save")
    question = on_disk("mine").questions[0]
    assert (question.intent, question.source, question.tips) == ("Judgement.", "Our own", ())
    assert question.approach == ("Begin early.", "End late.")
    assert question.example is not None
    assert (question.example.answer, question.example.lacks) == ("We did fine.", ("A figure",))
    assert question.areas[1].text == "What was dropped"
    assert (question.areas[2].kind, question.areas[2].core) == ("outcome", True)
    assert (question.follow_ups[0].text, question.follow_ups[0].areas) == (
        "Which sign came first?",
        ("signal", "lesson"),
    )


def test_every_field_of_a_bank_reaches_the_file(mine: AppTest) -> None:
    at = editing(mine)
    at = write(at, "Title", "Changed")
    at = write(at, "Competency: what the bank is about", "Saying no")
    at = pick(at, "Roles", OFFICER)
    at.number_input[2].set_value(35)
    at = write(run(at), "Something else people ask", "How long is it?")
    at = write(at, "Answer", "An hour.")
    press(at, "Save")
    made = on_disk("mine")
    assert (made.title, made.competency, made.roles, made.weight["senior"]) == ("Changed", "Saying no", (OFFICER,), 35)
    assert [(g.question, g.answer) for g in made.guidance] == [("How long is it?", "An hour.")]


def test_questions_are_added_moved_and_deleted_and_each_step_can_be_undone(mine: AppTest) -> None:
    at = write(editing(mine), "A new question", "Tell me about a time you were wrong.")
    assert value(at, "A new question") == ""
    at = nth(at, "Up", 3)
    at = nth(at, "Delete", 0)
    at = press(at, "Undo")
    assert "Taken back: deleted question 1" in shown(at)
    press(at, "Save")
    made = on_disk("mine")
    assert [q.id for q in made.questions][:2] == ["question-1", "question-2"]
    assert made.questions[2].text == "Tell me about a time you were wrong."
    assert made.questions[2].guessed == ("areas", "core", "kinds")


def test_a_deleted_area_leaves_its_follow_ups_and_undo_brings_all_back(mine: AppTest) -> None:
    at = nth(editing(mine, question="question-1"), "Delete", 2)
    probes = [m.value for m in at.multiselect]
    assert probes == [["signal"], []]
    at = press(at, "Undo")
    assert [m.value for m in at.multiselect] == [["signal"], ["lesson"]]
    assert [a.value for a in at.text_area if a.label.startswith("Area ")] == AREAS


def test_a_question_that_an_undo_took_away_leads_back_to_the_others(mine: AppTest) -> None:
    at = write(editing(mine), "A new question", "Tell me about a tie.")
    at = press(editing(at, question="tie"), "Undo")
    assert says(at, "not in the bank any more") or "not in the bank any more" in shown(at)
    assert "Edit Mine" in shown(at)


def test_undo_shows_the_words_that_were_there_before(mine: AppTest) -> None:
    at = write(editing(mine, question="question-1"), "Area 1", "Something else")
    assert value(press(at, "Undo"), "Area 1") == AREAS[0]


def test_what_keeps_a_bank_from_being_saved_is_named_by_question_and_field(mine: AppTest) -> None:
    at = write(editing(mine, question="question-2"), "Area 3", "")
    at = write(at, "What it is after", "Words that must not be lost.")
    before = on_disk("mine")
    at = press(editing(at), "Save")
    text = shown(at)
    assert "Nothing is lost" in text
    assert "Question 2: area 3: text is empty" in text
    assert on_disk("mine") == before
    at = editing(press(at, "Go there"), question="question-2")
    assert value(at, "What it is after") == "Words that must not be lost."
    at = press(write(at, "Area 3", "What came of it"), "Save")
    assert on_disk("mine").questions[1].areas[2].text == "What came of it"
    assert "Nothing is lost" not in shown(at)


def test_changes_that_were_not_saved_wait_where_they_were_left(mine: AppTest) -> None:
    at = write(editing(mine, question="question-1"), "Area 1", "Half a thought")
    at = page(at, state.BANKS, bank=PLANS)
    assert "Not saved yet" in shown(at)
    at = press(at, "Go on editing")
    assert value(editing(at, question="question-1"), "Area 1") == "Half a thought"
    at = press(at, "Discard the changes")
    assert value(at, "Area 1") == AREAS[0]
    assert "Not saved yet:" not in shown(page(at, state.BANKS))


def change_elsewhere(title: str = "Theirs") -> None:
    there = on_disk("mine")
    state.app().workshop.save(state.viewer(), replace(there, title=title), there.hash)


def test_a_bank_changed_elsewhere_is_not_written_over_and_the_words_are_kept(mine: AppTest) -> None:
    at = write(editing(mine, question="question-1"), "Area 1", "Our words")
    change_elsewhere()
    at = press(at, "Save")
    assert "changed meanwhile" in shown(at)
    assert value(at, "Area 1") == "Our words"
    assert (on_disk("mine").title, on_disk("mine").questions[0].areas[0].text) == ("Theirs", AREAS[0])
    press(at, "Save as a new bank")
    assert on_disk("mine-2").questions[0].areas[0].text == "Our words"


def test_the_other_version_can_be_taken_instead(mine: AppTest) -> None:
    at = write(editing(mine, question="question-1"), "Area 1", "Our words")
    change_elsewhere()
    at = press(run(at), "Take the other version")
    assert value(at, "Area 1") == AREAS[0]
    assert "Edit Theirs" in shown(editing(at))


def test_an_untouched_form_stays_and_says_that_another_version_was_saved_elsewhere(mine: AppTest) -> None:
    at = editing(mine)
    change_elsewhere("Newer")
    at = run(at)
    assert "changed meanwhile" in shown(at)
    assert "Edit Newer" in shown(press(at, "Show the other version"))


def test_an_untouched_form_is_the_saved_one_when_it_is_opened_again(mine: AppTest) -> None:
    at = editing(mine)
    change_elsewhere("Newer")
    at.switch_page(state.BANKS).run()
    assert "Edit Newer" in shown(editing(at))


def test_words_of_a_bank_that_was_deleted_elsewhere_can_be_saved_anew(mine: AppTest) -> None:
    at = write(editing(mine, question="question-1"), "Area 1", "Our words")
    state.app().workshop.delete(state.viewer(), "mine")
    at = run(at)
    assert "deleted meanwhile" in shown(at)
    press(write(at, "Id of the new bank", "saved-after-all"), "Save as a new bank")
    assert on_disk("saved-after-all").questions[0].areas[0].text == "Our words"


def test_what_was_guessed_is_settled_by_an_edit_or_a_confirmation(app: Open) -> None:
    at = app()
    made = bank("mine", 2)
    own(replace(made, questions=tuple(replace(q, guessed=("core", "kinds")) for q in made.questions)))
    at = editing(at, question="question-1")
    at.checkbox[2].check()
    at = press(editing(run(at), question="question-2"), "These are right")
    press(at, "Save")
    assert [q.guessed for q in on_disk("mine").questions] == [("kinds",), ()]


def test_a_save_can_be_taken_back_from_the_banks_page(mine: AppTest) -> None:
    first = on_disk("mine")
    at = press(write(editing(mine), "Title", "Changed"), "Save")
    press(page(at, state.BANKS, bank="mine"), "Undo last save")
    assert on_disk("mine") == first
