"""Setup through the real app.py, without a browser: choosing a server, for one session, without keeping its key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import streamlit as st
from conftest import bank
from model_server import Fail, ModelServer, Request, Say
from streamlit.testing.v1 import AppTest
from test_app import ANSWER, APP, RESULTS, begin, labels, page, practice_id, press, run, say, shown, write_bank
from test_connection import critic, is_critique, is_stream, keys_sent

from coach import connection
from coach.errors import CoachError
from coach.ui import state

SETUP = "coach/ui/setup_page.py"
KEY = "sk-very-secret"
HALF = "You moved the launch to May after reading support tickets."


@pytest.fixture
def fake() -> Iterator[ModelServer]:
    with ModelServer().running() as server:
        server.otherwise = talk
        yield server


def talk(request: Request) -> Say:
    if is_stream(request):
        return Say(HALF)
    return Say(critic("missing") if is_critique(request) else '{"word": "ready"}')


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The app as the environment alone makes it, with one bank."""
    write_bank(tmp_path / "banks", bank())
    monkeypatch.setenv("COACH_BANKS_DIR", str(tmp_path / "banks"))
    st.cache_resource.clear()
    yield
    with suppress(CoachError):
        state.app().store.close()
    st.cache_resource.clear()


@pytest.fixture
def opened(fresh: None) -> AppTest:
    return page(run(AppTest.from_file(str(APP), default_timeout=20)), SETUP)


def typed(at: AppTest, url: str, model: str = "test-model", key: str = "") -> AppTest:
    at.text_input(key="setup-url").set_value(url)
    run(at)
    if key:
        at.text_input(key="setup-key").set_value(key)
        run(at)
    at.session_state["setup-listed"] = [model]  # AppTest cannot type into a selectbox
    run(at).selectbox(key="setup-model").set_value(model)
    return run(at)


def started(at: AppTest) -> AppTest:
    """A practice of one question, in the same session."""
    at = begin(page(at, state.START), 1)
    return page(at, state.INTERVIEW, practice=practice_id(at))


def test_without_a_server_rules_read_and_the_page_says_so(opened: AppTest) -> None:
    assert "Rules read your answers" in shown(opened)
    assert "Back to rules" not in labels(opened)


def test_a_preset_fills_in_the_address(opened: AppTest) -> None:
    opened.get("button_group")[0].set_value("Ollama")
    assert run(opened).text_input(key="setup-url").value == connection.PRESETS["Ollama"]


def test_nothing_can_be_used_before_address_and_model_are_there(opened: AppTest, fake: ModelServer) -> None:
    assert all(b.disabled for b in opened.button if b.label in {"Use in this session", "Test connection"})
    at = typed(opened, fake.url)
    assert not any(b.disabled for b in at.button)
    assert fake.url.removeprefix("http://").removesuffix("/v1") in shown(at)


def test_models_are_listed_when_asked(opened: AppTest, fake: ModelServer) -> None:
    fake.model_ids = ["large", "small"]
    opened.text_input(key="setup-url").set_value(fake.url)
    at = press(run(opened), "List models")
    assert at.selectbox(key="setup-model").options == ["large", "small"]


