"""Many cases: side by side, in order, and nothing lost when it stops in the middle."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from coach import runfile
from coach.cases import Case, Label
from coach.comparison import as_markdown, compare
from coach.errors import CoachError, EngineError, InputError
from coach.evaluation import figures
from coach.models import Claim, Episode, Question, Reading, Star, Tip, Turn, Usage, Verdict
from coach.runs import Progress, in_order, judge_all, judge_each

ANSWER = "In March I saw sign-ups fall by a third. I stopped the campaign and asked those who had left. " * 4
CASES = [
    Case(f"c{n}", f"Question {n}?", ("What was seen", "What was done"), ANSWER, (Label(2, "I saw"), Label(0, "")), 3)
    for n in range(1, 7)
]


class Reader:
    """An engine that finds the same words in each answer; `before` runs first, in the worker's thread."""

    name = "llm"
    reads_every_answer = False

    def __init__(
        self, model: str = "m", prompt: str = "p", before: Callable[[str], None] = lambda question: None
    ) -> None:
        self.model, self.prompt_hash, self.before = model, prompt, before
        self.read_so_far: list[str] = []

    def read(self, question: Question, turns: Sequence[Turn]) -> Reading:
        self.read_so_far.append(question.id)
        self.before(question.id)
        areas = tuple(Claim(a.id, Verdict.COVERED, ("I saw sign-ups fall",)) for a in question.areas)
        star = tuple(Claim(s, Verdict.PARTIAL, ("I stopped",)) for s in Star)
        return Reading(areas, star, tuple(Claim(t, Verdict.MISSING) for t in Tip), Episode.STORY, usage=Usage(1, 10, 3))


class Quick(Reader):
    reads_every_answer = True


def fails(*ids: str) -> Callable[[str], None]:
    def check(case_id: str) -> None:
        if case_id in ids:
            raise EngineError(f"no reading of {case_id}")

    return check


def stop_at(number: int) -> Callable[[int, int, int], None]:
    def finished(done: int, of: int, failed: int) -> None:
        if done == number:
            raise KeyboardInterrupt

    return finished


# -- side by side ----------------------------------------------------------------------------------


def test_as_many_cases_as_asked_for_are_read_at_the_same_time() -> None:
    """Three wait for each other: were fewer read at once, they would wait in vain."""
    together = threading.Barrier(3, timeout=20)

    def meet(case_id: str) -> None:
        if case_id != "c1":
            together.wait()

    assert len(judge_all(Reader(before=meet), CASES[:4], jobs=3)) == 4


def test_no_more_than_asked_for_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    class Counted(threading.Thread):
        def start(self) -> None:
            started.append(self)
            super().start()

    monkeypatch.setattr(threading, "Thread", Counted)
    judge_all(Reader(), CASES, jobs=2)
    assert len(started) == 2
    judge_all(Reader(), CASES[:2], jobs=5)
    assert len(started) == 3


def test_results_come_in_the_order_of_the_cases_not_of_the_answers() -> None:
    third_is_read = threading.Event()

    def second_waits(case_id: str) -> None:
        if case_id == "c2":
            third_is_read.wait(20)
        if case_id == "c3":
            third_is_read.set()

    finished = [j.case.id for _, j in judge_each(Reader(before=second_waits), CASES[:3], 2)]
    assert sorted(finished) == ["c1", "c2", "c3"]
    assert [j.case.id for j in judge_all(Reader(), CASES, jobs=3)] == [c.id for c in CASES]
    assert list(in_order(enumerate_backwards())) == [0, 1, 2]


def enumerate_backwards() -> list[tuple[int, int]]:
    return [(2, 2), (0, 0), (1, 1)]


def test_the_first_case_is_read_alone_to_find_out_how_the_server_is_asked() -> None:
    reader = Reader()
    each = judge_each(reader, CASES, 4)
    next(each)
    assert reader.read_so_far == ["c1"]
    each.close()


def test_a_quick_engine_is_asked_one_by_one_in_this_thread() -> None:
    threads = set()
    judge_all(Quick(before=lambda case_id: threads.add(threading.get_ident())), CASES, jobs=4)
    assert threads == {threading.get_ident()}


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_case_that_fails_is_not_assessed_and_the_others_go_on(jobs: int) -> None:
    found = judge_all(Reader(before=fails("c1", "c4")), CASES, jobs)
    assert [j.case.id for j in found if j.failed] == ["c1", "c4"]
    measured = figures(found)
    assert (measured["cases"], measured["not_assessed"], measured["calls"]) == (6, 4, 4)


