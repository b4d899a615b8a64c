"""Progress: one's own answers over time, what comes back, and how well one judges oneself. Nobody else is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from coach import progress
from coach.models import Kind
from coach.outcomes import Open, Outcome, Record, shown
from coach.progress import Column, Pair, Point
from coach.tracking import Tracking
from coach.ui import charts, components, due_card, state
from coach.ui.components import level_name, note, short_day
from coach.ui.due_card import KINDS

FIRST, AGAIN, OWN, READ = "First try", "Last try", "You said", "The critique said"
interviewer, viewer = state.interviewer(), state.viewer()
tracking = Tracking(interviewer)


def nothing_yet(told: Open) -> None:
    """An empty page that says what it will show, and leads there."""
    st.markdown("After your first answer this page shows how you come along, for you alone:")
    st.markdown(
        "- your level, answer by answer\n"
        "- which kinds of areas are there every time, and which a panel would still miss\n"
        "- your first try beside the last one, when you answer a question again\n"
        "- what you missed, coming back in another question after two days and after seven"
    )
    left_out(told, ())
    if st.button("Practise now", type="primary", icon=":material/forum:"):
        state.go(state.START)


def counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def left_out(told: Open, seen: Sequence[Outcome]) -> None:
    """What is not in the figures, in words."""
    said = []
    if told.secret:
        said.append(f"{counted(told.secret, 'mock interview')} not finished: nothing of it is told before its end.")
    if told.waiting:
        said.append(f"{counted(told.waiting, 'answer')} waiting for your own level first.")
    if told.unread:
        said.append(f"{counted(told.unread, 'answer')} not read yet.")
    if short := progress.not_rated(seen):
        said.append(f"{counted(short, 'answer')} with too little to rate.")
    if unknown := progress.not_assessed(seen):
        said.append(f"{counted(unknown, 'area')} not assessed.")
    if said:
        note(f"Left out: {' '.join(said)}")


def summary(record: Record, seen: Sequence[Outcome], line: Sequence[Point]) -> None:
    """The page in two or three sentences."""
    since = short_day(min(o.at for o in seen))
    practices = len({o.practice_id for o in seen})
    words = [f"{counted(len(seen), 'answer')} in {counted(practices, 'practice')} since {since}."]
    if trend := progress.trend(line) if line else None:
        side, first, latest = trend
        which = "The first was" if side == 1 else f"The middle one of the first {side} was"
        lately = "the latest is" if side == 1 else f"of the latest {side} it is"
        words.append(f"{which} **{level_name(first)}**, {lately} **{level_name(latest)}**.")
    there, gone = progress.lately(progress.by_kind(seen))
    if there:
        words.append(f"There every time lately: {due_card.names(there)}.")
    if gone:
        words.append(f"Mostly not there lately: **{due_card.names(gone)}**.")
    st.markdown(" ".join(words))
    if record.more:
        note(f"Your latest {record.limit} of {record.practices:,} practices; the older ones are in your history.")


def table(rows: list[dict[str, Any]]) -> None:
    st.dataframe(rows, hide_index=True, width="stretch")


def day(outcome: Outcome) -> str:
    return f"{components.here(outcome.at):%Y-%m-%d}"


def level_section(line: Sequence[Point]) -> None:
    st.subheader("Level, answer by answer", anchor=False)
    if not line:
        note("No answer was rated yet: from some 35 words on an answer has a level.")
        return
    chart, behind = st.tabs(["Chart", "Table"], key="levels")
    with chart:
        charts.levels(line)
        note(read_by(line))
    with behind:
        table([level_row(p) for p in reversed(line)])


def level_row(point: Point) -> dict[str, Any]:
    said = point.outcome
    row = {"Answer": point.number, "Level": level_name(point.level), "Day": day(said), "Try": said.number}
    return row | {"Read by": reader(point), "Bank": said.bank_title, "Question": said.text}


def reader(point: Point) -> str:
    made = point.outcome.reader
    if made is None or made.engine == "offline":
        return "Rules"
    return made.model or made.engine


def read_by(line: Sequence[Point]) -> str:
    """Which answers may be compared, and that different questions are not equally hard."""
    latest = [p for p in line if p.series == line[-1].series]
    if len(line) == 1:
        return "One answer is a place to start from. From the second on, a line joins those that were read alike."
    hard = "Questions differ in how hard they are, so one step down is no step back."
    if len(latest) == len(line):
        return f"All were read alike, by the same engine with the same rules, so they may be compared. {hard}"
    other = counted(len(line) - len(latest), "grey answer was", "grey answers were")
    return (
        f"{other} read in another way than the {counted(len(latest), 'blue one')} (another engine, model, prompt, "
        f"rubric or version of a bank), so they are not compared and no line joins them. {hard}"
    )


def coverage_section(seen: Sequence[Outcome], line: Sequence[Point]) -> None:
    kinds, banks = progress.by_kind(seen), progress.by_bank(seen)
    if not kinds:
        return
    st.subheader("What was covered, practice by practice", anchor=False)
    by_kind, by_bank, behind = st.tabs(["Kinds of area", "Competencies", "Table"], key="coverage")
    with by_kind:
        named = [(k.value, KINDS[k]) for k in Kind if any(k.value in c.cells for c in kinds[-charts.COLUMNS :])]
        charts.heat_map(kinds, named)
        note(moons(len(kinds), line))
    with by_bank:
        titles = dict.fromkeys(t for c in banks[-charts.COLUMNS :] for t in c.cells)
        charts.heat_map(banks, [(t, t) for t in titles])
        note(moons(len(banks), line))
    with behind:
        table([*rows(kinds, {k.value: KINDS[k] for k in Kind}), *rows(banks, {})])


def moons(practices: int, line: Sequence[Point]) -> str:
    """The legend, how many practices there are behind it, and whether they may be compared."""
    text = "● three quarters or more · ◐ part · ○ less than a quarter · blank: not asked, or not assessed."
    if practices > charts.COLUMNS:
        text += f" The latest {charts.COLUMNS} practices; the table has {practices}."
    if len({p.series for p in line}) > 1:
        text += " Not all were read alike, so compare across columns with care."
    return text


def rows(columns: Sequence[Column], labels: dict[str, str]) -> list[dict[str, Any]]:
    """Counts behind the moons, the latest practice first."""
    return [
        {"Practice": f"{components.here(column.at):%Y-%m-%d %H:%M}", "What": labels.get(name, name)}
        | {"Covered": cell.covered, "Partly": cell.partial, "Not found": cell.missing}
        for column in reversed(columns)
        for name, cell in column.cells.items()
    ]


def tries_section(seen: Sequence[Outcome]) -> None:
    pairs, unlike = progress.tries(seen)
    st.subheader("First try, and again", anchor=False)
    if pairs:
        both(pairs, FIRST, AGAIN, "tries")
    else:
        st.markdown("Answer a question again, and both tries stand side by side here.")
        latest = seen[-1]
        if st.button("Open your latest critique", icon=":material/arrow_forward:", icon_position="right"):
            state.go(state.CRITIQUE, practice=latest.practice_id, attempt=latest.attempt_id)
    if unlike:
        note(f"{counted(unlike, 'question')} left out: the tries were not read alike, so they are not compared.")


def own_section(seen: Sequence[Outcome]) -> None:
    pairs = progress.self_ratings(seen)
    st.subheader("Your own level beside the critique's", anchor=False)
    if not pairs:
        note('Choose "Say my own level first" when you start a practice, and see here how well you judge yourself.')
        return
    above, below = (sum(p.first > p.second for p in pairs), sum(p.first < p.second for p in pairs))
    st.markdown(
        f"Of {counted(len(pairs), 'answer')} you said the critique's level for **{len(pairs) - above - below}**, "
        f"a higher one for **{above}** and a lower one for **{below}**."
    )
    both(pairs, OWN, READ, "own")


def both(pairs: Sequence[Pair], first: str, second: str, key: str) -> None:
    """A ring and a dot an answer, and the table behind them."""
    chart, behind = st.tabs(["Chart", "Table"], key=key)
    with chart:
        charts.pairs(pairs, first, second)
        latest = f" The latest {charts.COLUMNS}; the table has {len(pairs)}." if len(pairs) > charts.COLUMNS else ""
        note(f"○ {first.lower()} · ● {second.lower()}. A dot in a ring: both the same.{latest}")
    with behind:
        table([pair_row(p, first, second) for p in reversed(pairs)])


def pair_row(pair: Pair, first: str, second: str) -> dict[str, Any]:
    row = {"Day": day(pair.outcome), first: level_name(pair.first), second: level_name(pair.second)}
    return row | {"Steps": pair.second - pair.first, "Question": pair.outcome.text}


with components.page(960):
    st.title("Progress", anchor=False)
    components.notice()
    record = tracking.record(viewer)
    told = shown(record.outcomes)
    if told.outcomes:
        line = progress.points(told.outcomes)
        summary(record, told.outcomes, line)
        due_card.whole(tracking.due(viewer, due_card.today(), record), tracking, viewer, interviewer)
        level_section(line)
        coverage_section(told.outcomes, line)
        tries_section(told.outcomes)
        own_section(told.outcomes)
        left_out(told, told.outcomes)
        note("Only your own practices are in here. Levels are for practice; they rank nobody.")
    else:
        nothing_yet(told)
