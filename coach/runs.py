"""An engine over many cases: several at once, and nothing lost when it stops in the middle."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TextIO

from coach import runfile
from coach.cases import Case
from coach.engine import Engine
from coach.errors import CoachError, EngineError
from coach.evaluation import Judged, judge
from coach.rubric import rubric

Finished = Callable[[int, int, int], None]
"""Told after each case: how many are done, of how many, and how many of them failed."""
QUIET = 1.0  # seconds

Found = Generator[tuple[int, Judged], None, None]


def judge_each(engine: Engine, cases: Sequence[Case], jobs: int) -> Found:
    """(index, judged) as they are finished, up to `jobs` at once; closing it starts no further case.

    The first case goes alone: it finds out how the server wants to be asked. An engine that is quick goes one by one.
    """
    for index, case in enumerate(cases[:1]):
        yield index, judge(engine, case)
    if jobs == 1 or engine.reads_every_answer:
        for index, case in enumerate(cases[1:], 1):
            yield index, judge(engine, case)
        return
    yield from _side_by_side(engine, list(enumerate(cases))[1:], jobs)


def _side_by_side(engine: Engine, waiting: list[tuple[int, Case]], jobs: int) -> Found:
    """Daemon threads, which an interrupted program does not wait for, unlike those of an executor."""
    todo: queue.SimpleQueue[tuple[int, Case]] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, Judged] | Exception] = queue.SimpleQueue()
    stopped = threading.Event()
    for each in waiting:
        todo.put(each)

    def work() -> None:
        while not stopped.is_set():
            try:
                index, case = todo.get_nowait()
                done.put((index, judge(engine, case)))
            except queue.Empty:
                return
            except Exception as error:  # noqa: BLE001 (raised again by the reader)
                done.put(error)

    try:
        for _ in range(min(jobs, len(waiting))):
            threading.Thread(target=work, daemon=True).start()
        for _ in waiting:
            found = done.get()
            if isinstance(found, Exception):
                raise found
            yield found
    finally:
        stopped.set()


def in_order(found: Iterable[tuple[int, Judged]]) -> Iterator[Judged]:
    """Each judged case as soon as all before it are there."""
    early: dict[int, Judged] = {}
    following = 0
    for index, judged in found:
        early[index] = judged
        while following in early:
            yield early.pop(following)
            following += 1


def once_one_is_read(judged: Iterable[Judged]) -> Iterator[Judged]:
    """The same, held back until one could be read. Raises EngineError with the first reason when none could."""
    held: list[Judged] = []
    read = False
    for each in judged:
        held.append(each)
        read = read or not each.failed
        if read:
            yield from held
            held.clear()
    if held:
        raise EngineError(f"None of the {len(held)} cases could be read. {held[0].failed}")


def judge_all(
    engine: Engine, cases: Sequence[Case], jobs: int = 1, kept: Path | None = None, finished: Finished | None = None
) -> list[Judged]:
    """All cases, in their order. With `kept`, each is appended there as it is done, and what is there is not redone.

    Raises InputError when the file belongs to another run or cannot be written, EngineError when no case could be
    read, CoachError when interrupted.
    """
    maker = runfile.Maker(engine.name, engine.model, engine.prompt_hash, rubric().hash)
    known = runfile.known(kept, cases, maker) if kept else {}
    done = {index: known[case.id] for index, case in enumerate(cases) if case.id in known}
    waiting = [index for index in range(len(cases)) if index not in done]
    keeping = runfile.appending(kept, maker) if kept else nullcontext(lambda judged: None)
    each = judge_each(engine, [cases[index] for index in waiting], jobs)
    try:
        with keeping as keep, closing(each):
            for at, judged in each:
                keep(judged)
                done[waiting[at]] = judged
                if finished:
                    finished(len(done), len(cases), sum(bool(j.failed) for j in done.values()))
    except KeyboardInterrupt:
        raise CoachError(_interrupted(len(done), len(cases), kept)) from None
    return list(once_one_is_read(done[index] for index in range(len(cases))))


def _interrupted(done: int, all_: int, kept: Path | None) -> str:
    then = f"They are in {kept}; the same command goes on from there." if kept else "Nothing is kept without --resume."
    return f"Stopped after {done} of {all_} cases. {then}"


class Progress:
    """How far a run is, on stderr: one line that rewrites itself on a terminal, else a line now and then.

    Nothing for what is over within QUIET seconds, unless on a terminal.
    """

    def __init__(self, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out or sys.stderr
        self._clock = clock
        self._next = clock() + QUIET
        self._wait = QUIET

    def __call__(self, done: int, of: int, failed: int) -> None:
        line = f"{done} of {of} cases" + (f", {failed} could not be read" if failed else "")
        if self._out.isatty():
            print(f"\r{line}", end="\n" if done == of else "", file=self._out, flush=True)
        elif done < of and self._clock() >= self._next:
            print(line, file=self._out, flush=True)
            self._wait *= 2  # a long run does not fill a log
            self._next = self._clock() + self._wait
