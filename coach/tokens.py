"""How many tokens a text has: counted where the vocabulary is at hand, else estimated. Never downloads."""

from __future__ import annotations

import hashlib
import math
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Protocol

VOCABULARY = "cl100k_base"
_URL = f"https://openaipublic.blob.core.windows.net/encodings/{VOCABULARY}.tiktoken"


class _Encoding(Protocol):
    def encode(self, text: str, *, disallowed_special: tuple[str, ...]) -> list[int]: ...


def count(text: str) -> int:
    """Tokens of `text`: exact for cl100k when its file is cached, else ceil(UTF-8 bytes / 3).

    The estimate is 1 to 2.5 times too high for prose, so a budget kept by it is kept.
    """
    encoding = _encoding()
    if encoding is None:
        return math.ceil(len(text.encode("utf-8", "replace")) / 3)
    return len(encoding.encode(text, disallowed_special=()))  # user text may hold "<|endoftext|>"


def exact() -> bool:
    """Whether `count` counts, or estimates."""
    return _encoding() is not None


@cache
def _encoding() -> _Encoding | None:
    """The encoding, only if its file is in tiktoken's cache: otherwise it downloads, without a time-out."""
    folder = os.environ.get("TIKTOKEN_CACHE_DIR") or os.environ.get("DATA_GYM_CACHE_DIR")
    place = Path(folder) if folder else Path(tempfile.gettempdir()) / "data-gym-cache"
    if not (place / hashlib.sha1(_URL.encode(), usedforsecurity=False).hexdigest()).is_file():
        return None
    import tiktoken

    return tiktoken.get_encoding(VOCABULARY)
