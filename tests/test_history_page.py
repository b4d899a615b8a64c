"""The History page as a place for files: practices out, in, kept and gone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest
from test_app import HISTORY, Open, app, banks, begin, labels, page, press, run, say, shown
from test_logs import changed
from test_store import practice

from coach import bootstrap
from coach.logs.archive import Archive
from coach.models import Mode
from coach.ui import state

__all__ = ["app", "banks"]  # fixtures

ME = bootstrap.LOCAL
TEXT = changed(lambda d: None).decode()


def bring(at: AppTest, *files: tuple[str, str]) -> AppTest:
    at = page(at, HISTORY)
    at.file_uploader[0].upload(*files[0][:1], files[0][1].encode())
    for name, content in files[1:]:
        at.file_uploader[0].upload(name, content.encode())
    return run(at)


def said(at: AppTest) -> str:
    return " ".join(m.value for kind in (at.success, at.info, at.error) for m in kind)


def plain(text: str) -> str:
    """Without what `verbatim` writes around signs."""
    import html
    import re

    return html.unescape(re.sub(r":color\[([^\]]*)\]", r"\1", text))


def test_a_portable_log_is_taken_in_and_marked_as_from_a_file(app: Open) -> None:
    at = bring(app(), ("from-ann.jsonl", TEXT))
    assert "from-ann.jsonl: 1 practice taken in." in plain(said(at))
    assert "from a file: from-ann.jsonl" in plain(shown(at))
    assert "1 of 2 answered" in shown(at)
    assert state.app().store.practice("p1")


def test_the_box_is_empty_again_and_the_result_stays_until_it_was_read(app: Open) -> None:
    at = bring(app(), ("mine.jsonl", TEXT))
    assert said(at)
    at = run(at)
    assert said(at)
    assert not said(press(at, "Understood"))


def test_the_same_file_again_changes_nothing_and_says_so(app: Open) -> None:
    at = bring(bring(app(), ("mine.jsonl", TEXT)), ("mine.jsonl", TEXT))
    assert "mine.jsonl: 1 practice, here already; nothing changed." in plain(said(at))


def test_each_file_has_its_own_result_and_a_refused_one_says_why(app: Open) -> None:
    at = bring(app(), ("bad.jsonl", '{"format":"coach-log","version":9}'), ("mine.jsonl", TEXT))
    told = plain(said(at))
    assert "bad.jsonl: line 1: it is coach-log version 9" in told
    assert "Nothing of this file was taken in." in told
    assert "mine.jsonl: 1 practice taken in." in told


def test_hostile_words_in_a_file_are_words_on_the_page(app: Open) -> None:
    hostile = json.loads(TEXT)
    hostile["plan"]["role"] = "![x](http://127.0.0.1:9/x.png) <b>"
    at = bring(app(), ("![y](http://e.example).jsonl", json.dumps(hostile)))
    assert "![" not in " ".join(m.value for m in (*at.markdown, *at.success))


def test_a_practice_is_offered_as_pdf_markdown_and_portable_log(app: Open) -> None:
    at = page(say(begin(app())), HISTORY)
    offered = [b.label for b in at.get("download_button")]
    assert offered == [
        "PDF, to print",
        "Markdown, to edit",
        "Portable log, for a coach, or another installation",
        "Download all",
    ]


def test_a_mock_interview_that_goes_on_is_not_offered_as_a_file(app: Open) -> None:
    at = page(say(begin(app(), mode=Mode.MOCK)), HISTORY)
    assert [b.label for b in at.get("download_button")] == ["Download all"]


def test_everything_of_mine_goes_only_after_the_word_was_typed(app: Open) -> None:
    at = bring(app(), ("mine.jsonl", TEXT))
    state.app().store.add_practice(practice("q1", "bob"))
    delete = labels(at).index("Delete all of it")
    assert at.button[delete].disabled
    at.text_input(key="confirm-delete-all").input("delete")
    at = press(run(at), "Delete all of it")
    assert "1 practice deleted." in shown(at)
    assert "No practice yet" in shown(at)
    assert state.app().store.practice("p1") is None
    assert state.app().store.practice("q1")


# -- how long they stay ----------------------------------------------------------------------------


def test_the_page_says_how_long_practices_stay_and_when_the_next_goes(app: Open) -> None:
    at = bring(app(), ("mine.jsonl", TEXT))
    goes = datetime.now(UTC) + timedelta(days=30)
    assert "Practices are deleted 30 days after they end unless you keep them" in shown(at)
    assert f"the next goes on {goes.day} {goes:%b}" in shown(at)
    assert Archive(state.app().store).told()[ME.id][0] == 30


def test_a_kept_practice_is_not_the_next_to_go(app: Open) -> None:
    at = bring(app(), ("mine.jsonl", TEXT))
    at.toggle[0].set_value(True)
    at = run(at)
    assert at.toggle[0].value
    assert state.app().retention.kept(ME) == {"p1"}
    assert "the next goes" not in shown(at)
    at.toggle[0].set_value(False)
    at = run(at)
    assert not state.app().retention.kept(ME)


def test_what_another_tab_kept_is_shown_and_not_undone(app: Open) -> None:
    at = bring(app(), ("mine.jsonl", TEXT))
    state.app().retention.keep(ME, "p1")
    at = run(at)
    assert at.toggle[0].value
    assert state.app().retention.kept(ME) == {"p1"}


def test_with_retention_off_nothing_is_said_of_it(app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_RETENTION_DAYS", "off")
    at = bring(app(), ("mine.jsonl", TEXT))
    assert "until you delete them" in shown(at)
    assert not at.toggle
