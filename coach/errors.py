"""What can go wrong, as few types. Messages are shown as written: what happened, where, what to do.

CoachError
├── InputError      a file, an answer or an argument cannot be used
│   └── BankError   a bank is invalid: names file, question and field
├── SettingsError   an environment variable or a folder is wrong
├── StoreError      the database cannot be used as it is
├── NotFound        nothing with that id, or not yours (the same message on purpose)
├── Conflict        somebody was quicker: another tab answered this line already
└── EngineError     an engine could not read an answer; the answer is safe
"""

from __future__ import annotations

from coach.models import Usage

_NOTHING = Usage()


class CoachError(Exception):
    """Anything the app explains to a person instead of showing a traceback."""


class InputError(CoachError):
    """What was given cannot be used as it is."""


class BankError(InputError):
    """A bank that does not follow the format. `problems` has one line a fault."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class SettingsError(CoachError):
    """The environment asks for something impossible."""


class StoreError(CoachError):
    """The database cannot be opened, read or written."""


class NotFound(CoachError):
    """No such thing for this viewer."""


class Conflict(CoachError):
    """The line was answered, or the practice went on, somewhere else."""


class EngineError(CoachError):
    """No reading could be made; nothing is invented in its place. `usage` is what the attempt cost all the same."""

    def __init__(self, message: str, usage: Usage = _NOTHING) -> None:
        super().__init__(message)
        self.usage = usage
