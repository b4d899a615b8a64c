"""A bank as a guide that anybody can read and mail, in Markdown, from which the same bank can be read again.

What a reader sees is headings, bullets and paragraphs. What only the bank knows stands at the end of a heading or
bullet, as a list of attributes in Pandoc's way, which most Markdown readers know or show as it is:

    # Title {#bank-id}                            the competency's paragraphs; bullets for roles, weight and source
    ## Questions
    ### 1. The question {#id guessed="core"}      #### headings: one for each part of it, see `Heading`
    - An area {#id .core kind=goal}
    - A follow-up {#id probes="area-id area-id"}
    ## Frequently asked questions
    ### A question {#id}                          the answer's paragraphs, and its source

Texts are written so that Markdown shows them as they are, and `files.lines` finds them again:

- A sign that Markdown would act on is escaped: `\\*`, `1\\.`, `\\#`.
- A character that is mended or dropped when a document is read, so that it would not come back, is written as its
  number, shown as such: `\\&#10;` for a line break, `\\&#160;` for a space that does not break. The same is done for a
  backslash, for a bullet sign that begins a text, for what looks like such a number, and, in a text that is not in
  Unicode's normal form NFC, for every character beyond ASCII.
- An empty line inside a long text parts two paragraphs.

Nothing else in a text is changed. `plain` undoes it, also where a file called .txt kept the escapes.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coach.files.line import mend, split_sign
from coach.models import Area, Bank, FollowUp, Guidance, Kind, Question


class Heading(StrEnum):
    """Headings of the guide, as they are written."""

    QUESTIONS = "Questions"
    AREAS = "Areas to cover"
    FOLLOW_UPS = "Follow-up questions"
    INTENT = "What the question is after"
    APPROACH = "How to approach"
    TIPS = "Tips"
    EXAMPLE = "Example answer"
    LACKS = "What it lacks"
    SOURCE = "Source"
    GUIDANCE = "Frequently asked questions"


class Fact(StrEnum):
    """Bullets under the title."""

    ROLES = "Roles"
    WEIGHT = "Percent of an interview"
    SOURCE = "Source"


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands in `{...}` at the end of a heading or bullet; empty where it says nothing."""

    id: str = ""
    core: bool = False
    kind: Kind | None = None
    probes: tuple[str, ...] = ()
    """Ids of the areas that a follow-up probes."""
    guessed: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    """What is in the list and has no meaning here, as it was written."""

    def __bool__(self) -> bool:
        return self != Attributes()


def markdown(bank: Bank) -> str:
    """The guide, ending in a line break. `guides.read` makes of it the same bank, but for its hash."""
    return "\n\n".join(_blocks(bank)) + "\n"


_ITEM = re.compile(r'\s*(#[^\s#.={}"]+|\.[A-Za-z][\w-]*|[A-Za-z][\w-]*=(?:"[^"]*"|[^\s"]+))(?=\s|\Z)')


def attributes(text: str) -> tuple[str, Attributes]:
    """`text` without the list of attributes at its end, and the list. Braces that are no such list are text."""
    text, bare = text.rstrip(), text
    start = text.rfind("{") if text.endswith("}") else -1
    read = _read(_items(text[start + 1 : -1])) if start >= 0 and text[start - 1 : start] != "\\" else Attributes()
    if read == Attributes(other=read.other):
        return bare, Attributes()
    return text[:start].rstrip(), read


def _items(inside: str) -> tuple[str, ...]:
    """The items of a list; none when a part of it is no item."""
    items: list[str] = []
    at, end = 0, len(inside.rstrip())
    while at < end:
        item = _ITEM.match(inside, at)
        if not item:
            return ()
        items.append(item.group(1))
        at = item.end()
    return tuple(items)


def _read(items: Iterable[str]) -> Attributes:
    values: dict[str, tuple[str, ...]] = {}
    core, kind, identity, other = False, None, "", []
    for item in items:
        name, _, value = item.partition("=")
        value = value.strip('"')
        if item.startswith("#") and not identity:
            identity = item[1:]
        elif item == ".core":
            core = True
        elif name == "kind" and value in set(Kind) and not kind:
            kind = Kind(value)
        elif name in ("probes", "guessed") and name not in values:
            values[name] = tuple(value.split())
        else:
            other.append(item)
    return Attributes(identity, core, kind, values.get("probes", ()), values.get("guessed", ()), tuple(other))


# -- writing ---------------------------------------------------------------------------------------


def _blocks(bank: Bank) -> Iterator[str]:
    yield _marked(f"# {escaped(bank.title)}", f"#{bank.id}")
    yield from _paragraphs(bank.competency)
    weight = ", ".join(f"{seniority} {percent}" for seniority, percent in bank.weight.items())
    facts = {Fact.ROLES: ", ".join(bank.roles), Fact.WEIGHT: weight, Fact.SOURCE: escaped(bank.source)}
    yield from _bullets(f"{fact}: {said}" for fact, said in facts.items() if said)
    yield f"## {Heading.QUESTIONS}"
    for number, question in enumerate(bank.questions, 1):
        yield from _question(number, question)
    if bank.guidance:
        yield f"## {Heading.GUIDANCE}"
    for entry in bank.guidance:
        yield from _guidance(entry)


