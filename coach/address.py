"""Where a model server is and the key it wants, checked before anything is sent there."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

_LONGEST = 2_000  # characters; the client takes no endless address


def fault(url: str, key: str, *, url_name: str, key_name: str) -> str | None:
    """What is wrong and what to do, in the names a person knows them by, and without either; None when all is well."""
    try:
        parts = _parts(url)
    except ValueError:
        return f"{url_name} is no address. It looks like http://127.0.0.1:11434/v1."
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return f"{url_name} must begin with http:// or https:// and name a host."
    if parts.username is not None or parts.query or parts.fragment:
        return f"{url_name} holds a name, a password or something after the path. Leave it out; {key_name} takes a key."
    if not key.isascii() or not key.isprintable():
        return f"{key_name} holds characters that no key has. Copy it again."
    return None


def _parts(url: str) -> SplitResult:
    """Raises ValueError for what the client would stumble over."""
    parts = urlsplit(url)
    host, _ = parts.hostname or "", parts.port
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > _LONGEST:
        raise ValueError("characters that no address has, or too many")
    if "[" in parts.netloc or host.replace(".", "").isdigit():
        ipaddress.ip_address(host)
    host.encode("idna")
    return parts
