"""What a sentence says when it is dressed up to slip by: escapes, look-alikes, ciphers, spelled-out letters."""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from urllib.parse import unquote

from coach.sentences import words

_LOOKALIKES = str.maketrans("аеорсухіѕ’‘“”–—", "aeopcyxis''\"\"--")
_LEET = str.maketrans("013457@$", "oleastas")
_SPELLED = re.compile(r"\b(?:\w[ .\-]){3,}\w\b")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})|\\x([0-9a-f]{2})", re.IGNORECASE)
_OPAQUE = re.compile(r"[A-Za-z0-9+/=_\-]{24,}")
_HIDDEN = range(0xE0020, 0xE007F)  # ASCII as tag characters: read by models, seen by nobody
_LEAST_CIPHER = 4


def forms(sentence: str, plain_words: frozenset[str]) -> set[str]:
    """The sentence as plain text, in each way it can be read.

    `plain_words`: words that nearly every sentence has; one without any may be a cipher.
    """
    plain = _plain(sentence)
    found = {plain, plain.translate(_LEET), _joined(plain)}
    if not sentence.isascii():
        found.add(_folded(sentence))  # in a script of its own a letter that looks Latin is none
    if _unescaped(sentence) != sentence:
        found.add(_plain(_unescaped(sentence)))
    found |= {_plain(d) for m in _OPAQUE.finditer(sentence) if (d := _decoded(m.group()))}
    if len(plain.split()) >= _LEAST_CIPHER and plain_words.isdisjoint(words(plain)):
        found |= {codecs.encode(plain, "rot13"), plain[::-1]}
    return found


def _unescaped(text: str) -> str:
    """Without HTML, URL and backslash escapes."""
    return _ESCAPED.sub(lambda m: chr(int(m.group(1) or m.group(2), 16)), html.unescape(unquote(text)))


def _decoded(token: str) -> str:
    """What a word too long to be one says in hex or base64; "" if nothing."""
    for decode in (bytes.fromhex, _base64):
        try:
            text = decode(token).decode()
        except (ValueError, binascii.Error):
            continue
        if text.isprintable():
            return text
    return ""


def _base64(token: str) -> bytes:
    return base64.urlsafe_b64decode(token.translate(str.maketrans("+/", "-_")).rstrip("=") + "==")


def _plain(text: str) -> str:
    return _folded(text).translate(_LOOKALIKES)


def _folded(text: str) -> str:
    shown = "".join(chr(ord(c) - 0xE0000) if ord(c) in _HIDDEN else c for c in text)
    folded = unicodedata.normalize("NFKC", shown).casefold()
    seen = "".join(c for c in folded if unicodedata.category(c) not in {"Cf", "Mn"})
    return re.sub(r"[*_`~\s]+", " ", seen).strip()


def _joined(text: str) -> str:
    """Letters spelled out ("m a r k" or "m.a.r.k") put together again."""
    return _SPELLED.sub(lambda m: re.sub(r"[.\-]" if re.search(r"[.\-]", m.group()) else " ", "", m.group()), text)
