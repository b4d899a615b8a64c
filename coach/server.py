"""One OpenAI-compatible server: ask it, stream from it, and say in plain words what went wrong.

The only module that imports `openai`, and only when a server is used: the import doubles start-up.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from coach import tokens
from coach.errors import EngineError
from coach.models import Usage

if TYPE_CHECKING:
    import openai

Message = dict[str, str]
TIMEOUT = 60.0  # seconds between two pieces of a reply; openai's own default is ten minutes
CONNECT = 5.0
RETRIES = 2


class Rung(StrEnum):
    """How a server can be made to answer in JSON, the strictest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    usage: Usage
    rung: Rung
    counted: bool
    """Whether the server counted the tokens; otherwise they are estimated."""


@dataclass
class Server:
    """A base URL and a key. Safe to share between threads; remembers the rung that works a model."""

    base_url: str
    api_key: str = field(repr=False)
    timeout: float = TIMEOUT
    _rungs: dict[str, Rung] = field(default_factory=dict, repr=False)
    _refused: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _made: openai.OpenAI | None = field(default=None, repr=False)

    def ask(self, model: str, messages: list[Message], schema: dict[str, Any], most_tokens: int) -> Reply:
        """One whole reply, in JSON as far as the server can be made to. Raises EngineError."""
        for rung in self._ladder(model):
            reply = self._try(model, messages, schema, most_tokens, rung)
            if reply:
                with self._lock:
                    self._rungs[model] = rung
                return reply
        raise EngineError(f"{self._where(model)} refused every way of asking for JSON. Try another model.")

    def rung(self, model: str) -> Rung | None:
        """The rung that worked for `model`, if one has."""
        return self._rungs.get(model)

    def stream(self, model: str, messages: list[Message], most_tokens: int) -> Generator[str, None, Usage]:
        """The reply piece by piece; returns its usage. Raises EngineError, also when it is cut off."""
        began = time.perf_counter()
        ended, said, counted = None, "", None
        with self._explained(model):
            for chunk in self._chunks(model, messages, most_tokens):
                counted = getattr(chunk, "usage", None) or counted
                for choice in chunk.choices[:1]:  # the last chunk, with the usage, has none
                    ended = choice.finish_reason or ended
                    if choice.delta and choice.delta.content:
                        said += choice.delta.content
                        yield choice.delta.content
        _whole(self._where(model), ended, said)
        return _usage(counted, messages, said, began)

    def models(self) -> list[str]:
        """Names the server offers, possibly none: a name can always be typed. Raises EngineError."""
        with self._explained("-"):
            return sorted(m.id for m in self._client().models.list())

    # -- asking --------------------------------------------------------------------------------

    def _ladder(self, model: str) -> list[Rung]:
        known = self._rungs.get(model)
        return [known, *(r for r in Rung if r is not known)] if known else list(Rung)

    def _try(
        self, model: str, messages: list[Message], schema: dict[str, Any], most_tokens: int, rung: Rung
    ) -> Reply | None:
        """A reply, or None when the server does not take this rung."""
        import openai

        began = time.perf_counter()
        sent = [*messages[:-1], _with_schema(messages[-1], schema)] if rung is Rung.JSON_OBJECT else messages
        # a rung that is not known to work is tried once: some servers answer 500 to it, which would be retried
        client = self._client() if rung is self._rungs.get(model) else self._client().with_options(max_retries=0)
        with self._explained(model):
            try:
                made = self._create(
                    client, model, messages=sent, max_tokens=most_tokens, temperature=0, **_format(rung, schema)
                )
            except (openai.BadRequestError, openai.UnprocessableEntityError, openai.InternalServerError) as error:
                if rung is Rung.PLAIN or "context" in str(error).lower():
                    raise
                return None
        if isinstance(made, str):  # what the client makes of a page that is no JSON
            raise EngineError(f"{self._where(model)} does not answer as an OpenAI-compatible server. {_ADDRESS}")
        choice = made.choices[0] if made.choices else None
        said = (choice.message.content or "") if choice else ""
        refusal = getattr(choice.message, "refusal", None) if choice else None
        _whole(self._where(model), "refusal" if refusal else choice.finish_reason if choice else None, said)
        return Reply(said, _usage(made.usage, sent, said, began), rung, made.usage is not None)

    def _chunks(self, model: str, messages: list[Message], most_tokens: int) -> Iterator[Any]:
        """A stream that ends with the usage, where the server gives one."""
        asked = {"stream": True, "stream_options": {"include_usage": True}, "temperature": 0.3}
        with self._create(self._client(), model, messages=messages, max_tokens=most_tokens, **asked) as stream:
            yield from stream

    def _create(self, client: openai.OpenAI, model: str, **asked: Any) -> Any:
        """A completion, without the parameters that this model was seen to refuse."""
        import openai

        create: Any = client.chat.completions.create
        for _ in range(len(_TELLTALE) + 1):
            try:
                return create(model=model, **_adapted(asked, self._refused.get(model, frozenset())))
            except openai.BadRequestError as error:
                refused = {name for name in _TELLTALE if name in asked and name in str(error)}
                before = self._refused.get(model, frozenset())
                if refused <= before:
                    raise
                with self._lock:
                    self._refused[model] = before | refused
        raise AssertionError("every parameter was dropped once, so the loop has ended")

    def _client(self) -> openai.OpenAI:
        import openai

        with self._lock:
            if self._made is None:
                self._made = openai.OpenAI(
                    base_url=self.base_url,
                    api_key=self.api_key or "not-needed",  # local servers ask for none; the client insists
                    timeout=openai.Timeout(self.timeout, connect=CONNECT),
                    max_retries=RETRIES,
                )
            return self._made

    # -- failing -------------------------------------------------------------------------------

    def _where(self, model: str) -> str:
        return f"The model '{model}' on {self.base_url}" if model != "-" else f"The server {self.base_url}"

    @contextmanager
    def _explained(self, model: str) -> Iterator[None]:
        import openai

        try:
            yield
        except openai.OpenAIError as error:
            raise EngineError(f"{self._where(model)} {_advice(error, self.timeout)}") from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise EngineError(f"{self._where(model)} sent something unreadable. Try again.") from error


