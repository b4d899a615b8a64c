"""Journeys in a real Chromium with a model behind the app: it streams, it dies, it comes back, it is set up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from model_server import Fail, ModelServer, Request, Say
from playwright.sync_api import Page, expect
from serving import box, free_port, idle, lines, send, serve, start
from test_browser import STORY, VAGUE, answer_until_done, browser, page, press
from test_connection import QUOTE as DOCTORS
from test_connection import is_critique, is_stream, keys_sent

from coach.connection import PRESETS
from coach.models import Star, Tip

__all__ = ["browser", "page"]  # fixtures
pytestmark = pytest.mark.browser

KEY = "sk-very-secret"
HALF = "You moved the launch to May and cut three of the five emails after reading the support tickets."
QUOTE = "I decided to move the launch to May"


def talk(request: Request) -> Say:
    """A model that works, and takes its time over a line."""
    if is_stream(request):
        return Say(HALF, pause=0.1)
    if not is_critique(request):
        return Say('{"word": "ready"}')
    ids = [*(f"a{i}" for i in range(1, 10)), *Star, *Tip]
    checks = [
        {"id": i, "quotes": [DOCTORS if DOCTORS in request["messages"][-1]["content"] else QUOTE], "verdict": "partial"}
        for i in ids
    ]
    return Say(json.dumps({"checks": checks, "episode": "story"}))


@pytest.fixture
def fake() -> Iterator[ModelServer]:
    with ModelServer().running() as server:
        server.otherwise = talk
        yield server


def environment(server: ModelServer) -> dict[str, str]:
    return {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY, "COACH_MODEL": "test-model"}


# Everything that stood in the interviewer's newest line, as it grew, and the candidate's words meanwhile.
WATCH = """() => {
    window.grown = [];
    window.answered = [];
    new MutationObserver(() => {
        const said = [...document.querySelectorAll("[data-testid=stChatMessageContent]")]
            .filter(line => line.ariaLabel.includes("assistant")).map(line => line.innerText.trim());
        const last = said.at(-1);
        if (!last || last === window.grown.at(-1)) return;
        window.grown.push(last);
        window.answered.push(!!document.querySelector("[data-testid=stChatMessageContent][aria-label*=user]"));
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def test_a_whole_interview_streams_its_lines_and_ends_with_a_critique_by_the_model(
    page: Page, fake: ModelServer, tmp_path: Path
) -> None:
    with serve(tmp_path, env=environment(fake)) as url:
        start(page, url, "1 question")
        page.evaluate(WATCH)
        send(page, STORY)
        whole = lines(page).last.inner_text().strip()
        assert whole.startswith(HALF)
        parts = [p for p in page.evaluate("window.grown") if p != whole and whole.startswith(p)]
        assert len(parts) >= 3
        assert parts == sorted(parts, key=len)
        assert page.evaluate("window.answered.at(-2)")  # what was said stands there while the line grows
        answer_until_done(page, VAGUE)
        expect(page.get_by_text("Read by the model test-model")).to_be_visible()
        expect(page.get_by_text("Work on this next")).to_be_visible()
        press(page, "Finish")
        expect(page.get_by_text(re.compile(r"A model was used: [23] calls"))).to_be_visible()  # an echo gets none
        assert KEY not in page.content()
    keeps_no_key(tmp_path)


def keeps_no_key(data: Path) -> None:
    """Neither the database nor the server's log."""
    assert list(data.glob("practice.db*"))
    assert not [f for f in data.rglob("*") if f.is_file() and KEY.encode() in f.read_bytes()]


def stopped_in_the_middle(page: Page, url: str, fake: ModelServer) -> None:
    """The model is heard once, then its server dies; the rest of the question is answered without it."""
    start(page, url, "1 question")
    send(page, STORY)
    expect(lines(page).last).to_contain_text(HALF)
    fake.stop()
    number = 0
    while box(page).count() and not page.get_by_role("button", name="Read it now").count():
        number += 1
        box(page).fill(f"{VAGUE} That is all, number {number}.")
        box(page).press("Enter")
        expect(page.get_by_text(f"number {number}.")).to_be_visible()
        expect(page.get_by_text("Reading your answer")).to_have_count(0)
        idle(page)
    expect(page.get_by_text("Your answer is saved, but not assessed yet.")).to_be_visible()
    expect(page.get_by_text(re.compile("cannot be reached, or the connection broke"))).to_be_visible()
    expect(page.get_by_text(STORY)).to_be_visible()
    assert KEY not in page.content()


def test_a_server_that_dies_loses_no_answer_and_reads_it_when_it_is_back(page: Page, tmp_path: Path) -> None:
    port = free_port()
    fake = ModelServer(port)
    with serve(tmp_path, env=environment(fake)) as url:
        with fake.running():
            fake.otherwise = talk
            stopped_in_the_middle(page, url, fake)
        press(page, "Read it now")
        read_it = page.get_by_role("button", name="Read it now")
        expect(page.get_by_text("Reading your answer")).to_have_count(0)
        expect(read_it).to_have_count(1)  # what the run before drew may stand there for a moment
        idle(page)
        expect(page.get_by_text("Your answer is saved, but not assessed yet.")).to_be_visible()
        back = ModelServer(port)
        back.otherwise = talk
        with back.running():
            read_it.click()
            expect(page.get_by_text("Read by the model test-model")).to_be_visible()
    keeps_no_key(tmp_path)


def test_a_server_that_dies_can_be_done_without_and_the_reading_says_so(
    page: Page, fake: ModelServer, tmp_path: Path
) -> None:
    with serve(tmp_path, env=environment(fake)) as url:
        stopped_in_the_middle(page, url, fake)
        page.get_by_role("button", name="Read it by rules").click()
        expect(page.get_by_text("Read by rules on this computer")).to_be_visible()
        expect(page.get_by_text("Read by the model")).to_have_count(0)


def test_setup_leads_to_a_critique_by_the_model(page: Page, fake: ModelServer, tmp_path: Path) -> None:
    fake.model_ids = ["test-model", "another"]
    with serve(tmp_path) as url:
        page.goto(f"{url}/setup")
        expect(page.get_by_text("Rules read your answers.")).to_be_visible()
        page.get_by_text("vLLM", exact=True).click()
        expect(page.get_by_label("Base URL", exact=True)).to_have_value(PRESETS["vLLM"])
        fill(page, "Base URL", fake.url)
        fill(page, "Key", KEY)
        expect(page.get_by_label("Key", exact=True)).to_have_value("")
        press(page, "List models")
        page.get_by_role("combobox", name="Model").click()
        page.get_by_role("option", name="test-model").click()
        idle(page)
        expect(page.get_by_label("Base URL", exact=True)).to_have_value(fake.url)
        press(page, "Test connection")
        expect(page.get_by_text("It can be used.")).to_be_visible()
        press(page, "Use in this session")
        expect(page.get_by_text("The model test-model reads your answers.")).to_be_visible()
        assert KEY not in page.content()
        page.get_by_role("link", name="Practise").click()
        page.get_by_text("1 question", exact=True).click()
        idle(page)
        page.get_by_role("button", name="Start practice").click()
        expect(box(page)).to_be_visible()
        idle(page)
        answer_until_done(page)
        expect(page.get_by_text("Read by the model test-model")).to_be_visible()
        assert KEY not in page.content()
    assert keys_sent(fake) == {f"Bearer {KEY}"}
    keeps_no_key(tmp_path)


def type_model(page: Page, name: str) -> None:
    model = page.get_by_role("combobox", name="Model")
    model.fill(name)
    model.press("Enter")
    idle(page)
    expect(page.get_by_role("button", name="Test connection")).to_be_enabled()


def fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")
    idle(page)


def test_setup_tells_of_a_wrong_key_without_repeating_it(page: Page, fake: ModelServer, tmp_path: Path) -> None:
    fake.otherwise = Fail(401, f"Incorrect API key provided: {KEY}")
    with serve(tmp_path) as url:
        page.goto(f"{url}/setup")
        expect(page.get_by_label("Base URL")).to_be_visible()
        fill(page, "Base URL", fake.url)
        fill(page, "Key", KEY)
        type_model(page, "typed-by-hand")
        press(page, "Test connection")
        expect(page.get_by_text("refused the key. Check the key.")).to_be_visible()
        assert KEY not in page.content()
    keeps_no_key(tmp_path)


def test_a_hosted_demo_has_no_setup_page(page: Page, tmp_path: Path) -> None:
    with serve(tmp_path, env={"COACH_SETUP": "off"}) as url:
        page.goto(f"{url}/setup")
        expect(page.get_by_role("link", name="History")).to_be_visible()
        idle(page)
        expect(page.get_by_role("link", name="Setup")).to_have_count(0)
        expect(page.get_by_label("Base URL")).to_have_count(0)