@pytest.mark.parametrize("jobs", [1, 3])
def test_when_all_fail_the_first_reason_is_told(jobs: int) -> None:
    with pytest.raises(EngineError, match=r"None of the 6 cases could be read\. no reading of c1"):
        judge_all(Reader(before=fails(*(c.id for c in CASES))), CASES, jobs)


# -- kept and taken up again -----------------------------------------------------------------------


def ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_interrupted_run_goes_on_where_it_stopped_and_measures_the_same(tmp_path: Path, jobs: int) -> None:
    kept = tmp_path / "run.jsonl"
    with pytest.raises(CoachError, match=r"Stopped after 3 of 6 cases.*run\.jsonl"):
        judge_all(Reader(), CASES, jobs, kept, stop_at(3))
    first = ids(kept)
    assert len(first) == 3
    again = Reader()
    resumed = judge_all(again, CASES, jobs, kept)
    assert sorted(again.read_so_far) == sorted({c.id for c in CASES} - set(first))
    assert sorted(ids(kept)) == [c.id for c in CASES]
    whole = judge_all(Reader(), CASES, jobs)
    assert [j.critique for j in resumed] == [j.critique for j in whole]
    assert {**figures(resumed), "ms_per_answer": 0} == {**figures(whole), "ms_per_answer": 0}


def test_without_a_file_an_interrupted_run_says_how_to_keep_one() -> None:
    with pytest.raises(CoachError, match=r"Stopped after 1 of 6 cases\. Nothing is kept without --resume"):
        judge_all(Reader(), CASES, 1, None, stop_at(1))


def test_a_fault_of_ours_in_the_middle_loses_no_finished_case(tmp_path: Path) -> None:
    def broken(case_id: str) -> None:
        if case_id == "c4":
            raise ZeroDivisionError

    kept = tmp_path / "run.jsonl"
    with pytest.raises(ZeroDivisionError):
        judge_all(Reader(before=broken), CASES, 2, kept)
    assert {"c1", "c2"} <= set(ids(kept))


def test_a_case_that_failed_is_tried_again_and_the_later_line_holds(tmp_path: Path) -> None:
    kept = tmp_path / "run.jsonl"
    judge_all(Reader(before=fails("c2")), CASES, 1, kept)
    again = Reader()
    assert not any(j.failed for j in judge_all(again, CASES, 1, kept))
    assert again.read_so_far == ["c2"]
    assert not any(j.failed for j in runfile.read(kept, CASES).judged)


def test_corrected_labels_need_no_new_reading(tmp_path: Path) -> None:
    kept = tmp_path / "run.jsonl"
    judge_all(Reader(), CASES, 1, kept)
    corrected = [replace(c, labels=(Label(0, ""), Label(2, "I saw")), rating=5) for c in CASES]
    reader = Reader()
    assert judge_all(reader, corrected, 1, kept)[0].case.rating == 5
    assert reader.read_so_far == []


@pytest.mark.parametrize(
    ("reader", "says"), [(Reader(model="other"), "model m, .*model other"), (Reader(prompt="new"), "prompt p, .*new")]
)
def test_a_file_of_another_model_or_prompt_is_refused_and_left_alone(tmp_path: Path, reader: Reader, says: str) -> None:
    kept = tmp_path / "run.jsonl"
    judge_all(Reader(), CASES[:1], 1, kept)
    before = kept.read_bytes()
    with pytest.raises(InputError, match=says):
        judge_all(reader, CASES, 1, kept)
    assert reader.read_so_far == []
    assert kept.read_bytes() == before


def test_a_case_that_changed_since_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "run.jsonl"
    judge_all(Reader(), CASES, 1, kept)
    with pytest.raises(InputError, match="case 'c1' has changed"):
        judge_all(Reader(), [replace(CASES[0], answer="Another."), *CASES[1:]], 1, kept)


def test_a_line_cut_in_the_middle_by_a_kill_is_read_again(tmp_path: Path) -> None:
    kept = tmp_path / "run.jsonl"
    judge_all(Reader(), CASES[:3], 1, kept)
    kept.write_bytes(kept.read_bytes()[:-40])
    reader = Reader()
    judge_all(reader, CASES[:3], 1, kept)
    assert reader.read_so_far == ["c3"]
    assert ids(kept) == ["c1", "c2", "c3"]


