"""5,000 practices (60,000 turns) to a file, into an empty database, and out again: `python -m benchmarks.logs [N]`."""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coach import banks, bootstrap, critique, offline
from coach.logs.archive import Archive
from coach.logs.exchange import Logs
from coach.logs.text import Logged
from coach.models import (
    Attempt,
    Critique,
    Plan,
    PlannedQuestion,
    Practice,
    Provenance,
    Speaker,
    Turn,
    TurnKind,
)
from coach.store import Store

TARGET = 30
"""Seconds for an export of all."""
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ANSWER = (
    "In March our trial sign-ups fell by a third in two weeks, so I read forty support tickets and rang twelve "
    "customers. Most of them had not understood the new price page. I moved the launch to May, cut three of the five "
    "e-mails and rewrote the page with sales. Sign-ups came back by June, and I now test prices with ten people first. "
)


def _critique(planned: PlannedQuestion, turns: tuple[Turn, ...]) -> Critique:
    made = Provenance("offline", "rules", "", planned.bank_hash, "rubric")
    return critique.settle(planned.question, turns, offline.OfflineEngine().read(planned.question, turns), made)


def practices(count: int) -> Iterator[Logged]:
    """3 questions a practice, 12 turns, 6 critiques really made by rules (once each; the copies differ in ids)."""
    planned = [PlannedQuestion(b.id, b.title, b.hash, q) for b in banks.load_library([banks.SHIPPED]).banks
               for q in b.questions]  # fmt: skip
    made: dict[tuple[int, int], tuple[tuple[int, Critique], ...]] = {}
    for n in range(count):
        first = random.Random(n).randrange(len(planned) - 3)
        asked = tuple(planned[first : first + 3])
        turns, attempts = [_turn(n, 0, TurnKind.OPENING, "Welcome.")], []
        for i, question in enumerate(asked):
            own = tuple(_lines(n, i, question))
            key = (first, i)
            if key not in made:
                made[key] = tuple((own[end].position, _critique(question, own[: end + 1])) for end in (1, 3))
            turns += own
            attempts.append(Attempt(f"{n}-a{i}", i, 1, own, made[key]))
        turns = turns[:12]
        plan = Plan("customer-marketing-manager", "mid", (asked[0].bank_id,), 3)
        at = START + timedelta(minutes=n)
        whole = Practice(f"practice-{n}", "local", plan, at, at + timedelta(hours=1), asked, tuple(turns), ())
        kept = tuple(_cut(a, whole) for a in attempts)
        read_at = {a.id: (at,) * len(a.critiques) for a in kept}
        yield Logged(Practice(*(getattr(whole, f) for f in whole.__slots__[:-1]), kept), read_at)


def _cut(attempt: Attempt, practice: Practice) -> Attempt:
    own = tuple(t for t in practice.turns if t.attempt_id == attempt.id)
    last = own[-1].position
    return Attempt(attempt.id, attempt.question, 1, own, tuple(c for c in attempt.critiques if c[0] <= last))


def _lines(n: int, i: int, asked: PlannedQuestion) -> Iterator[Turn]:
    follow_up = asked.question.follow_ups[0].text if asked.question.follow_ups else "And then?"
    said = (
        (TurnKind.QUESTION, asked.question.text),
        (TurnKind.ANSWER, ANSWER * 2),
        (TurnKind.FOLLOW_UP, follow_up),
        (TurnKind.ANSWER, ANSWER),
    )
    for j, (kind, text) in enumerate(said):
        yield _turn(n, 1 + 4 * i + j, kind, text, f"{n}-a{i}")


def _turn(n: int, position: int, kind: TurnKind, text: str, attempt_id: str | None = None) -> Turn:
    speaker = Speaker.CANDIDATE if kind is TurnKind.ANSWER else Speaker.INTERVIEWER
    return Turn(f"{n}-{position}", position, speaker, kind, text, START, attempt_id)


def _timed(what: str, run: Callable[[], object]) -> str:
    began, worked = time.perf_counter(), time.process_time()
    run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took, cpu = time.perf_counter() - began, time.process_time() - worked
    return f"{what}: {took:.1f} s ({cpu:.1f} s of one core), {peak:.0f} MB at most so far"


def _export(store: Store, path: Path) -> None:
    with path.open("wb") as out:
        out.writelines(Logs(Archive(store)).export(bootstrap.LOCAL))


def _import(store: Store, path: Path) -> None:
    with path.open("rb") as file:
        report = Logs(Archive(store)).take_in(bootstrap.LOCAL, path.name, file)
    if report.refused:
        raise SystemExit(report.refused)


def _same(one: Path, two: Path) -> bool:
    with one.open("rb") as a, two.open("rb") as b:
        return all(x == y for x, y in zip(a, b, strict=True))


def measure(url: str, other: str, count: int, folder: Path) -> Iterator[tuple[str, str, str]]:
    """(what, measured, target) on the databases `url` and `other`, both empty."""
    store, elsewhere = Store(url), Store(other)
    name = f"{count:,} practices, {url.partition(':')[0]}"
    archive = Archive(store)
    yield name, _timed("filled", lambda: archive.add(practices(count), "benchmark", START)), ""
    one, two = folder / "one.jsonl", folder / "two.jsonl"
    exported = _timed("exported", lambda: _export(store, one))
    yield name, f"{exported}; {one.stat().st_size / 1e6:.0f} MB", f"under {TARGET} s"
    yield name, _timed("imported", lambda: _import(elsewhere, one)), ""
    yield name, _timed("again", lambda: _import(elsewhere, one)), "nothing changes"
    _export(elsewhere, two)
    yield name, "equal to the byte" if _same(one, two) else "DIFFERENT", "equal to the byte"
    yield name, _timed("deleted", lambda: Logs(archive).delete(bootstrap.LOCAL)), ""
    store.close()
    elsewhere.close()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder / 'a.db'}"
        for row in measure(url, f"sqlite:///{folder / 'b.db'}", count, folder):
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
