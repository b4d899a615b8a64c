"""The command line's contract (DESIGN §10): exit codes, one JSON object, clear messages, whole files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from model_server import Fail, ModelServer, Request, Say

from coach import bankfile
from coach.cli import main
from coach.settings import ROOT

BANK = """
id: plans
title: Plans
competency: Changing plans
questions:
  - id: changed
    text: Tell me about a plan you changed.
    areas:
      - {id: signal, text: What showed that it no longer fitted, core: true}
      - {id: change, text: What was changed, core: true}
    follow_ups:
      - {id: first-sign, text: What was the first sign?, areas: [signal, change]}
"""
SIZES = {"id": "plans", "title": "Plans", "questions": 1, "areas": 2, "follow_ups": 1}
ANSWER = (
    "In March I saw sign-ups fall by a third after the price change. I stopped the spring campaign, moved its money "
    "to the people who had already tried us, and by June we were back where we had started. I would test prices first."
)
CASE = {
    "id": "c1",
    "question": "Tell me about a plan you changed.",
    "areas": ["What showed that it no longer fitted", "What was changed"],
    "answer": ANSWER,
    "labels": [{"label": 2, "quote": "sign-ups fall by a third"}, {"label": 2, "quote": "stopped the spring campaign"}],
    "rating": 4,
}


@pytest.fixture(autouse=True)
def one_small_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped banks are replaced by one of one question."""
    folder = tmp_path / "banks"
    folder.mkdir()
    (folder / "plans.yaml").write_text(BANK, encoding="utf-8")
    monkeypatch.setenv("COACH_BANKS_DIR", str(folder))
    return folder


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "script.txt"
    path.write_text(
        f"{ANSWER}\n\nIt was the support team who told me, in the second week of March.\n", encoding="utf-8"
    )
    return str(path)


def cases(folder: Path, *lines: object) -> str:
    path = folder / "cases.jsonl"
    path.write_text("".join(f"{x if isinstance(x, str) else json.dumps(x)}\n" for x in lines), encoding="utf-8")
    return str(path)


