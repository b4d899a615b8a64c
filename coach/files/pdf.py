"""PDF as lines: its text is found in a process of its own, which can be ended when a file keeps it too long."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from coach.errors import InputError
from coach.files.line import Line
from coach.files.page import Visual
from coach.files.reflow import reflow

MOST_SECONDS = 8.0
"""After this a file is given up: some of 5 MB would keep a machine busy for minutes. Two hundred pages take 2."""

_SOURCE = Path(__file__).parents[2]


def read_pdf(raw: bytes) -> list[Line]:
    """Lines of a PDF that holds text, joined across line ends and pages.

    Raises InputError (no file name in it) for one that is encrypted, scanned, broken or takes too long.
    """
    command = [sys.executable, "-m", "coach.files.pdf_child"]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=MOST_SECONDS, cwd=_SOURCE, check=True)
    except subprocess.TimeoutExpired as error:
        raise InputError(f"it takes more than {MOST_SECONDS:.0f} seconds to read; copy its text into a .txt") from error
    except subprocess.CalledProcessError as error:  # pypdf has ended the process: out of memory, out of stack
        raise InputError("it cannot be read; print it to a new PDF, or copy its text") from error
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise InputError(answer["error"])
    return reflow([[Visual(**line) for line in page] for page in answer["pages"]])
