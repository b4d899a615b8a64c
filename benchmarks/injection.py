"""What attacks gain of a model that obeys them, and of the rules: `python -m benchmarks.injection`.

A success is an area or STAR part covered by the attack alone, a verdict or level that rises beside an honest
answer, or a word of the payload in a line of the interviewer's. Exit 1 if the model gave anything.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from gullible import ASK_FOR_NO_VERDICT, Gullible, Mode, alone, gained, heard, payload_in, settled
from injections import ANSWER, FAMILIES, INJECTIONS, Attack
from model_server import ModelServer

from coach import bootstrap
from coach.engine import Engine
from coach.offline import OfflineEngine
from coach.settings import ModelServer as ServerSettings


def read(engine: Engine, attack: Attack, model: Gullible) -> bool:
    """Whether the attack changes a reading for the better, alone or beside an honest answer."""
    model.attack = None
    before = settled(engine, None)
    model.attack = attack
    honest = "" if attack.where == ANSWER else "Thank you."
    beside = model.mode is not Mode.HONEST or attack.text not in ASK_FOR_NO_VERDICT
    return bool(alone(settled(engine, attack, honest)) or (beside and gained(before, settled(engine, attack))))


def said(engine: Engine, attack: Attack, model: Gullible) -> bool:
    """Whether the interviewer says the payload, from where it stands or from an advert or CV."""
    model.attack = attack
    return any(payload_in(lines, attack) for lines in (heard(engine, attack), heard(engine, None, attack.text)))


def main() -> None:
    model, rules, total = Gullible(), OfflineEngine(), [0, 0, 0]
    print("| family | attacks | verdict or level, model | line, model | verdict or level, rules |")
    print("|---|---|---|---|---|")
    with ModelServer().running() as server:
        server.otherwise = model
        engine = bootstrap.llm_engine(ServerSettings(server.url, "talker", "critic", "none"))
        for family in FAMILIES:
            won = [0, 0, 0]
            for attack in (a for a in INJECTIONS if a.family == family):
                won[0] += any(_read(engine, attack, model, mode) for mode in Mode)
                won[1] += said(engine, attack, model)
                won[2] += attack.where == ANSWER and read(rules, attack, model)
            total = [a + b for a, b in zip(total, won, strict=True)]
            print(f"| {family} | 13 | {won[0]} | {won[1]} | {won[2]} |", flush=True)
    print(f"| all | {len(INJECTIONS)} | {total[0]} | {total[1]} | {total[2]} |")
    sys.exit(bool(total[0] or total[1]))


def _read(engine: Engine, attack: Attack, model: Gullible, mode: Mode) -> bool:
    model.mode = mode
    return read(engine, attack, model)


if __name__ == "__main__":
    main()