class Ran:
    """What a command did: exit code, and what it printed where."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        """The only thing on stdout; anything beside it does not parse."""
        return json.loads(self.out)

    def failed_with_one_message(self) -> str:
        """The message of a command that failed as it should: exit 1, and nothing on stdout."""
        assert (self.code, self.out) == (1, "")
        assert self.err.strip()
        assert "Traceback" not in self.err
        return self.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str) -> Ran:
        code = main(arguments)
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return call


def in_a_process(*arguments: str, stdout: Any = subprocess.PIPE, **env: str) -> Ran:
    command = [sys.executable, "-m", "coach", *arguments]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "", **env},
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    return Ran(done.returncode, (done.stdout or b"").decode(), done.stderr.decode())


# -- usage -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["bank"],
        ["banks"],
        ["banks", "check", "--nope"],
        ["practice"],
        ["practice", "--script", "x", "--questions", "0"],
        ["practice", "--script", "x", "--questions", "many"],
        ["practice", "--script", "x", "--engine", "oracle"],
        ["critique"],
        ["critique", "x", "y"],
        ["evaluate"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_says_how(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    printed = capsys.readouterr()
    assert (ended.value.code, printed.out) == (2, "")
    assert printed.err.startswith("usage: python -m coach")


# -- banks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "list"])
def test_banks_are_counted(run: Any, command: str) -> None:
    done = run("banks", command)
    assert (done.code, done.err) == (0, "")
    assert done.out == "plans: 1 questions, 2 areas, 1 follow-ups  (Plans)\n"


def test_banks_list_as_json_is_the_contract(run: Any) -> None:
    assert run("banks", "list", "--json").json == {"banks": [SIZES]}


def test_banks_check_takes_files_and_folders(run: Any, tmp_path: Path) -> None:
    other = tmp_path / "other.yml"
    other.write_text(BANK.replace("id: plans", "id: others"), encoding="utf-8")
    done = run("banks", "check", str(tmp_path / "banks"), str(other), "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json["banks"] == [SIZES, {**SIZES, "id": "others"}]
    assert done.json["problems"] == []


@pytest.mark.parametrize("as_json", [False, True])
def test_banks_check_warns_of_what_could_be_better_and_that_is_no_failure(
    run: Any, one_small_bank: Path, as_json: bool
) -> None:
    (one_small_bank / "more.yaml").write_text(
        BANK.replace("id: plans", "id: more").replace("What was the first sign?", "Was there a first sign?"),
        encoding="utf-8",
    )
    done = run("banks", "check", *["--json"] * as_json)
    assert done.code == 0
    warnings = done.json["warnings"] if as_json else [w.removeprefix("warning: ") for w in done.err.splitlines()]
    assert not as_json or not done.err
    closed, twice = warnings
    assert closed.startswith("more: changed: follow_ups 1 (first-sign): can be answered by yes or no; better: ")
    assert twice.startswith("plans: changed: text: asks nearly the same as 'changed' in 'more'")


@pytest.mark.parametrize("as_json", [False, True])
def test_a_fault_in_a_bank_names_file_question_and_field_and_the_others_are_counted(
    run: Any, one_small_bank: Path, as_json: bool
) -> None:
    (one_small_bank / "broken.yaml").write_text(BANK.replace("    text: Tell", "    words: Tell"), encoding="utf-8")
    done = run("banks", "check", *["--json"] * as_json)
    assert done.code == 1
    lines = done.err.splitlines()
    assert [line.split(": ")[:3] for line in lines] == [
        ["broken.yaml", "questions 1 (changed)", f] for f in ("text", "words")
    ]
    if as_json:
        assert done.json == {"banks": [SIZES], "problems": lines, "warnings": []}
    else:
        assert done.out.startswith("plans: 1 questions")


def test_a_bank_that_cannot_be_read_does_not_stop_the_list(run: Any, one_small_bank: Path) -> None:
    (one_small_bank / "broken.yaml").write_text("id: [", encoding="utf-8")
    done = run("banks", "list", "--json")
    assert (done.code, done.json) == (0, {"banks": [SIZES]})
    assert done.err.startswith("broken.yaml: line ")


def test_a_path_that_is_not_there_is_named(run: Any, tmp_path: Path) -> None:
    assert (
        "nowhere: there is no such file" in run("banks", "check", str(tmp_path / "nowhere")).failed_with_one_message()
    )


def test_a_folder_without_banks_is_no_success(run: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "No bank" in run("banks", "check", str(tmp_path / "empty")).failed_with_one_message()


def test_the_schema_is_one_json_object(run: Any) -> None:
    assert run("banks", "schema").json == bankfile.json_schema()


# -- practice --------------------------------------------------------------------------------------


def test_practice_prints_the_transcript_and_the_critiques(run: Any, script: str) -> None:
    done = run("practice", "--script", script, "--questions", "1")
    assert (done.code, done.err) == (0, "")
    assert f"CANDIDATE: {ANSWER}" in done.out
    assert "What showed that it no longer fitted" in done.out


def test_practice_as_json_is_one_object_and_the_same_each_time(run: Any, script: str) -> None:
    first, second = (
        run("practice", "--script", script, "--banks", " plans ,", "--seed", "4", "--json") for _ in range(2)
    )
    assert first.code == 0
    assert first.out == second.out
    assert set(first.json) == {"questions", "transcript", "critiques"}
    assert first.json["questions"] == [{"bank": "plans", "question": "changed"}]


def test_practice_leaves_nothing_on_disk(run: Any, script: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert run("practice", "--script", script).code == 0
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (None, [], "script.txt: cannot be read"),
        (" \n", [], "script.txt: there is no answer in it"),
        (ANSWER, ["--banks", "nope"], "no bank 'nope'. Banks here: plans"),
        ("?!", [], "Answer 1 of the script: There are no words"),
        ("a" * 12_001, [], "Answer 1 of the script: That answer has 12,001 characters"),
    ],
    ids=["no file", "blank", "no such bank", "no words", "too long"],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_practice_that_cannot_be_held_says_why(
    run: Any, tmp_path: Path, content: str | None, options: list[str], says: str, as_json: bool
) -> None:
    path = tmp_path / "script.txt"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert says in run("practice", "--script", str(path), *options, *["--json"] * as_json).failed_with_one_message()


def test_practice_without_any_bank_says_so(run: Any, script: str, one_small_bank: Path) -> None:
    (one_small_bank / "plans.yaml").unlink()
    assert "choose at least one bank" in run("practice", "--script", script).failed_with_one_message()


def test_a_wrong_setting_is_named(run: Any, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_ENGINE", "oracle")
    assert "COACH_ENGINE is 'oracle'" in run("practice", "--script", script).failed_with_one_message()


# -- critique and evaluate -------------------------------------------------------------------------

CRITIQUE = {"id", "engine", "areas", "episode", "star", "tips", "level", "strength", "focus", "flags"}
FIGURES = [
    *("cases", "areas", "macro_f1", "binary_accuracy", "missing_precision", "missing_recall", "quote_validity"),
    *("evidence_overlap", "level_qwk", "level_within_one", "ms_per_answer", "calls", "input_tokens", "output_tokens"),
    "not_assessed",
]


def test_critique_prints_one_object_a_line_in_order(run: Any, tmp_path: Path) -> None:
    plain = {k: v for k, v in CASE.items() if k not in ("labels", "rating")}
    done = run("critique", cases(tmp_path, CASE, {**plain, "id": "c2", "more": 1}))
    assert (done.code, done.err) == (0, "")
    found = [json.loads(line) for line in done.out.splitlines()]
    assert [f["id"] for f in found] == ["c1", "c2"]
    for critique in found:
        assert set(critique) == CRITIQUE
        assert [set(a) for a in critique["areas"]] == [{"verdict", "quotes", "confidence"}] * 2
        assert all(ANSWER[q["start"] : q["end"]] == q["text"] for a in critique["areas"] for q in a["quotes"])


def test_critique_writes_the_same_lines_to_a_file(run: Any, tmp_path: Path) -> None:
    path, out = cases(tmp_path, CASE), tmp_path / "out.jsonl"
    out.write_text("older", encoding="utf-8")
    done = run("critique", path, "--out", str(out))
    assert (done.code, done.out, done.err) == (0, "", "")
    assert out.read_text(encoding="utf-8") == run("critique", path).out


@pytest.mark.parametrize("command", ["critique", "evaluate"])
def test_a_case_that_cannot_be_read_is_named_and_nothing_is_printed(run: Any, tmp_path: Path, command: str) -> None:
    path = cases(tmp_path, CASE, "{not json")
    assert "cases.jsonl: line 2: not valid JSON" in run(command, path).failed_with_one_message()


def test_a_critique_that_fails_leaves_the_file_as_it_was(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("older", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    run("critique", cases(tmp_path, CASE, {**CASE, "areas": []}), "--out", str(out)).failed_with_one_message()
    assert out.read_text(encoding="utf-8") == "older"
    assert sorted(tmp_path.iterdir()) == sorted([*before, tmp_path / "cases.jsonl"])


@pytest.mark.parametrize("place", ["nowhere/out.jsonl", "cases.jsonl/out.jsonl", "banks"])
def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left(run: Any, tmp_path: Path, place: str) -> None:
    path = cases(tmp_path, CASE)
    before = sorted(tmp_path.rglob("*"))
    message = run("critique", path, "--out", str(tmp_path / place)).failed_with_one_message()
    assert f"{place}: cannot be written" in message
    assert sorted(tmp_path.rglob("*")) == before


def test_evaluate_as_json_is_the_contract(run: Any, tmp_path: Path) -> None:
    done = run("evaluate", cases(tmp_path, CASE), "--json")
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == FIGURES
    assert (done.json["cases"], done.json["areas"], done.json["quote_validity"]) == (1, 2, 1.0)


def test_evaluate_for_reading_says_what_the_labels_are(run: Any, tmp_path: Path) -> None:
    done = run("evaluate", cases(tmp_path, CASE))
    assert done.code == 0
    assert all(name in done.out for name in FIGURES)
    assert "not human judgements" in done.out


# -- with a server ---------------------------------------------------------------------------------

FOUR = [{**CASE, "id": f"c{n}"} for n in range(1, 5)]


def reads(request: Request) -> Say:
    """A model that quotes one thing for everything."""
    targets = ["a1", "a2", *"STAR", "specific", "empathy", "results", "lessons", "positive"]
    checks = [{"id": i, "quotes": ["sign-ups fall by a third"], "verdict": "covered"} for i in targets]
    return Say(json.dumps({"checks": checks, "episode": "story"}))


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer().running() as server:
        server.otherwise = reads
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("COACH_MODEL", "test-model")
        yield server


def test_evaluate_with_a_server_sums_what_it_cost(run: Any, tmp_path: Path, model: ModelServer) -> None:
    done = run("evaluate", cases(tmp_path, *FOUR), "--engine", "llm", "--jobs", "2", "--json")
    assert done.code == 0
    assert list(done.json) == FIGURES
    assert (done.json["cases"], done.json["calls"], done.json["binary_accuracy"]) == (4, 4, 1.0)
    assert done.json["input_tokens"] > 1000
    assert done.json["output_tokens"] > 100


def test_evaluate_resumed_asks_only_for_what_is_not_there(run: Any, tmp_path: Path, model: ModelServer) -> None:
    kept = str(tmp_path / "run.jsonl")
    run("evaluate", cases(tmp_path, *FOUR[:3]), "--engine", "llm", "--resume", kept)
    assert len(model.requests) == 3
    done = run("evaluate", cases(tmp_path, *FOUR), "--engine", "llm", "--resume", kept, "--json")
    assert len(model.requests) == 4
    assert done.json["calls"] == 4


def test_critiques_are_printed_in_order_though_one_takes_longer(run: Any, tmp_path: Path, model: ModelServer) -> None:
    model.script = [reads, replace(reads({}), stall_after=0, stall=0.5)]
    done = run("critique", cases(tmp_path, *FOUR), "--engine", "llm", "--jobs", "3")
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == ["c1", "c2", "c3", "c4"]


def test_compare_prints_a_table_or_one_object(run: Any, tmp_path: Path, model: ModelServer) -> None:
    path, kept = cases(tmp_path, *FOUR), [str(tmp_path / f"{engine}.jsonl") for engine in ("offline", "llm")]
    for file, engine in zip(kept, ("offline", "llm"), strict=True):
        run("evaluate", path, "--engine", engine, "--resume", file)
    assert run("compare", *kept, "--cases", path).out.startswith("| run | offline | llm |\n| --- | ---: | ---: |\n")
    found = run("compare", *kept, "--cases", path, "--json").json["runs"]
    assert [(r["run"], r["model"], r["calls"]) for r in found] == [
        ("offline", found[0]["model"], 0),
        ("llm", "test-model", 4),
    ]


@pytest.mark.parametrize("command", ["critique", "evaluate"])
def test_a_case_that_the_server_fails_on_is_not_assessed_and_said(
    run: Any, tmp_path: Path, model: ModelServer, command: str
) -> None:
    model.script = [Fail(401), reads, reads, reads]
    done = run(command, cases(tmp_path, *FOUR), "--engine", "llm", *(["--json"] if command == "evaluate" else []))
    assert done.code == 0
    assert "1 of 4 cases could not be read and are not assessed. The first:" in done.err
    assert "OPENAI_API_KEY" in done.err
    if command == "evaluate":
        assert done.json["not_assessed"] == 2
    else:
        verdicts = [{a["verdict"] for a in json.loads(line)["areas"]} for line in done.out.splitlines()]
        assert verdicts == [{"not_assessed"}, {"covered"}, {"covered"}, {"covered"}]


@pytest.mark.parametrize("command", ["critique", "evaluate"])
def test_a_server_that_fails_on_all_cases_is_a_failure(
    run: Any, tmp_path: Path, model: ModelServer, command: str
) -> None:
    model.otherwise = Fail(401)
    message = run(command, cases(tmp_path, *FOUR), "--engine", "llm").failed_with_one_message()
    assert "None of the 4 cases could be read" in message
    assert "OPENAI_API_KEY" in message


def test_ctrl_c_ends_at_once_and_what_is_finished_is_kept(tmp_path: Path, model: ModelServer) -> None:
    """Two cases are read, the others hang; the process does not wait for them."""
    model.script = [reads, reads, Say("late", stall_after=0, stall=30), Say("late", stall_after=0, stall=30)]
    kept = tmp_path / "run.jsonl"
    arguments = ["evaluate", cases(tmp_path, *FOUR), "--engine", "llm", "--jobs", "2", "--resume", str(kept)]
    process = subprocess.Popen(
        [sys.executable, "-m", "coach", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        for _ in range(600):
            if len(model.requests) == 4 and kept.exists() and kept.read_bytes().count(b"\n") == 2:
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)  # a stalled request would take 30 seconds
    assert (process.returncode, out) == (1, "")
    assert f"Stopped after 2 of 4 cases. They are in {kept}" in err
    assert "Traceback" not in err
    assert kept.read_bytes().count(b"\n") == 2


# -- doctor ----------------------------------------------------------------------------------------


def checks(done: Ran) -> dict[str, bool]:
    return {check["name"]: check["ok"] for check in done.json["checks"]}


def test_doctor_finds_nothing_wrong_here(run: Any) -> None:
    done = run("doctor", "--json")
    assert (done.code, done.err, done.json["ok"]) == (0, "", True)
    assert {"python", "banks", "store", "engine"} <= set(checks(done))
    assert "NO " not in run("doctor").out


def test_doctor_tries_the_rest_when_the_store_cannot_be_opened(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "file" / "data"))
    done = run("doctor", "--json")
    assert (done.code, done.json["ok"]) == (1, False)
    assert {name for name, ok in checks(done).items() if not ok} == {"store"}


def test_doctor_shows_a_broken_bank(run: Any, one_small_bank: Path) -> None:
    (one_small_bank / "broken.yaml").write_text("id: [", encoding="utf-8")
    done = run("doctor")
    assert done.code == 1
    assert "NO  banks: broken.yaml: line " in done.out


def test_doctor_shows_a_wrong_setting(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_ENGINE", "oracle")
    done = run("doctor", "--json")
    assert (done.code, checks(done)) == (1, {"settings": False})


# -- as a process ----------------------------------------------------------------------------------


def test_the_exit_codes_reach_the_shell(tmp_path: Path) -> None:
    assert in_a_process("banks", "list", "--json").json == {"banks": [SIZES]}
    assert "no such file" in in_a_process("banks", "check", str(tmp_path / "nowhere")).failed_with_one_message()
    assert in_a_process("banks").code == 2


def test_output_is_utf_8_wherever_it_goes(tmp_path: Path, script: str) -> None:
    """A pipe on Windows, or a bare C locale, would else refuse the first quotation mark."""
    done = in_a_process("practice", "--script", script, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert (done.code, done.err) == (0, "")
    assert "“" in done.out


def test_half_a_surrogate_in_a_case_does_not_break_the_output(tmp_path: Path) -> None:
    path, out = cases(tmp_path, {**CASE, "id": "\ud800"}), tmp_path / "out.jsonl"
    printed = in_a_process("critique", path)
    assert (printed.code, printed.err) == (0, "")
    assert printed.json["id"] == "\ud800"
    assert in_a_process("critique", path, "--out", str(out)).code == 0
    assert json.loads(out.read_text(encoding="utf-8")) == printed.json


@pytest.mark.parametrize("command", ["list", "schema"])
def test_a_reader_that_has_seen_enough_is_no_error(command: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed_at_the_other_end:
        done = in_a_process("banks", command, stdout=closed_at_the_other_end)
    assert (done.code, done.err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_that_cannot_be_written_says_so() -> None:
    with Path("/dev/full").open("wb") as full:
        done = in_a_process("banks", "list", stdout=full)
    assert "No space left" in done.failed_with_one_message()
