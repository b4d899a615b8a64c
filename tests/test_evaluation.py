import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from coach.cases import Case, Label, load_cases, question_of
from coach.engine import Engine
from coach.errors import EngineError, InputError
from coach.evaluation import binary_accuracy, figures, judge, macro_f1, quadratic_kappa
from coach.models import Claim, Episode, Kind, Question, Reading, Star, Tip, Turn, Usage, Verdict
from coach.offline import OfflineEngine

HELD_OUT = Path(__file__).parent / "cases" / "held_out.jsonl"
ANSWER = "In 2021 I rang 900 lapsed members myself. By June 310 were back, against 70 the year before. " + (
    "I had asked finance for a small budget, and sales helped with the list, so it took three weeks in all. "
)
CASE = Case(
    "one",
    "Tell me about a win-back.",
    ("What they did", "The result", "What they learned"),
    ANSWER,
    (Label(2, "I rang 900 lapsed members"), Label(1, "310 were back"), Label(0, "")),
    4,
)
MEASURES = {
    "cases",
    "areas",
    "macro_f1",
    "binary_accuracy",
    "missing_precision",
    "missing_recall",
    "quote_validity",
    "evidence_overlap",
    "level_qwk",
    "level_within_one",
    "ms_per_answer",
    "calls",
    "input_tokens",
    "output_tokens",
    "not_assessed",
}


class Scripted:
    """An engine that says what it is told to say."""

    name = "scripted"
    model = "m"
    prompt_hash = "h"

    def __init__(self, *areas: tuple[Verdict, str]) -> None:
        self.areas = areas

    def read(self, question: Question, turns: Sequence[Turn]) -> Reading:
        claims = tuple(
            Claim(a.id, verdict, (quote,) if quote else ())
            for a, (verdict, quote) in zip(question.areas, self.areas, strict=True)
        )
        star = tuple(Claim(s, Verdict.COVERED, ("I rang 900",)) for s in Star)
        tips = tuple(Claim(t, Verdict.COVERED, ("I rang 900",)) for t in Tip)
        return Reading(claims, star, tips, Episode.STORY, usage=Usage(calls=2, input_tokens=30, output_tokens=4))

    def word(self, question: Question, turns: Sequence[Turn], line: str) -> str:
        return line


class Broken(Scripted):
    def read(self, question: Question, turns: Sequence[Turn]) -> Reading:
        raise EngineError("the server does not answer")


def measured(engine: Engine, *cases: Case) -> dict[str, object]:
    return figures([judge(engine, case) for case in cases])


# -- loading ---------------------------------------------------------------------------------------


def test_a_case_is_loaded_with_its_labels_and_other_keys_are_ignored(tmp_path: Path) -> None:
    line = {"id": "a", "question": "Q?", "areas": ["x"], "answer": "y", "labels": [{"label": 2, "quote": "y"}]}
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps({**line, "rating": 3, "voice": "typed"}) + "\n\n", encoding="utf-8")
    assert load_cases(path) == [Case("a", "Q?", ("x",), "y", (Label(2, "y"),), 3)]


def test_labels_and_rating_may_be_absent(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"id": 7, "question": "Q?", "areas": ["x"], "answer": ""}', encoding="utf-8")
    assert load_cases(path) == [Case("7", "Q?", ("x",), "", None, None)]


