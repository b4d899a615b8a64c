"""A journey in a real Chromium: five answers, one's own level, progress, and what comes back after two days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import missing
from playwright.sync_api import Browser, Page, expect
from serving import CHROMIUM, box, chromium, idle, serve

from coach import bootstrap
from coach.models import Mode, Plan
from coach.settings import Settings
from coach.ui import state

pytestmark = pytest.mark.browser

THIN = "In May we talked the plan over in the team and then went on with the work, more or less as it had been agreed."
STORY = (
    "In March 2024 our trial sign-ups fell by 30 percent in two weeks. I read forty support tickets, rang twelve "
    "customers and saw that the new form frightened small shops, so I decided to move the launch to May and cut "
    "three of the five emails. Sales wanted the old date; I showed them the calls and they agreed. Sign-ups came "
    "back to 210 a week by June. Since then I ring five customers before I sign off any plan."
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        missing("no Chromium: install it, or name it in CHROMIUM")
    with chromium() as launched:
        yield launched


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A server on a data folder in which five answers were given, the last one three days ago."""
    remember(tmp_path, days=(12, 9, 7, 5, 3))
    with serve(tmp_path) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def remember(data: Path, days: tuple[int, ...]) -> None:
    """Practices of one question each, really held, by a clock that stood so many days back."""
    app = bootstrap.build(Settings.from_env({"COACH_DATA_DIR": str(data)}))
    viewer = state.viewer()
    for number, ago in enumerate(days):
        then = datetime.now(UTC) - timedelta(days=ago)
        coach = replace(app.interviewer, now=lambda then=then: then)
        plan = Plan("customer-marketing-manager", "mid", ("strategic-thinking",), 1, Mode.COACH, seed=number)
        practice_id = coach.start(viewer, plan)
        coach.submit(viewer, practice_id, STORY if number == len(days) - 2 else THIN)
        coach.assess(viewer, practice_id)
        coach.skip(viewer, practice_id)
        coach.end(viewer, practice_id)
    app.store.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    idle(page)


def critique(page: Page) -> None:
    """Answer what is asked, skip what is asked after it, until the critique's page is there."""
    box(page).fill(STORY)
    box(page).press("Enter")
    page.wait_for_function("() => document.querySelectorAll('[data-testid=stChatMessageContent]').length > 1")
    idle(page)
    if "/critique" not in page.url:
        press(page, "Skip")
    expect(page).to_have_url(re.compile("/critique"))
    idle(page)


def test_after_five_answers_progress_is_drawn_and_what_was_missed_comes_back_in_another_question(
    page: Page, url: str
) -> None:
    page.goto(f"{url}/progress")
    expect(page.get_by_text("5 answers in 5 practices since")).to_be_visible()
    idle(page)
    expect(page.get_by_test_id("stVegaLiteChart").first.locator("canvas, svg").first).to_be_visible()
    expect(page.get_by_text("Today").first).to_be_visible()
    page.get_by_role("tab", name="Table").first.click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    page.goto(url)
    expect(page.get_by_text("Asked in another question")).to_be_visible()
    idle(page)
    press(page, "10 minutes on what you missed")
    expect(page).to_have_url(re.compile("/interview"))
    expect(page.get_by_text("Question 1 of 1")).to_be_visible()


def test_ones_own_level_is_said_in_one_click_before_the_critique_is_on_the_page(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.get_by_role("button", name="Start practice")).to_be_visible()
    idle(page)
    page.get_by_text("Say my own level first").click()
    idle(page)
    press(page, "Start practice")
    expect(box(page)).to_be_editable()
    idle(page)
    critique(page)
    expect(page.get_by_text("how good was this answer?")).to_be_visible()
    assert "Work on this next" not in (page.get_by_role("main").text_content() or "")
    page.get_by_role("button", name="Strong").or_(page.get_by_role("radio", name="Strong")).first.click()
    expect(page.get_by_text(re.compile("before you saw this"))).to_be_visible()
    expect(page.get_by_text("Work on this next")).to_be_visible()
    page.goto(f"{url}/progress")
    expect(page.get_by_text("Of 1 answer you said")).to_be_visible()