def test_no_local_port_is_tried_before_the_person_asks(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr(connection, "_look", lambda preset, url: looked.append(url))
    at = page(run(AppTest.from_file(str(APP), default_timeout=20)), SETUP)
    assert looked == []
    at = press(at, "Look now")
    assert len(looked) == 5
    assert "No server answers at the usual ports" in shown(at)


def test_a_server_that_was_found_is_taken_with_one_click(
    opened: AppTest, fake: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "find_local", lambda: [connection.Found("Ollama", fake.url, ("tiny",))])
    at = press(opened, "Look now")
    at = press(at, next(label for label in labels(at) if "1 model, at the port of Ollama" in label))
    assert (at.text_input(key="setup-url").value, at.selectbox(key="setup-model").value) == (fake.url, "tiny")


def test_a_connection_that_works_is_told_check_by_check(opened: AppTest, fake: ModelServer) -> None:
    at = press(typed(opened, fake.url), "Test connection")
    assert "It can be used." in shown(at)
    for name in connection.CHECKS:
        assert name.capitalize() in shown(at)


def test_a_wrong_key_is_told_in_the_words_of_the_page(opened: AppTest, fake: ModelServer) -> None:
    fake.otherwise = Fail(401, f"Incorrect API key provided: {KEY}")
    at = press(typed(opened, fake.url, key=KEY), "Test connection")
    assert "Not in order: model." in shown(at)
    assert "Not tried: structured output, streaming" in shown(at)
    assert "Check the key." in shown(at)
    assert KEY not in shown(at)


def test_an_address_that_is_none_is_explained(opened: AppTest) -> None:
    at = press(typed(opened, "localhost:1"), "Use in this session")
    assert "must begin with http:// or https://" in shown(at)


def test_the_key_goes_to_its_own_server_and_leaves_the_field(opened: AppTest, fake: ModelServer) -> None:
    at = press(typed(opened, fake.url, key=KEY), "Test connection")
    assert keys_sent(fake) == {f"Bearer {KEY}"}
    assert at.text_input(key="setup-key").value == ""


def test_a_key_typed_for_one_server_is_not_sent_to_another(opened: AppTest, fake: ModelServer) -> None:
    at = typed(opened, "http://127.0.0.1:9/v1", key=KEY)
    press(typed(at, fake.url), "Test connection")
    assert fake.headers
    assert f"Bearer {KEY}" not in keys_sent(fake)


def test_a_key_typed_before_the_address_goes_to_the_address_typed_next(opened: AppTest, fake: ModelServer) -> None:
    opened.text_input(key="setup-key").set_value(KEY)
    at = typed(run(opened), fake.url)
    assert at.text_input(key="setup-key").placeholder == "Kept for this session"
    at = press(at, "Test connection")
    assert keys_sent(fake) == {f"Bearer {KEY}"}
    press(typed(at, "http://127.0.0.1:9/v1"), "Test connection")
    assert at.session_state["setup-keys"] == {fake.url: KEY}


def test_a_key_typed_before_a_preset_goes_to_that_one(opened: AppTest) -> None:
    opened.text_input(key="setup-key").set_value(KEY)
    run(opened).get("button_group")[0].set_value("OpenAI")
    assert run(opened).session_state["setup-keys"] == {connection.PRESETS["OpenAI"]: KEY}


def test_a_key_typed_before_a_server_was_found_goes_to_that_one(
    opened: AppTest, fake: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "find_local", lambda: [connection.Found("Ollama", fake.url, ("tiny",))])
    opened.text_input(key="setup-key").set_value(KEY)
    at = press(run(opened), "Look now")
    at = press(at, next(label for label in labels(at) if "at the port of Ollama" in label))
    assert at.session_state["setup-keys"] == {fake.url: KEY}


def test_a_web_page_in_place_of_the_list_of_models_is_told(opened: AppTest, fake: ModelServer) -> None:
    fake.models_raw = b"<!doctype html><html>Open WebUI</html>"
    opened.text_input(key="setup-url").set_value(fake.url)
    at = press(run(opened), "List models")
    assert "Check the base URL: it often has to end in /v1." in shown(at)


def test_an_address_that_is_still_being_typed_breaks_nothing(opened: AppTest) -> None:
    assert "is no address" in shown(press(typed(opened, "http://[::1/v1"), "Use in this session"))


def test_a_model_in_use_reads_in_this_session_and_in_no_other(opened: AppTest, fake: ModelServer) -> None:
    at = press(typed(opened, fake.url), "Use in this session")
    assert "The model test-model reads your answers" in shown(at)
    at = say(started(at))
    assert HALF in at.text[-1].value
    other = page(run(AppTest.from_file(str(APP), default_timeout=20)), SETUP)
    assert "Rules read your answers" in shown(other)
    assert "Rules read your answers" in shown(press(page(at, SETUP), "Back to rules"))


def test_what_the_environment_set_can_be_left_and_taken_up_again(
    fresh: None, fake: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url)
    monkeypatch.setenv("COACH_MODEL", "from-env")
    at = page(run(AppTest.from_file(str(APP), default_timeout=20)), SETUP)
    assert "The model from-env reads" in shown(at)
    assert "As the environment of this app sets it" in shown(at)
    at = press(at, "Back to rules")
    assert "Rules read" in shown(at)
    assert "The model from-env reads" in shown(press(at, "As the environment sets it"))


def test_an_operator_can_switch_the_page_off(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_SETUP", "off")
    at = run(AppTest.from_file(str(APP), default_timeout=20))
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        at.switch_page(SETUP)


def test_the_key_is_in_no_file_and_in_no_log(
    opened: AppTest,
    fake: ModelServer,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    at = press(typed(opened, fake.url, key=KEY), "Use in this session")
    fake.otherwise = Fail(401, f"Incorrect API key provided: {KEY}")
    at = say(started(at))
    assert KEY not in shown(at) + caplog.text + "".join(capfd.readouterr())
    assert not [f for f in tmp_path.rglob("*") if f.is_file() and KEY.encode() in f.read_bytes()]


# -- the ledger ------------------------------------------------------------------------------------


def finished(at: AppTest, fake: ModelServer) -> AppTest:
    """One question, answered and read, by a model that finds everything."""
    at = say(started(at))
    while at.chat_input:
        at = say(at, f"{ANSWER} ({len(fake.requests)})")
    return page(at, RESULTS, practice=practice_id(at))


def test_the_results_tell_what_a_model_was_used_for(opened: AppTest, fake: ModelServer) -> None:
    at = finished(press(typed(opened, fake.url), "Use in this session"), fake)
    spent = state.app().store.spent(practice_id(at))
    assert spent.calls == len(fake.requests)
    assert f"{spent.calls} calls · {spent.input_tokens:,} tokens in · {spent.output_tokens:,} out" in shown(at)
    assert "at the prices set" not in shown(at)


def test_with_prices_the_results_tell_what_it_cost(
    fresh: None, fake: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_PRICE_INPUT", "1000000")
    monkeypatch.setenv("COACH_PRICE_OUTPUT", "0")
    at = page(run(AppTest.from_file(str(APP), default_timeout=20)), SETUP)
    at = finished(press(typed(at, fake.url), "Use in this session"), fake)
    spent = state.app().store.spent(practice_id(at))
    assert f"{spent.input_tokens}.0000 at the prices set" in shown(at)


def test_a_practice_read_by_rules_has_no_ledger(opened: AppTest, fake: ModelServer) -> None:
    assert "A model was used" not in shown(finished(opened, fake))
