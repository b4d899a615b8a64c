"""What a practice costs on a model: `python -m benchmarks.ledger`.

The fixture is 4 questions, each with an answer of 190 words and two follow-up answers of 70. It is held through a
real HTTP server that counts nothing, so the tokens are ours: cl100k's where TIKTOKEN_CACHE_DIR names a folder with
its vocabulary, else an estimate that is too high. Every shipped question is asked; the dearest four are added up.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from model_server import ModelServer, Request, Say

from benchmarks.samples import answer
from coach import bootstrap, flow, tokens
from coach.banks import SHIPPED, Shelf
from coach.flow import Stage
from coach.interviewer import Interviewer
from coach.models import Bank, Mode, Plan, Usage, Viewer
from coach.settings import ModelServer as ServerSettings
from coach.store import Store

ME = Viewer("candidate")
ANSWER = " ".join(answer(190).split()[:190])
AFTER = " ".join(answer(190).split()[100:170])
MOST_CALLS, MOST_TOKENS = 12, 7_000


def talk(request: Request) -> Say:
    """Short half sentences, and a critique that finds nothing; no usage, so that we count."""
    if request.get("stream"):
        return Say("You tried two onboarding calls and a checklist with one group of small firms.", usage=False)
    checks = ",".join(f'{{"id":"a{i}","quotes":[],"verdict":"missing"}}' for i in range(1, 9))
    return Say(f'{{"checks":[{checks}],"episode":"opinion"}}', usage=False)


def costs(bank: Bank, coach: Interviewer, store: Store) -> Iterator[tuple[str, Usage]]:
    """Each question of `bank`, asked one after the other in one practice, with what it added to the ledger."""
    plan = Plan("customer-marketing-manager", "mid", (bank.id,), len(bank.questions), Mode.MOCK)
    practice_id = coach.start(ME, plan)
    before = Usage()
    while flow.stage(practice := coach.open(ME, practice_id)) is not Stage.ENDED:
        attempt = practice.attempts[-1]
        coach.submit(ME, practice_id, AFTER if attempt.answers else ANSWER)
        coach.assess(ME, practice_id)
        after = coach.open(ME, practice_id)
        if len(after.attempts) > len(practice.attempts) or flow.stage(after) is Stage.ENDED:
            spent = store.spent(practice_id)
            name = practice.questions[attempt.question].question.id
            yield name, Usage(spent.calls - before.calls, spent.input_tokens - before.input_tokens)
            before = spent


def main() -> None:
    shelf = Shelf([SHIPPED])
    found: list[tuple[int, int, str]] = []
    with ModelServer().running() as server, tempfile.TemporaryDirectory() as folder:
        server.otherwise = talk
        engine = bootstrap.llm_engine(ServerSettings(server.url, "talker", "critic", ""))
        store = Store(f"sqlite:///{folder}/practice.db")
        coach = Interviewer(store, shelf, engine)
        for bank in shelf.library.banks:
            made = list(costs(bank, coach, store))
            found += [(usage.input_tokens, usage.calls, f"{bank.id}: {name}") for name, usage in made]
            first, last = made[0][1].input_tokens, made[-1][1].input_tokens
            print(f"{bank.id}: {len(made)} questions; the first cost {first:,} input tokens, the last {last:,}")
        store.close()
    dearest = sorted(found, reverse=True)[:4]
    calls, total = sum(c for _, c, _ in dearest), sum(t for t, _, _ in dearest)
    counted = "cl100k" if tokens.exact() else "an estimate, too high"
    print(f"\nfrom {min(found)[0]:,} to {max(found)[0]:,} input tokens a question ({counted})")
    for sent, asked, name in dearest:
        print(f"  {sent:,} tokens, {asked} calls: {name}")
    print(f"the dearest four: {calls} calls (at most {MOST_CALLS}), {total:,} input tokens (at most {MOST_TOKENS:,})")
    if calls > MOST_CALLS or total > MOST_TOKENS:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
