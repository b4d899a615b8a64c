"""A guide becomes a bank: upload, see what was read and what was not, then save, or not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath

import streamlit as st

from coach import editing, files, guesses
from coach.errors import CoachError
from coach.files import Line
from coach.guides import Guide
from coach.models import Bank, Question
from coach.ui import bank_view, components, proposing, state
from coach.ui.bank_view import counted
from coach.ui.components import note
from coach.ui.verbatim import verbatim

MOST_LINES = 50  # of those that were not read, shown at once
HELD, UPLOADS = "import-held", "import-uploads"
SHAPES = {
    "structured": "an interview guide: questions with their areas and follow-ups",
    "single": "a guide to a single question",
    "transcript": "a transcript: the interviewer's questions, without areas",
    "questions": "a list of questions",
    "table": "a table of questions",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A guide that was read and not saved; it stays when the page is left."""

    name: str
    digest: str
    guide: Guide
    bank: Bank
    """The guide's bank, with what was accepted since."""


def held() -> Held | None:
    found: Held | None = st.session_state.get(HELD)
    return found


def upload() -> None:
    uploads = st.session_state.get(UPLOADS, 0)
    most = files.LARGEST // 1_000_000
    given = st.file_uploader("The guide", type=list(files.TYPES), max_upload_size=most, key=f"guide-{uploads}")
    note(
        "It is read on this computer, and nothing is saved before you say so. "
        "Until then what was read is in this window only, and a reload lets it go."
    )
    if given is None:
        return
    raw = given.getvalue()
    digest = hashlib.sha256(raw).hexdigest()
    if (known := held()) and known.digest == digest:
        return
    st.session_state.pop(HELD, None)
    proposed = app.workshop.free_id(viewer, guesses.slug(PurePath(given.name).stem, (), "my-guide"))
    try:
        with st.spinner("Reading the guide"):
            guide = app.workshop.import_guide(viewer, given.name, raw, proposed, "")
    except CoachError as error:
        st.error(verbatim(str(error)), title="This could not be read as a guide", icon=":material/error:")
    else:
        st.session_state[HELD] = Held(given.name, digest, guide, guide.bank)


def summary(known: Held) -> None:
    with st.container(gap=None):
        st.subheader("What was read", anchor=False)
        st.markdown(f"**{bank_view.counts(known.bank)}**")
        note(f"{verbatim(known.name)} was taken for {SHAPES[known.guide.shape.value]}.")
    if guessed := bank_view.guessed(known.bank):
        st.markdown(guessed)


def not_read(unread: tuple[Line, ...]) -> None:
    if not unread:
        st.markdown(":material/check: Every line was read.")
        return
    title = f"Not read: {counted(len(unread), 'line')}"
    with st.expander(title, icon=":material/info:", expanded=len(unread) <= MOST_LINES):
        note(
            "These lines became nothing. If one matters, edit the bank after saving, or the document and read it again."
        )
        shown = components.part(len(unread), "page-unread", MOST_LINES)
        st.text("\n".join(f"line {line.number}: {line.text}" for line in unread[shown]))


def naming(known: Held) -> None:
    st.subheader("Save it", anchor=False)
    left, right = st.columns(2)
    title = left.text_input("Title", known.bank.title, max_chars=200, key=f"title-{known.digest}")
    bank_id = right.text_input(
        "Id",
        known.bank.id,
        max_chars=guesses.LONGEST_SLUG,
        key=f"id-{known.digest}",
        help="The name of its file: a-z, 0-9 and hyphens. History and addresses use it.",
    )
    with st.container(horizontal=True, gap="small"):
        save = st.button("Save as my bank", type="primary", icon=":material/save:")
        again = st.button("Start over", type="tertiary", icon=":material/restart_alt:")
    if again:
        forget()
        st.rerun()
    if save:
        keep(replace(known.bank, title=title.strip(), id=bank_id.strip()))


def keep(bank: Bank) -> None:
    try:
        saved = app.workshop.save(viewer, bank)
    except CoachError as error:
        st.error("\n\n".join(verbatim(fault.text) for fault in bank_view.faults(error)), title="Not saved yet")
        return
    forget()
    state.done("Your bank is saved. Its questions can be practised from now on.", seen_anywhere=True)
    state.go(state.BANKS, bank=saved.id)


def forget() -> None:
    st.session_state.pop(HELD, None)
    st.session_state[UPLOADS] = st.session_state.get(UPLOADS, 0) + 1  # another key is another, empty uploader


def questions(known: Held) -> None:
    st.subheader("Question by question", anchor=False)
    for number, question in list(enumerate(known.bank.questions, 1))[
        components.part(len(known.bank.questions), "page-read")
    ]:
        mark = f" {bank_view.GUESSED}" if question.guessed else ""
        label = f"{number}. {verbatim(' '.join(question.text.split()))}{mark}"
        with st.expander(label, key=f"read-{known.digest}-{question.id}"):
            one(known, question)


def one(known: Held, question: Question) -> None:
    bank_view.as_interviewer(question)
    if question.intent or question.approach or question.tips:
        bank_view.for_candidate(question)
    if "areas" in question.guessed and (accepted := proposing.areas(question, f"{known.digest}-{question.id}")):
        bank = editing.replace_areas(known.bank, question.id, accepted)
        st.session_state[HELD] = replace(known, bank=bank)
        st.rerun()


app, viewer = state.app(), state.viewer()
with components.page(860):
    if st.button("Banks", icon=":material/arrow_back:", type="tertiary"):
        state.go(state.BANKS)
    components.heading(
        "Import a guide", below="Text, Markdown, Word, PDF, a web page or a table becomes a bank to practise with."
    )
    components.notice()
    upload()
    if known := held():
        summary(known)
        if known.bank.guidance:
            with st.expander(f"Frequently asked: {counted(len(known.bank.guidance), 'entry', 'entries')}"):
                bank_view.guidance(known.bank.guidance)
        not_read(known.guide.unread)
        naming(known)
        questions(known)
        bank_view.remarks(known.bank, partial(app.workshop.check, viewer), f"{known.digest}-{id(known.bank)}")
