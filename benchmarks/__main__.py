"""All figures in one table: `.venv/bin/python -m benchmarks` (the server part needs a Chromium).

Absolute times depend on the machine and on what else it does; each row says the target it is held to.
"""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from benchmarks import drawing, library, reading

Row = tuple[str, str, str]


def rows() -> Iterator[Row]:
    """(what, measured, target), as they are measured."""
    yield from reading.rows()
    yield from drawing.rows()
    yield from library.rows()
    if shutil.which("chromium") and find_spec("playwright"):
        from benchmarks import server

        yield from server.rows()
    else:
        yield "server start, first page, memory", "no Chromium or no playwright here", ""


def main() -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n")
    print("| what | measured | target |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COACH_DATA_DIR"] = str(Path(folder) / "data")
        for what, measured, target in rows():
            print(f"| {what} | {measured} | {target} |", flush=True)


if __name__ == "__main__":
    main()