_ADDRESS = "Check OPENAI_BASE_URL: it often has to end in /v1."
_TELLTALE = ("max_tokens", "temperature", "stream_options")
"""Parameters that some models refuse with a 400 that names them."""


def _adapted(asked: dict[str, Any], refused: frozenset[str]) -> dict[str, Any]:
    """`asked` without what is refused; reasoning models call `max_tokens` by another name."""
    kept = {name: value for name, value in asked.items() if name not in refused}
    if "max_tokens" in refused:
        kept["max_completion_tokens"] = asked["max_tokens"]
    return kept


def _advice(error: openai.OpenAIError, timeout: float) -> str:
    """What happened and what to do, never with the key or the server's own words about it."""
    import openai

    for kind, text in (
        (openai.APITimeoutError, f"did not answer within {timeout:.0f} seconds. Try again, or use a smaller model."),
        (
            openai.APIConnectionError,
            "cannot be reached, or the connection broke. Start the server, or check OPENAI_BASE_URL.",
        ),
        (openai.AuthenticationError, "refused the key. Check OPENAI_API_KEY."),
        (openai.PermissionDeniedError, "does not allow this with the key given. Check OPENAI_API_KEY."),
        (
            openai.NotFoundError,
            "is not known there. Check COACH_MODEL, and that OPENAI_BASE_URL ends as the server wants (often /v1).",
        ),
        (openai.RateLimitError, "is busy, or the quota is used up. Wait a little, then try again."),
        (openai.InternalServerError, "failed on its side. Try again in a moment."),
    ):
        if isinstance(error, kind):
            return text
    if "context" in str(error).lower():
        return "cannot read this much at once: the context is too long. Use a model with a longer one."
    return f"refused the request ({type(error).__name__}). Check the model's name and the server's log."


def _whole(where: str, ended: str | None, said: str) -> None:
    """Refuse a reply that is not all there; a stream that just stops raises nothing by itself."""
    if ended == "length":
        raise EngineError(f"{where} was cut off at its length limit. Try again, or use another model.")
    if ended in {"content_filter", "refusal"}:
        raise EngineError(f"{where} declined to answer. Try again, or use another model.")
    if ended is None:
        raise EngineError(f"{where} stopped in the middle of its answer. Try again.")
    if not said.strip():
        raise EngineError(f"{where} sent an empty answer. Try again, or use another model.")


def _format(rung: Rung, schema: dict[str, Any]) -> dict[str, Any]:
    if rung is Rung.JSON_SCHEMA:
        described = {"name": "reply", "schema": schema, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": described}}
    if rung is Rung.JSON_OBJECT:
        return {"response_format": {"type": "json_object", "schema": schema}}  # llama.cpp reads the schema here
    return {}


def _with_schema(message: Message, schema: dict[str, Any]) -> Message:
    described = json.dumps(schema, separators=(",", ":"))
    return {**message, "content": f"{message['content']}\nJSON Schema of the reply: {described}"}


def _usage(counted: Any, messages: list[Message], said: str, began: float) -> Usage:
    """The server's count where it gives one; else ours, which is an estimate."""
    sent = getattr(counted, "prompt_tokens", None)
    made = getattr(counted, "completion_tokens", None)
    return Usage(
        calls=1,
        input_tokens=sent if sent is not None else sum(tokens.count(m["content"]) + 4 for m in messages),
        output_tokens=made if made is not None else tokens.count(said),
        milliseconds=round((time.perf_counter() - began) * 1000),
    )
