"""Pictures of every page: python docs/screens.py OUT_DIR [--readme | --banks]

Holds a practice in a temporary data folder and shoots each page wide (1280) and narrow (390), light
and dark. With --readme it only makes the two pictures that the README shows (OUT_DIR is docs then).
Needs requirements-dev.txt and a Chromium (CHROMIUM names another than the one on the path).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from playwright.sync_api import Browser, Page, expect  # noqa: E402
from serving import box, chromium, idle, lines, send, serve  # noqa: E402

from coach import bootstrap, planner  # noqa: E402
from coach.models import Mode, Plan  # noqa: E402
from coach.settings import Settings  # noqa: E402
from coach.tracking import Tracking  # noqa: E402
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


GUIDE = """\
Handing over work

1. Tell me about a customer you handed to a colleague.
Areas to cover
- Why the customer was handed over
- What the colleague needed to know, and how it was told
- What the customer was told
- How it went in the end
Follow-up questions
- What did the customer say?
- What would you hand over differently today?

2. Tell me about work you took over from somebody who had left.
Areas to cover
- The state in which it was found
- What was done first
- What was learned from it
Follow-up questions
- Whom did you ask?

3. Tell me about a time you had to let a project go.

All rights reserved. Share only with the hiring team.
"""


def workshop(camera: Camera, app: bootstrap.App, url: str) -> None:
    """Banks: browse, search, a question, an import from preview to saved, editing, what can go wrong."""
    page = camera.page
    visit(camera, f"{url}/banks?bank={BANK}", "30-banks")
    camera.press("Copy to edit")
    camera.shoot("31-banks-copy", whole=False)
    page.keyboard.press("Escape")
    page.get_by_placeholder("Search questions and areas").fill("customer feedback")
    page.keyboard.press("Enter")
    expect(page.get_by_text("found")).to_be_visible()
    camera.shoot("32-banks-search")
    visit(camera, f"{url}/question?bank={BANK}&question={QUESTION}", "33-question-candidate")
    page.get_by_role("tab", name="As an interviewer").click()
    camera.shoot("34-question-interviewer")
    visit(camera, f"{url}/question?bank=marketing-manager&question=role-overview", "35-question-example")
    visit(camera, f"{url}/import", "36-import")
    page.locator("input[type=file]").set_input_files(
        {"name": "story.txt", "mimeType": "text/plain", "buffer": b"Once there was a town by the sea.\n"}
    )
    expect(page.get_by_text("could not be read as a guide")).to_be_visible()
    camera.shoot("37-import-refused")
    page.locator("input[type=file]").set_input_files(
        {"name": "Handing over.txt", "mimeType": "text/plain", "buffer": GUIDE.encode()}
    )
    expect(page.get_by_text("What was read")).to_be_visible()
    idle(page)
    page.locator("summary", has_text="1. Tell me").click()
    page.locator("summary", has_text="3. Tell me").click()
    camera.shoot("38-import-preview")
    camera.press("Save as my bank")
    expect(page.get_by_text("Your bank is saved")).to_be_visible()
    camera.shoot("39-banks-own")
    edit(camera, app, url)


def edit(camera: Camera, app: bootstrap.App, url: str) -> None:
    page, viewer = camera.page, state.viewer()
    own = next(b for b in app.library.banks if app.workshop.own(viewer, b.id))
    visit(camera, f"{url}/edit?bank={own.id}", "40-edit")
    page.locator("summary", has_text="About the bank").click()
    camera.shoot("41-edit-about")
    visit(camera, f"{url}/edit-question?bank={own.id}&question={own.questions[0].id}", "42-edit-question")
    page.get_by_label("Area 1", exact=True).fill("")
    camera.press("Save")
    expect(page.get_by_text("Nothing is lost")).to_be_visible()
    camera.shoot("43-edit-faults", whole=False)
    app.workshop.save(viewer, replace(own, title="Handing over, anew"), own.hash)
    camera.press("Save")
    expect(page.get_by_text("changed meanwhile")).to_be_visible()
    camera.shoot("44-edit-conflict", whole=False)
    visit(camera, f"{url}/banks?bank={own.id}", "45-banks-own-again")
    camera.press("Delete")
    camera.shoot("46-banks-delete", whole=False)
    camera.press("Delete the bank")
    camera.shoot("47-banks-deleted", whole=False)


def visit(camera: Camera, address: str, name: str) -> None:
    camera.page.goto(address)
    expect(camera.page.get_by_role("heading").first).to_be_visible()
    camera.shoot(name)


def progress(camera: Camera, app: bootstrap.App, url: str) -> None:
    """Progress with nothing, one answer and many; what is due; one's own level before the critique."""
    page = camera.page
    page.goto(f"{url}/progress")
    expect(page.get_by_role("button", name="Practise now")).to_be_visible()
    camera.shoot("50-progress-empty")
    remember(app, 0, 24)
    page.reload()
    expect(page.get_by_text("1 answer in 1 practice")).to_be_visible()
    camera.shoot("51-progress-one-answer")
    for number, ago in enumerate((21, 17, 12, 12, 8, 5, 3), 1):
        remember(app, number, ago)
    page.reload()
    expect(page.get_by_text("8 practices since")).to_be_visible()
    camera.shoot("52-progress")
    page.get_by_role("tab", name="Competencies").click()
    page.get_by_role("tab", name="Table").first.click()
    camera.shoot("53-progress-table")
    page.goto(url)
    expect(page.get_by_text("Asked in another question")).to_be_visible()
    camera.shoot("54-start-what-is-due", whole=False)
    practice = app.interviewer.start(state.viewer(), replace(plan_for(app, questions=1), rate_first=True))
    page.goto(f"{url}/interview?practice={practice}")
    expect(box(page)).to_be_editable()
    send(page, FIRST)
    camera.finish()
    expect(page.get_by_text("how good was this answer?")).to_be_visible()
    camera.shoot("55-own-level")
    page.get_by_text("Strong", exact=True).first.click()
    expect(page.get_by_text("before you saw this")).to_be_visible()
    camera.shoot("56-own-level-beside")


def remember(app: bootstrap.App, number: int, ago: int) -> None:
    """One coached question, held by a clock that stood `ago` days back; every second one is answered again."""
    then = datetime.now(UTC) - timedelta(days=ago)
    coach, viewer = replace(app.interviewer, now=lambda: then), state.viewer()
    bank = (BANK, "customer-centricity", "cmo-leadership")[number % 3]
    plan = Plan("chief-marketing-officer", "senior", (bank,), 1, seed=number, rate_first=True)
    practice = coach.start(viewer, plan)
    for tried in range(1 + number % 2):
        if tried:
            coach.again(viewer, practice, 0)
        coach.submit(viewer, practice, (HARD * 4, FIRST, AGAIN)[min(2, number // 3 + tried)])
        coach.assess(viewer, practice)
        coach.skip(viewer, practice)
        said = coach.open(viewer, practice).attempts[-1]
        Tracking(coach).rate(viewer, practice, said.id, None if number == 1 else 3 + number % 2)
    coach.end(viewer, practice)


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
    parser.add_argument("--banks", action="store_true", help="only the pages of the bank workshop")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        if asked.readme:
            with_camera(browser, asked.out, "light", 1280, readme)
            return
        for look in ("light", "dark"):
            for width in (1280, 390):
                for shots in (workshop,) if asked.banks else (tour, workshop, progress):
                    with_camera(browser, asked.out, look, width, shots)


if __name__ == "__main__":
    main()
