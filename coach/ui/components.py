"""What the pages share: widths, small print, verdicts and quotes, always in icon and word."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.errors import CoachError, NotFound
from coach.models import Plan, Speaker, Turn, Verdict
from coach.rubric import LEVELS
from coach.store import Summary
from coach.ui import state
from coach.ui.state import Notice
from coach.ui.verbatim import verbatim

# icon, word, Streamlit colour: the icon fills up like a moon, the word says it, colour only helps
VERDICTS = {
    Verdict.COVERED: (":material/check_circle:", "Covered", "blue"),
    Verdict.PARTIAL: (":material/contrast:", "Partly", "orange"),
    Verdict.MISSING: (":material/radio_button_unchecked:", "Not found", "gray"),
    Verdict.NOT_ASSESSED: (":material/pending:", "Not assessed", "gray"),
}
ROLES = {
    "customer-marketing-manager": "Customer Marketing Manager",
    "chief-marketing-officer": "Chief Marketing Officer",
}
MOST_PILLS = 12
"""Banks shown side by side; more are chosen from a list."""
INTERVIEWER = ":material/record_voice_over:"
NBSP = "\N{NO-BREAK SPACE}"
HYPHEN = "\N{NON-BREAKING HYPHEN}"


def page(width: int) -> DeltaGenerator:
    """A centred column in the wide layout: there is no width between 'centered' and 'wide'."""
    return st.container(horizontal_alignment="center").container(width=width, gap="small")


def part(count: int, key: str, most: int = 20) -> slice:
    """Which of `count` things to show; where they are more than `most`, a person turns the pages."""
    pages = -(-count // most)
    number = st.pagination(pages, key=key) if pages > 1 else 1
    return slice((number - 1) * most, number * most)


def note(text: str) -> None:
    """Small print that can be read: st.caption fades its text too far."""
    st.markdown(f":small[:gray[{text}]]")


def verdict(which: Verdict) -> str:
    icon, word, colour = VERDICTS[which]
    return f":{colour}[{icon}{NBSP}**{word}**]"


def scale(level: int) -> str:
    """The five levels by name, the reached one strong: '3 of 5' alone means nothing."""
    names = [f"**{x.name}**" if i == level else f":gray[{x.name}]" for i, x in enumerate(LEVELS, 1)]
    return ":small[" + " :gray[›] ".join(n.replace(" ", NBSP).replace("-", HYPHEN) for n in names) + "]"


def level_name(level: int | None) -> str:
    return LEVELS[level - 1].name if level else "Not rated"


def levels(summary: Summary) -> str:
    """The level of each question; a mock interview keeps them to its end."""
    if not summary.told:
        return "Levels come at the end"
    named = [level_name(level).replace(" ", NBSP) for level in summary.levels]
    if summary.waiting:
        named.append(f"{summary.waiting} wait{'s' * (summary.waiting == 1)} for your own level")
    return " · ".join(named) or "Nothing assessed yet"


def quoted(text: str, which: Verdict) -> str:
    """A quote on the ground it has in the answer; a block quote would fade the words that count."""
    ground = VERDICTS[which][2]
    lines = verbatim(" ".join(text.split()))
    return f":{ground}-background[“{lines}”]"


def turn(said: Turn) -> None:
    """One line of the conversation; anybody's words as plain text."""
    candidate = said.speaker is Speaker.CANDIDATE
    name, avatar = ("user", ":material/person:") if candidate else ("assistant", INTERVIEWER)
    with st.chat_message(name, avatar=avatar):
        st.text(said.text, width="stretch")


def role_name(plan: Plan) -> str:
    return ROLES.get(plan.role, plan.role)


def day(moment: datetime) -> str:
    """The day in the reader's own time zone, where the browser tells it."""
    local = here(moment)
    return f"{local.day}{NBSP}{local:%b}{NBSP}{local:%Y}, {local:%H:%M}"


def here(moment: datetime) -> datetime:
    """The same moment in the reader's own time zone."""
    return moment.astimezone(_zone())


def short_day(moment: date) -> str:
    """The day without its year, "19 Nov"; a moment's is the reader's own."""
    local = here(moment) if isinstance(moment, datetime) else moment
    return f"{local.day} {local:%b}"


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def how_long() -> None:
    """How long practices stay, and when the next one goes: shown here, it counts as told."""
    retention = state.retention()
    if retention.days is None:
        note("Kept in the data folder of this installation until you delete them.")
        return
    goes = retention.tell(state.viewer())
    following = f"; the next goes on {short_day(goes)}" if goes else ""
    note(f"Practices are deleted {retention.days} days after they end unless you keep them{following}.")


def notice() -> None:
    """What happened in the last step, with the words that were not kept."""
    for told in state.told():
        said(told)
        if told.words:
            st.markdown("Your words, to copy:")
            st.code(told.words, language=None, wrap_lines=True)


def said(told: Notice) -> None:
    """A notice in its tone: yellow is for what did not work."""
    if told.tone == "aloft":
        st.toast(verbatim(told.message), icon=":material/check:", duration="long")
    elif told.tone == "done":
        st.info(verbatim(told.message), icon=":material/check:")
    else:
        st.warning(verbatim(told.message), icon=":material/info:")


def failed(error: CoachError) -> None:
    """An error page: what happened, and the way on."""
    with page(760):
        st.header("Not found" if isinstance(error, NotFound) else "This did not work", anchor=False)
        st.markdown(verbatim(str(error)))
        notice()
        if st.button("To the start page" if isinstance(error, NotFound) else "Try again", type="primary"):
            if isinstance(error, NotFound):
                state.go(state.START)
            st.rerun()


def engine_note(engine: str, model: str = "") -> None:
    """Who read this, and how far to trust it."""
    if engine == "offline":
        note(
            ":material/memory: Read by rules on this computer; nothing was sent anywhere. "
            "Rules know words, not meaning: they miss unusual wording, ask when unsure, and cannot tell "
            "a good story about something else from one about the question."
        )
    else:
        by = verbatim(model or engine)
        note(f":material/memory: Read by the model {by}; code found every quote and computed the level.")


def heading(text: str, below: str = "") -> None:
    """A heading with its small line, held together: alone it floats in its own padding."""
    with st.container(gap=None):
        st.title(text, anchor=False)
        if below:
            st.markdown(f":gray[{verbatim(below)}]")
