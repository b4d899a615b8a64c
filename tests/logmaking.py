"""Practices of every shape, for tests of what files hold: any words, any number of tries, probes and critiques."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from conftest import question
from hypothesis import strategies as st

from coach.models import (
    Attempt,
    Critique,
    Episode,
    Finding,
    Focus,
    Mode,
    Plan,
    PlannedQuestion,
    Practice,
    Provenance,
    Quote,
    Speaker,
    Star,
    Strength,
    Tip,
    Turn,
    TurnKind,
    Usage,
    Verdict,
)
from coach.store import Store

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
Draw = Callable[[st.SearchStrategy[Any]], Any]

words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
spoken = words.map(lambda text: f"I 😀 moved e\u0301 {text}")
moments = st.integers(0, 10**12).map(lambda n: START + timedelta(microseconds=n))
shares = st.sampled_from([0.0, 0.25, 1 / 3, 0.625, 1.0])
counts = st.integers(0, 10**6)
verdicts = st.sampled_from(list(Verdict))


@st.composite
def quotes(draw: Draw, said: list[Turn]) -> Quote:
    turn = draw(st.sampled_from(said))
    start = draw(st.integers(0, len(turn.text)))
    end = draw(st.integers(start, len(turn.text)))
    return Quote(turn.position, start, end, turn.text[start:end])


@st.composite
def findings(draw: Draw, target: str, said: list[Turn]) -> Finding:
    found = draw(st.lists(quotes(said), max_size=2))
    return Finding(target, draw(verdicts), tuple(found), draw(shares), draw(words))


@st.composite
def critiques(draw: Draw, said: list[Turn]) -> Critique:
    one = quotes(said)
    focus = st.builds(Focus, st.just("signal"), words, words, st.none() | one)
    usage = st.builds(Usage, counts, counts, counts, counts)
    return Critique(
        areas=tuple(draw(findings(a.id, said)) for a in question().areas),
        star=tuple(draw(findings(part, said)) for part in Star),
        tips=tuple(draw(findings(tip, said)) for tip in Tip),
        episode=draw(st.sampled_from(list(Episode))),
        words=draw(counts),
        provenance=Provenance("scripted", draw(words), "p", "b", "r", draw(usage)),
        episode_quote=draw(st.none() | one),
        flags=tuple(draw(st.lists(words, max_size=2))),
        dropped=draw(counts),
        quality=draw(st.none() | shares),
        level=draw(st.none() | st.integers(1, 5)),
        caps=("no_result",),
        strength=draw(st.none() | st.builds(Strength, st.just("signal"), words, one)),
        focus=draw(st.none() | focus),
        also=draw(st.none() | focus),
    )


@st.composite
def practices(draw: Draw, name: str = "p", owner: str = "ann") -> Practice:
    """Tries at two questions, in any order, each with follow-ups, and critiques of some of its answers."""
    turns = [Turn(f"{name}-0", 0, Speaker.INTERVIEWER, TurnKind.OPENING, draw(words), draw(moments))]
    attempts: list[Attempt] = []

    def say(kind: TurnKind, text: str, attempt_id: str, **more: Any) -> Turn:
        speaker = Speaker.CANDIDATE if kind is TurnKind.ANSWER else Speaker.INTERVIEWER
        made = Turn(f"{name}-{len(turns)}", len(turns), speaker, kind, text, draw(moments), attempt_id, **more)
        turns.append(made)
        return made

    for index in draw(st.lists(st.integers(0, 1), max_size=3)):
        tried = f"{name}-a{len(attempts)}"
        own = [say(TurnKind.QUESTION, draw(words), tried)]
        read: list[tuple[int, Critique]] = []
        for n in range(draw(st.integers(0, 2))):
            if n:
                own.append(say(TurnKind.FOLLOW_UP, draw(words), tried, reason="gap: lesson", probes=("lesson",)))
            own.append(say(TurnKind.ANSWER, draw(spoken), tried))
            said = [t for t in own if t.kind is TurnKind.ANSWER]
            read += [(own[-1].position, c) for c in draw(st.lists(critiques(said), max_size=2))]
        number = 1 + sum(a.question == index for a in attempts)
        attempts.append(Attempt(tried, index, number, tuple(own), tuple(read)))
    planned = tuple(
        PlannedQuestion("plans", draw(words), "hash", replace(question(n), source=draw(words))) for n in (1, 2)
    )
    plan = Plan(
        "a role", "mid", ("plans",), 2, draw(st.sampled_from(list(Mode))), advert=draw(words), seed=draw(counts)
    )
    in_order = tuple(sorted(attempts, key=lambda a: (a.question, a.number)))
    ended = draw(st.none() | moments)
    return Practice(name, owner, plan, draw(moments), ended, planned, tuple(turns), in_order)


def put(store: Store, practice: Practice) -> None:
    """Into the store as the interviewer does it: the practice, then its critiques one by one."""
    store.add_practice(practice)
    for attempt in practice.attempts:
        before = None
        for position, critique in attempt.critiques:
            if position == before:
                store.revise(practice.id, attempt.id, position, critique)
            else:
                store.append(practice.id, critique=(attempt.id, position, critique))
            before = position
    if practice.attempts:
        store.rate(practice.id, practice.attempts[0].id, 3)
