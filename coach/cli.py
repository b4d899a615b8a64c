"""`python -m coach`: exit 0 done, 1 the input is bad or the work failed, 2 usage."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from coach import bankfile, banks, bootstrap, cases, doctor, lint, logs_cli, rehearsal
from coach.errors import CoachError, InputError
from coach.models import Bank
from coach.settings import ENGINES, Settings

if TYPE_CHECKING:
    from coach.evaluation import Judged


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; messages go to stderr, results to stdout."""
    parsed = _parser().parse_args(arguments)
    try:
        code = int(parsed.run(parsed))
        sys.stdout.flush()  # now, while a failure can still be told
        return code
    except CoachError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 1
    except OSError as error:  # of stdout: files tell theirs as CoachErrors
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader, `head` say, has seen enough
            return 0
        print(f"The output cannot be written: {error.strerror or error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m coach", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _bank_commands(commands.add_parser("banks", help="check or list question banks"))

    logs_cli.add_commands(commands.add_parser("logs", help="practices as files, out and in"))

    practice = commands.add_parser("practice", help="an interview without a browser, answers read from a file")
    practice.add_argument("--script", type=Path, required=True, help="answers, parted by blank lines")
    practice.add_argument("--banks", default="", help="ids, parted by commas (default: all)")
    practice.add_argument("--questions", type=_count, default=3)
    practice.add_argument("--seed", type=int, default=0)
    _finish(practice, _practice, engine=True)

    critique = commands.add_parser("critique", help="one JSON critique a line for answers in a JSONL file")
    critique.add_argument("cases", type=Path, metavar="CASES.jsonl")
    critique.add_argument("--out", type=Path, help="write here instead of stdout")
    _jobs(critique)
    _finish(critique, _critique, engine=True, as_json=False)

    evaluate = commands.add_parser("evaluate", help="an engine against labelled cases")
    evaluate.add_argument("cases", type=Path, metavar="CASES.jsonl")
    evaluate.add_argument("--resume", type=Path, metavar="FILE", help="keep each case here as it is read, and go on")
    _jobs(evaluate)
    _finish(evaluate, _evaluate, engine=True)

    compare = commands.add_parser("compare", help="several runs side by side, as a Markdown table")
    compare.add_argument("runs", type=Path, nargs="+", metavar="RUN.jsonl", help="files of evaluate --resume")
    compare.add_argument("--cases", type=Path, required=True, metavar="CASES.jsonl")
    _finish(compare, _compare)

    _finish(commands.add_parser("doctor", help="can it run here?"), _doctor)
    return parser


def _bank_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="validate bank files, and warn of what could be better")
    check.add_argument("paths", type=Path, nargs="*", metavar="PATH", help="files or folders (default: all banks here)")
    _finish(check, _banks_check)
    _finish(commands.add_parser("list", help="the banks and their sizes"), _banks_list)
    bring = commands.add_parser("import", help="an interview guide (txt, md, html, docx, pdf, csv) as a bank")
    bring.add_argument("guide", type=Path, metavar="GUIDE")
    bring.add_argument("--id", required=True, help="of the new bank: small letters, digits and hyphens")
    bring.add_argument("--out", type=Path, required=True, metavar="FILE", help="the bank's file (.yaml)")
    bring.add_argument("--title", default="", help="default: the guide's own")
    bring.add_argument("--force", action="store_true", help="replace FILE if it is there already")
    _finish(bring, _banks_import)
    schema = commands.add_parser("schema", help="the bank format as JSON Schema")
    schema.set_defaults(run=_banks_schema)


def _finish(parser: argparse.ArgumentParser, run: Any, engine: bool = False, as_json: bool = True) -> None:
    if engine:
        parser.add_argument("--engine", choices=ENGINES, default=None, help="default: COACH_ENGINE, else offline")
    if as_json:
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout, nothing else")
    parser.set_defaults(run=run)


def _jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", type=_count, default=4, metavar="N", help="cases at once with a server (default: 4)")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


# -- banks ---------------------------------------------------------------------------------------


def _banks_check(parsed: argparse.Namespace) -> int:
    paths = parsed.paths or Settings.from_env().bank_folders
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder")
    library = banks.load_library(paths)
    warnings = [str(remark) for remark in lint.remarks_on_all(library.banks)]
    if parsed.json:
        sizes = [_sizes(b) for b in library.banks]
        _print_json({"banks": sizes, "problems": list(library.problems), "warnings": warnings})
    else:
        _print_sizes(library.banks)
        for warning in warnings:
            print(f"warning: {warning}", file=sys.stderr)
    if not library.banks and not library.problems:
        raise InputError("No bank (.yaml) was found there.")
    for problem in library.problems:
        print(problem, file=sys.stderr)
    return 1 if library.problems else 0


