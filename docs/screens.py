"""Pictures of every page: python docs/screens.py OUT_DIR [--readme]

Holds a practice in a temporary data folder and shoots each page wide (1280) and narrow (390), light
and dark. With --readme it only makes the two pictures that the README shows (OUT_DIR is docs then).
Needs requirements-dev.txt and a Chromium (CHROMIUM names another than the one on the path).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from playwright.sync_api import Browser, Page, expect  # noqa: E402
from serving import box, chromium, idle, lines, send, serve  # noqa: E402

from coach import bootstrap, planner  # noqa: E402
from coach.models import Mode, Plan  # noqa: E402
from coach.settings import Settings  # noqa: E402
from coach.ui import state  # noqa: E402

BANK, QUESTION = "strategic-thinking", "plan-revised"
FIRST = (
    "In spring 2024 I ran the onboarding programme for our small business customers, and the plan was five emails in "
    "ten days. In March the support team told me that new users were calling about the import, which had never been a "
    "topic before, because our new price had brought in shops without any IT staff. So I read forty tickets, rang "
    "twelve customers, and cut three of the five emails and put a short call in their place. "
    "More of them stayed after that."
)
REPLIES = {  # by words of the follow-up, whichever are asked
    "stay true": "The aim stayed: shops up and running within two weeks. So I kept the first and the last email.",
    "first signs": "The tickets. Calls about the import went from 3 to 20 a week in March, after the new price.",
    "tools": "A count of tickets by topic, week by week, beside how many people opened each email.",
    "which parts": "I kept the two emails that most people opened, and cut the three that hardly anybody read.",
    "yourself": "I decided to stop the emails against our agency, and wrote the script of the call myself.",
    "in the end": "By June more of our trial customers were still with us after 60 days than before.",
    "differently": "I would ask the support team in the first week, not in the fourth.",
    "consider": "A longer trial. I decided against it because it would only have put the problem off.",
}
AGAIN = (
    f"{FIRST.removesuffix('More of them stayed after that.')}I had also thought of a discount, and left it because it "
    "would have hidden the problem. I told sales and support at the Monday meeting and wrote the two reasons down for "
    "the team. Trial customers who were still with us after 60 days went from 41 to 58 percent by June, against 42 in "
    "the group that kept the old emails. I learned to read the tickets before I plan, and have done so every quarter."
)
HARD = "It cost $4k -> $9k, *plain* [x](http://a.b) <b>bold</b> :smile: شكرا 日本語 🙂 # no heading"


def plan_for(app: bootstrap.App, mode: Mode = Mode.COACH, questions: int = 3) -> Plan:
    """A plan whose draw begins with the question that the answers above fit."""
    bank = app.library.bank(BANK)
    for seed in count():
        plan = Plan("customer-marketing-manager", "mid", (BANK,), questions, mode, seed=seed)
        if planner.draw([bank], plan, planner.Record([], {}))[0].question.id == QUESTION:
            return plan
    raise AssertionError


class Camera:
    """One look (light or dark) at one width."""

    def __init__(self, page: Page, folder: Path, look: str, width: int) -> None:
        self.page, self.folder, self.width = page, folder, width
        self.suffix = f"-{look}-{width}"
        self.height = 860 if width > 500 else 844

    def shoot(self, name: str, whole: bool = True) -> None:
        """The window, made as high as the page where it is `whole`: so that nothing hides below the fold."""
        idle(self.page)
        self.page.wait_for_timeout(600)  # fonts, charts and folding parts come to rest
        if whole:
            high = self.page.evaluate("document.querySelector('[role=main], main').scrollHeight")
            self.page.set_viewport_size({"width": self.width, "height": max(self.height, high + 70)})
            self.page.wait_for_timeout(400)
        self.page.screenshot(path=self.folder / f"{name}{self.suffix}.png")
        self.page.set_viewport_size({"width": self.width, "height": self.height})

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()
        idle(self.page)

    def finish(self) -> None:
        """Answer what is still asked, until there is no box."""
        while box(self.page).count():
            asked = lines(self.page).last.inner_text()
            send(self.page, next((reply for words, reply in REPLIES.items() if words in asked), FIRST))


def tour(camera: Camera, app: bootstrap.App, url: str) -> None:
    """Every page, in the order in which a person meets them."""
    page = camera.page
    page.goto(url)
    expect(page.get_by_role("button", name="Start practice")).to_be_visible()
    camera.shoot("01-start-first-visit")
    camera.press("Seniority, tougher panel")
    camera.shoot("02-start-more")
    practice = app.interviewer.start(state.viewer(), plan_for(app))
    page.goto(f"{url}/interview?practice={practice}")
    expect(box(page)).to_be_editable()
    camera.shoot("03-interview-opening", whole=False)
    camera.press("What is this question after?")
    camera.shoot("04-interview-what-is-it-after", whole=False)
    page.keyboard.press("Escape")
    send(page, FIRST)
    camera.shoot("05-interview-follow-up", whole=False)
    camera.finish()
    critique(camera)
    camera.press("Answer again")
    expect(box(page)).to_be_editable()
    send(page, AGAIN)
    camera.finish()
    camera.shoot("12-critique-what-changed")
    camera.press("Next question")
    expect(box(page)).to_be_editable()
    send(page, HARD)
    camera.shoot("13-interview-second-question", whole=False)
    camera.press("End")
    camera.shoot("14-interview-end", whole=False)
    camera.press("End the interview")
    camera.shoot("15-results")
    page.get_by_text("The whole conversation").click()
    camera.shoot("16-results-conversation")
    seldom(camera, app, url)


def critique(camera: Camera) -> None:
    page = camera.page
    camera.shoot("06-critique")
    said = page.get_by_role("button", name="I did say it")
    if said.count():
        said.click()
        camera.shoot("07-critique-doubt", whole=False)
        page.keyboard.press("Escape")
    page.get_by_text("All checks").click()
    for number, tab in enumerate(("Areas", "Your answer", "STAR", "Tips", "The question")):
        page.get_by_role("tab", name=tab).click()
        camera.shoot(f"08{'abcde'[number]}-critique-{tab.split()[-1].lower()}")
    camera.press("Something was missed")
    camera.shoot("09-critique-missed", whole=False)
    page.keyboard.press("Escape")


def seldom(camera: Camera, app: bootstrap.App, url: str) -> None:
    """What a person hopes not to meet: too short, a conflict, a mock in the middle, deleting, nothing there."""
    page, viewer = camera.page, state.viewer()
    short = app.interviewer.start(viewer, plan_for(app, questions=1))
    page.goto(f"{url}/interview?practice={short}")
    expect(box(page)).to_be_editable()
    app.interviewer.submit(viewer, short, "I moved the launch.")
    app.interviewer.assess(viewer, short)
    box(page).fill("I moved the launch to May, after twelve calls.")
    box(page).press("Enter")
    expect(page.get_by_test_id("stCode")).to_be_visible()
    camera.shoot("20-interview-conflict", whole=False)
    camera.press("Skip")
    page.wait_for_url("**/critique?*")
    camera.shoot("21-critique-too-short")
    mock = app.interviewer.start(viewer, plan_for(app, Mode.MOCK))
    page.goto(f"{url}/interview?practice={mock}")
    expect(box(page)).to_be_editable()
    heading = page.get_by_role("heading").first.inner_text()
    while page.get_by_role("heading").first.inner_text() == heading:
        send(page, FIRST)
    camera.shoot("22-mock-second-question", whole=False)
    page.goto(f"{url}/results?practice={mock}")
    expect(page.get_by_role("heading", name="Your interview")).to_be_visible()
    camera.shoot("23-mock-results-in-the-middle")
    page.goto(url)
    expect(page.get_by_role("button", name="Start practice")).to_be_visible()
    camera.shoot("24-start-with-history")
    page.goto(f"{url}/history")
    expect(page.get_by_role("button", name="Open").first).to_be_visible()
    camera.shoot("25-history")
    camera.press("Delete")
    camera.shoot("26-history-delete", whole=False)
    page.keyboard.press("Escape")
    page.goto(f"{url}/critique?practice=none")
    expect(page.get_by_text("Not found")).to_be_visible()
    camera.shoot("27-not-found", whole=False)
    page.goto(f"{url}/setup")
    expect(page.get_by_label("Base URL")).to_be_visible()
    camera.shoot("28-setup")


def readme(camera: Camera, app: bootstrap.App, url: str) -> None:
    page = camera.page
    camera.suffix = ""
    practice = app.interviewer.start(state.viewer(), plan_for(app))
    page.goto(f"{url}/interview?practice={practice}")
    expect(box(page)).to_be_editable()
    send(page, FIRST)
    camera.shoot("screenshot-interview", whole=False)
    camera.finish()
    page.get_by_text("All checks").click()
    page.get_by_role("tab", name="Your answer").click()
    camera.shoot("screenshot-critique")


def with_camera(browser: Browser, folder: Path, look: str, width: int, shots: object = tour) -> None:
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        app = bootstrap.build(Settings.from_env({"COACH_DATA_DIR": name}))
        with serve(data) as url:
            scheme = "dark" if look == "dark" else "light"
            context = browser.new_context(
                color_scheme=scheme,
                viewport={"width": width, "height": 860 if width > 500 else 844},
                device_scale_factor=1 if width > 500 else 1.5,
                timezone_id="Europe/Berlin",
            )
            page = context.new_page()
            shots(Camera(page, folder, look, width), app, url)  # type: ignore[operator]
            context.close()
        app.store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    parser.add_argument("--readme", action="store_true", help="only the README's two pictures")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        if asked.readme:
            with_camera(browser, asked.out, "light", 1280, readme)
            return
        for look in ("light", "dark"):
            for width in (1280, 390):
                with_camera(browser, asked.out, look, width)


if __name__ == "__main__":
    main()
