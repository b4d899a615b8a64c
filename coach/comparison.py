"""Runs side by side: what a self-hoster chooses a model by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coach import runfile
from coach.cases import Case
from coach.evaluation import figures

NOTE = "Labels by a language model are not human judgements: read these figures as a comparison."


def compare(paths: Sequence[Path], cases: Sequence[Case]) -> list[dict[str, Any]]:
    """What each run file is, and its figures. Raises InputError naming the file that cannot be used."""
    return [_column(path, cases) for path in paths]


def _column(path: Path, cases: Sequence[Case]) -> dict[str, Any]:
    run = runfile.read(path, cases)
    made = {"run": path.stem, "engine": run.maker.engine, "model": run.maker.model, "prompt": run.maker.prompt_hash}
    return {**made, "unread": len(cases) - len(run.judged), **figures(run.judged)}


def as_markdown(runs: Sequence[dict[str, Any]]) -> str:
    """A table with a figure a row and a run a column; says which run is not finished."""
    rows = [[name, *(_cell(run[name]) for run in runs)] for name in runs[0]]
    rows.insert(1, ["---", *("---:" for _ in runs)])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    unfinished = [
        f"{run['run']} is not finished: {run['unread']} cases were not read, and do not count."
        for run in runs
        if run["unread"]
    ]
    return "\n\n".join([table, *unfinished, NOTE])


def _cell(value: object) -> str:
    return "-" if value in (None, "") else str(value).replace("|", "\\|").replace("\n", " ")
