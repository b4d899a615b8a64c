"""How long the app itself takes to the first streamed word: `python -m benchmarks.first_word`.

From the Enter key to the first word of the model's line in the page (Chromium), less what the server took from its
request to its first word, and less its pace over the few words that are held back to be checked.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from model_server import ModelServer, Request, Say
from serving import box, chromium, idle, lines, serve, start

from coach.manners import AHEAD

TARGET = 150  # ms
PRACTICES = 5
PACE = 0.01  # seconds a word
ANSWER = (
    "I read forty support tickets, rang twelve customers and we then decided in the team to move the launch to May."
)
HALF = "You rang twelve customers and then decided in the team to move the launch to May."
# performance.now() when Enter is pressed, and when the interviewer's words first stand in the page
WATCH = """() => {
    window.pressed = window.shown = null;
    document.addEventListener("keydown", e => { if (e.key === "Enter") window.pressed ??= performance.now(); }, true);
    new MutationObserver(() => {
        if (window.pressed && !window.shown && document.body.innerText.includes("You rang"))
            window.shown = performance.now();
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def main() -> None:
    took: list[float] = []
    with ModelServer().running() as server, chromium() as browser, tempfile.TemporaryDirectory() as folder:

        def talk(request: Request) -> Say:
            return Say(HALF, pause=PACE) if request.get("stream") else Say("{}")

        server.otherwise = talk
        environment = {"OPENAI_BASE_URL": server.url, "COACH_MODEL": "test-model"}
        with serve(Path(folder), env=environment) as url:
            page = browser.new_page()
            for _ in range(PRACTICES):
                start(page, url)
                page.evaluate(WATCH)
                time.sleep(1)  # a candidate thinks longer
                box(page).fill(ANSWER)
                box(page).press("Enter")
                page.wait_for_function("window.shown")
                took.append(page.evaluate("window.shown - window.pressed") - 1000 * PACE * (AHEAD + 1))
                idle(page)
                assert lines(page).last.inner_text().strip().startswith(HALF)
    print("ms from Enter to the first word, less the server's own: " + ", ".join(f"{t:.0f}" for t in took))
    print(f"the first after the start {took[0]:.0f} ms, median {statistics.median(took):.0f} ms (target < {TARGET} ms)")


if __name__ == "__main__":
    main()
