"""The progress page's charts. Altair is imported where one is drawn, since it doubles a page's start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, ParamSpec

import streamlit as st

from coach.models import Verdict
from coach.progress import Cell, Column, Pair, Point
from coach.rubric import LEVELS
from coach.ui.components import VERDICTS, level_name, short_day

if TYPE_CHECKING:
    import altair as alt

_P = ParamSpec("_P")
COLUMNS = 8
"""Practices or pairs side by side: as many as a phone shows with their days."""
_HALF_MOON = "M0,-1.12A1.12,1.12,0,0,0,0,1.12Z"
_ROW = 34  # pixels
_MOST_TICKS = 9


@dataclass(frozen=True, slots=True)
class _Look:
    """Colours that stay apart in every common colour deficiency; charts do not take the theme's own text colour."""

    ink: str
    quiet: str
    blue: str
    amber: str
    pale: str
    on_blue: str
    on_amber: str


_LIGHT = _Look("#22262b", "#8b8f94", "#1d5f9e", "#f0c36d", "#eeede9", "#ffffff", "#22262b")
_DARK = _Look("#e6e6e3", "#7d838a", "#7db4e8", "#e8b04b", "#2b3037", "#0e1116", "#22262b")


def _look() -> _Look:
    return _DARK if st.context.theme.type == "dark" else _LIGHT


def _unchecked(draw: Callable[_P, None]) -> Callable[_P, None]:
    """Altair checks every part as it is made, a fifth of the page; the whole chart is checked when it is drawn."""

    @wraps(draw)
    def drawn(*args: _P.args, **kwargs: _P.kwargs) -> None:
        from altair.utils.schemapi import debug_mode

        with debug_mode(False):
            draw(*args, **kwargs)

    return drawn


@_unchecked
def levels(line: Sequence[Point]) -> None:
    """The level of each answer over time; a line joins only answers that were read alike."""
    import altair as alt

    look = _look()
    rows = [_point(point, line[-1].series) for point in line]
    ticks = alt.Axis(
        ticks=False,
        grid=False,
        format="d",
        tickMinStep=1,
        tickCount=min(len(rows), _MOST_TICKS),
        labelFontSize=13,
        labelColor=look.ink,
        titleColor=look.ink,
        titlePadding=8,
    )
    base = alt.Chart(_frame(rows)).encode(
        x=alt.X("number:Q", title="Answer", axis=ticks, scale=alt.Scale(domain=[0.5, len(rows) + 0.5], nice=False)),
        y=_levels_axis("level", look),
        color=_two(alt, "reading", ("now", "before"), (look.blue, look.quiet)),
        tooltip=[alt.Tooltip("day:N", title="Day"), alt.Tooltip("name:N", title="Level")],
    )
    size = 70 if len(rows) <= 60 else 30
    drawn = base.mark_line(strokeWidth=2).encode(detail="series:N") + base.mark_point(filled=True, size=size, opacity=1)
    said = ", ".join(row["name"] for row in rows[-COLUMNS:])
    _draw(drawn.properties(height=240), f"Levels of {len(rows)} answers, lately: {said}")


@_unchecked
def pairs(shown: Sequence[Pair], first: str, second: str) -> None:
    """Two levels an answer: a ring for the first, a dot for the second."""
    import altair as alt

    look = _look()
    latest = shown[-COLUMNS:]
    rows: list[dict[str, Any]] = [
        {"n": n, "day": short_day(p.outcome.at), "first": p.first, "second": p.second}
        | {first: level_name(p.first), second: level_name(p.second)}
        for n, p in enumerate(latest)
    ]
    base = alt.Chart(_frame(rows)).encode(
        x=alt.X("n:O", title=None, axis=_days_axis([row["day"] for row in rows], look, "bottom")),
        tooltip=[alt.Tooltip("day:N", title="Day"), alt.Tooltip(f"{first}:N"), alt.Tooltip(f"{second}:N")],
    )
    axis = _levels_axis("first", look)
    line = base.mark_rule(color=look.quiet, strokeWidth=2).encode(y=axis, y2="second:Q")
    ring = base.mark_point(color=look.ink, filled=False, size=190, strokeWidth=2, opacity=1).encode(y=axis)
    dot = base.mark_point(color=look.blue, filled=True, size=80, opacity=1).encode(y=_levels_axis("second", look))
    said = "; ".join(f"{row['day']}: {row[first]}, {row[second]}" for row in rows)
    _draw((line + ring + dot).properties(height=240), f"{first} and {second}. {said}")


