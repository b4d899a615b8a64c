"""Set up a practice, resume one, or open an earlier one."""

import secrets
from collections.abc import Sequence

import streamlit as st

from coach import documents
from coach.banks import Library
from coach.connection import host
from coach.errors import CoachError, InputError
from coach.models import Bank, Mode, Plan
from coach.store import Summary
from coach.tracking import Tracking
from coach.ui import bank_view, components, due_card, state
from coach.ui.components import ROLES, note
from coach.ui.verbatim import verbatim

LENGTHS = {1: "1 question", 3: "3 questions", 4: "4 questions"}
MODES = {Mode.COACH: "Coach me: a critique after every question", Mode.MOCK: "Mock interview: no word until the end"}
SENIORITIES = {"early": "Early career", "mid": "Mid-level", "senior": "Senior"}
MINUTES_A_QUESTION = 15  # an interview of 45 to 60 minutes holds 3 to 4 questions (banks' guidance)


def resume(summary: Summary) -> None:
    with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(
            f"**Unfinished:** {components.role_name(summary.plan)}, {summary.answered} of {summary.questions} "
            f"answered :gray[· {components.day(summary.created_at)}]",
            width="content",
        )
        if st.button("Resume", icon=":material/play_arrow:"):
            state.go(state.INTERVIEW, practice=summary.id)


def form(library: Library, last: Plan | None) -> None:
    usual = last.role if last and last.role in ROLES else next(iter(ROLES))
    role = st.pills("Role", list(ROLES), format_func=ROLES.__getitem__, default=usual, required=True, wrap=True)
    banks = [b for b in library.banks if not b.roles or role in b.roles] or list(library.banks)
    focus = choose_focus(banks, f"focus-{role}")
    length = st.pills("Length", list(LENGTHS), format_func=LENGTHS.__getitem__, default=3, required=True, wrap=True)
    mode = st.radio("Mode", list(MODES), format_func=MODES.__getitem__)
    with st.popover("Seniority, tougher panel", type="tertiary", icon=":material/tune:"):
        seniority = st.selectbox(
            "Seniority",
            list(SENIORITIES),
            format_func=SENIORITIES.__getitem__,
            index=2 if role == "chief-marketing-officer" else 1,
            key=f"seniority-{role}",
        )
        tough = st.toggle("Tough panel: up to three follow-ups a question")
    with st.popover("Job advert, CV", type="tertiary", icon=":material/description:"):
        shown = (
            " The sentences that fit your questions are sent to the model as background."
            if state.model_server()
            else ""
        )
        note(f"Questions that fit the advert come first.{shown} Neither is ever evidence.")
        advert, cv = document("Job advert"), document("CV")
    first = st.toggle(
        "Say my own level first",
        value=bool(last and last.rate_first),
        help="Before a critique is shown, you say how good the answer was: one click, or none. "
        "The Progress page then shows how well you judge yourself.",
    )
    if st.button("Start practice", type="primary", width="stretch", disabled=not focus):
        seed = secrets.randbelow(2**31)
        start(Plan(str(role), seniority, tuple(focus), length or 3, mode, tough, seed, advert, cv, (), first))
    if not focus:
        note("Choose at least one focus to draw questions from.")
    else:
        minutes = MINUTES_A_QUESTION * (length or 3)
        note(f"About {minutes} minutes at an interview's pace. Each answer is saved as you send it; pause any time.")


def choose_focus(banks: Sequence[Bank], key: str) -> list[str]:
    """Ids of the banks to draw from; where there are many, none chosen means all of them."""
    titles = bank_view.names(banks, state.app().workshop.own_ids(state.viewer()))
    about = "Questions are drawn from these banks: nothing you had lately, your weaker areas first."
    if len(banks) > components.MOST_PILLS:
        chosen = st.multiselect(
            "Focus", list(titles), format_func=titles.__getitem__, placeholder="All banks", key=key, help=about
        )
        return chosen or list(titles)
    return st.pills(
        "Focus",
        list(titles),
        format_func=lambda bank_id: verbatim(titles[bank_id]),
        selection_mode="multi",
        default=list(titles),
        wrap=True,
        key=key,
        help=about,
    )


def document(name: str) -> str:
    """A text, pasted or from a file; a file that cannot be read is explained where it was given."""
    pasted = st.text_area(f"{name}: paste it here", max_chars=documents.LONGEST, height=100)
    types, most = list(documents.TYPES), documents.LARGEST // 1_000_000
    given = st.file_uploader("or as a file", type=types, max_upload_size=most, key=f"file-{name}")
    if given is None:
        return pasted
    try:
        text = documents.read(given.name, given.getvalue())
    except InputError as error:
        st.error(verbatim(str(error)))
        return pasted
    note(f"{len(text):,} characters were read.")
    return text


def start(plan: Plan) -> None:
    practice_id = state.interviewer().start(state.viewer(), plan)
    state.go(state.INTERVIEW, practice=practice_id)


def recent(practices: list[Summary]) -> None:
    st.markdown("**Recent practices**")
    for summary in practices[:4]:
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", wrap=False, gap="small"
        ):
            about = f"{components.day(summary.created_at)} · {components.levels(summary)}"
            st.markdown(f"{components.role_name(summary.plan)}  \n:gray[{about}]", width="stretch")
            if st.button("Open", key=f"open-{summary.id}", type="tertiary"):
                state.go(state.RESULTS, practice=summary.id)


def welcome(banks: tuple[Bank, ...]) -> None:
    questions = sum(len(b.questions) for b in banks)
    with st.container(border=True):
        st.markdown("**How it works**")
        st.markdown(
            f"1. An interviewer asks from {questions} questions and probes what stays open.\n"
            "2. Your answer is read against the areas the question is after; every verdict shows your own words.\n"
            "3. You get one strength and one thing to work on, and answer again."
        )
        note(where_words_go())


def where_words_go() -> str:
    server = state.model_server()
    if server is None:
        return "Everything stays on this computer: no account, no key, no network."
    return (
        f"Questions and answers are sent to the model {verbatim(server.critic)} on {verbatim(host(server.base_url))}."
    )


def no_banks() -> None:
    st.warning(
        "There is no question bank to draw from. Put a bank (.yaml) into the folder 'banks' beside app.py "
        "or into 'banks' in the data folder, then open this page again.",
        title="No banks",
    )


with components.page(960):
    library = state.app().library
    practices = state.interviewer().history(state.viewer())
    st.title("Practise an interview", anchor=False)
    components.notice()
    if unfinished := next((p for p in practices if p.ended_at is None), None):
        resume(unfinished)
    if practices and library.banks:
        due_card.brief(Tracking(state.interviewer()), state.viewer(), state.interviewer())
    if library.problems:
        count = len(library.problems)
        with st.expander(f"Banks left out: {count} problem{'s' * (count > 1)}", icon=":material/warning:"):
            st.text("\n".join(library.problems))
            note("Correct the file and open this page again; `python -m coach banks check` lists the same lines.")
    left, aside = st.columns([3, 2], gap="large")
    with left:
        st.subheader("A new one" if practices else "Your first one", anchor=False)
        if library.banks:
            try:
                form(library, practices[0].plan if practices else None)
            except CoachError as error:
                st.error(verbatim(str(error)))
        else:
            no_banks()
    with aside:
        if practices:
            recent(practices)
            components.how_long()
        else:
            welcome(library.banks)
