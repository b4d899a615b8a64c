"""What can be found out about a model server, over real HTTP: each fault says what to do, and no key shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from conftest import question
from model_server import Fail, ModelServer, Request, Say

from coach import cli, connection
from coach.connection import CHECKS, NOT_TRIED, Check
from coach.errors import EngineError, InputError
from coach.llm import _ids
from coach.settings import ModelServer as ServerSettings

KEY = "sk-very-secret"
QUOTE = "I built a plan for that group"


@pytest.fixture
def fake() -> Iterator[ModelServer]:
    with ModelServer().running() as server:
        server.otherwise = able
        yield server


def critic(verdict: str = "covered") -> str:
    """A critique of whatever question: ids beyond those asked for are passed over."""
    ids = [*(f"a{i}" for i in range(1, 9)), *_ids(question())]
    return json.dumps(
        {"checks": [{"id": i, "quotes": [QUOTE], "verdict": verdict} for i in dict.fromkeys(ids)], "episode": "story"}
    )


def able(request: Request) -> Say:
    """A model that does all that is asked of it."""
    if request.get("stream"):
        return Say("one two three four five six seven")
    return Say('{"word": "ready"}' if "ready" in request["messages"][-1]["content"] else critic())


def but(which: Callable[[Request], bool], step: Say | Fail) -> Callable[[Request], Say | Fail]:
    """As `able`, except where `which` says so."""
    return lambda request: step if which(request) else able(request)


def is_stream(request: Request) -> bool:
    return bool(request.get("stream"))


def is_critique(request: Request) -> bool:
    return not is_stream(request) and "ready" not in request["messages"][-1]["content"]


def is_any(request: Request) -> bool:
    return True


def keys_sent(fake: ModelServer) -> set[str]:
    return {value for headers in fake.headers for name, value in headers.items() if name.lower() == "authorization"}


def examined(fake: ModelServer, model: str = "test-model") -> dict[str, Check]:
    found = list(connection.examine(ServerSettings(fake.url, model, model, KEY), question()))
    assert tuple(c.name for c in found) == CHECKS
    assert not [c for c in found if KEY in c.detail]
    return {c.name: c for c in found}


# -- a server that works ---------------------------------------------------------------------------


def test_a_server_that_can_do_everything_passes_every_check(fake: ModelServer) -> None:
    found = examined(fake)
    assert [name for name, check in found.items() if not check.ok] == []
    assert "lists 1 model" in found["server"].detail
    assert found["structured output"].detail == "by json_schema"
    assert "in 7 pieces" in found["streaming"].detail
    assert "counted by the server" in found["usage"].detail
    assert "a built-in answer was read as level" in found["critique"].detail


def test_a_model_that_the_server_does_not_list_may_answer_all_the_same(fake: ModelServer) -> None:
    assert "does not list it" in examined(fake, "an-alias")["model"].detail


def test_the_rung_is_the_one_that_worked(fake: ModelServer) -> None:
    fake.otherwise = but(lambda r: "response_format" in r, Fail(400))
    found = examined(fake)
    assert found["structured output"].ok
    assert "by request only" in found["structured output"].detail


def test_usage_that_is_not_reported_is_said_to_be_estimated(fake: ModelServer) -> None:
    fake.otherwise = but(lambda r: not is_stream(r) and not is_critique(r), Say('{"word": "ready"}', usage=False))
    assert "estimated" in examined(fake)["usage"].detail


def test_a_reply_that_comes_in_one_piece_is_no_fault_but_is_told(fake: ModelServer) -> None:
    fake.otherwise = but(is_stream, Say("one"))
    found = examined(fake)["streaming"]
    assert found.ok
    assert "all at once" in found.detail


def test_nothing_of_the_person_is_sent_but_a_built_in_answer(fake: ModelServer) -> None:
    examined(fake)
    sent = json.dumps(fake.requests)
    assert connection.ANSWER[:40] in sent
    assert len(fake.requests) == 3


def test_a_server_too_slow_for_a_critique_is_told_before_it_times_out() -> None:
    assert connection.speed(100, 2.0).ok
    slow = connection.speed(10, 5.0)
    assert not slow.ok
    assert "about 300 s" in slow.detail
    assert "smaller model" in slow.detail


# -- each fault ------------------------------------------------------------------------------------


FAULTS: list[tuple[str, Callable[[Request], bool], Say | Fail, str, str]] = [
    ("wrong key", is_any, Fail(401, f"Incorrect API key provided: {KEY}"), "model", "refused the key"),
    ("unknown model", is_any, Fail(404), "model", "is not known there"),
    ("busy", is_any, Fail(429, headers={"Retry-After": "0"}), "model", "Wait a little"),
    ("not JSON at all", is_any, Fail(200, raw=b"<html>gateway</html>"), "model", "OpenAI-compatible"),
    ("empty", lambda r: not is_stream(r) and not is_critique(r), Say(""), "model", "empty answer"),
    ("chatter", lambda r: not is_stream(r) and not is_critique(r), Say("Ready!"), "structured output", "no JSON"),
    ("stream cut", is_stream, Say("one two", finish=None), "streaming", "stopped in the middle"),
    ("stream breaks", is_stream, Say("one two three", drop_after=1), "streaming", "stopped in the middle"),
    ("critique out of form", is_critique, Say("I liked it."), "critique", "form asked for, twice"),
    (
        "critique invented",
        is_critique,
        Say(critic().replace(QUOTE, "I doubled revenue")),
        "critique",
        "quotes are not in",
    ),
    ("critique refused", is_critique, Say("", refusal="no"), "critique", "declined"),
]


@pytest.mark.parametrize(("name", "which", "step", "check", "advice"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_fault_is_found_at_its_own_check_and_says_what_to_do(
    fake: ModelServer, name: str, which: Callable[[Request], bool], step: Say | Fail, check: str, advice: str
) -> None:
    fake.otherwise = but(which, step)
    found = examined(fake)
    bad = next(c for c in found.values() if not c.ok)
    assert bad.name == check
    assert advice in bad.detail


def test_after_a_server_that_is_down_nothing_else_is_tried() -> None:
    with ModelServer().running() as fake:
        pass
    found = examined(fake)
    assert "cannot be reached" in found["server"].detail
    assert {c.detail for c in list(found.values())[1:]} == {NOT_TRIED}


def test_a_server_without_a_list_of_models_is_no_fault(fake: ModelServer) -> None:
    fake.models_status = 404
    found = examined(fake)
    assert found["server"].ok
    assert "has to be typed" in found["server"].detail
    assert connection.models(ServerSettings(fake.url, "m", "m")) == []


def test_a_list_that_the_key_does_not_open_is_a_fault(fake: ModelServer) -> None:
    fake.models_status = 401
    assert not examined(fake)["server"].ok
    with pytest.raises(EngineError, match="refused the key"):
        connection.models(ServerSettings(fake.url, "m", "m", KEY))


def test_a_web_page_in_place_of_the_list_is_a_fault_of_the_server(fake: ModelServer) -> None:
    fake.models_raw = b"<!doctype html><html>Open WebUI</html>"
    found = examined(fake)["server"]
    assert not found.ok
    assert "Check OPENAI_BASE_URL" in found.detail


# -- what is typed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    ["", "localhost:11434", "ftp://a/v1", "http://", "http://a b/v1", "http://[1/v1", "http://a:99999999/v1"],
)
def test_an_address_that_is_none_is_refused_with_an_example_or_a_rule(url: str) -> None:
    with pytest.raises(InputError, match="base URL"):
        connection.server(url, "m")


@pytest.mark.parametrize(
    "url",
    [
        "http://a\0b/v1",
        "http://a..b/v1",
        "http://999.1.1.1/v1",
        "http://[v1.a]/v1",
        "http://☃.net/v1",
        "http://a" * 400,
    ],
)
def test_an_address_that_the_client_would_stumble_over_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="no address"):
        connection.server(url, "m")


@pytest.mark.parametrize("url", ["http://ann:secret@a/v1", "http://a/v1?key=secret"])
def test_a_secret_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(InputError) as raised:
        connection.server(url, "m")
    assert "secret" not in str(raised.value)


def test_a_key_that_cannot_be_sent_is_refused_and_not_repeated() -> None:
    with pytest.raises(InputError) as raised:
        connection.server("http://a/v1", "m", "sk-ключ")
    assert "ключ" not in str(raised.value)


def test_what_is_no_address_yet_has_no_host_to_name() -> None:
    assert connection.host("http://[::1/v1") == "http://[::1/v1"


def test_what_is_typed_is_trimmed() -> None:
    assert connection.server(" http://a/v1/ ", " m ", " k ") == ServerSettings("http://a/v1", "m", "m", "k")


# -- servers on this computer ----------------------------------------------------------------------


def test_local_servers_are_found_at_their_ports_and_others_are_passed_over(
    fake: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.model_ids = ["b", "a"]
    with ModelServer().running() as down:
        pass
    outside = "https://api.example.org/v1"
    monkeypatch.setattr(connection, "PRESETS", {"OpenAI": outside, "Ollama": fake.url, "vLLM": down.url})
    assert connection.find_local() == [connection.Found("Ollama", fake.url, ("a", "b"))]


def test_a_page_that_is_no_model_server_is_not_taken_for_one(
    fake: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.models_status = 404
    monkeypatch.setattr(connection, "PRESETS", {"vLLM": fake.url})
    assert connection.find_local() == []


def test_the_usual_servers_are_offered_and_all_but_one_are_here() -> None:
    assert {"OpenAI", "Ollama", "vLLM", "llama.cpp server", "LM Studio", "LiteLLM"} == set(connection.PRESETS)
    assert [name for name, url in connection.PRESETS.items() if not connection.is_local(url)] == ["OpenAI"]


# -- doctor ----------------------------------------------------------------------------------------


def doctor(
    fake: ModelServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, bool], str]:
    for name, value in {"OPENAI_BASE_URL": fake.url, "OPENAI_API_KEY": KEY, "COACH_MODEL": "test-model"}.items():
        monkeypatch.setenv(name, value)
    code = cli.main(["doctor", "--json"])
    out, err = capsys.readouterr()
    assert err == ""
    assert KEY not in out
    return code, {c["name"]: c["ok"] for c in json.loads(out)["checks"]}, out


def test_doctor_has_one_check_for_each_thing_a_server_can_do(
    fake: ModelServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found, _ = doctor(fake, monkeypatch, capsys)
    assert code == 0
    assert list(found) == ["python", "banks", "store", "engine", *CHECKS]
    assert all(found.values())


def test_doctor_says_what_to_do_when_the_key_is_wrong(
    fake: ModelServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.otherwise = Fail(401, f"Incorrect API key provided: {KEY}")
    code, found, out = doctor(fake, monkeypatch, capsys)
    assert code == 1
    assert (found["engine"], found["server"], found["model"]) == (True, True, False)
    assert "Check OPENAI_API_KEY" in out


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_BASE_URL", "http://localhost:abc/v1"),
        ("OPENAI_BASE_URL", "http://[::1/v1"),
        ("OPENAI_API_KEY", "sk-…"),
    ],
)
def test_doctor_tells_of_an_address_or_a_key_that_cannot_be_used(
    fake: ModelServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    for variable, given in {"OPENAI_BASE_URL": fake.url, "COACH_MODEL": "test-model", name: value}.items():
        monkeypatch.setenv(variable, given)
    assert cli.main(["doctor", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], [c["name"] for c in found["checks"]]) == (False, ["settings"])
    assert name in found["checks"][0]["detail"]