@pytest.mark.parametrize(
    "content",
    ["my notes", '{"id": "c1"}', '{"id": "c1"}\n', "{\n", "[1]\n", "\ud800\n", '{"case": "x"}\n'],
)
def test_a_file_that_is_no_run_is_named_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content.encode(errors="surrogatepass"))
    with pytest.raises(InputError, match=r"notes\.txt"):
        judge_all(Reader(), CASES, 1, path)
    assert path.read_bytes() == content.encode(errors="surrogatepass")


@pytest.mark.parametrize("change", [{"level": 6}, {"level": "3"}, {"areas": [{"verdict": "great", "quotes": []}]}])
def test_a_line_that_was_tampered_with_is_refused_by_its_number(tmp_path: Path, change: dict[str, object]) -> None:
    kept = tmp_path / "run.jsonl"
    judge_all(Reader(), CASES[:2], 1, kept)
    first, second = map(json.loads, kept.read_text(encoding="utf-8").splitlines())
    second["critique"] |= change
    kept.write_text(f"{json.dumps(first)}\n{json.dumps(second)}\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2: is no line of a run"):
        runfile.read(kept, CASES)


def test_cases_that_share_an_id_cannot_be_kept(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="share an id"):
        judge_all(Reader(), [CASES[0], CASES[0]], 1, tmp_path / "run.jsonl")


def test_a_place_that_cannot_be_written_is_named_before_anything_is_asked(tmp_path: Path) -> None:
    reader = Reader()
    with pytest.raises(InputError, match="cannot be written"):
        judge_all(reader, CASES, 1, tmp_path / "nowhere" / "run.jsonl")
    assert reader.read_so_far == []


def test_an_id_of_any_characters_comes_back(tmp_path: Path) -> None:
    odd = [replace(CASES[0], id="\ud800 “x”\n"), CASES[1]]
    judge_all(Reader(), odd, 1, tmp_path / "run.jsonl")
    reader = Reader()
    judge_all(reader, odd, 1, tmp_path / "run.jsonl")
    assert reader.read_so_far == []


# -- progress --------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_says_nothing_within_a_second_and_then_ever_more_rarely() -> None:
    now = [0.0]
    out = io.StringIO()
    progress = Progress(out, lambda: now[0])
    said = []
    for done in range(1, 61):
        now[0] = done / 2
        progress(done, 60, 0)
        said.append(out.getvalue().count("\n"))
    assert said[0] == 0
    assert "2 of 60 cases\n" in out.getvalue()
    assert 3 <= said[-1] <= 6
    now[0] = 1000
    progress(60, 60, 0)
    assert "60 of 60" not in out.getvalue()  # the result itself says that it is over


def test_progress_on_a_terminal_rewrites_its_line_from_the_start() -> None:
    out = Terminal()
    progress = Progress(out, lambda: 0.0)
    progress(1, 2, 0)
    progress(2, 2, 1)
    assert out.getvalue() == "\r1 of 2 cases\r2 of 2 cases, 1 could not be read\n"


# -- side by side ----------------------------------------------------------------------------------


def test_runs_stand_side_by_side_in_a_markdown_table(tmp_path: Path) -> None:
    small, large = tmp_path / "small.jsonl", tmp_path / "large.jsonl"
    judge_all(Reader("a|b"), CASES, 1, small)
    judge_all(Reader("big", before=fails("c1")), CASES, 1, large)
    table = as_markdown(compare([small, large], CASES)).splitlines()
    assert table[:2] == ["| run | small | large |", "| --- | ---: | ---: |"]
    assert "| model | a\\|b | big |" in table
    assert "| not_assessed | 0 | 2 |" in table
    assert "| cases | 6 | 6 |" in table
    assert all(f"| {name} |" in "\n".join(table) for name in figures([]))
    assert "not human judgements" in table[-1]


def test_a_run_that_is_not_finished_says_so(tmp_path: Path) -> None:
    kept = tmp_path / "half.jsonl"
    judge_all(Reader(), CASES[:2], 1, kept)
    table = as_markdown(compare([kept], CASES))
    assert "half is not finished: 4 cases were not read" in table


def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.jsonl: no case in it"):
        compare([tmp_path / "absent.jsonl"], CASES)
