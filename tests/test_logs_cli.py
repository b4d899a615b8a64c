"""`python -m coach logs`: whole files out, whole files in, and deletion that asks first."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_logs import changed, critique
from test_store import practice

from coach import bootstrap, logs_cli
from coach.cli import main
from coach.errors import StoreError
from coach.logs.exchange import Logs
from coach.models import Viewer
from coach.settings import Settings

Told = pytest.CaptureFixture[str]
OTHER = "../../../etc/passwd"


@pytest.fixture
def two(tmp_path: Path) -> None:
    """Two practices of this installation's person, and one of somebody else's."""
    store = bootstrap.open_store(Settings.from_env())
    for name, owner in (("p1", "local"), ("p2", "local"), ("q1", "bob")):
        store.add_practice(practice(name, owner))
        store.append(name, critique=(f"{name}-a1", 2, critique()))
    store.close()


@pytest.fixture
def move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Go on with another data folder."""
    return lambda name: monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / name))


def run(*words: str | Path) -> int:
    return main(["logs", *map(str, words)])


@pytest.mark.usefixtures("two")
def test_a_round_trip_between_two_data_folders_gives_the_same_bytes(
    tmp_path: Path, move: Callable[[str], None], capsys: Told
) -> None:
    assert run("export", "--out", tmp_path / "a.jsonl") == 0
    move("elsewhere")
    assert run("import", tmp_path / "a.jsonl") == 0
    assert "2 practices taken in" in capsys.readouterr().out
    assert run("import", tmp_path / "a.jsonl") == 0
    assert "2 practices that are here already" in capsys.readouterr().out
    assert run("export", "--out", tmp_path / "b.jsonl") == 0
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert b"q1" not in (tmp_path / "a.jsonl").read_bytes()


@pytest.mark.usefixtures("two")
def test_only_the_practices_named_are_exported(tmp_path: Path, capsys: Told) -> None:
    assert run("export", "--out", tmp_path / "a.jsonl", "--practice", "p2", "--json") == 0
    content = (tmp_path / "a.jsonl").read_bytes()
    assert json.loads(capsys.readouterr().out) == {"practices": 1, "bytes": len(content)}
    assert json.loads(content)["id"] == "p2"


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("wrong", ["p9", "q1", OTHER])
def test_an_export_of_what_is_not_here_writes_no_file(tmp_path: Path, wrong: str, capsys: Told) -> None:
    assert run("export", "--out", tmp_path / "a.jsonl", "--practice", "p1", wrong) == 1
    assert f"no practice {wrong!r} here" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["data"]


def test_with_no_practice_there_is_nothing_to_export(tmp_path: Path, capsys: Told) -> None:
    assert run("export", "--out", tmp_path / "a.jsonl") == 1
    assert "no practice to export" in capsys.readouterr().err
    assert not (tmp_path / "a.jsonl").exists()


@pytest.mark.usefixtures("two")
def test_an_export_that_cannot_be_written_leaves_the_older_file(tmp_path: Path, capsys: Told) -> None:
    (tmp_path / "a.jsonl").mkdir()
    assert run("export", "--out", tmp_path / "a.jsonl") == 1
    assert "cannot be written" in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "data"]


@pytest.mark.usefixtures("two")
def test_an_export_that_fails_half_way_leaves_the_older_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    def breaks(logs: Logs, viewer: Viewer, only: object = None) -> Iterator[bytes]:
        yield b"half"
        raise StoreError("The database is gone.")

    (tmp_path / "a.jsonl").write_bytes(b"older")
    monkeypatch.setattr(Logs, "export", breaks)
    assert run("export", "--out", tmp_path / "a.jsonl") == 1
    assert "The database is gone." in capsys.readouterr().err
    assert (tmp_path / "a.jsonl").read_bytes() == b"older"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "data"]


def test_each_file_is_taken_in_or_refused_by_itself(tmp_path: Path, capsys: Told) -> None:
    (tmp_path / "good.jsonl").write_bytes(changed(lambda d: None))
    (tmp_path / "bad.jsonl").write_bytes(b"dear coach")
    assert run("import", tmp_path / "bad.jsonl", tmp_path / "absent", tmp_path / "good.jsonl", "--json") == 1
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["added"], told["unchanged"]) == (1, 0)
    assert [bool(f["refused"]) for f in told["files"]] == [True, True, False]
    assert "bad.jsonl: line 1: " in err
    assert "absent: cannot be read: No such file" in err
    assert "Traceback" not in err


@pytest.mark.usefixtures("two")
def test_deleting_asks_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("no\n"))
    assert run("delete", "--all") == 1
    assert "Delete 2 practices for good?" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run("delete", "--all") == 1
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", Terminal("yes\n"))
    assert run("delete", "p1") == 0
    assert run("delete", "p1", "--yes") == 1
    assert run("delete", "--all", "--yes", "--json") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"deleted": 1}


@pytest.mark.usefixtures("two")
def test_one_wrong_id_deletes_nothing(tmp_path: Path) -> None:
    assert run("delete", "p1", "q1", "--yes") == 1
    assert run("export", "--out", tmp_path / "a.jsonl", "--practice", "p1") == 0


@pytest.mark.parametrize("words", [[], ["delete"], ["delete", "--all", "p1"], ["export"], ["import"]])
def test_a_command_that_is_not_complete_is_a_usage_error(words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run(*words)
    assert end.value.code == 2


@pytest.mark.usefixtures("two")
def test_progress_is_told_on_stderr_when_it_takes_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    monkeypatch.setattr(logs_cli, "_PATIENCE", 0)
    assert run("export", "--out", tmp_path / "a.jsonl", "--json") == 0
    out, err = capsys.readouterr()
    assert "exported 1 of 2" in err
    assert json.loads(out)["practices"] == 2


@pytest.mark.usefixtures("two")
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, capsys: Told) -> None:
    assert run("export", "--out", tmp_path / "no" / "a.jsonl") == 1
    assert "No such file" in capsys.readouterr().err
