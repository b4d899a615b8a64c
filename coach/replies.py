"""A reply of a model in the form asked for: found amid what models put around it, and asked for once more."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

from coach.errors import EngineError
from coach.models import Usage
from coach.server import Message, Server

Read = TypeVar("Read")
_LONGEST_SHOWN = 4000  # characters of an unusable reply that the model is shown again


def ask(
    server: Server,
    model: str,
    messages: list[Message],
    schema: dict[str, Any],
    most_tokens: int,
    read: Callable[[str], Read],
) -> tuple[Read, Usage]:
    """What `read` makes of the reply, in one call, or in two when it raises ValueError: the second quotes the error.

    Raises EngineError when the second reply cannot be read either, and whatever the server raises.
    """
    reply = server.ask(model, messages, schema, most_tokens)
    try:
        return read(reply.text), reply.usage
    except ValueError as error:
        again = [
            *messages,
            {"role": "assistant", "content": reply.text[:_LONGEST_SHOWN]},
            {"role": "user", "content": f"That cannot be used: {error}. Reply once more, with the JSON object only."},
        ]
    try:
        second = server.ask(model, again, schema, most_tokens)
    except EngineError as error:
        error.usage += reply.usage
        raise
    try:
        return read(second.text), reply.usage + second.usage
    except ValueError as error:
        raise EngineError(
            f"The model '{model}' did not answer in the form asked for, twice ({error}). "
            "Try again, or use another model.",
            reply.usage + second.usage,
        ) from error


def last_object(text: str, key: str) -> dict[str, Any]:
    """The last JSON object with `key` in it: after `<think>`, inside fences, amid chatter. Raises ValueError."""
    spoken = re.sub(r"<think>.*?(</think>|\Z)", "", text, flags=re.DOTALL)
    decoder = json.JSONDecoder()
    found: dict[str, Any] | None = None
    at = spoken.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(spoken, at)
        except (json.JSONDecodeError, RecursionError):
            end = at + 1
        else:
            found = value if isinstance(value, dict) and key in value else found
        at = spoken.find("{", end)
    if found is None:
        raise ValueError(f"there is no JSON object with '{key}' in the reply")
    return found
