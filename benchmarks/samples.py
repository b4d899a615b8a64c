"""Answers and practices to measure with: made up, the same every time."""

from __future__ import annotations

from coach.interviewer import Interviewer
from coach.models import Mode, Plan, Viewer

VIEWER = Viewer("local")
SENTENCES = (
    "At a payroll software firm with about 4,000 customers our renewals had slipped to 86 percent.",
    "The CFO wanted 90 percent by June and nobody had a plan for it.",
    "I read eighteen months of churn notes and sat with our analyst over the usage logs.",
    "What fell out was that small firms which never finished the setup left at double the rate.",
    "So I split the base into three groups and wrote a two-page memo for the head of support.",
    "She worried about extra tickets, so I cut her weekly report from three pages to one.",
    "We tried two onboarding calls and a checklist with one group and left the other as it was.",
    "I looked at ads for the same group as well, but they cost twice as much per saved account.",
    "By June renewals stood at 91 percent in the first group and at 87 in the other.",
    "I would start with the dormant licences today, because they had been paid for already.",
    "Since then I ask for the first thirty days of usage before I plan anything.",
)


def answer(words: int) -> str:
    """About `words` words of a plain, good answer."""
    text: list[str] = []
    while sum(len(s.split()) for s in text) < words:
        text.append(SENTENCES[len(text) % len(SENTENCES)])
    return " ".join(text)


def practice(interviewer: Interviewer, questions: int, tough: bool = False) -> str:
    """A mock practice answered to its end, two thin follow-up answers a question; returns its id."""
    plan = Plan("chief-marketing-officer", "mid", ("strategic-thinking",), questions, Mode.MOCK, tough, seed=7)
    practice_id = interviewer.start(VIEWER, plan)
    while interviewer.open(VIEWER, practice_id).ended_at is None:
        last = interviewer.open(VIEWER, practice_id).turns[-1]
        interviewer.submit(VIEWER, practice_id, THIN if last.reason else answer(60)[: len(answer(60)) // 2])
        interviewer.assess(VIEWER, practice_id)
    return practice_id


THIN = "We talked it over in the team and then went on with the work as it had been agreed before, more or less."
