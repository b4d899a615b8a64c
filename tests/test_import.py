"""`banks import`: a guide's file becomes a bank's file, whole or not at all, and it says what it did."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from coach import files
from coach.bankfile import load_bank
from coach.cli import main

GUIDE = """Night shifts
What nurses do when nobody is there to ask.
Interview Questions
1. Tell me about a night that went wrong.
What to listen for:
- what went wrong
- whom they called
- what came of it
Follow-up questions:
- Who was called first?
2. How do you keep awake?
Frequently asked questions
How long should it take?
An hour.
Sign up for our newsletter!
"""


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "guide.txt"
    path.write_text(GUIDE, encoding="utf-8")
    return path


def run(guide: Path, out: Path, *more: str, bank_id: str = "night-shifts") -> int:
    return main(["banks", "import", str(guide), "--id", bank_id, "--out", str(out), *more])


def test_counts_and_what_was_not_read_are_one_json_object(
    guide: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(guide, tmp_path / "bank.yaml", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    bank = load_bank(tmp_path / "bank.yaml")
    assert (told["questions"], told["guidance"], told["follow_ups"]) == (2, 1, [1, 0])
    assert told["areas"] == [3, len(bank.questions[1].areas)]
    assert told["unread"] == [{"line": 15, "text": "Sign up for our newsletter!"}]
    assert told["guessed"] == [["core", "kinds", "probes"], ["areas", "core", "kinds"]]


def test_the_bank_is_written_in_the_words_of_the_guide(guide: Path, tmp_path: Path) -> None:
    assert run(guide, tmp_path / "bank.yaml", "--title", "Nights") == 0
    bank = load_bank(tmp_path / "bank.yaml")
    assert (bank.id, bank.title, bank.source) == ("night-shifts", "Nights", "Night shifts")
    assert bank.competency == "What nurses do when nobody is there to ask."
    assert [q.text for q in bank.questions] == ["Tell me about a night that went wrong.", "How do you keep awake?"]
    assert [a.text for a in bank.questions[0].areas] == ["what went wrong", "whom they called", "what came of it"]
    assert bank.questions[0].follow_ups[0].areas == ("whom-they-called",) or bank.questions[0].follow_ups[0].areas


def test_a_person_is_told_counts_then_what_was_not_read_then_guesses_then_where(
    guide: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(guide, tmp_path / "bank.yaml")
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("night-shifts: 2 questions, ")
    assert told[1:3] == ["Not read: 1 lines", "  line 15: Sign up for our newsletter!"]
    assert all(line.startswith("Guessed in ") for line in told[3:-1])
    assert "Guessed in 1 of 2 questions: areas, where the guide has none or only one" in told
    assert told[-1] == f"Written to {tmp_path / 'bank.yaml'}"


def test_a_word_file_is_read_as_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = docx.Document()
    for line in GUIDE.splitlines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "guide.docx"))
    assert run(tmp_path / "guide.docx", tmp_path / "bank.yaml", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["questions"], told["areas"][0], told["guidance"]) == (2, 3, 1)


def test_a_file_that_is_there_is_left_as_it_is_unless_forced(
    guide: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "bank.yaml"
    out.write_text("mine", encoding="utf-8")
    assert run(guide, out) == 1
    assert "is there already and was left as it is" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "mine"
    assert run(guide, out, "--force") == 0
    assert load_bank(out).id == "night-shifts"


def test_the_guide_itself_is_never_overwritten(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(guide, guide, "--force") == 1
    assert "is the guide itself" in capsys.readouterr().err
    assert guide.read_text(encoding="utf-8") == GUIDE


@pytest.mark.parametrize(
    ("name", "content", "bank_id", "what"),
    [
        (
            "article.txt",
            b"The ward is closed on Monday.\nIt opens on Friday.",
            "a",
            "article.txt: This does not look like",
        ),
        ("empty.txt", b"", "a", "empty.txt: "),
        (
            "large.txt",
            b"x" * (files.LARGEST + 1),
            "a",
            "large.txt: 5,000,001 bytes are more than the 5,000,000 allowed",
        ),
        ("good.txt", GUIDE.encode(), "Not An Id", "good.txt: 'Not An Id' cannot be a bank's id"),
        ("scan.pdf", b"%PDF-1.4 nothing", "a", "scan.pdf: "),
        ("many.txt", b"".join(b"%d. How do you rest?\n" % n for n in range(2000)), "a", "more than the 1,000 a bank"),
    ],
)
def test_bad_input_is_one_message_and_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, bank_id: str, what: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert run(tmp_path / name, tmp_path / "bank.yaml", "--json", bank_id=bank_id) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert what in told.err
    assert len(told.err.splitlines()) == 1
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_missing_guide_and_a_folder_that_cannot_be_written_are_told(
    guide: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "none.txt", tmp_path / "bank.yaml") == 1
    assert "none.txt: cannot be read: No such file" in capsys.readouterr().err
    assert run(guide, tmp_path / "none" / "bank.yaml") == 1
    assert "cannot be written" in capsys.readouterr().err
    assert run(guide, tmp_path) == 1
    assert "is a folder" in capsys.readouterr().err


@pytest.mark.parametrize("left_out", ["--id", "--out"])
def test_without_id_or_file_it_is_a_matter_of_usage(guide: Path, tmp_path: Path, left_out: str) -> None:
    options = {"--id": "a", "--out": str(tmp_path / "b.yaml")}
    options.pop(left_out)
    with pytest.raises(SystemExit) as stopped:
        main(["banks", "import", str(guide), *(x for pair in options.items() for x in pair)])
    assert stopped.value.code == 2
