"""Finding a model server and finding out what it can do, for the Setup page and for `doctor`.

No message holds a key: the only one that is sent is the one given, to the address given.
"""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from coach import address, bootstrap, critique
from coach.engine import Engine
from coach.errors import EngineError, InputError
from coach.llm import LlmEngine
from coach.models import Critique, Provenance, Question, Speaker, Turn, TurnKind
from coach.server import TIMEOUT, Message, Reply
from coach.settings import OPENAI, ModelServer

PRESETS = {
    "OpenAI": OPENAI,
    "Ollama": "http://127.0.0.1:11434/v1",
    "vLLM": "http://127.0.0.1:8000/v1",
    "llama.cpp server": "http://127.0.0.1:8080/v1",
    "LM Studio": "http://127.0.0.1:1234/v1",
    "LiteLLM": "http://127.0.0.1:4000/v1",
}
CHECKS = ("server", "model", "structured output", "streaming", "usage", "speed", "critique")
NOT_TRIED = "not tried, since a check before it failed"
ANSWER = (
    "Renewals had slipped to 86 percent and the goal was 90 by June. I read eighteen months of churn notes and saw "
    "that most losses were small firms that never finished the setup. So I built a plan for that group: two calls and "
    "a checklist. Renewals went from 86 to 91 percent. I learned to look at the first month before anything else."
)
"""The built-in case: nobody's words, so a test sends nothing of the person's."""

_LOOK = 1.0  # seconds a local port has to answer
_MOST_BYTES = 1_000_000
_CRITIQUE_TOKENS = 600  # what a critique of eight areas takes, about
_NO_SUCH_PAGE = {404, 405, 501}
_PING: list[Message] = [
    {"role": "system", "content": "You reply with a JSON object and nothing else."},
    {"role": "user", "content": 'Reply with exactly {"word": "ready"}'},
]
_WORD = {
    "type": "object",
    "properties": {"word": {"type": "string"}},
    "required": ["word"],
    "additionalProperties": False,
}
_COUNT: list[Message] = [{"role": "user", "content": "Count from one to thirty in words, on one line."}]


