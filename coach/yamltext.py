"""YAML text to plain values and back, strictly: no aliases, no deep nesting, no key twice, one document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import yaml

DEEPEST = 20
"""Lists and mappings inside each other; a bank needs seven."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one, where it was built, is seven times as fast
_SUSPECTS = yaml.SafeLoader.yaml_implicit_resolvers
_COLLECTIONS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "!", None)


def parse(text: str) -> object:
    """The value of `text`, made of dicts, lists, strings, numbers, booleans, dates and None.

    Raises ValueError saying what is wrong, with its line.
    """
    try:
        return _Reader(text).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"{where}not readable as YAML: {getattr(error, 'problem', None) or error}") from error


_RUST = import_module("ryaml") if find_spec("ryaml") else None
_SPECIAL = re.compile(r"(?:^|[\s\[{,:?-])[&*!]", re.MULTILINE)
"""Where an anchor, an alias or a tag may begin."""
_MOST_BRACKETS = 10_000
"""A parser's time grows with the square of the brackets that are open: half a second here."""


def parse_quickly(text: str) -> object:
    """As `parse`, in a third of the time, with YAML 1.2's idea of what is no string (`yes` is one).

    Raises ValueError, without a message for people, when `parse` has to look: at a fault, or at what may be one.
    """
    special = any(sign in text for sign in "&*!") and _SPECIAL.search(text)
    if _RUST is None or special or text.count("[") + text.count("{") > _MOST_BRACKETS:
        raise ValueError("not for the quick reader")
    try:
        found: object = _RUST.loads(text)
    except _RUST.InvalidYamlError as error:
        raise ValueError(str(error)) from error
    return found


class _Reader:
    """Values straight from the parser's events: one pass, and nothing is built of what is refused."""

    def __init__(self, text: str) -> None:
        self._next: Callable[[], Any] = _Loader(text).get_event

    def document(self) -> object:
        self._next()  # the stream's start
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        found = self._value(self._next(), 1)
        self._next()  # the document's end
        more = self._next()
        if type(more) is yaml.DocumentStartEvent:
            mark: Any = more.start_mark
            raise yaml.composer.ComposerError(None, None, "but found another document", mark)
        return found

    def _value(self, event: Any, depth: int) -> object:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return _scalar(event)
        if kind is yaml.AliasEvent:
            raise ValueError(f"{_line(event)}aliases (*name) are not allowed in a bank; write the text out")
        if depth > DEEPEST:
            raise ValueError(f"{_line(event)}nested too deeply for a bank")
        if event.tag not in _COLLECTIONS:
            raise _unknown(event.tag, event.start_mark)
        return self._mapping(event, depth + 1) if kind is yaml.MappingStartEvent else self._list(depth + 1)

    def _list(self, depth: int) -> list[object]:
        found = []
        following, value = self._next, self._value
        while type(event := following()) is not yaml.SequenceEndEvent:
            found.append(value(event, depth))
        return found

    def _mapping(self, start: Any, depth: int) -> dict[Any, object]:
        found: dict[Any, object] = {}
        keys: list[object] = []
        following, value = self._next, self._value
        while type(event := following()) is not yaml.MappingEndEvent:
            key = value(event, depth)
            if isinstance(key, list | dict):
                raise yaml.constructor.ConstructorError(None, None, "found unhashable key", event.start_mark)
            keys.append(key)
            found[key] = value(following(), depth)
        if len(found) < len(keys):  # YAML lets the last one win in silence
            name, count = Counter(keys).most_common(1)[0]
            raise ValueError(f"{_line(start)}'{name}' is given {count} times from here on; keep one")
        return found


def _scalar(event: Any) -> object:
    """A string, unless it is plain and looks like something else, or a tag says so."""
    value: str = event.value
    plain, quoted = event.implicit
    if quoted and not plain:
        return value
    tag = _looks_like(value) if plain else event.tag
    if tag is None:
        return value
    node = yaml.ScalarNode(tag, value, event.start_mark, event.end_mark)
    try:
        return yaml.constructor.SafeConstructor().construct_object(node)
    except (ValueError, LookupError, AttributeError) as error:  # what PyYAML's conversions let through
        raise ValueError(
            f"{_line(event)}a value is not the number, date or tag it looks like ({error}); put it in quotes"
        ) from error


def _looks_like(value: str) -> str | None:
    """The tag of a plain scalar that is no string; YAML tells by its first character where to look closer."""
    for tag, pattern in _SUSPECTS.get(value[:1], ()):
        if pattern.match(value):
            return str(tag)
    return None


def _unknown(tag: str, mark: Any) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, f"could not determine a constructor for the tag {tag!r}", mark)


def _line(event: Any) -> str:
    return f"line {event.start_mark.line + 1}: "


# -- writing ---------------------------------------------------------------------------------------

_WIDTH = 100
_LONG = 84
"""Characters from which a text stands in lines of its own."""
_ODD = re.compile(
    r"^\s|\s$|\s\n|\n\s|"
    r"[^\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What other styles would not give back, or an editor would not show: in double quotes it is escaped."""


def dump(value: object) -> str:
    """`value` as YAML that a person can edit: long texts folded, short mappings and lists of ids on one line."""
    return str(yaml.dump(value, Dumper=_Dumper, allow_unicode=True, width=_WIDTH, sort_keys=False))


class _Dumper(yaml.SafeDumper):
    """Without aliases, and with list items indented under their key."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def text(self, value: str) -> yaml.Node:
        block = "|" if "\n" in value else ">" if len(value) > _LONG else None
        return self.represent_scalar("tag:yaml.org,2002:str", value, '"' if _ODD.search(value) else block)

    def list(self, value: Sequence[Any]) -> yaml.Node:
        return self.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=_fits(value))

    def mapping(self, value: Mapping[str, Any]) -> yaml.Node:
        return self.represent_mapping("tag:yaml.org,2002:map", value, flow_style=_fits([*value.values()]))


_Dumper.add_representer(str, _Dumper.text)
_Dumper.add_representer(list, _Dumper.list)
_Dumper.add_representer(dict, _Dumper.mapping)


def _fits(values: Sequence[Any]) -> bool:
    """Whether they stand on one line."""
    flat = [v for value in values for v in (value if isinstance(value, list) else [value])]
    plain = not any(isinstance(v, list | dict) or (isinstance(v, str) and "\n" in v) for v in flat)
    return plain and sum(len(str(v)) for v in flat) <= _LONG
