"""The README cannot drift from what is there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach import bankfile, banks, cli, lint, settings
from coach.rubric import LEVELS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_bank_shown_in_the_readme_is_a_valid_bank(tmp_path: Path) -> None:
    shown = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert shown
    path = tmp_path / "launches.yaml"
    path.write_text(shown[1], encoding="utf-8")
    bank = bankfile.load_bank(path)
    assert bank.questions[0].areas[0].core
    assert lint.remarks(bank) == ()


def fields(schema: dict[str, Any], part: dict[str, Any], path: str = "") -> Iterator[tuple[str, bool]]:
    """(path, whether it must be there) of every field of a bank, as the schema has it."""
    for name, field in part["properties"].items():
        yield path + name, name in part.get("required", ())
        listed = "items" in field
        inner = field["items"] if listed else next((p for p in field.get("anyOf", ()) if "$ref" in p), field)
        below = schema["$defs"].get(inner.get("$ref", "").rpartition("/")[2], {})
        if "properties" in below:
            yield from fields(schema, below, f"{path}{name}{'[]' * listed}.")


def test_the_bank_format_in_the_readme_is_the_schemas() -> None:
    rows = re.findall(
        r"^\| (`[^|]+`) \| (yes)? ?\| .+ \|$", README.split("## Banks")[1].split("## Command")[0], re.MULTILINE
    )
    told = {name: must == "yes" for names, must in rows for name in re.findall(r"`([^`]+)`", names)}
    schema = bankfile.json_schema()
    assert told == dict(fields(schema, schema))


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
