"""`banks import`: an interview guide from a file, and what is told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from coach import bankfile, files, guides
from coach.errors import InputError
from coach.guides import Guide

_GUESSED = {
    "areas": "areas, where the guide has none or only one",
    "core": "which areas are core",
    "kinds": "the kinds of areas",
    "probes": "which areas a follow-up probes",
}


def read(path: Path, bank_id: str, title: str) -> Guide:
    """The guide in the file at `path`. Raises InputError "name: what is wrong; what to do"."""
    try:
        size = path.stat().st_size
        if size > files.LARGEST:  # before anything of it is in memory
            raise InputError(f"{path.name}: {size:,} bytes are more than the {files.LARGEST:,} allowed; split it.")
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    found = files.lines(path.name, raw)
    try:
        return guides.read(found, bank_id, title)
    except InputError as error:
        raise InputError(f"{path.name}: {error}") from error


def refuse_to_overwrite(out: Path, guide: Path, force: bool) -> None:
    """Raises InputError when `out` is there already (and `force` was not said), or is the guide itself."""
    if out.exists() and guide.exists() and out.samefile(guide):
        raise InputError(f"{out}: is the guide itself; give another file for the bank")
    if out.is_dir():
        raise InputError(f"{out}: is a folder; name a file in it, such as {out / 'bank.yaml'}")
    if out.exists() and not force:
        raise InputError(f"{out}: is there already and was left as it is; choose another file, or add --force")


def written(guide: Guide) -> str:
    """The bank's file, read once to be sure that it can be."""
    text = bankfile.dump(guide.bank)
    if replace(bankfile.read_bank(text.encode(), f"{guide.bank.id}.yaml"), hash="") != guide.bank:
        raise InputError("The bank could not be written so that it comes back unchanged; nothing was written.")
    return text


def as_json(guide: Guide) -> dict[str, Any]:
    """Counts of what is in the bank, by question, and what was not read."""
    bank = guide.bank
    return {
        "questions": len(bank.questions),
        "areas": [len(q.areas) for q in bank.questions],
        "follow_ups": [len(q.follow_ups) for q in bank.questions],
        "guidance": len(bank.guidance),
        "unread": [{"line": line.number, "text": line.text} for line in guide.unread],
        "guessed": [list(q.guessed) for q in bank.questions],
        "shape": guide.shape.value,
    }


def as_text(guide: Guide) -> Iterator[str]:
    """The same for a person, line by line."""
    bank = guide.bank
    areas = sum(len(q.areas) for q in bank.questions)
    follow_ups = sum(len(q.follow_ups) for q in bank.questions)
    yield (
        f"{bank.id}: {len(bank.questions)} questions, {areas} areas, {follow_ups} follow-ups, "
        f"{len(bank.guidance)} frequently asked questions  ({bank.title})"
    )
    yield f"Not read: {len(guide.unread) or 'nothing'}" + (" lines" if guide.unread else "")
    for line in guide.unread:
        yield f"  line {line.number}: {line.text}"
    counts = Counter(guess for question in bank.questions for guess in question.guessed)
    for guess, meaning in _GUESSED.items():
        if counts[guess]:
            yield f"Guessed in {counts[guess]} of {len(bank.questions)} questions: {meaning}"
