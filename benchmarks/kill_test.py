"""Interviews killed with SIGKILL at random points: what was acknowledged must be there, once.

    python -m benchmarks.kill_test [COUNT] [DATABASE_URL]      (default: 200, an SQLite file of its own)

A child process holds interviews with the real application and prints a line for each answer after it was
accepted. The parent kills it, opens the same database, looks for every answer, and holds each of the child's
interviews to its end.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from benchmarks.samples import answer
from coach import bootstrap, flow
from coach.errors import CoachError
from coach.flow import Stage
from coach.interviewer import Interviewer
from coach.models import Mode, Plan, Practice, TurnKind, Viewer
from coach.settings import ROOT, Settings

CHILD = "import sys; from benchmarks.kill_test import hold_interviews; hold_interviews(int(sys.argv[1]))"
VIEWER = Viewer("killed")
Told = list[str]
"""Practice id, and the answer that was accepted; an empty one when the practice was begun."""
Tell = Callable[[Told], None]


@dataclass
class Tally:
    """What was found after all kills; `lost`, `doubled` and `broken` name what is wrong."""

    kills: int = 0
    acknowledged: int = 0
    practices: int = 0
    ended: int = 0
    stages: Counter[Stage] = field(default_factory=Counter)
    """Where the practices stood when they were opened after the kill."""
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


# -- the child -------------------------------------------------------------------------------------


def hold_interviews(seed: int) -> None:
    """Interviews without end, each thing that the application acknowledged told on stdout."""
    chance = random.Random(seed)
    room = bootstrap.build(Settings.from_env()).interviewer
    while True:
        mode = chance.choice(list(Mode))
        plan = Plan("chief-marketing-officer", "mid", ("strategic-thinking",), 3, mode, chance.random() < 0.5, seed)
        practice_id = room.start(VIEWER, plan)
        _print([practice_id, ""])
        _to_the_end(room, practice_id, chance, _print)


def _print(told: Told) -> None:
    print(json.dumps(told), flush=True)


# -- both ------------------------------------------------------------------------------------------


def _to_the_end(room: Interviewer, practice_id: str, chance: random.Random, tell: Tell) -> Practice:
    while flow.stage(practice := room.open(VIEWER, practice_id)) is not Stage.ENDED:
        _step(room, practice, chance, tell)
    return practice


def _step(room: Interviewer, practice: Practice, chance: random.Random, tell: Tell) -> None:
    """Whatever a candidate may do next; `tell` hears of an answer once it was accepted."""
    stage = flow.stage(practice)
    if stage is Stage.UNREAD:
        room.assess(VIEWER, practice.id)
    elif stage is Stage.BETWEEN and len(practice.attempts) < 5 and chance.random() < 0.3:
        room.again(VIEWER, practice.id, practice.attempts[0].question)
    elif stage is Stage.BETWEEN:
        room.advance(VIEWER, practice.id)
    elif chance.random() < 0.1:
        room.skip(VIEWER, practice.id, practice.turns[-1].position)
    else:
        text = f"{chance.getrandbits(64):x}. {answer(chance.choice((5, 40, 120)))}"
        room.submit(VIEWER, practice.id, text, practice.turns[-1].position)
        tell([practice.id, text])


# -- the parent ------------------------------------------------------------------------------------


def kill(count: int, url: str, seed: int = 1) -> Tally:
    """Kill `count` children at points drawn by `seed`, and look after each."""
    chance = random.Random(seed)
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "COACH_DATA_DIR": folder, "DATABASE_URL": url, "COACH_ENGINE": "offline"}
        app = bootstrap.build(Settings.from_env(env))
        for _ in range(count):
            told = _killed(env, chance)
            tally.kills += 1
            for practice_id in dict.fromkeys(practice_id for practice_id, _ in told):
                _look(app.interviewer, practice_id, [t for t in told if t[0] == practice_id and t[1]], tally)
        app.store.close()
    return tally


def _killed(env: dict[str, str], chance: random.Random) -> list[Told]:
    """What a child told before it was killed."""
    command = [sys.executable, "-c", CHILD, str(chance.getrandbits(32))]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(chance.randint(1, 12))]
        time.sleep(chance.uniform(0, 0.15))  # so that the kill meets any moment of the next step, or two
        child.kill()
        lines += child.stdout.readlines()
    if child.returncode != -signal.SIGKILL:
        raise SystemExit(f"the child ended by itself with {child.returncode}")
    return [json.loads(line) for line in lines if line.endswith("\n")]


def _look(room: Interviewer, practice_id: str, told: list[Told], tally: Tally) -> None:
    tally.practices += 1
    tally.acknowledged += len(told)
    try:
        practice = room.open(VIEWER, practice_id)
        tally.stages[flow.stage(practice)] += 1
        _find(practice, told, tally)
        practice = _to_the_end(room, practice_id, random.Random(practice_id), told.append)
        _find(practice, told, tally)
        tally.ended += 1
    except (CoachError, LookupError, ValueError) as error:
        tally.broken.append(f"{practice_id}: {error!r}")


def _find(practice: Practice, told: list[Told], tally: Tally) -> None:
    said = Counter(t.text for t in practice.turns if t.kind is TurnKind.ANSWER)
    tally.lost += [text for _, text in told if not said[text]]
    tally.doubled += [text for text, times in said.items() if times > 1]
    if [t.position for t in practice.turns] != list(range(len(practice.turns))):
        tally.broken.append(f"{practice.id}: a line is missing")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{Path(folder) / 'practice.db'}"
        tally = kill(count, url)
    stages = ", ".join(f"{stage.value} {times}" for stage, times in sorted(tally.stages.items()))
    print("| database | kills | answers acknowledged | lost | doubled | practices opened | held to the end | broken |")
    print("|---|---|---|---|---|---|---|---|")
    print(
        f"| {sa.make_url(url).get_backend_name()} | {tally.kills} | {tally.acknowledged} | {len(tally.lost)} "
        f"| {len(tally.doubled)} | {tally.practices} | {tally.ended} | {len(tally.broken)} |"
    )
    print(f"\nWhere the practices stood when they were opened: {stages}.")
    sys.exit(bool(tally.lost or tally.doubled or tally.broken))


if __name__ == "__main__":
    main()
