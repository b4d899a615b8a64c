"""The numbers of the rating hang together."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import coach
from coach.models import Episode, Star, Verdict
from coach.rubric import LEVELS, VALUE, rubric

PACKAGE = Path(coach.__file__).parent


def test_the_weights_of_star_sum_to_one_and_cover_every_part() -> None:
    assert sum(rubric().star.values()) == pytest.approx(1.0)
    assert set(rubric().star) == set(Star)
    assert all(weight > 0 for weight in rubric().star.values())


def test_coverage_and_star_share_the_quality_between_them() -> None:
    assert 0 < rubric().weight["coverage"] < 1


def test_a_core_area_weighs_more_than_a_supporting_one() -> None:
    assert rubric().weight["core"] > rubric().weight["supporting"] > 0


def test_the_cuts_rise_between_none_and_all_and_part_five_levels() -> None:
    cuts = rubric().cuts
    assert all(lower < higher for lower, higher in pairwise((0.0, *cuts, 1.0)))
    assert len(cuts) + 1 == len(LEVELS) == 5


def test_every_cap_is_a_level() -> None:
    assert all(1 <= cap <= 5 for cap in rubric().cap.values())


def test_every_sort_of_answer_but_a_story_is_capped_and_so_is_what_a_story_lacks() -> None:
    lacks = {"no_own_action", "no_result", "no_lesson"}
    assert set(rubric().cap) == {str(e) for e in Episode if e is not Episode.STORY} | lacks


def test_thresholds_are_shares_and_a_verdict_is_worth_more_the_more_was_found() -> None:
    assert 0 < rubric().ask_below < 1
    assert 0 < rubric().unassessed_share < 1
    assert rubric().too_short_words > 0
    assert 0 == VALUE[Verdict.MISSING] < VALUE[Verdict.PARTIAL] < VALUE[Verdict.COVERED] == 1
    assert Verdict.NOT_ASSESSED not in VALUE


def test_every_level_has_a_name_and_an_anchor_of_its_own() -> None:
    assert len({level.name for level in LEVELS}) == len({level.anchor for level in LEVELS}) == 5


def test_the_hash_changes_with_any_byte_of_the_file(tmp_path: Path) -> None:
    for name in ("__init__.py", "models.py", "rubric.py", "rubric.toml"):
        (tmp_path / "coach").mkdir(exist_ok=True)
        shutil.copy(PACKAGE / name, tmp_path / "coach" / name)
    assert hash_in(tmp_path) == rubric().hash
    with (tmp_path / "coach" / "rubric.toml").open("ab") as file:
        file.write(b"#\n")
    assert hash_in(tmp_path) != rubric().hash


def hash_in(folder: Path) -> str:
    """The rubric's hash as the copy of the package in `folder` reckons it."""
    code = "from coach.rubric import rubric; print(rubric().hash)"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()
