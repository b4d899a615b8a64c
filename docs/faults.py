"""What a person reads when a model server fails: python docs/faults.py

Holds one practice a fault in a real browser against a server that fails in that way, writes docs/faults.md
with the words that stood on the page, and three pictures beside it.
Needs requirements-dev.txt and a Chromium (CHROMIUM names another than the one on the path).
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).parent
ROOT = DOCS.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from model_server import Fail, ModelServer, Request, Say, Step  # noqa: E402
from playwright.sync_api import Page  # noqa: E402
from serving import box, chromium, free_port, idle, lines, send, serve, start  # noqa: E402

MODEL = "test-model"
HALF = "You read the churn notes and rang each firm."
ANSWER = "I read the churn notes of eighteen months and rang each firm, and then we talked about it in the team."
THIN = "We then went on more or less as it had been agreed before the summer break."
CUT = '{"checks": [{"id": "a1", "quotes": ["I read'
NO_SERVER = "no server"
CRITIQUE_FAULTS: dict[str, Step] = {
    NO_SERVER: Fail(500),
    "wrong key": Fail(401, "Incorrect API key provided"),
    "not allowed": Fail(403),
    "unknown model": Fail(404, "model not found"),
    "429, Retry-After 1 s, again and again": Fail(429, headers={"Retry-After": "1"}),
    "500, again and again": Fail(500),
    "context too long": Fail(400, "This model's maximum context length is 2048 tokens"),
    "a web page in place of a reply": Fail(200, raw=b"<html>Welcome to nginx</html>"),
    "a list in place of a reply": Fail(200, raw=b"[]"),
    "null in place of a reply": Fail(200, raw=b"null"),
    "a reply without a message": Fail(200, raw=b'{"choices": [{}]}'),
    "empty content": Say(""),
    "refusal": Say("", refusal="I cannot help with that."),
    "cut at the length limit": Say(CUT, finish="length"),
    "no finish_reason": Say(CUT, finish=None),
    "not JSON, twice": Say("Great answer! I would give it 9 out of 10."),
    "JSON of another shape, twice": Say('{"score": 9, "verdict": "covered"}'),
    "verdicts and ids out of range": Say(
        '{"checks": [{"id": "a99", "quotes": [], "verdict": "5"}], "episode": "story"}'
    ),
    "an episode nobody knows": Say('{"checks": [{"id":"a1","quotes":[],"verdict":"missing"}], "episode": "saga"}'),
}
LINE_FAULTS: dict[str, Step] = {
    "the line breaks off": Say(HALF, drop_after=3),
    "the line has no finish_reason": Say(HALF, finish=None),
    "the line praises, or asks by itself": Say("Great answer! What was the result?"),
    "the line is empty": Say(""),
    "500 for the line": Fail(500),
    "a list in place of the line": Fail(200, raw=b"data: []\n\n"),
    "nothing but pings in place of the line": Fail(200, raw=b'data: {"type": "ping"}\n\n'),
    "the line is thought aloud and never said": Say("<think>They read the churn notes."),
}
SETUP_FAULTS = {
    "a web page in place of the list of models": b"<html>Open WebUI</html>",
    "a list of models of another shape": b"[]",
}
PICTURED = {"wrong key": "wrong-key", "cut at the length limit": "cut-off", "not JSON, twice": "not-json"}


def critique_fault(page: Page, url: str, server: ModelServer, name: str, step: Step) -> str:
    """The words on the page after the critique failed in one way."""

    def talk(request: Request) -> Say | Fail:
        if request.get("stream"):
            return Say(HALF)
        return step(request) if callable(step) else step

    server.otherwise = talk
    start(page, url, "1 question")
    for number, text in enumerate((ANSWER, THIN, f"{THIN} That is all."), 1):
        if page.get_by_text("not assessed yet").count():
            break
        box(page).fill(text)
        box(page).press("Enter")
        page.get_by_text("not assessed yet").or_(lines(page).nth(2 * number - 1)).first.wait_for(timeout=120_000)
        idle(page)
    if name in PICTURED:
        page.screenshot(path=DOCS / f"fault-{PICTURED[name]}.png")
    buttons = [
        b for b in ("Read it now", "Read it by rules", "Go on without") if page.get_by_role("button", name=b).count()
    ]
    return f"{page.get_by_test_id('stAlert').inner_text().splitlines()[-1]} Buttons: {', '.join(buttons)}."


def line_fault(page: Page, url: str, server: ModelServer, step: Step) -> str:
    """What the interviewer said when its line failed in one way."""
    server.otherwise = step
    start(page, url, "1 question")
    send(page, ANSWER)
    return "The bank's own follow-up, without the half sentence: " + page.get_by_test_id(
        "stChatMessageContent"
    ).last.inner_text().strip().replace("\n", " ")


def setup_fault(page: Page, url: str, server: ModelServer, raw: bytes) -> str:
    """What Setup said when the server sent `raw` for its models."""
    server.models_raw = raw
    page.goto(f"{url}/setup")
    field = page.get_by_label("Base URL", exact=True)
    field.fill(server.url)
    field.press("Enter")
    idle(page)
    page.get_by_role("button", name="List models").click()
    said = page.get_by_test_id("stAlert")
    said.wait_for()
    return f"On Setup, at List models: {said.inner_text().splitlines()[-1]}"


def rows() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    with ModelServer().running() as server, chromium() as browser, tempfile.TemporaryDirectory() as folder:
        page = browser.new_page(viewport={"width": 1280, "height": 1020})
        environment = {"OPENAI_BASE_URL": server.url, "COACH_MODEL": MODEL, "OPENAI_API_KEY": "sk-example"}
        with serve(Path(folder), env=environment) as url:
            for name, step in CRITIQUE_FAULTS.items():
                if name != NO_SERVER:
                    found.append((name, critique_fault(page, url, server, name, step)))
            for name, step in LINE_FAULTS.items():
                found.append((name, line_fault(page, url, server, step)))
            for name, raw in SETUP_FAULTS.items():
                found.append((name, setup_fault(page, url, server, raw)))
        environment["OPENAI_BASE_URL"] = f"http://127.0.0.1:{free_port()}/v1"
        with serve(Path(folder), env=environment) as url:
            found.insert(0, (NO_SERVER, critique_fault(page, url, server, NO_SERVER, Fail(500))))
        return [(name, re.sub(r"http://[\d.:]+/v1", "http://server/v1", text)) for name, text in found]


def main() -> None:
    lines = [
        "# When the model fails",
        "",
        "Written by `python docs/faults.py`: each fault was made by a real server, and these words stood on the page.",
        "The candidate's answer was on the page and in the database each time, and no level was shown.",
        "",
        "| fault | what the person reads |",
        "|---|---|",
        *(f"| {name} | {text.replace('|', '&#124;')} |" for name, text in rows()),
        "",
        *(f"![The page after: {name}](fault-{file}.png)" for name, file in PICTURED.items()),
    ]
    (DOCS / "faults.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