def _question(number: int, question: Question) -> Iterator[str]:
    example = question.example
    yield _marked(f"### {number}. {escaped(question.text)}", f"#{question.id}", _named("guessed", question.guessed))
    yield from _section(Heading.AREAS, _bullets(map(_area, question.areas)))
    yield from _section(Heading.FOLLOW_UPS, _bullets(map(_follow_up, question.follow_ups)))
    yield from _section(Heading.INTENT, _paragraphs(question.intent))
    yield from _section(Heading.APPROACH, _bullets(map(escaped, question.approach)))
    yield from _section(Heading.TIPS, _bullets(map(escaped, question.tips)))
    yield from _section(Heading.EXAMPLE, _paragraphs(example.answer if example else ""))
    yield from _section(Heading.LACKS, _bullets(map(escaped, example.lacks if example else ())))
    yield from _section(Heading.SOURCE, _paragraphs(question.source))


def _area(area: Area) -> str:
    return _marked(escaped(area.text), f"#{area.id}", ".core" if area.core else "", f"kind={area.kind}")


def _follow_up(follow_up: FollowUp) -> str:
    return _marked(escaped(follow_up.text), f"#{follow_up.id}", _named("probes", follow_up.areas))


def _guidance(entry: Guidance) -> Iterator[str]:
    yield _marked(f"### {escaped(entry.question)}", f"#{entry.id}")
    yield from _paragraphs(entry.answer)
    yield from _section(Heading.SOURCE, _paragraphs(entry.source))


def _section(part: Heading, blocks: Iterable[str]) -> Iterator[str]:
    """The blocks under their heading; no heading where there are none."""
    for first, block in enumerate(blocks):
        if first == 0:
            yield f"#### {part}"
        yield block


def _bullets(texts: Iterable[str]) -> Iterator[str]:
    if lines := [f"- {text}" for text in texts]:
        yield "\n".join(lines)


def _paragraphs(text: str) -> Iterator[str]:
    """A text that may be long, one block a paragraph; `joined` puts them together again."""
    return map(escaped, re.split(r"(?<!\n)\n\n(?!\n)", text)) if text else iter(())


def joined(paragraphs: Sequence[str]) -> str:
    return "\n\n".join(paragraphs)


def _marked(text: str, *items: str) -> str:
    return f"{text} {{{' '.join(filter(None, items))}}}"


def _named(name: str, values: Sequence[str]) -> str:
    return f'{name}="{" ".join(values)}"' if values else ""


# -- escapes ---------------------------------------------------------------------------------------

_SIGN = re.compile(r"[`*~\[{]|<(?=[A-Za-z/!?])|(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&[^&\s]{1,40}")
_FIRST = re.compile(r"[-+>#=|]|\(?(?:\d+|[A-Za-z]|[ivxIVX]+)(?P<end>[.)])")
_NUMBER = re.compile(r"&#(?:(\d{1,7})|[xX]([\da-fA-F]{1,6}));")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ALWAYS = re.compile("\\\\|&(?=#\\w+;)|<(?=!--)|[\U00100000-\U0010ffff]")
"""What escapes, looks like a number or opens a comment, and private characters, which `files` has a use for."""
_RULE = re.compile(r"[^\w\s!-~][^\w]*")
_SPACES = re.compile(r"(?<= ) |\A | \Z")
_LAST = 0x10FFFF
_KEPT = frozenset(
    {"Lu", "Ll", "Lt", "Lo", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "So"}
)
"""Unicode's categories of characters that stay when a text is mended; the rest are marks, controls, odd spaces."""


def escaped(text: str) -> str:
    """`text` on one line, so that Markdown shows it as it is."""
    text = _numbered(text)
    signs = {m.start() for m in _SIGN.finditer(text)}
    signs |= {m.start() for m in _ENTITY.finditer(text) if html.unescape(m.group()) != m.group()}
    if first := _FIRST.match(text):
        signs.add(first.start("end") if first["end"] else 0)
    return "".join(f"\\{char}" if at in signs else char for at, char in enumerate(text))


def _numbered(text: str) -> str:
    """`text` with the characters as numbers that reading a document would mend, drop or take for a bullet."""
    odd = {m.start() for m in _ALWAYS.finditer(text)}
    if mend(text) != text:
        stable = unicodedata.is_normalized("NFC", text)
        odd |= {m.start() for m in _SPACES.finditer(text)}
        odd |= {at for at, char in enumerate(text) if not (_is_kept(char) and (stable or char.isascii()))}
    if (split_sign(text)[0] and not _FIRST.match(text)) or _RULE.fullmatch(text):
        odd.add(0)
    return "".join(f"&#{ord(char)};" if at in odd else char for at, char in enumerate(text))


def _is_kept(char: str) -> bool:
    return char == " " or (unicodedata.category(char) in _KEPT and mend(char) == char)


def plain(text: str) -> str:
    """A text as `files.lines` gives it, of a .md or a .txt file, without escapes and numbers."""
    return _NUMBER.sub(_character, _ESCAPE.sub(r"\1", text))


def _character(number: re.Match[str]) -> str:
    value = int(number[1]) if number[1] else int(number[2], 16)
    return chr(value) if value <= _LAST and not 0xD800 <= value < 0xE000 else number.group()