def _banks_list(parsed: argparse.Namespace) -> int:
    library = banks.load_library(Settings.from_env().bank_folders)
    if parsed.json:
        _print_json({"banks": [_sizes(b) for b in library.banks]})
    else:
        _print_sizes(library.banks)
    for problem in library.problems:
        print(problem, file=sys.stderr)
    return 0


def _banks_import(parsed: argparse.Namespace) -> int:
    from coach import bank_import

    bank_import.refuse_to_overwrite(parsed.out, parsed.guide, parsed.force)
    guide = bank_import.read(parsed.guide, parsed.id, parsed.title)
    text = bank_import.written(guide)
    with _output(parsed.out) as out:
        out.write(text)
    if parsed.json:
        _print_json(bank_import.as_json(guide))
        return 0
    for line in bank_import.as_text(guide):
        print(line)
    print(f"Written to {parsed.out}")
    return 0


def _banks_schema(parsed: argparse.Namespace) -> int:
    _print_json(bankfile.json_schema())
    return 0


def _sizes(bank: Bank) -> dict[str, Any]:
    return {
        "id": bank.id,
        "title": bank.title,
        "questions": len(bank.questions),
        "areas": sum(len(q.areas) for q in bank.questions),
        "follow_ups": sum(len(q.follow_ups) for q in bank.questions),
    }


def _print_sizes(all_banks: Iterable[Bank]) -> None:
    for size in map(_sizes, all_banks):
        print("{id}: {questions} questions, {areas} areas, {follow_ups} follow-ups  ({title})".format(**size))


# -- engines -------------------------------------------------------------------------------------


def _practice(parsed: argparse.Namespace) -> int:
    answers = rehearsal.read_answers(parsed.script)
    library = banks.load_library(Settings.from_env().bank_folders)
    chosen = [part.strip() for part in parsed.banks.split(",") if part.strip()] or [b.id for b in library.banks]
    engine = bootstrap.engine(_engine_name(parsed))
    practice = rehearsal.rehearse(library, engine, answers, chosen, parsed.questions, parsed.seed)
    if parsed.json:
        _print_json(rehearsal.as_json(practice))
    else:
        print(rehearsal.as_text(practice))
    return 0


def _critique(parsed: argparse.Namespace) -> int:
    from coach import runs

    engine = bootstrap.engine(_engine_name(parsed))
    all_cases = cases.load_cases(parsed.cases)
    read = []
    with _output(parsed.out) as out, closing(runs.judge_each(engine, all_cases, parsed.jobs)) as each:
        for judged in runs.once_one_is_read(runs.in_order(each)):
            _print_json(judged.critique, out)
            read.append(judged)
    _say_what_failed(read)
    return 0


def _evaluate(parsed: argparse.Namespace) -> int:
    from coach import comparison, evaluation, runs

    engine = bootstrap.engine(_engine_name(parsed))
    all_cases = cases.load_cases(parsed.cases)
    read = runs.judge_all(engine, all_cases, parsed.jobs, parsed.resume, runs.Progress())
    _say_what_failed(read)
    figures = evaluation.figures(read)
    if parsed.json:
        _print_json(figures)
    else:
        for name, value in figures.items():
            print(f"{name:>20}  {'-' if value is None else value}")
        print(comparison.NOTE)
    return 0


def _say_what_failed(read: Sequence[Judged]) -> None:
    failed = [j for j in read if j.failed]
    if failed:
        text = (
            f"{len(failed)} of {len(read)} cases could not be read and are not assessed. The first: {failed[0].failed}"
        )
        print(text, file=sys.stderr)


def _compare(parsed: argparse.Namespace) -> int:
    from coach import comparison

    found = comparison.compare(parsed.runs, cases.load_cases(parsed.cases))
    if parsed.json:
        _print_json({"runs": found})
    else:
        print(comparison.as_markdown(found))
    return 0


def _engine_name(parsed: argparse.Namespace) -> str:
    return parsed.engine or Settings.from_env().engine


def _doctor(parsed: argparse.Namespace) -> int:
    found = doctor.examine()
    if parsed.json:
        _print_json({"ok": all(c.ok for c in found), "checks": [c.__dict__ for c in found]})
    else:
        for check in found:
            print(f"{'ok ' if check.ok else 'NO '} {check.name}: {check.detail}")
    return 0 if all(c.ok for c in found) else 1


# -- output --------------------------------------------------------------------------------------


def _print_json(value: Any, out: TextIO | None = None) -> None:
    print(json.dumps(value, ensure_ascii=False), file=out)


@contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    """Stdout, or a file that is there whole or not at all."""
    if path is None:
        yield sys.stdout
        return
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", errors="backslashreplace") as out:
            yield out
        unfinished.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