@dataclass(frozen=True)
class Check:
    """One thing tried; `detail` is what was found, or what to do."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Found:
    """A server that answers on this computer, and the models it lists."""

    preset: str
    base_url: str
    models: tuple[str, ...]


def server(base_url: str, model: str, key: str = "") -> ModelServer:
    """What was typed, as a server that can be asked. Raises InputError naming the field."""
    url, model, key = base_url.strip().rstrip("/"), model.strip(), key.strip()
    if wrong := address.fault(url, key, url_name="The base URL", key_name="The key field"):
        raise InputError(wrong)
    return ModelServer(url, model, model, key)


def host(base_url: str) -> str:
    """Where answers go, as a person would say it."""
    try:
        return urlsplit(base_url).netloc.rpartition("@")[2] or base_url
    except ValueError:  # what is typed may not be an address yet
        return base_url


def is_local(base_url: str) -> bool:
    return (urlsplit(base_url).hostname or "") in {"127.0.0.1", "localhost", "::1"}


def models(asked: ModelServer) -> list[str]:
    """Names the server lists, possibly none. Raises EngineError when it cannot be asked."""
    return _listed(bootstrap.llm_engine(asked))


def find_local() -> list[Found]:
    """The presets that answer on this computer. Call it only when the person asked for it."""
    local = [(name, url) for name, url in PRESETS.items() if is_local(url)]
    with ThreadPoolExecutor(len(local)) as pool:
        return [found for found in pool.map(lambda preset: _look(*preset), local) if found]


def _look(preset: str, base_url: str) -> Found | None:
    try:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(f"{base_url}/models", timeout=_LOOK) as reply:
            listed = json.loads(reply.read(_MOST_BYTES))["data"]
        return Found(preset, base_url, tuple(sorted(str(m["id"]) for m in listed)))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # nothing there, or something else


def examine(asked: ModelServer, question: Question) -> Iterator[Check]:
    """One check for each of CHECKS, in that order and as soon as it is made; none raises.

    Sends a few words and a built-in answer to `question`, nothing of the person's.
    """
    made = 0
    for check in _examined(bootstrap.llm_engine(asked), question):
        yield check
        made += 1
    yield from (Check(name, False, NOT_TRIED) for name in CHECKS[made:])


def _examined(engine: LlmEngine, question: Question) -> Iterator[Check]:
    """Checks up to one without which the next make no sense."""
    try:
        listed = _listed(engine)
    except EngineError as error:
        yield Check("server", False, str(error))
        return
    names = f"{len(listed)} model{'s' * (len(listed) != 1)}" if listed else "no models, so the name has to be typed"
    yield Check("server", True, f"{host(engine.server.base_url)} answers and lists {names}")
    try:
        reply = engine.server.ask(engine.model, _PING, _WORD, 1000)
    except EngineError as error:
        yield Check("model", False, str(error))
        return
    yield Check("model", True, _named(engine, listed))
    yield _structured(engine, reply)
    yield from _streamed(engine, reply)
    yield _critique(engine, question)


def _listed(engine: LlmEngine) -> list[str]:
    try:
        return engine.server.models()
    except EngineError as error:
        if getattr(error.__cause__, "status_code", None) in _NO_SUCH_PAGE:
            return []  # some servers have models and no list of them
        raise


def _named(engine: LlmEngine, listed: list[str]) -> str:
    unlisted = ", though the server does not list it" if listed and engine.model not in listed else ""
    return f"{engine.model} answers{unlisted}"


def _structured(engine: LlmEngine, reply: Reply) -> Check:
    said = reply.text[reply.text.find("{") : reply.text.rfind("}") + 1]
    try:
        fine = isinstance(json.loads(said), dict)
    except ValueError:
        fine = False
    if not fine:
        return Check("structured output", False, "The reply was no JSON. Critiques need it: use another model.")
    ways = {"plain": "by request only, which smaller models keep less well"}
    return Check("structured output", True, ways.get(reply.rung, f"by {reply.rung}"))


def _streamed(engine: LlmEngine, reply: Reply) -> Iterator[Check]:
    """Streaming, usage and speed: one short stream shows the first and the last."""
    pieces, first, tokens = 0, 0.0, 0
    began = time.perf_counter()
    try:
        stream = engine.server.stream(engine.talker, _COUNT, 200)
        while True:
            try:
                next(stream)
            except StopIteration as end:
                tokens = end.value.output_tokens
                break
            pieces += 1
            first = first or time.perf_counter()
    except EngineError as error:
        yield Check("streaming", False, str(error))
    else:
        came = f"in {pieces} pieces" if pieces > 1 else "in one piece, so a line appears all at once"
        yield Check("streaming", True, f"{came}, the first after {first - began:.1f} s")
    counted = "counted by the server" if reply.counted else "not reported, so tokens are estimated here"
    yield Check("usage", True, counted)
    yield (
        speed(tokens, time.perf_counter() - (first if pieces > 1 else began))
        if tokens
        else Check("speed", False, NOT_TRIED)
    )


def speed(tokens: int, seconds: float) -> Check:
    """Whether a critique, which is not streamed, is made before the time-out."""
    rate = tokens / max(seconds, 0.001)
    takes = _CRITIQUE_TOKENS / rate
    if takes > TIMEOUT:
        return Check(
            "speed",
            False,
            f"{rate:.1f} tokens per second: a critique would take about {takes:.0f} s, and {TIMEOUT:.0f} s are waited. "
            "Use a smaller model.",
        )
    return Check("speed", True, f"about {rate:,.0f} tokens per second")


def _critique(engine: LlmEngine, question: Question) -> Check:
    try:
        settled = _read(engine, question)
    except EngineError as error:
        return Check("critique", False, str(error))
    if settled.level is None:
        return Check(
            "critique",
            False,
            "The reply was in form, but its quotes are not in the built-in answer. Use another model.",
        )
    dropped = f"; {settled.dropped} of its claims had no words behind them" if settled.dropped else ""
    return Check("critique", True, f"a built-in answer was read as level {settled.level}{dropped}")


def built_in(engine: Engine, question: Question) -> str:
    """What an engine makes of the built-in answer, in words. Raises EngineError."""
    return f"{engine.name} {engine.model} read a built-in answer as level {_read(engine, question).level}"


def _read(engine: Engine, question: Question) -> Critique:
    answer = Turn("doctor", 1, Speaker.CANDIDATE, TurnKind.ANSWER, ANSWER, datetime.now(UTC))
    reading = engine.read(question, [answer])
    return critique.settle(question, [answer], reading, Provenance(engine.name, engine.model))
