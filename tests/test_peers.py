"""The engine against llmock, a model server that nobody here wrote, and the faults it makes on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import question
from contract import ANSWER, CHECKS, FOLLOW_UP, SAID, drained

from coach import bootstrap, critique
from coach.errors import EngineError
from coach.llm import LlmEngine
from coach.models import Provenance, Usage, Verdict
from coach.server import Rung, Server
from coach.settings import ModelServer

LINE = "You read eighteen months of churn notes with the analyst."
MESSAGES = [{"role": "user", "content": "Say something."}]
SCHEMA = {
    "type": "object",
    "properties": {"word": {"type": "string"}},
    "required": ["word"],
    "additionalProperties": False,
}


@pytest.fixture
def settings(llmock: Any) -> ModelServer:
    return ModelServer(llmock.base_url(), "gpt-4o-mini", "gpt-4o-mini", "sk-peer")


@pytest.fixture
def engine(settings: ModelServer) -> LlmEngine:
    return bootstrap.llm_engine(settings)


@pytest.fixture
def server(settings: ModelServer) -> Server:
    return Server(settings.base_url, settings.api_key, timeout=1)


def streamed(server: Server) -> tuple[list[str], Usage]:
    return drained(server.stream("gpt-4o-mini", MESSAGES, 50))


@pytest.mark.parametrize("holds", CHECKS, ids=lambda check: check.__name__)
def test_llmock_keeps_the_contract(settings: ModelServer, holds: Callable[[ModelServer], None]) -> None:
    holds(settings)


def test_a_json_schema_is_taken_at_the_first_rung(server: Server, llmock: Any) -> None:
    reply = server.ask("gpt-4o-mini", MESSAGES, SCHEMA, 50)
    assert '"word"' in reply.text
    assert (reply.rung, reply.counted) == (Rung.JSON_SCHEMA, True)
    assert len(llmock.requests) == 1


def test_what_a_model_makes_up_in_the_right_form_becomes_no_evidence(engine: LlmEngine) -> None:
    """Llmock fills the schema with invented strings: a valid reply whose quotes nobody said."""
    reading = engine.read(question(), SAID)
    assert any(c.quotes for c in reading.areas)
    found = critique.settle(question(), SAID, reading, Provenance("llm"))
    assert found.dropped > 0
    assert not any(f.quotes for f in found.areas)
    assert not any(f.verdict is Verdict.COVERED for f in found.areas)


def test_a_stream_comes_in_pieces_with_the_servers_own_count(server: Server, llmock: Any) -> None:
    llmock.reply("one two three four five")
    pieces, usage = streamed(server)
    assert "".join(pieces) == "one two three four five"
    assert len(pieces) > 1
    assert usage.input_tokens > 0
    assert usage.output_tokens > 0


def test_a_rate_limit_is_waited_out_as_long_as_the_server_says(server: Server, llmock: Any) -> None:
    server.ask("gpt-4o-mini", MESSAGES, SCHEMA, 50)
    llmock.rate_limit(times=2, retry_after=0.3)
    assert server.ask("gpt-4o-mini", MESSAGES, SCHEMA, 50).text
    llmock.assert_resilient(strict=True)


def test_a_rate_limit_that_stays_is_said(server: Server, llmock: Any) -> None:
    llmock.rate_limit(times=None, retry_after=0.01)
    with pytest.raises(EngineError, match="busy"):
        server.ask("gpt-4o-mini", MESSAGES, SCHEMA, 50)


def test_an_outage_is_said(server: Server, llmock: Any) -> None:
    llmock.outage()
    with pytest.raises(EngineError, match="failed on its side"):
        server.ask("gpt-4o-mini", MESSAGES, SCHEMA, 50)


def test_a_context_that_is_too_long_is_said(server: Server, llmock: Any) -> None:
    llmock.context_overflow(times=None)
    with pytest.raises(EngineError, match="context is too long"):
        server.ask("gpt-4o-mini", MESSAGES, SCHEMA, 50)


BREAKS: list[tuple[str, Callable[[Any], object], str]] = [
    ("truncated", lambda llmock: llmock.truncate(after_chunks=3), "stopped in the middle"),
    ("disconnected", lambda llmock: llmock.disconnect(after_chunks=3), "connection broke"),
    ("corrupted", lambda llmock: llmock.corrupt(after_chunks=3), "unreadable"),
    ("stalled", lambda llmock: llmock.stall(after_chunks=2, seconds=20), "within 1 seconds"),
]


@pytest.mark.parametrize(("fault", "says"), [b[1:] for b in BREAKS], ids=[b[0] for b in BREAKS])
def test_a_stream_that_breaks_in_the_middle_is_an_engine_error(
    server: Server, llmock: Any, fault: Callable[[Any], object], says: str
) -> None:
    llmock.reply(ANSWER)
    fault(llmock)
    with pytest.raises(EngineError, match=says):
        streamed(server)


@pytest.mark.parametrize("fault", [b[1] for b in BREAKS[:3]], ids=[b[0] for b in BREAKS[:3]])
def test_a_line_that_breaks_in_the_middle_asks_the_follow_up_alone(
    engine: LlmEngine, llmock: Any, fault: Callable[[Any], object]
) -> None:
    llmock.reply(LINE)
    fault(llmock)
    assert list(engine.word(question(), SAID, FOLLOW_UP))[-1] == FOLLOW_UP


def test_a_line_that_comes_whole_is_spoken_before_the_follow_up(engine: LlmEngine, llmock: Any) -> None:
    llmock.reply(LINE)
    shown = list(engine.word(question(), SAID, FOLLOW_UP))
    assert shown[-1] == f"{LINE} {FOLLOW_UP}"
    assert len(shown) > 2
