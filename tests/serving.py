"""A real server and a real browser, for the browser suite and for docs/screens.py."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
QUIET = (  # the browser itself asks nothing of the network, so every request is the page's own
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


# The interviewer's last line, while it is the last one: an answer of one's own is none.
LAST_ASKED = """() => [...document.querySelectorAll("[data-testid=stChatMessageContent]")].slice(-1)
    .filter(line => line.ariaLabel.includes("assistant")).map(line => line.innerText).join()"""
MOVED_ON = f"""([heading, asked]) => {{
    const box = document.querySelector("[data-testid=stChatInput] textarea");
    if (!location.pathname.endsWith("/interview")) return !box;
    const shown = document.querySelector("h1, h2"), now = ({LAST_ASKED})();
    return box && !box.disabled && ((shown && shown.innerText !== heading) || (now && now !== asked));
}}"""


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def serve(data: Path, script: str = "app.py", port: int = 0, env: Mapping[str, str] | None = None) -> Iterator[str]:
    """`streamlit run script` on its own data folder until the block ends; yields its address."""
    port = port or free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COACH_", "OPENAI_", "DATABASE_URL"))}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / script), "--server.port", str(port)]
    with (data / f"server-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**kept, "PYTHONPATH": str(ROOT), "COACH_DATA_DIR": str(data), **(env or {})},
            stdout=log,
            stderr=log,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _healthy(process, url)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=20)


def _healthy(process: subprocess.Popen[bytes], url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"streamlit ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as reply:
                if reply.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not come up")


@contextmanager
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


# A rerun begins a moment after the run before it has ended: only a page that stays the same is a drawn one.
SETTLED = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    const done = app && app.dataset.testScriptState === "notRunning" && !document.querySelector("[data-stale=true]");
    const shown = done ? document.body.innerText : null;
    window.still = done && shown === window.wasShown ? (window.still || 0) + 1 : 0;
    window.wasShown = shown;
    return window.still >= 2;
}"""


def idle(page: Page) -> None:
    """Wait until the script has run and the page is drawn."""
    page.evaluate("window.still = 0")
    page.wait_for_function(SETTLED, polling=150)


def box(page: Page) -> Locator:
    return page.get_by_test_id("stChatInput").get_by_role("textbox")


def lines(page: Page) -> Locator:
    return page.get_by_test_id("stChatMessageContent")


def start(page: Page, url: str, *choices: str) -> None:
    """A new practice with `choices` (labels of the form) picked."""
    page.goto(url)
    button = page.get_by_role("button", name="Start practice")
    expect(button).to_be_visible()
    for choice in choices:
        page.get_by_text(choice).click()
        idle(page)
    button.click()
    expect(box(page)).to_be_visible()
    idle(page)


def send(page: Page, text: str) -> None:
    """Answer the open line, and wait for what follows: the next line, or another page."""
    before = [page.get_by_role("heading").first.inner_text(), page.evaluate(LAST_ASKED)]
    expect(box(page)).to_be_editable()
    box(page).fill(text)
    box(page).press("Enter")
    page.wait_for_function(MOVED_ON, arg=before)
    idle(page)
