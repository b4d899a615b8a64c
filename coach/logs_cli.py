"""`python -m coach logs ...`: practices out to a file, in from files, and gone, without a browser."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from coach import bootstrap
from coach.errors import InputError, NotFound
from coach.logs.archive import Archive
from coach.logs.exchange import Logs, Report
from coach.settings import Settings

_PATIENCE = 1.0
"""Seconds without a word before progress is told, and between two words of it."""


def add_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    out = commands.add_parser("export", help="practices into one file, one coach-log/1 a line")
    out.add_argument("--out", type=Path, required=True, metavar="FILE")
    out.add_argument("--practice", nargs="+", metavar="ID", help="only these (default: all)")
    out.set_defaults(run=_export)
    take_in = commands.add_parser("import", help="practices out of files; each file is taken in whole or not at all")
    take_in.add_argument("files", type=Path, nargs="+", metavar="FILE")
    take_in.set_defaults(run=_import)
    delete = commands.add_parser("delete", help="practices and all that belongs to them, for good")
    which = delete.add_mutually_exclusive_group(required=True)
    which.add_argument("--all", action="store_true", help="every practice")
    which.add_argument("ids", nargs="*", default=[], metavar="ID")
    delete.add_argument("--yes", action="store_true", help="do not ask")
    delete.set_defaults(run=_delete)
    for command in (out, take_in, delete):
        command.add_argument("--json", action="store_true", help="one JSON object on stdout, nothing else")


def _export(parsed: argparse.Namespace) -> int:
    with _logs() as logs:
        total = len(set(parsed.practice)) if parsed.practice else logs.count(bootstrap.LOCAL)
        lines = logs.export(bootstrap.LOCAL, parsed.practice)
        if not total:
            raise NotFound("There is no practice to export yet, so no file was written.")
        told = _Told("exported", total)
        with _whole_file(parsed.out) as out:
            for done, line in enumerate(lines, 1):
                out.write(line)
                told(done)
            size = out.tell()
    _say(parsed.json, {"practices": total, "bytes": size}, f"{parsed.out}: {_practices(total)}, {size:,} bytes")
    return 0


def _import(parsed: argparse.Namespace) -> int:
    with _logs() as logs:
        reports = [_take_in(logs, path) for path in parsed.files]
    added, unchanged = sum(r.added for r in reports), sum(r.unchanged for r in reports)
    told = [f"{r.file}: {in_words(r)}" for r in reports if not r.refused]
    _say(parsed.json, {"added": added, "unchanged": unchanged, "files": [asdict(r) for r in reports]}, "\n".join(told))
    refused = [r.refused for r in reports if r.refused]
    for reason in refused:
        print(reason, file=sys.stderr)
    return 1 if refused else 0


def _take_in(logs: Logs, path: Path) -> Report:
    try:
        with path.open("rb") as file:
            return logs.take_in(bootstrap.LOCAL, str(path), file, _Told(f"{path}: checked"))
    except OSError as error:
        return Report(str(path), refused=f"{path}: cannot be read: {error.strerror or error}")


def in_words(report: Report) -> str:
    """What became of a file that was not refused."""
    if not report.added:
        return f"{_practices(report.unchanged)} that {'is' if report.unchanged == 1 else 'are'} here already"
    also = f", {report.unchanged:,} here already" if report.unchanged else ""
    return f"{_practices(report.added)} taken in{also}"


def _delete(parsed: argparse.Namespace) -> int:
    only = None if parsed.all else list(dict.fromkeys(parsed.ids))
    with _logs() as logs:
        if only is not None:
            logs.export(bootstrap.LOCAL, only)  # before the question: is there what is to be deleted?
        count = logs.count(bootstrap.LOCAL) if only is None else len(only)
        if not parsed.yes and not _sure(count):
            raise InputError("Nothing was deleted.")
        gone = logs.delete(bootstrap.LOCAL, only)
    _say(parsed.json, {"deleted": gone}, f"{_practices(gone)} deleted")
    return 0


def _sure(count: int) -> bool:
    if not sys.stdin.isatty():
        raise InputError("Say --yes to delete without being asked. Nothing was deleted.")
    print(f"Delete {_practices(count)} for good? Type yes: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() == "yes"


def _practices(count: int) -> str:
    return f"{count:,} practice{'s' * (count != 1)}"


def _say(as_json: bool, value: dict[str, object], text: str) -> None:
    if as_json:
        print(json.dumps(value, ensure_ascii=False))
    elif text:
        print(text)


class _Told:
    """How far it is, on stderr, once a second when it takes longer than that."""

    def __init__(self, verb: str, total: int | None = None) -> None:
        self._verb, self._of = verb, f" of {total:,}" if total else ""
        self._next = time.monotonic() + _PATIENCE

    def __call__(self, done: int) -> None:
        if time.monotonic() >= self._next:
            print(f"{self._verb} {done:,}{self._of}", file=sys.stderr, flush=True)
            self._next = time.monotonic() + _PATIENCE


@contextmanager
def _logs() -> Iterator[Logs]:
    store = bootstrap.open_store(Settings.from_env())
    try:
        yield Logs(Archive(store))
    finally:
        store.close()


@contextmanager
def _whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is there whole or not at all."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as out:
            yield out
        unfinished.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