GOOD = {"id": "a", "question": "Q?", "areas": ["x"], "answer": "y"}


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "must be a JSON object"),
        (json.dumps({**GOOD, "id": None}), "id"),
        (json.dumps({**GOOD, "question": 3}), "question"),
        (json.dumps({**GOOD, "answer": None}), "answer"),
        (json.dumps({**GOOD, "areas": []}), "areas"),
        (json.dumps({**GOOD, "areas": [""]}), "areas"),
        (json.dumps({**GOOD, "labels": []}), "labels"),
        (json.dumps({**GOOD, "labels": [2]}), "labels[0]"),
        (json.dumps({**GOOD, "labels": [{"label": 3}]}), "labels[0].label"),
        (json.dumps({**GOOD, "labels": [{"label": True}]}), "labels[0].label"),
        (json.dumps({**GOOD, "labels": [{"label": 1, "quote": 1}]}), "labels[0].quote"),
        (json.dumps({**GOOD, "rating": 6}), "rating"),
        (json.dumps({**GOOD, "rating": "5"}), "rating"),
    ],
)
def test_a_bad_line_is_refused_with_file_line_and_field(tmp_path: Path, line: str, field: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(GOOD) + "\n" + line, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_cases(path)
    assert str(refused.value).startswith(f"{path}: line 2: {field}")


def test_a_file_that_is_absent_empty_or_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name in ("absent", "empty", "binary"):
        with pytest.raises(InputError, match=name):
            load_cases(tmp_path / name)


def test_areas_get_ids_and_kinds_and_none_is_core() -> None:
    areas = question_of(CASE).areas
    assert [a.id for a in areas] == ["area-1", "area-2", "area-3"]
    assert [a.kind for a in areas][1:] == [Kind.OUTCOME, Kind.LESSON]
    assert not any(a.core for a in areas)


# -- one critique ----------------------------------------------------------------------------------


def test_a_critique_has_the_keys_of_the_contract_and_true_offsets() -> None:
    found = judge(OfflineEngine(), CASE).critique
    assert set(found) == {
        "id", "engine", "areas", "episode", "star", "tips", "level", "strength", "focus", "flags",
    }  # fmt: skip
    assert set(found["areas"][0]) == {"verdict", "quotes", "confidence"}
    assert set(found["star"]) == set("STAR")
    assert set(found["tips"]) == {str(t) for t in Tip}
    quotes = [q for part in (*found["areas"], *found["star"].values(), *found["tips"].values()) for q in part["quotes"]]
    assert quotes
    assert all(ANSWER[q["start"] : q["end"]] == q["text"] for q in quotes)
    json.dumps(found)


# -- measures --------------------------------------------------------------------------------------


def test_a_perfect_engine_scores_one_everywhere() -> None:
    engine = Scripted((Verdict.COVERED, "I rang 900 lapsed"), (Verdict.PARTIAL, "310 were back"), (Verdict.MISSING, ""))
    found = measured(engine, CASE)
    assert set(found) == MEASURES
    for name in ("macro_f1", "binary_accuracy", "missing_precision", "missing_recall", "evidence_overlap"):
        assert found[name] == 1.0, name
    assert (found["cases"], found["areas"], found["not_assessed"]) == (1, 3, 0)
    assert (found["calls"], found["input_tokens"], found["output_tokens"]) == (2, 30, 4)


def test_mistakes_are_counted_as_they_are_defined() -> None:
    engine = Scripted((Verdict.MISSING, ""), (Verdict.PARTIAL, "In 2021"), (Verdict.MISSING, ""))
    found = measured(engine, CASE)
    assert found["missing_precision"] == 0.5
    assert found["missing_recall"] == 1.0
    assert found["evidence_overlap"] == 0.0
    assert found["binary_accuracy"] == pytest.approx(2 / 3, abs=1e-4)


def test_macro_f1_is_the_mean_over_the_three_verdicts() -> None:
    assert macro_f1([(0, 0), (1, 1), (2, 1)]) == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert macro_f1([]) is None


def test_binary_accuracy_asks_only_covered_or_not() -> None:
    assert binary_accuracy([(0, 1), (1, 0), (2, 2), (2, 1)]) == 0.75


def test_quadratic_kappa_is_one_for_agreement_and_zero_for_a_constant() -> None:
    assert quadratic_kappa([(1, 1), (5, 5)]) == 1.0
    assert quadratic_kappa([(1, 3), (5, 3), (3, 3)]) == pytest.approx(0.0)
    assert quadratic_kappa([(1, 5), (5, 1)]) == -1.0
    assert quadratic_kappa([]) is None
    assert quadratic_kappa([(3, 3)]) is None


def test_what_nobody_labelled_counts_for_nothing() -> None:
    bare = Case("bare", CASE.question, CASE.areas, ANSWER)
    found = measured(OfflineEngine(), bare)
    assert (found["cases"], found["areas"]) == (1, 0)
    assert found["macro_f1"] is None
    assert found["level_qwk"] is None
    assert found["quote_validity"] == 1.0


def test_an_engine_that_fails_is_not_assessed_never_missing() -> None:
    found = measured(Broken(), CASE)
    assert found["not_assessed"] == 3
    assert found["macro_f1"] is None
    assert found["missing_precision"] is None
    assert found["level_within_one"] is None


def test_the_offline_engine_reaches_its_numbers_on_answers_it_never_saw() -> None:
    found = measured(OfflineEngine(), *load_cases(HELD_OUT))
    assert found["cases"] >= 90
    assert found["binary_accuracy"] >= 0.72
    assert found["macro_f1"] >= 0.48
    assert found["missing_precision"] >= 0.45
    assert found["quote_validity"] == 1.0
    assert found["level_within_one"] >= 0.80
