"""One server, over real HTTP: the ladder, the stream, and every fault in plain words."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from email.utils import formatdate
from typing import Any

import pytest
from model_server import Fail, ModelServer, Request, Say, Step

from coach.errors import EngineError
from coach.server import Rung, Server

MESSAGES = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hello"}]
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}


AT_ONCE = {"Retry-After": "0"}


def hang_up(request: Request) -> Say:
    raise ConnectionResetError


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


def test_a_count_of_tokens_that_is_odd_is_none_and_voids_no_reply(fake: ModelServer, server: Server) -> None:
    for usage in ("many", {"prompt_tokens": "a", "completion_tokens": 2}, {"prompt_tokens": 2.5}, [1], None):
        fake.script = [whole([{"message": {"content": "{}"}, "finish_reason": "stop"}], usage=usage, extra=[1])]
        reply = server.ask("m", MESSAGES, SCHEMA, 100)
        assert (reply.text, reply.counted) == ("{}", False)
        assert isinstance(reply.usage.input_tokens, int)


def picky(status: int) -> Step:
    """A server that takes no response_format, and says so with `status`."""
    return lambda request: Fail(status, headers=AT_ONCE) if "response_format" in request else Say('{"a": 1}')


@pytest.mark.parametrize("status", [400, 422])
def test_the_ladder_goes_down_and_the_rung_is_remembered(fake: ModelServer, server: Server, status: int) -> None:
    fake.otherwise = picky(status)
    assert server.ask("m", MESSAGES, SCHEMA, 100).rung is Rung.PLAIN
    assert server.ask("m", MESSAGES, SCHEMA, 100).rung is Rung.PLAIN
    assert formats(fake) == ["json_schema", "json_object", "none", "none"]


def test_a_rung_found_by_mere_failures_is_used_and_not_remembered(fake: ModelServer, server: Server) -> None:
    """Some servers answer 500 to a rung they do not know; others do on a bad day."""
    fake.otherwise = picky(500)
    assert server.ask("m", MESSAGES, SCHEMA, 100).rung is Rung.PLAIN
    assert formats(fake) == ["json_schema", "json_object", "none"]
    assert server.rung("m") is None
    fake.otherwise = Say("{}")
    assert server.ask("m", MESSAGES, SCHEMA, 100).rung is Rung.JSON_SCHEMA


@pytest.mark.parametrize("status", [502, 503, 504, 529])
def test_a_server_that_is_away_for_a_moment_is_asked_again_at_the_same_rung(
    fake: ModelServer, server: Server, status: int
) -> None:
    fake.script = [Fail(status, headers=AT_ONCE), Fail(status, headers=AT_ONCE), Say("{}")]
    assert server.ask("m", MESSAGES, SCHEMA, 100).rung is Rung.JSON_SCHEMA
    assert formats(fake) == ["json_schema"] * 3


def test_an_outage_does_not_change_the_rung_that_is_known(fake: ModelServer, server: Server) -> None:
    fake.script = [Say("{}")]
    server.ask("m", MESSAGES, SCHEMA, 100)
    fake.otherwise = Fail(503, headers=AT_ONCE)
    with pytest.raises(EngineError, match="failed on its side"):
        server.ask("m", MESSAGES, SCHEMA, 100)
    assert formats(fake) == ["json_schema"] * 4
    fake.script = [Fail(500, headers=AT_ONCE)] * 3
    fake.otherwise = Say("{}")
    assert server.ask("m", MESSAGES, SCHEMA, 100).rung is Rung.JSON_OBJECT
    assert server.rung("m") is Rung.JSON_SCHEMA


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


def whole(choices: object, **more: object) -> Fail:
    """A reply that is fine as HTTP and holds `choices`, whatever they are."""
    return Fail(200, raw=json.dumps({"id": "x", "object": "chat.completion", "choices": choices, **more}).encode())


ODD: dict[str, Step] = {
    "a list": Fail(200, raw=b"[]"),
    "null": Fail(200, raw=b"null"),
    "a number": Fail(200, raw=b"3"),
    "a string": Fail(200, raw=b'"hello"'),
    "an empty object": Fail(200, raw=b"{}"),
    "half a reply": Fail(200, raw=b'{"choices": [{"mess'),
    "a web page": Fail(200, raw=b"<html>gateway</html>"),
    "no UTF-8": Fail(200, raw=b'{"choices": "\xff"}'),
    "choices null": whole(None),
    "choices empty": whole([]),
    "choices an object": whole({"a": 1}),
    "choices of strings": whole(["a"]),
    "an empty choice": whole([{}]),
    "message null": whole([{"message": None, "finish_reason": "stop"}]),
    "content a list": whole([{"message": {"content": [{"type": "text", "text": "{}"}]}, "finish_reason": "stop"}]),
    "content a number": whole([{"message": {"content": 3}, "finish_reason": "stop"}]),
    "finish_reason a number": whole([{"message": {"content": "{}"}, "finish_reason": 1}]),
}
NOT_OPENAI = r"does not answer as an OpenAI-compatible server\. Check OPENAI_BASE_URL"


@pytest.mark.parametrize("step", ODD.values(), ids=ODD)
def test_a_reply_of_another_shape_is_no_models_and_the_address_is_doubted(
    fake: ModelServer, server: Server, step: Step
) -> None:
    fake.otherwise = step
    with pytest.raises(EngineError, match=NOT_OPENAI):
        server.ask("m", MESSAGES, SCHEMA, 100)


def events(*sent: object) -> Fail:
    """A stream of these events, which end with its finish and [DONE]."""
    lines = [json.dumps(event) for event in sent]
    return Fail(200, raw="".join(f"data: {line}\n\n" for line in [*lines, "[DONE]"]).encode())


def piece(**choice: object) -> dict[str, Any]:
    return {"choices": [{"index": 0, **choice}]}


ODD_STREAMS: dict[str, Step] = {
    "pings alone": events({"type": "ping"}),
    "choices null": events({"choices": None}),
    "choices an object": events({"choices": {"a": 1}}),
    "choices of strings": events({"choices": ["a"]}),
    "a list": events([]),
    "null": events(None),
    "a number": events(3),
    "delta a string": events(piece(delta="x")),
    "content a number": events(piece(delta={"content": 3})),
    "a list in the middle": events(piece(delta={"content": "one"}), []),
    "a web page": Fail(200, raw=b"<html>gateway</html>"),
    "nothing": Fail(200, raw=b""),
}


@pytest.mark.parametrize("step", ODD_STREAMS.values(), ids=ODD_STREAMS)
def test_a_stream_of_another_shape_is_no_models_and_the_address_is_doubted(
    fake: ModelServer, server: Server, step: Step
) -> None:
    fake.otherwise = step
    with pytest.raises(EngineError, match=NOT_OPENAI):
        list(server.stream("m", MESSAGES, 50))


def test_events_that_say_nothing_are_passed_over(fake: ModelServer, server: Server) -> None:
    ping, end = {"type": "ping"}, {"choices": [{"delta": None, "finish_reason": "stop"}], "usage": "odd"}
    fake.otherwise = events(ping, piece(delta={"content": "one"}), {"choices": None}, end, ping)
    assert list(server.stream("m", MESSAGES, 50)) == ["one"]


@pytest.mark.parametrize(
    "raw",
    [b"<html>Open WebUI</html>", b"[]", b"null", b'"x"', b'{"data": ["a"]}', b'{"data": [{"id": null}]}', b'{"da'],
)
def test_what_is_no_list_of_models_is_said_to_be_none(fake: ModelServer, server: Server, raw: bytes) -> None:
    fake.models_raw = raw
    with pytest.raises(EngineError, match=NOT_OPENAI):
        server.models()


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


# -- trying again ----------------------------------------------------------------------------------


@pytest.mark.parametrize("wait", ["0.3", formatdate(1, usegmt=True), "-1", "soon"])
def test_a_busy_server_is_waited_for_from_the_first_request_on(fake: ModelServer, server: Server, wait: str) -> None:
    fake.script = [Fail(429, headers={"Retry-After": wait}), Say("{}")]
    began = time.perf_counter()
    assert server.ask("m", MESSAGES, SCHEMA, 10).rung is Rung.JSON_SCHEMA
    assert time.perf_counter() - began >= {"0.3": 0.3, "soon": 0.5}.get(wait, 0)
    assert len(fake.requests) == 2


@pytest.mark.parametrize("wait", ["3600", "inf", "nan", formatdate(9_999_999_999, usegmt=True)])
def test_a_server_that_asks_for_a_long_wait_is_not_waited_for(fake: ModelServer, server: Server, wait: str) -> None:
    fake.otherwise = Fail(429, headers={"Retry-After": wait})
    with pytest.raises(EngineError, match="Wait a little"):
        server.ask("m", MESSAGES, SCHEMA, 10)
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    "step", [Fail(429, headers=AT_ONCE), Fail(503, headers=AT_ONCE), hang_up], ids=["busy", "away", "hangs up"]
)
def test_what_may_pass_is_tried_twice_more(fake: ModelServer, server: Server, step: Step) -> None:
    fake.otherwise = step
    with pytest.raises(EngineError):
        server.ask("m", MESSAGES, SCHEMA, 10)
    with pytest.raises(EngineError):
        list(server.stream("m", MESSAGES, 50))
    assert len(fake.requests) == 6


@pytest.mark.parametrize(
    "step", [Fail(401), Fail(404), Say("x", stall_after=0, stall=2)], ids=["key", "model", "time-out"]
)
def test_what_does_not_pass_is_not_tried_again(fake: ModelServer, server: Server, step: Step) -> None:
    """Nor is a time-out: three of a minute each are no answer within a minute."""
    server.timeout = 0.4
    fake.script = [Say("{}")]
    server.ask("m", MESSAGES, SCHEMA, 10)
    fake.otherwise = step
    with pytest.raises(EngineError):
        server.ask("m", MESSAGES, SCHEMA, 10)
    assert len(fake.requests) == 2


def test_a_machine_that_takes_no_connection_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a few seconds for that, so nothing is said about the time-out of a reply."""
    monkeypatch.setattr("coach.server.CONNECT", 0.2)
    with socket.socket() as full, socket.socket() as first:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        first.connect(full.getsockname())  # the one place in the queue
        with pytest.raises(EngineError, match="cannot be reached"):
            Server(f"http://127.0.0.1:{full.getsockname()[1]}/v1", "").models()


def test_the_models_of_a_server_are_listed(fake: ModelServer, server: Server) -> None:
    fake.model_ids = ["b", "a"]
    assert server.models() == ["a", "b"]


def test_a_key_is_not_in_what_python_prints_of_a_server(server: Server) -> None:
    assert "sk-secret" not in repr(server)
