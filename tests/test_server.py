"""One server, over real HTTP: the ladder, the stream, and every fault in plain words."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from model_server import Fail, ModelServer, Request, Say, Step

from coach.errors import EngineError
from coach.server import Rung, Server

MESSAGES = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hello"}]
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}


@pytest.fixture
def fake() -> Iterator[ModelServer]:
    with ModelServer().running() as server:
        yield server


@pytest.fixture
def server(fake: ModelServer) -> Server:
    return Server(fake.url, "sk-secret", timeout=1.0)


def formats(fake: ModelServer) -> list[str]:
    return [r.get("response_format", {}).get("type", "none") for r in fake.requests]


def test_a_server_that_takes_a_json_schema_is_asked_once(fake: ModelServer, server: Server) -> None:
    fake.otherwise = Say('{"a": "b"}')
    reply = server.ask("m", MESSAGES, SCHEMA, 100)
    assert reply.text == '{"a": "b"}'
    assert reply.rung is Rung.JSON_SCHEMA
    assert reply.counted
    assert reply.usage.calls == 1
    assert formats(fake) == ["json_schema"]


@pytest.mark.parametrize("status", [400, 422, 500])
def test_the_ladder_goes_down_and_the_rung_is_remembered(fake: ModelServer, server: Server, status: int) -> None:
    def picky(request: Request) -> Say | Fail:
        return Fail(status) if "response_format" in request else Say('{"a": 1}')

    fake.otherwise = picky
    assert server.ask("m", MESSAGES, SCHEMA, 100).rung is Rung.PLAIN
    assert server.ask("m", MESSAGES, SCHEMA, 100).rung is Rung.PLAIN
    assert formats(fake) == ["json_schema", "json_object", "none", "none"]


def test_json_object_carries_the_schema_in_the_text(fake: ModelServer, server: Server) -> None:
    fake.script = [Fail(400), Say('{"a": 1}')]
    assert server.ask("m", MESSAGES, SCHEMA, 100).rung is Rung.JSON_OBJECT
    assert '"additionalProperties":false' in fake.requests[-1]["messages"][-1]["content"]


def test_each_model_has_its_own_rung(fake: ModelServer, server: Server) -> None:
    fake.script = [Fail(400), Say("{}"), Say("{}")]
    server.ask("small", MESSAGES, SCHEMA, 100)
    server.ask("large", MESSAGES, SCHEMA, 100)
    assert (server.rung("small"), server.rung("large")) == (Rung.JSON_OBJECT, Rung.JSON_SCHEMA)


@pytest.mark.parametrize("parameter", ["max_tokens", "temperature"])
def test_a_parameter_the_model_refuses_is_left_out_from_then_on(
    fake: ModelServer, server: Server, parameter: str
) -> None:
    def strict(request: Request) -> Say | Fail:
        return Fail(400, f"Unsupported parameter: '{parameter}'") if parameter in request else Say("{}")

    fake.otherwise = strict
    assert server.ask("m", MESSAGES, SCHEMA, 77).rung is Rung.JSON_SCHEMA
    server.ask("m", MESSAGES, SCHEMA, 77)
    assert len(fake.requests) == 3
    if parameter == "max_tokens":
        assert fake.requests[-1]["max_completion_tokens"] == 77


def test_a_stream_comes_word_by_word_and_ends_with_its_usage(fake: ModelServer, server: Server) -> None:
    fake.otherwise = Say("one two three")
    pieces = []
    stream = server.stream("m", MESSAGES, 50)
    try:
        while True:
            pieces.append(next(stream))
    except StopIteration as end:
        usage = end.value
    assert pieces == ["one", " two", " three"]
    assert usage.output_tokens > 0
    assert usage.calls == 1


def test_a_server_that_does_not_know_stream_options_streams_without_them(fake: ModelServer, server: Server) -> None:
    def old(request: Request) -> Say | Fail:
        return Fail(400, "Unrecognized request argument: stream_options") if "stream_options" in request else Say("a b")

    fake.otherwise = old
    assert list(server.stream("m", MESSAGES, 50)) == ["a", " b"]


def test_usage_is_estimated_when_the_server_gives_none(fake: ModelServer, server: Server) -> None:
    fake.otherwise = Say('{"a": "b"}', usage=False)
    reply = server.ask("m", MESSAGES, SCHEMA, 100)
    assert not reply.counted
    assert reply.usage.input_tokens > 0


FAULTS: list[tuple[str, Step, str]] = [
    ("wrong key", Fail(401), "OPENAI_API_KEY"),
    ("forbidden", Fail(403), "OPENAI_API_KEY"),
    ("unknown model", Fail(404), "COACH_MODEL"),
    ("busy", Fail(429, headers={"Retry-After": "0"}), "Wait a little"),
    ("context too long", Fail(400, "This model's maximum context length is 2048 tokens"), "context is too long"),
    ("empty", Say(""), "empty answer"),
    ("refused", Say("", refusal="I cannot"), "declined"),
    ("filtered", Say("x", finish="content_filter"), "declined"),
    ("cut off", Say('{"a": "', finish="length"), "length limit"),
    ("time-out", Say("x", stall_after=0, stall=2.0), "did not answer within"),
    ("not JSON at all", Fail(200, raw=b"<html>gateway</html>"), "OPENAI_BASE_URL"),
]


@pytest.mark.parametrize(("name", "step", "advice"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_fault_says_what_happened_where_and_what_to_do(
    fake: ModelServer, server: Server, name: str, step: Step, advice: str
) -> None:
    fake.otherwise = step
    with pytest.raises(EngineError) as raised:
        server.ask("m", MESSAGES, SCHEMA, 100)
    message = str(raised.value)
    assert advice in message
    assert fake.url in message
    assert "sk-secret" not in message


STREAM_FAULTS: list[tuple[str, Step, str]] = [
    ("cut without finish_reason", Say("one two three", finish=None), "stopped in the middle"),
    ("stalls", Say("one two three", stall_after=1, stall=2.0), "did not answer within"),
    ("connection breaks", Say("one two three", drop_after=2), "stopped in the middle"),
    ("wrong key", Fail(401), "OPENAI_API_KEY"),
    ("server error", Fail(500), "failed on its side"),
    ("empty", Say(""), "empty answer"),
]


@pytest.mark.parametrize(("name", "step", "advice"), STREAM_FAULTS, ids=[f[0] for f in STREAM_FAULTS])
def test_a_stream_that_goes_wrong_says_so(
    fake: ModelServer, server: Server, name: str, step: Step, advice: str
) -> None:
    fake.otherwise = step
    with pytest.raises(EngineError, match=advice):
        list(server.stream("m", MESSAGES, 50))


def test_a_server_that_is_down_is_named_with_what_to_do() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(EngineError, match=r"cannot be reached.*OPENAI_BASE_URL"):
        Server(f"http://127.0.0.1:{port}/v1", "").ask("m", MESSAGES, SCHEMA, 10)


def test_a_busy_server_is_waited_for_when_it_says_how_long(fake: ModelServer, server: Server) -> None:
    fake.script = [Say("{}"), Fail(429, headers={"Retry-After": "0.05"}), Say("{}")]
    server.ask("m", MESSAGES, SCHEMA, 10)
    assert server.ask("m", MESSAGES, SCHEMA, 10).text == "{}"


def test_the_models_of_a_server_are_listed(fake: ModelServer, server: Server) -> None:
    fake.model_ids = ["b", "a"]
    assert server.models() == ["a", "b"]


def test_a_key_is_not_in_what_python_prints_of_a_server(server: Server) -> None:
    assert "sk-secret" not in repr(server)
