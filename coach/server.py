"""One OpenAI-compatible server: ask it, stream from it, and say in plain words what went wrong.

The only module that imports `openai`, and only when a server is used: the import doubles start-up.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.utils import mktime_tz, parsedate_tz
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from coach import tokens, wire
from coach.errors import EngineError
from coach.models import Usage

if TYPE_CHECKING:
    import openai

Message = dict[str, str]
TIMEOUT = 60.0  # seconds between two pieces of a reply; openai's own default is ten minutes
CONNECT = 5.0
RETRIES = 2
LONGEST_WAIT = 60.0  # seconds that a busy server may ask for; a longer wait is the person's to decide


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


class _NotThisRung(Exception):
    """The server does not take a rung. Not `surely` when it says no more than that it failed."""

    def __init__(self, surely: bool) -> None:
        super().__init__()
        self.surely = surely


@dataclass(slots=True)
class _Heard:
    """What has come of a stream so far."""

    said: str = ""
    ended: str | None = None
    counted: wire.Counted | None = None
    choices: bool = False

    def take(self, chunk: wire.Chunk) -> str:
        """The words of one event, often none."""
        self.counted = chunk.usage or self.counted
        piece = ""
        for choice in (chunk.choices or [])[:1]:
            self.choices = True
            self.ended = choice.finish_reason or self.ended
            piece = (choice.delta and choice.delta.content) or ""
        self.said += piece
        return piece


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
        surely = True
        for rung in self._ladder(model):
            try:
                reply = self._at(rung, model, messages, schema, most_tokens)
            except _NotThisRung as refused:
                surely = surely and refused.surely
                continue
            if surely:
                with self._lock:
                    self._rungs[model] = rung
            return reply
        raise EngineError(f"{self._where(model)} refused every way of asking for JSON. Try another model.")

    def rung(self, model: str) -> Rung | None:
        """The rung that worked for `model`, if one has."""
        return self._rungs.get(model)

    def stream(self, model: str, messages: list[Message], most_tokens: int) -> Generator[str, None, Usage]:
        """The reply piece by piece; returns its usage. Raises EngineError, also when it is cut off."""
        began, heard = time.perf_counter(), _Heard()
        try:
            with self._explained(model), closing(self._chunks(model, messages, most_tokens)) as chunks:
                for chunk in chunks:
                    if piece := heard.take(chunk):
                        yield piece
            if not heard.choices:
                raise EngineError(f"{self._where(model)} {_ODD}")
            _whole(self._where(model), heard.ended, heard.said)
        except EngineError as error:
            if heard.ended or heard.said:  # the server read the prompt, so it is paid for
                error.usage = _usage(heard.counted, messages, heard.said, began)
            raise
        return _usage(heard.counted, messages, heard.said, began)

    def warm(self) -> None:
        """Import the client and make one, at no request: most of a second that the first answer need not wait."""
        self._client()

    def models(self) -> list[str]:
        """Names the server offers, possibly none: a name can always be typed. Raises EngineError."""
        with self._explained("-"):
            sent = _patiently(self._client().models.with_raw_response.list)
            return sorted(m.id for m in wire.Models.model_validate_json(sent.content).data or [])

    # -- asking --------------------------------------------------------------------------------

    def _ladder(self, model: str) -> list[Rung]:
        known = self._rungs.get(model)
        return [known, *(r for r in Rung if r is not known)] if known else list(Rung)

    def _at(self, rung: Rung, model: str, messages: list[Message], schema: dict[str, Any], most_tokens: int) -> Reply:
        """A reply. Raises _NotThisRung when the server does not take this rung."""
        began = time.perf_counter()
        sent = [*messages[:-1], _with_schema(messages[-1], schema)] if rung is Rung.JSON_OBJECT else messages
        with self._explained(model):
            made = self._completion(rung, model, messages=sent, max_tokens=most_tokens, **_format(rung, schema))
        choice = made.choices[0]
        said = choice.message.content or ""
        usage = _usage(made.usage, sent, said, began)
        try:
            _whole(self._where(model), "refusal" if choice.message.refusal else choice.finish_reason, said)
        except EngineError as error:
            error.usage = usage
            raise
        return Reply(said, usage, rung, made.usage is not None)

    def _completion(self, rung: Rung, model: str, **asked: Any) -> wire.Completion:
        import openai

        # some servers answer 500 to a rung they do not know, so before it is known to work, that is not tried again
        known = rung in {Rung.PLAIN, self._rungs.get(model)}
        create = self._client().chat.completions.with_raw_response.create
        try:
            sent = self._create(create, model, frozenset() if known else _FAILED, temperature=0, **asked)
        except openai.APIStatusError as error:
            status = error.status_code
            if rung is Rung.PLAIN or status not in _REFUSED | _FAILED or "context" in str(error).lower():
                raise
            raise _NotThisRung(status in _REFUSED) from error
        return wire.Completion.model_validate_json(sent.content)

    def _chunks(self, model: str, messages: list[Message], most_tokens: int) -> Generator[wire.Chunk, None, None]:
        """A stream that ends with the usage, where the server gives one."""
        asked: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}, "temperature": 0.3}
        create = self._client().chat.completions.create
        with self._create(create, model, messages=messages, max_tokens=most_tokens, **asked) as stream:
            for event in stream:
                yield wire.Chunk.model_validate(event, from_attributes=True)

    def _create(self, create: Callable[..., Any], model: str, final: frozenset[int] = frozenset(), **asked: Any) -> Any:
        """A completion, without the parameters that this model was seen to refuse."""
        import openai

        for _ in range(len(_TELLTALE) + 1):
            sent = _adapted(asked, self._refused.get(model, frozenset()))
            try:
                return _patiently(partial(create, model=model, **sent), final)
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
                    max_retries=0,  # it would try again after a time-out too; _patiently does not
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
        except ValidationError as error:
            raise EngineError(f"{self._where(model)} {_ODD}") from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise EngineError(f"{self._where(model)} sent something unreadable. Try again.") from error


_ODD = "does not answer as an OpenAI-compatible server. Check OPENAI_BASE_URL: it often has to end in /v1."
_REFUSED = frozenset({400, 422})
"""Statuses by which a server refuses a rung; some answer with one of the next, which also just happens."""
_FAILED = frozenset({500})
_UNREACHED = "cannot be reached, or the connection broke. Start the server, or check OPENAI_BASE_URL."
_TELLTALE = ("max_tokens", "temperature", "stream_options")
"""Parameters that some models refuse with a 400 that names them."""


def _patiently(send: Callable[[], Any], final: frozenset[int] = frozenset()) -> Any:
    """What `send` returns, tried again where a little time may help; not after a time-out, nor a `final` status."""
    import openai

    for tried in range(RETRIES):
        try:
            return send()
        except openai.APITimeoutError:
            raise
        except (openai.APIConnectionError, openai.APIStatusError) as error:
            wait = 0.5 * 2**tried
            if isinstance(error, openai.APIStatusError):
                wait = _asked_for(error.response.headers.get("retry-after"), wait)
                if error.status_code in final or not _passing(error.status_code) or not wait <= LONGEST_WAIT:
                    raise
        time.sleep(max(wait, 0.0))
    return send()


def _passing(status: int) -> bool:
    return status in {408, 409, 429} or status >= 500


def _asked_for(header: str | None, otherwise: float) -> float:
    """The seconds of a Retry-After, given as such or as a date."""
    try:
        return float(header or otherwise)
    except ValueError:
        date = parsedate_tz(header)
        return mktime_tz(date) - time.time() if date else otherwise


def _adapted(asked: dict[str, Any], refused: frozenset[str]) -> dict[str, Any]:
    """`asked` without what is refused; reasoning models call `max_tokens` by another name."""
    kept = {name: value for name, value in asked.items() if name not in refused}
    if "max_tokens" in refused:
        kept["max_completion_tokens"] = asked["max_tokens"]
    return kept


def _advice(error: openai.OpenAIError, timeout: float) -> str:
    """What happened and what to do, never with the key or the server's own words about it."""
    import openai

    if "ConnectTimeout" in type(error.__cause__).__name__:  # of the HTTP library, whichever the client uses
        return _UNREACHED
    for kind, text in (
        (openai.APITimeoutError, f"did not answer within {timeout:.0f} seconds. Try again, or use a smaller model."),
        (openai.APIConnectionError, _UNREACHED),
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


def _usage(counted: wire.Counted | None, messages: list[Message], said: str, began: float) -> Usage:
    """The server's count where it gives one; else ours, which is an estimate."""
    return Usage(
        calls=1,
        input_tokens=counted.prompt_tokens if counted else sum(tokens.count(m["content"]) + 4 for m in messages),
        output_tokens=counted.completion_tokens if counted else tokens.count(said),
        milliseconds=round((time.perf_counter() - began) * 1000),
    )
