import sys
from io import TextIOWrapper

from coach.cli import main

for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, TextIOWrapper):  # UTF-8 in every pipe; half a surrogate as its JSON escape
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
sys.exit(main())
