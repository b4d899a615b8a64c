"""The real server and a real browser: start, first page, memory after one interview."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.samples import answer

ROOT = Path(__file__).parents[1]
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def rows() -> Iterator[tuple[str, str, str]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = browser.new_page()
        port = _free_port()
        began = time.perf_counter()
        server = _start(port)
        try:
            _healthy(port)
            yield "server answers after start", f"{time.perf_counter() - began:.1f} s", "< 3 s"
            answered = time.perf_counter()
            page.goto(f"http://127.0.0.1:{port}")
            page.get_by_role("button", name="Start practice").wait_for()
            yield "first page usable after that", f"{time.perf_counter() - answered:.1f} s", "< 2 s"
            _interview(page)
            yield "server memory (RSS) after one whole interview", f"{_rss(server.pid):.0f} MB", "< 260 MB"
            yield "openai loaded on the offline path", _openai(server.pid), "no"
        finally:
            server.terminate()
            server.wait()
            browser.close()


def _start(port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet, env=dict(os.environ))


def _healthy(port: int) -> None:
    while True:
        try:
            if urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health").read() == b"ok":
                return
        except OSError:
            time.sleep(0.02)


def _interview(page: Page) -> None:
    """Three questions, all answered, each critique opened."""
    page.get_by_role("button", name="Start practice").click()
    box = page.get_by_test_id("stChatInput").get_by_role("textbox")
    on = page.get_by_role("button", name=re.compile("Next question|Finish"))
    done = page.get_by_role("heading", name="Your interview")
    while not done.is_visible():
        box.or_(on).or_(done).first.wait_for()
        if on.is_visible():
            on.click()
            on.wait_for(state="detached")
        elif box.is_visible():
            box.fill(answer(190))
            box.press("Enter")
            page.locator("[data-test-script-state='running']").or_(page.get_by_test_id("stSpinner")).first.wait_for()
            page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for()


def _rss(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1000


def _openai(pid: int) -> str:
    """Whether a file of the package is mapped; its compiled parts would be."""
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
    return "yes" if re.search(r"/(openai|jiter)/", maps) else "no"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
