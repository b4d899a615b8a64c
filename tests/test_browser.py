"""Journeys in a real Chromium against a real server: what a person sees, does, and must not lose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import missing
from hostile import HOSTILE
from playwright.sync_api import Browser, Locator, Page, expect
from serving import CHROMIUM, box, chromium, free_port, idle, lines, send, serve, start

from coach.banks import SHIPPED, load_library
from coach.rubric import LEVELS

pytestmark = pytest.mark.browser

STORY = (
    "In March 2024 our trial sign-ups fell by 30 percent in two weeks. I read forty support tickets, rang twelve "
    "customers and saw that the new form frightened small shops, so I decided to move the launch to May and cut "
    "three of the five emails. Sales wanted the old date; I showed them the calls and they agreed. Sign-ups came "
    "back to 210 a week by June. Since then I ring five customers before I sign off any plan."
)
VAGUE = "I think that one would usually look at the data and then decide together as a team what is best."
MOST_LINES = 4  # one question and at most three follow-ups


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        missing("no Chromium: install it, or name it in CHROMIUM")
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    yield context.new_page()
    context.close()


def answer_until_done(page: Page, first: str = STORY) -> None:
    """Answer the open question and its follow-ups, until the page is another one."""
    heading = page.get_by_role("heading").first.inner_text()
    for number in range(MOST_LINES):
        send(page, first if number == 0 else f"{VAGUE} That is all I have, number {number}.")
        if not box(page).count() or page.get_by_role("heading").first.inner_text() != heading:
            return
    raise AssertionError(f"still asked after {MOST_LINES} answers")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    idle(page)


def end(page: Page) -> None:
    press(page, "End")
    press(page, "End the interview")
    expect(page).to_have_url(re.compile("/results"))
    idle(page)


def candidate(page: Page) -> Locator:
    return page.get_by_role("group", name="Chat message from user")


# -- whole interviews ----------------------------------------------------------------------------


def test_a_coached_interview_goes_from_the_start_page_to_its_results(page: Page, url: str) -> None:
    start(page, url)
    for number in (1, 2, 3):
        expect(page.get_by_text(f"Question {number} of 3")).to_be_visible()
        expect(page.get_by_role("button", name="What is this question after?")).to_be_visible()
        answer_until_done(page)
        expect(page).to_have_url(re.compile("/critique"))
        expect(page.get_by_text("Work on this next")).to_be_visible()
        press(page, "Next question" if number < 3 else "Finish")
    expect(page.get_by_role("heading", name="Your interview")).to_be_visible()
    expect(page.get_by_role("button", name="Open its critique")).to_have_count(3)
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download as Markdown").click()
    assert "support tickets" in kept.value.path().read_text(encoding="utf-8")


def test_a_mock_interview_gives_nothing_away_before_its_end(page: Page, url: str) -> None:
    start(page, url, "Mock interview")
    for number in (1, 2, 3):
        expect(page.get_by_text(f"Question {number} of 3")).to_be_visible()
        gives_nothing_away(page)
        answer_until_done(page)
    expect(page).to_have_url(re.compile("/results"))
    expect(page.get_by_text("›").first).to_be_visible()
    press(page, "Open its critique")
    expect(page.get_by_text("All checks")).to_be_visible()


def gives_nothing_away(page: Page) -> None:
    text = page.get_by_role("main").text_content() or ""
    areas = (a.text for b in load_library([SHIPPED]).banks for q in b.questions for a in q.areas)
    secrets = {*areas, *(level.anchor for level in LEVELS), "What is this question after?"}
    assert {s for s in secrets if s in text} == set()


# -- nothing lost, nothing doubled ---------------------------------------------------------------


def test_a_reload_in_the_middle_continues_where_it_was(page: Page, url: str) -> None:
    start(page, url)
    send(page, VAGUE)
    before = lines(page).all_inner_texts()
    assert before[0] == VAGUE
    page.reload()
    expect(lines(page)).to_have_text(before)
    send(page, STORY)


def test_a_restart_of_the_server_in_the_middle_continues_where_it_was(page: Page, tmp_path: Path) -> None:
    port = free_port()
    with serve(tmp_path, port=port) as address:
        start(page, address)
        send(page, VAGUE)
        before = lines(page).all_inner_texts()
    with serve(tmp_path, port=port):
        page.reload()
        expect(lines(page)).to_have_text(before)
        send(page, STORY)


def test_a_second_tab_with_other_words_gets_them_back(page: Page, url: str) -> None:
    start(page, url)
    second = page.context.new_page()
    second.goto(page.url)
    expect(box(second)).to_be_editable()
    send(page, VAGUE)
    box(second).fill("What the second tab would say.")
    box(second).press("Enter")
    expect(second.get_by_text("answered in another tab or window already")).to_be_visible()
    expect(second.get_by_test_id("stCode")).to_have_text("What the second tab would say.")
    expect(candidate(second)).to_have_text([VAGUE])
    page.reload()
    expect(candidate(page)).to_have_text([VAGUE])


def test_sending_twice_is_one_answer(page: Page, url: str) -> None:
    start(page, url)
    box(page).fill(VAGUE)
    page.get_by_test_id("stChatInputSubmitButton").dblclick()
    expect(lines(page)).to_have_count(2)
    expect(candidate(page)).to_have_text([VAGUE])
    page.reload()
    expect(candidate(page)).to_have_text([VAGUE])


def test_skipping_with_a_double_click_leaves_one_line(page: Page, url: str) -> None:
    start(page, url)
    page.get_by_role("button", name="Skip").dblclick()
    expect(page.get_by_text("Question 2 of 3")).to_be_visible()
    idle(page)
    page.reload()
    expect(page.get_by_text("Question 2 of 3")).to_be_visible()


def test_starting_with_a_double_click_is_one_practice(browser: Browser, page: Page, tmp_path: Path) -> None:
    with serve(tmp_path) as address:
        page.goto(address)
        page.get_by_role("button", name="Start practice").dblclick()
        expect(box(page)).to_be_visible()
        idle(page)
        page.goto(f"{address}/history")
        expect(page.get_by_role("button", name="Continue")).to_have_count(1)


def test_answering_again_shows_what_changed(page: Page, url: str) -> None:
    start(page, url, "1 question")
    answer_until_done(page)
    press(page, "Answer again")
    expect(page.get_by_text("try 2")).to_be_visible()
    answer_until_done(page, f"{STORY} I had also thought of a discount, and left it because it would not last.")
    expect(page.get_by_text("What changed since try 1")).to_be_visible()
    expect(page.get_by_text("Try 1", exact=True)).to_be_visible()
    expect(page.get_by_text("I had also thought of a discount").first).to_be_visible()


def test_deleting_asks_first_and_is_really_gone(page: Page, tmp_path: Path) -> None:
    with serve(tmp_path) as address:
        start(page, address)
        send(page, f"My secret is zanzibar. {VAGUE}")
        interview = page.url
        page.goto(f"{address}/history")
        press(page, "Delete")
        expect(page.get_by_text("It cannot be brought back.")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Continue")).to_be_visible()
        press(page, "Delete")
        press(page, "Delete for good")
        expect(page.get_by_text("The practice was deleted.")).to_be_visible()
        page.goto(interview)
        expect(page.get_by_text("There is no such practice here.")).to_be_visible()
        kept = [f for f in tmp_path.rglob("practice.db*") if b"zanzibar" in f.read_bytes()]
        assert kept == []


# -- narrow, dark, keyboard ----------------------------------------------------------------------


def test_nothing_runs_off_a_narrow_screen_and_the_follow_up_is_in_view(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(url)
    expect(page.get_by_role("button", name="Start practice")).to_be_visible()
    fits(page)
    start(page, url)
    fits(page)
    send(page, "\n\n".join([VAGUE] * 8))
    fits(page)
    page.wait_for_function(AT_REST, polling=300)
    assert page.evaluate(IN_VIEW)
    answer_until_done(page)
    fits(page)
    for _ in all_checks(page):
        fits(page)
    press(page, "Next question")
    end(page)
    fits(page)
    page.goto(f"{url}/history")
    expect(page.get_by_role("button", name="Open").first).to_be_visible()
    fits(page)
    page.goto(f"{url}/critique?practice=none")
    expect(page.get_by_text("Not found")).to_be_visible()
    fits(page)


PLACE = """[...document.querySelectorAll("[data-testid=stChatMessageContent]")].at(-1).getBoundingClientRect()"""
AT_REST = f"() => {{ const was = window.wasAt; window.wasAt = {PLACE}.top; return was === window.wasAt; }}"
IN_VIEW = f"""() => {{
    const box = document.querySelector("[data-testid=stChatInput]").getBoundingClientRect();
    return {PLACE}.top >= 0 && {PLACE}.bottom <= box.top;
}}"""


def all_checks(page: Page) -> Iterator[str]:
    """Unfolds all checks, and opens tab after tab."""
    page.get_by_text("All checks").click()
    for tab in ("Areas", "Your answer", "STAR", "Tips", "The question"):
        page.get_by_role("tab", name=tab).click()
        idle(page)
        yield tab


WIDER = """() => [...document.querySelectorAll("[role=main] *, main *, [data-testid=stBottom] *")]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 120))"""


def fits(page: Page) -> None:
    idle(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(WIDER) == []


ALIVE = "a, img, video, audio, script, iframe, code, pre, em, strong, table, li, h1, h2, h3, h4, .katex"


@pytest.mark.parametrize("look", ["light", "dark"])
def test_hostile_words_are_shown_as_typed_and_nothing_is_fetched(browser: Browser, url: str, look: str) -> None:
    context = browser.new_context(color_scheme="dark" if look == "dark" else "light")
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda r: requests.append(r.url))
    start(page, url, "1 question")
    words = "\n\n".join(text.strip() for text in HOSTILE.values())
    send(page, words)
    said = candidate(page).first
    assert flat(said.inner_text()) == flat(words)
    expect(said.locator(ALIVE)).to_have_count(0)
    answer_until_done(page, f"{STORY} {HOSTILE['images and links']}")
    for _ in all_checks(page):
        expect(page.get_by_role("main").locator("a, iframe, script, .katex")).to_have_count(0)
    press(page, "Finish")
    page.get_by_text("The whole conversation").click()
    said = candidate(page).first
    idle(page)
    assert flat(HOSTILE["money and emphasis"]) in flat(EVIDENCE_MARK.sub("", said.inner_text()))
    expect(said.locator("a, img, iframe, script, .katex, table, li, h1, h2, h3, h4")).to_have_count(0)
    page.goto(f"{url}/history")
    idle(page)
    assert [r for r in requests if not r.startswith((url, url.replace("http", "ws"), "data:", "blob:"))] == []
    context.close()


# what follows quoted words on the page: any of these texts may be taken for evidence, as the question has it
EVIDENCE_MARK = re.compile(r"\s*(?:check_circle|contrast)\s*\d+")


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.fixture(scope="module")
def verbatim_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, list[str]]]:
    """The little app with all hostile texts, and every address that it asked for."""
    with serve(tmp_path_factory.mktemp("verbatim"), "tests/verbatim_app.py") as address:
        page = browser.new_page()
        requests: list[str] = []
        page.on("request", lambda r: requests.append(r.url))
        page.goto(address)
        expect(page.get_by_text("end of page")).to_be_visible()
        idle(page)
        yield page, [r for r in requests if not r.startswith((address, "data:", "blob:"))]
        page.close()


@pytest.mark.parametrize("way", ["plain", "whole", "thirds", "characters", "title"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_in_markdown_are_shown_as_typed(
    verbatim_page: tuple[Page, list[str]], name: str, way: str
) -> None:
    page, outside = verbatim_page
    case = page.locator(f".st-key-text-{list(HOSTILE).index(name)}-{way}")
    shown = case.locator("summary [data-testid=stMarkdownContainer]") if way == "title" else case
    assert flat(shown.first.inner_text()) == flat(HOSTILE[name])
    expect(shown.locator(ALIVE)).to_have_count(0)
    assert outside == []


def test_the_keyboard_alone_is_enough(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.get_by_role("button", name="Start practice")).to_be_visible()
    idle(page)
    tab_to(page, page.get_by_role("button", name="Start practice"))
    page.keyboard.press("Enter")
    expect(box(page)).to_be_visible()
    idle(page)
    tab_to(page, box(page))
    page.keyboard.type(VAGUE)
    page.keyboard.press("Enter")
    expect(candidate(page)).to_have_text([VAGUE])
    expect(lines(page)).to_have_count(2)
    expect(box(page)).to_be_focused()
    page.keyboard.type("And the next line goes into the same box.")
    expect(box(page)).to_have_value("And the next line goes into the same box.")


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if target.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError("Tab does not reach it")
