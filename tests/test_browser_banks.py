"""The bank workshop in a real Chromium: a guide becomes a bank, is practised, edited, and never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from conftest import bank
from hostile import HOSTILE
from playwright.sync_api import Browser, Locator, Page, expect
from serving import box, idle, serve
from test_browser import STORY, answer_until_done, browser, fits, flat, tab_to
from test_workshop import GUIDE

from coach import bankfile
from coach.banks import SHIPPED
from coach.models import Guidance
from coach.settings import Settings

__all__ = ["browser"]  # a fixture

pytestmark = pytest.mark.browser

UNREAD = GUIDE.strip().splitlines()[-1]
ASKED = "Tell me about a fault that customers found before you did."
OWN_AREAS = ("How the fault came to light", "What was put right first", "What has changed since")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def url(data: Path) -> Iterator[str]:
    with serve(data) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    yield context.new_page()
    context.close()


def word_file(folder: Path) -> Path:
    """The guide as somebody would have it in Word: headings, lists and plain paragraphs."""
    document = docx.Document()
    for line in filter(None, GUIDE.splitlines()):
        if line.startswith("- "):
            document.add_paragraph(line[2:], style="List Bullet")
        else:
            document.add_paragraph(line, style="Heading 2" if line[0].isdigit() else None)
    held = BytesIO()
    document.save(held)
    path = folder / "Repairs.docx"
    path.write_bytes(held.getvalue())
    return path


def own_banks(data: Path) -> Path:
    return Settings.from_env({"COACH_DATA_DIR": str(data)}).own_banks


def button(page: Page, name: str) -> Locator:
    """The first of our own with exactly that label: a list of choices has an "Open" too."""
    return page.locator("button").filter(has=page.locator("p").get_by_text(name, exact=True)).first


def press(page: Page, name: str) -> None:
    button(page, name).click()
    idle(page)


def visit(page: Page, address: str, heading: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    idle(page)


def write(page: Page, label: str, words: str) -> None:
    page.get_by_label(label, exact=True).fill(words)


HOLDS = """([label, words]) => {
    const found = [...document.querySelectorAll("textarea")].filter(field => field.ariaLabel === label);
    return found.length === 1 && found[0].value === words;
}"""


def holds(page: Page, label: str, words: str) -> None:
    """Wait until there is one field of that label, with these words: a list that moves shows some twice."""
    page.wait_for_function(HOLDS, arg=[label, words])
    idle(page)


def test_a_word_guide_is_seen_saved_and_practised_against_its_own_areas(page: Page, url: str, data: Path) -> None:
    visit(page, f"{url}/banks", "Banks")
    press(page, "Import a guide")
    page.locator("input[type=file]").set_input_files(word_file(data))
    expect(page.get_by_text("2 questions, 7 areas, 3 follow-ups")).to_be_visible()
    expect(page.get_by_text(re.compile(rf"line \d+: {UNREAD}"))).to_be_visible()
    page.locator("summary", has_text=ASKED).click()
    for area in OWN_AREAS:
        expect(page.get_by_text(area)).to_be_visible()
    assert not own_banks(data).exists()
    press(page, "Save as my bank")
    expect(page.get_by_text("Your bank is saved")).to_be_visible()
    assert [p.name for p in own_banks(data).iterdir()] == ["repairs.yaml"]
    press(page, "Open")
    expect(page.get_by_role("heading", name=ASKED)).to_be_visible()
    press(page, "Practise this question")
    expect(box(page)).to_be_editable()
    expect(page.get_by_text("Question 1 of 1")).to_be_visible()
    answer_until_done(page)
    expect(page).to_have_url(re.compile("/critique"))
    page.get_by_text("All checks").click()
    page.get_by_role("tab", name="Areas").click()
    for area in OWN_AREAS:
        expect(page.get_by_text(area).last).to_be_visible()
    assert STORY[:20] not in (own_banks(data) / "repairs.yaml").read_text(encoding="utf-8")


def test_what_was_saved_from_far_down_a_page_is_told_where_it_is_seen(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    notes = "\n".join(f"Please do not quote page {n}.\n" for n in range(40))
    guide = "\n".join(f"{n}. Tell me about fault {n}.\nAreas to cover\n- How it began\n- Its end" for n in range(1, 21))
    visit(page, f"{url}/import", "Import a guide")
    raw = f"Faults\n\nQuestions\n\n{guide}\n\n{notes}".encode()
    page.locator("input[type=file]").set_input_files({"name": "faults.txt", "mimeType": "text/plain", "buffer": raw})
    expect(page.get_by_text("What was read")).to_be_visible()
    idle(page)
    press(page, "Save as my bank")
    expect(page.get_by_text("Your bank is saved")).to_be_in_viewport()
    visit(page, f"{url}/edit?bank=faults", "Edit")
    write(page, "A new question", "Tell me about the last fault.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    idle(page)
    press(page, "Save")
    expect(page.get_by_text("Saved. Practices from now on")).to_be_in_viewport()


def test_a_shipped_bank_is_copied_and_the_copy_edited_with_nothing_lost(page: Page, url: str, data: Path) -> None:
    visit(page, f"{url}/banks?bank=strategic-thinking", "Strategic thinking")
    expect(page.get_by_role("button", name="Edit", exact=True)).to_have_count(0)
    press(page, "Copy to edit")
    press(page, "Make the copy")
    expect(page.get_by_role("heading", name="Edit Strategic thinking (copy)")).to_be_visible()
    press(page, "Edit")
    write(page, "A new area", "What it did to the budget")
    page.keyboard.press("Enter")
    holds(page, "Area 8", "What it did to the budget")
    page.get_by_role("button", name="Up").nth(7).click()
    holds(page, "Area 7", "What it did to the budget")
    first = page.get_by_label("Area 1", exact=True).input_value()
    button(page, "Delete").dblclick()  # is one deletion
    holds(page, "Area 6", "What it did to the budget")
    press(page, "Undo")
    holds(page, "Area 1", first)
    write(page, "Area 2", "Words typed and not yet left")
    press(page, "Save")  # straight from the field
    expect(page.get_by_text("No unsaved changes")).to_be_visible()
    saved = bankfile.load_bank(own_banks(data) / "my-strategic-thinking.yaml").questions[0]
    assert [a.text for a in saved.areas][:2] == [first, "Words typed and not yet left"]
    assert saved.areas[6].text == "What it did to the budget"
    assert len(saved.areas) == 8
    shipped = bankfile.load_bank(SHIPPED / "strategic-thinking.yaml").questions[0]
    order = [a.id for a in saved.areas]
    probed = {f.id: sorted(f.areas, key=order.index) for f in shipped.follow_ups}
    assert {f.id: list(f.areas) for f in saved.follow_ups} == probed


def test_two_windows_that_edit_one_bank_do_not_overwrite_each_other(page: Page, url: str, data: Path) -> None:
    folder = own_banks(data)
    folder.mkdir()
    (folder / "mine.yaml").write_text(bankfile.dump(bank("mine", 2)), encoding="utf-8")
    other = page.context.new_page()
    for window in (page, other):
        visit(window, f"{url}/edit-question?bank=mine&question=question-1", "Edit the question")
    write(page, "Area 1", "What the first window wrote")
    write(other, "Area 1", "What the second window wrote")
    press(page, "Save")
    expect(page.get_by_text("Saved. Practices from now on")).to_be_visible()
    press(other, "Save")
    expect(other.get_by_text("changed meanwhile")).to_be_visible()
    expect(other.get_by_label("Area 1", exact=True)).to_have_value("What the second window wrote")
    press(other, "Save as a new bank")
    expect(other.get_by_text("saved as a bank of its own")).to_be_visible()
    texts = {p.stem: bankfile.load_bank(p).questions[0].areas[0].text for p in folder.glob("*.yaml")}
    assert texts == {"mine": "What the first window wrote", "mine-2": "What the second window wrote"}


@pytest.mark.parametrize("look", ["light", "dark"])
def test_words_of_a_bank_are_shown_as_typed_fit_a_phone_and_fetch_nothing(
    browser: Browser, url: str, data: Path, look: str
) -> None:
    words = " ".join(flat(text) for text in HOSTILE.values())
    asked = bank().questions[0]
    areas = tuple(replace(a, text=words) for a in asked.areas)
    probes = tuple(replace(f, text=words) for f in asked.follow_ups)
    question = replace(asked, text=words, intent=words, areas=areas, follow_ups=probes, tips=(words,), source=words)
    made = bank("mine", 1, title=words[:900], competency=words, guidance=(Guidance("g", words, words),), source=words)
    own_banks(data).mkdir()
    raw = bankfile.dump(replace(made, questions=(question,)))
    (own_banks(data) / "mine.yaml").write_text(raw, encoding="utf-8")
    dark = "dark" if look == "dark" else "light"
    context = browser.new_context(color_scheme=dark, viewport={"width": 390, "height": 844})  # type: ignore[arg-type]
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda r: requests.append(r.url))
    for path in (
        "banks?bank=mine",
        "question?bank=mine&question=question-1",
        "edit?bank=mine",
        "edit-question?bank=mine&question=question-1",
        "import",
    ):
        page.goto(f"{url}/{path}")
        expect(page.get_by_role("heading").first).to_be_visible()
        fits(page)
        texts = page.locator("[data-testid=stMarkdown], [data-testid=stText]")
        expect(texts.locator("a, img, iframe, script, .katex, table, pre, code")).to_have_count(0)
        if path.partition("?")[0] in ("banks", "question", "edit"):  # elsewhere the words stand in fields
            assert words in flat(page.get_by_role("main").text_content() or "")
    assert [r for r in requests if not r.startswith((url, url.replace("http", "ws"), "data:", "blob:"))] == []
    context.close()


def test_the_keyboard_finds_a_question_and_starts_its_drill(page: Page, url: str) -> None:
    visit(page, f"{url}/banks", "Banks")
    tab_to(page, page.get_by_placeholder("Search questions and areas"))
    page.keyboard.type("stakeholders changes")
    page.keyboard.press("Enter")
    expect(page.get_by_text("questions found")).to_be_visible()
    idle(page)
    tab_to(page, button(page, "Open"))
    page.keyboard.press("Enter")
    start = page.get_by_role("button", name="Practise this question")
    expect(start).to_be_visible()
    idle(page)
    tab_to(page, start)
    page.keyboard.press("Enter")
    expect(box(page)).to_be_editable()