@_unchecked
def heat_map(columns: Sequence[Column], names: Sequence[tuple[str, str]]) -> None:
    """A row a name (key, label), a column a practice, in each cell a moon; blank where nothing was assessed."""
    import altair as alt

    look = _look()
    latest = columns[-COLUMNS:]
    rows = [
        _cell(n, column, label, column.cells[key])
        for n, column in enumerate(latest)
        for key, label in names
        if key in column.cells
    ]
    days = [short_day(column.at) for column in latest]
    moons = [VERDICTS[v][1] for v in (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSING)]
    scale = alt.Scale(paddingInner=0.06, paddingOuter=0)
    base = alt.Chart(_frame(rows)).encode(
        x=alt.X("n:O", title=None, scale=scale, axis=_days_axis(days, look, "top")),
        y=alt.Y("row:N", title=None, sort=[label for _, label in names], scale=scale, axis=_rows_axis(look)),
        tooltip=[alt.Tooltip("day:N", title="Day"), alt.Tooltip("row:N", title="What"), alt.Tooltip("counts:N")],
    )
    ground = base.mark_rect(cornerRadius=3).encode(color=_two(alt, "moon", moons, (look.blue, look.amber, look.pale)))
    ink = _two(alt, "moon", moons, (look.on_blue, look.on_amber, look.ink))
    # Moons drawn as shapes: the glyphs for them differ in size from font to font.
    ring = base.mark_point(shape="circle", size=90, filled=False, strokeWidth=1.5, opacity=1).encode(color=ink)
    shape = alt.Shape("moon:N", legend=None, scale=alt.Scale(domain=moons[:2], range=["circle", _HALF_MOON]))
    risen = base.transform_filter(alt.FieldOneOfPredicate("moon", moons[:2]))
    fill = risen.mark_point(size=90, filled=True, opacity=1).encode(color=ink, shape=shape)
    drawn = (ground + ring + fill).resolve_scale(color="independent").properties(height=_ROW * len(names) + 40)
    said = "; ".join(f"{row['row']} {row['day']}: {row['moon']}" for row in rows if row["n"] == len(latest) - 1)
    _draw(drawn, f"{len(names)} rows over {len(latest)} practices. The latest: {said}")


def _point(point: Point, latest: int) -> dict[str, Any]:
    return {
        "number": point.number,
        "level": point.level,
        "series": point.series,
        "reading": "now" if point.series == latest else "before",
        "day": short_day(point.outcome.at),
        "name": level_name(point.level),
    }


def _cell(n: int, column: Column, label: str, cell: Cell) -> dict[str, Any]:
    counts = ((cell.covered, "covered"), (cell.partial, "partly"), (cell.missing, "not found"))
    return {
        "n": n,
        "day": short_day(column.at),
        "row": label,
        "moon": VERDICTS[cell.moon][1],
        "counts": ", ".join(f"{count} {word}" for count, word in counts if count),
    }


def _frame(rows: list[dict[str, Any]]) -> Any:
    """As a data frame: Altair would copy and check every row of a list, many times over."""
    import pandas as pd

    return pd.DataFrame(rows)


def _levels_axis(field: str, look: _Look) -> alt.Y:
    """The five levels by their names."""
    import altair as alt

    names = " || ".join(f"datum.value == {i} && '{x.name}'" for i, x in enumerate(LEVELS, 1))
    axis = alt.Axis(
        values=list(range(1, len(LEVELS) + 1)),
        labelExpr=names,
        ticks=False,
        domain=False,
        labelLimit=140,
        labelFontSize=13,
        labelColor=look.ink,
    )
    return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(domain=[0.7, len(LEVELS) + 0.3]), axis=axis)


def _days_axis(days: Sequence[str], look: _Look, orient: Literal["top", "bottom"]) -> alt.Axis:
    """A day under each other, number over month: side by side they do not fit a phone."""
    import altair as alt

    names = " || ".join(f"datum.value == {i} && split('{day}', ' ')" for i, day in enumerate(days))
    padding = 20 if orient == "top" else 6  # of two lines, Vega sets the second below the first, into the chart
    return alt.Axis(orient=orient, labelAngle=0, labelPadding=padding, labelExpr=names, **_plain(look))


def _rows_axis(look: _Look) -> alt.Axis:
    import altair as alt

    return alt.Axis(labelLimit=130, **_plain(look))


def _plain(look: _Look) -> dict[str, Any]:
    """Vega would push the first labels off their place, and drop some on a phone."""
    place = {"labelFlush": False, "labelOverlap": False, "bandPosition": 0.5}
    return {"ticks": False, "domain": False, "labelFontSize": 12, "labelColor": look.ink, **place}


def _two(alt: Any, field: str, names: Sequence[str], colours: Sequence[str]) -> Any:
    return alt.Color(f"{field}:N", legend=None, scale=alt.Scale(domain=list(names), range=list(colours)))


def _draw(chart: Any, said: str) -> None:
    st.altair_chart(chart.configure_view(stroke=None), width="stretch", alt=said)
