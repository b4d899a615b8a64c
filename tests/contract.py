"""What the engine needs of any OpenAI-compatible server, and how it must take what it gets instead."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace

import pytest
from conftest import question, turn

from coach import bootstrap, critique
from coach.errors import EngineError
from coach.models import Provenance, Reading, TurnKind, Usage, Verdict
from coach.server import Server
from coach.settings import ModelServer

ANSWER = (
    "In spring I saw that renewals had slipped to 86 percent, so I read eighteen months of churn notes with our "
    "analyst and found that small firms left before the setup was done. I changed the plan for that group to two calls "
    "and a checklist, and by June 91 percent renewed. Since then I look at the first month before anything else."
)
SAID = (turn(question().text, 1, TurnKind.QUESTION), turn(ANSWER))
FOLLOW_UP = "What was the first sign?"


def a_line_ends_with_the_banks_follow_up(server: ModelServer) -> None:
    """Whatever the model says, or if it fails: what is shown last is a whole line that asks the bank's question."""
    shown, usage = drained(bootstrap.llm_engine(server).word(question(), SAID, FOLLOW_UP))
    assert shown[-1].endswith(FOLLOW_UP)
    assert len(shown[-1].split()) < 60
    assert usage.calls == 1


def a_stream_brings_words_and_counts_them(server: ModelServer) -> None:
    asked = [{"role": "user", "content": "Say one short sentence."}]
    try:
        pieces, usage = drained(_asked(server).stream(server.model, asked, 200))
    except EngineError as error:
        _plain(error)
        return
    assert "".join(pieces).strip()
    assert usage.input_tokens > 0
    assert usage.output_tokens > 0


def a_critique_is_in_form_or_it_is_an_engine_error(server: ModelServer) -> None:
    """In form: known areas only, every quote shown is in the answer, and the calls are counted."""
    engine = bootstrap.llm_engine(server)
    try:
        reading = engine.read(question(), SAID)
    except EngineError as error:
        _plain(error)
        return
    assert isinstance(reading, Reading)
    assert 1 <= reading.usage.calls <= 2
    assert reading.usage.input_tokens > 0
    found = critique.settle(question(), SAID, reading, Provenance(engine.name, engine.model))
    assert [f.target for f in found.areas] == [a.id for a in question().areas]
    for finding in (*found.areas, *found.star, *found.tips):
        assert all(ANSWER[q.start : q.end] == q.text for q in finding.quotes)
        if finding.verdict in (Verdict.COVERED, Verdict.PARTIAL) and finding.target != "positive":
            assert finding.quotes


def models_are_a_list_of_names(server: ModelServer) -> None:
    names = _asked(server).models()
    assert all(isinstance(name, str) and name for name in names)


def an_unknown_model_is_an_engine_error_or_a_reply(server: ModelServer) -> None:
    a_critique_is_in_form_or_it_is_an_engine_error(replace(server, critic="no-such-model-here"))


def a_wrong_key_is_an_engine_error_or_no_matter(server: ModelServer) -> None:
    a_critique_is_in_form_or_it_is_an_engine_error(replace(server, api_key="wrong-key-4711"))


def nobody_at_the_address_is_an_engine_error(server: ModelServer) -> None:
    """Port 9 discards; nothing listens there."""
    with pytest.raises(EngineError, match="cannot be reached"):
        _asked(replace(server, base_url="http://127.0.0.1:9/v1")).models()


CHECKS: list[Callable[[ModelServer], None]] = [
    a_line_ends_with_the_banks_follow_up,
    a_stream_brings_words_and_counts_them,
    a_critique_is_in_form_or_it_is_an_engine_error,
    models_are_a_list_of_names,
    an_unknown_model_is_an_engine_error_or_a_reply,
    a_wrong_key_is_an_engine_error_or_no_matter,
    nobody_at_the_address_is_an_engine_error,
]


def drained(stream: Generator[str, None, Usage]) -> tuple[list[str], Usage]:
    """All that it yields, and what it returns."""
    pieces = []
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as end:
            return pieces, end.value


def _asked(server: ModelServer) -> Server:
    return Server(server.base_url, server.api_key)


def _plain(error: EngineError) -> None:
    """Says what to do, and never the key."""
    assert str(error).endswith((".", ")"))
    assert "wrong-key-4711" not in str(error)
