"""Prompts: strict both ways, hashed, and unable to be closed from inside."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import prompts
from coach.errors import SettingsError

USED = {
    "critique": {"competency", "question", "intent", "areas", "lines"},
    "areas": {"competency", "question", "intent", "areas"},
    "interviewer": {"competency", "follow_up_id", "follow_up", "answer", "background"},
}


@pytest.mark.parametrize("name", USED)
def test_each_prompt_uses_exactly_what_its_caller_gives(name: str) -> None:
    assert prompts.load(name).variables == USED[name]
    assert "{{" not in prompts.load(name).system


def test_there_is_no_prompt_without_a_caller() -> None:
    assert {p.stem for p in prompts.SHIPPED.glob("*.yaml")} == set(USED)


def test_a_variable_too_few_or_too_many_is_refused_by_name() -> None:
    prompt = prompts.load("interviewer")
    with pytest.raises(SettingsError, match="follow_up"):
        prompt.render(competency="x", answer="y")
    with pytest.raises(SettingsError, match="extra"):
        prompt.render(competency="x", follow_up_id="f", follow_up="y", answer="z", background="", extra="!")


@pytest.mark.parametrize(
    "text", ["system: only", "system: a\nuser: '{{ oops'", "- list", "system: a\nuser: b\nmore: c"]
)
def test_a_broken_prompt_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"broken\.yaml"):
        prompts.load("broken", tmp_path)


def test_the_hash_changes_with_the_file(tmp_path: Path) -> None:
    for n in (1, 2):
        (tmp_path / f"p{n}.yaml").write_text(f"system: s{n}\nuser: u\n", encoding="utf-8")
    assert prompts.load("p1", tmp_path).hash != prompts.load("p2", tmp_path).hash


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="<>/|!said \n{}%abc"))
def test_nobodys_words_can_open_or_close_a_fence(words: str) -> None:
    values = {"competency": "c", "follow_up_id": "f", "follow_up": "q", "answer": words, "background": words}
    message = prompts.load("interviewer").render(**values)
    assert message[1]["content"].count("<said>") == message[1]["content"].count("</said>") == 1
