"""The README cannot drift from what is there."""

import re
from pathlib import Path

import pytest

from coach import banks, cli, settings
from coach.rubric import LEVELS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_bank_shown_in_the_readme_is_a_valid_bank(tmp_path: Path) -> None:
    shown = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert shown
    path = tmp_path / "launches.yaml"
    path.write_text(shown[1], encoding="utf-8")
    assert banks.load_bank(path).questions[0].areas[0].core


def test_every_setting_the_code_reads_is_listed() -> None:
    source = Path(settings.__file__).read_text(encoding="utf-8")
    for name in re.findall(r"\"((?:COACH|DATABASE|OPENAI)_[A-Z_]+)\"", source):
        assert f"`{name}`" in README, name


def test_the_banks_table_has_every_bank_with_its_number_of_questions() -> None:
    for bank in banks.load_library([banks.SHIPPED]).banks:
        assert f"| `{bank.id}` | {len(bank.questions)} |" in README


def test_the_levels_table_has_every_level() -> None:
    for level in LEVELS:
        assert f"| {level.name} |" in README


@pytest.mark.parametrize("line", re.findall(r"^python -m coach (.*)$", README, re.MULTILINE))
def test_every_command_in_the_readme_exists(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = re.split(r"\s{2,}", line)[0].split()
    command = [w for w in words[:2] if w.isalpha()]
    with pytest.raises(SystemExit) as end:
        cli.main([*command, "--help"])
    assert end.value.code == 0
    options = re.findall(r"--[a-z]+", re.split(r"\s{2,}", line)[0])
    assert all(option in capsys.readouterr().out for option in options[:1])


@pytest.mark.parametrize("picture", re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README))
def test_every_picture_and_file_linked_is_there(picture: str) -> None:
    assert (ROOT / picture).is_file()


@pytest.mark.parametrize("link", re.findall(r"(?<!!)\[[^\]]+\]\((?!http)([^)]+)\)", README))
def test_every_link_leads_to_a_file(link: str) -> None:
    assert (ROOT / link).exists()
