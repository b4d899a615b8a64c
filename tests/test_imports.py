"""What starting up costs: the offline path imports no page, no server's client and no migration tool."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("streamlit", "openai", "alembic")


def modules_after(code: str) -> set[str]:
    """Names of all modules that a fresh process holds after `code`."""
    listed = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return set(listed.stdout.split())


@pytest.mark.parametrize("module", ["coach.cli", "coach.bootstrap", "coach.rehearsal"])
def test_the_offline_path_imports_nothing_heavy(module: str) -> None:
    loaded = modules_after(f"import {module}")
    assert module in loaded
    assert not loaded.intersection(HEAVY)


def test_importing_changes_nothing_on_disk(tmp_path: Path) -> None:
    """Settings are read when something is built, not when a module is imported."""
    code = f"import os; os.environ['COACH_DATA_DIR'] = {str(tmp_path / 'data')!r}; import coach.cli, coach.bootstrap"
    modules_after(code)
    assert not list(tmp_path.iterdir())


def test_nothing_is_called_pages_since_streamlit_would_serve_it_past_the_router() -> None:
    ours = [p for folder in (ROOT, ROOT / "coach") for p in folder.glob("**/pages*") if ".venv" not in p.parts]
    assert not [p for p in ours if p.stem == "pages"]
    assert not [name for name in modules_after("import coach.cli") if name.split(".")[-1] == "pages"]
