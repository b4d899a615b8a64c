"""Words to stems, so that "measured" meets "measures"; safe to use from several threads."""

from __future__ import annotations

import threading
from functools import lru_cache

import snowballstemmer

_local = threading.local()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The English stem of a lower-case word."""
    if not hasattr(_local, "stemmer"):
        _local.stemmer = snowballstemmer.stemmer("english")  # it keeps state: one for each thread
    return str(_local.stemmer.stemWord(word.replace("’", "'")))
