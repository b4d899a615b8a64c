"""What an OpenAI-compatible server sends, as far as it is used; ValidationError for what has another shape.

Servers add fields of their own and leave others out, so only what is read is asked for.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, NonNegativeInt, ValidationError, ValidatorFunctionWrapHandler, WrapValidator


def _or_none(value: object, read: ValidatorFunctionWrapHandler) -> object:
    try:
        return read(value)
    except ValidationError:
        return None


class Counted(BaseModel):
    prompt_tokens: NonNegativeInt
    completion_tokens: NonNegativeInt


Count = Annotated[Counted | None, WrapValidator(_or_none)]
"""The server's own count of tokens; one that is odd is none, and voids no reply."""


class Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class Choice(BaseModel):
    message: Message
    finish_reason: str | None = None


class Completion(BaseModel):
    """A whole reply."""

    choices: list[Choice] = Field(min_length=1)
    usage: Count = None


class Piece(BaseModel):
    delta: Message | None = None
    finish_reason: str | None = None


class Chunk(BaseModel):
    """One event of a stream. Without choices it says nothing: the last, with the usage, or a sign of life."""

    choices: list[Piece] | None = None
    usage: Count = None


class Model(BaseModel):
    id: str


class Models(BaseModel):
    """The names that a server lists."""

    data: list[Model] | None = None


def spoken(text: str) -> str:
    """`text` without what a model thinks aloud before it; nothing as long as it thinks, or may be about to."""
    text = text.lstrip()
    if "<think>".startswith(text):
        return ""
    return text.partition("</think>")[2].lstrip() if text.startswith("<think>") else text
