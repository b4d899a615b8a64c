"""A critique as the page shows it: level, one strength, one focus; all else folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from coach import flow
from coach.export import STAR_NAMES, TIP_NAMES
from coach.models import (
    Area,
    Attempt,
    Critique,
    Episode,
    Finding,
    Focus,
    PlannedQuestion,
    Quote,
    Speaker,
    Star,
    Tip,
    Turn,
    TurnKind,
    Verdict,
)
from coach.rubric import LEVELS, rubric
from coach.ui.components import NBSP, VERDICTS, level_name, note, quoted, scale, verdict
from coach.ui.verbatim import Span, marked, verbatim

EPISODES = {
    Episode.STORY: "One real occasion, told as it happened.",
    Episode.PSEUDO_STORY: "How it usually goes, but no one occasion.",
    Episode.HYPOTHETICAL: "What one would do, not what was done.",
    Episode.OPINION: "An opinion; there is no occasion in it yet.",
    Episode.SELF_DESCRIPTION: "A self-description; there is no occasion in it yet.",
    Episode.OFF_TOPIC: "About something other than the question.",
}
CAPS = {
    "no_own_action": "It is held there because your own part is not in it yet.",
    "no_result": "It is held there because no result is in it yet.",
    "no_lesson": "It is held there because no lesson is in it yet.",
    "hypothetical": "It is held there because it says what you would do, not what you did.",
    "pseudo_story": "It is held there because it tells no one occasion.",
    "opinion": "It is held there because it tells no occasion.",
    "self_description": "It is held there because it tells no occasion.",
    "off_topic": "It is held there because it is about something else.",
}
FLAGS = {
    "addresses_grader": "Words that speak to the grader are not read as evidence.",
    "repeats_areas": "Sentences that only name the areas are not read as evidence.",
    "repeats_question": "Sentences that only repeat the question are not read as evidence.",
}


def level(critique: Critique, before: Critique | None) -> None:
    """The level by name on its scale, with its anchor; what held it down; what it was before."""
    with st.container(gap="xsmall"):
        if critique.level is None:
            not_rated(critique)
        else:
            st.header(LEVELS[critique.level - 1].name, anchor=False)
            st.markdown(scale(critique.level))
            held = " ".join(CAPS[c] for c in critique.caps[:1])
            st.markdown(f"{LEVELS[critique.level - 1].anchor} {held}")
        if before and before.level != critique.level:
            note(f"Before the follow-ups this answer read as: {level_name(before.level)}.")
        for flag in critique.flags:
            note(FLAGS.get(flag, verbatim(flag)))


def not_rated(critique: Critique) -> None:
    st.header("Not rated", anchor=False)
    how = " Tell one occasion: what was going on, what you did, what came of it." if _too_short(critique) else ""
    st.markdown(why_not_rated(critique) + how)


def why_not_rated(critique: Critique) -> str:
    if _too_short(critique):
        least = rubric().too_short_words
        return f"{critique.words} words are too few to rate; from {least} words on there is a level."
    return "Too much of this answer could not be assessed to give it a level."


def _too_short(critique: Critique) -> bool:
    return critique.words < rubric().too_short_words


def cards(planned: PlannedQuestion, critique: Critique) -> None:
    """Keep this, and work on this next."""
    if not critique.strength and not critique.focus:
        return
    keep, work = st.columns([2, 3], gap="small")
    with keep, st.container(border=True, height="stretch", gap="small"):
        st.markdown(":material/thumb_up: **Keep this**")
        if critique.strength:
            st.markdown(quoted(critique.strength.quote.text, Verdict.COVERED))
            st.markdown(verbatim(critique.strength.text))
        else:
            st.markdown("Nothing is covered in full yet; the next try can change that.")
    with work, st.container(border=True, height="stretch", gap="small"):
        st.markdown(":material/target: **Work on this next**")
        if critique.focus:
            focus(planned, critique.focus)
        else:
            st.markdown("Nothing is left open. Tell it once more, shorter.")
        if critique.also:
            note(f"After that: {verbatim(critique.also.text)}")


def focus(planned: PlannedQuestion, chosen: Focus) -> None:
    area = next((a.text for a in planned.question.areas if a.id == chosen.target), "")
    if area:
        note(verbatim(area))
    if chosen.quote:
        st.markdown(quoted(chosen.quote.text, Verdict.PARTIAL))
    st.markdown(f"{verbatim(chosen.text)} Say it before they do:")
    st.markdown(f"*{verbatim(chosen.stem.replace('__', '____'))}*")


def doubtful(planned: PlannedQuestion, critique: Critique) -> Area | None:
    """The one area to ask about: not found, but not surely; core ones first."""
    areas = zip(planned.question.areas, critique.areas, strict=True)
    unsure = [(a, f) for a, f in areas if f.verdict is Verdict.MISSING and f.confidence < rubric().ask_below]
    return min(unsure, key=lambda pair: (not pair[0].core, pair[1].confidence))[0] if unsure else None


def checks(planned: PlannedQuestion, attempt: Attempt, critique: Critique) -> None:
    """Everything that was looked at, folded away in tabs."""
    areas, answer, star, tips, more = st.tabs(["Areas", "Your answer", "STAR", "Tips", "The question"])
    with areas:
        note(_counted(critique.areas))
        for number, (area, finding) in enumerate(zip(planned.question.areas, critique.areas, strict=True), 1):
            area_row(number, area, finding)
    with answer:
        conversation(attempt, critique)
        legend()
    with star:
        note("How many words the passages found for each part have, and whether each part was found.")
        star_chart(critique.star)
        for finding in critique.star:
            named(STAR_NAMES[Star(finding.target)], finding)
        note(EPISODES[critique.episode])
    with tips:
        for finding in critique.tips:
            named(TIP_NAMES[Tip(finding.target)], finding)
    with more:
        not_asked(planned, attempt)


def _counted(findings: Sequence[Finding]) -> str:
    counts = [(sum(f.verdict is v for f in findings), VERDICTS[v][1].lower()) for v in Verdict]
    return " · ".join(f"{n} {word}" for n, word in counts if n)


def area_row(number: int, area: Area, finding: Finding) -> None:
    """One area: what it is, the verdict in icon and word, the words it rests on."""
    core = " :gray[· core]" if area.core else ""
    named(f"{number}{NBSP} {verbatim(area.text)}", finding, core)


def named(name: str, finding: Finding, mark: str = "") -> None:
    body = f"**{name}**{mark}  \n{verdict(finding.verdict)}"
    body += "".join(f" :gray[—] “{verbatim(' '.join(q.text.split()))}”" for q in finding.quotes)
    if finding.reason:
        body += f"  \n:small[:gray[{verbatim(finding.reason[0].upper() + finding.reason[1:])}]]"
    st.markdown(body)


def conversation(attempt: Attempt, critique: Critique) -> None:
    """The answers with their evidence marked, the probes between them."""
    for said in attempt.turns[1:]:
        if said.speaker is Speaker.CANDIDATE:
            st.markdown(marked(said.text, spans(said, critique.areas)))
        elif said.kind is TurnKind.FOLLOW_UP:
            st.markdown(f":gray[Follow-up: {verbatim(said.text)}]")


def legend() -> None:
    note(
        "A number after a marked passage is the area it speaks to. "
        ":material/check_circle: covered · :material/contrast: partly."
    )


def spans(said: Turn, findings: Sequence[Finding]) -> list[Span]:
    """Passages to mark in one answer; passages that several areas share are marked once."""
    places: dict[tuple[int, int], list[tuple[int, Verdict]]] = {}
    for number, finding in enumerate(findings, 1):
        for quote in finding.quotes:
            if quote.turn == said.position:
                places.setdefault((quote.start, quote.end), []).append((number, finding.verdict))
    return [_span(place, found) for place, found in sorted(places.items(), key=lambda item: item[0][0] - item[0][1])]


def _span(place: tuple[int, int], found: list[tuple[int, Verdict]]) -> Span:
    best = Verdict.COVERED if any(v is Verdict.COVERED for _, v in found) else found[0][1]
    tags = " ".join(_tag(number, which) for number, which in found)
    return (*place, VERDICTS[best][2], tags)


def _tag(number: int, which: Verdict) -> str:
    icon, _, colour = VERDICTS[which]
    return f":{colour}[{icon}{NBSP}**{number}**]"


def star_chart(findings: Sequence[Finding]) -> None:
    """Words found a part, with the verdict in words; Altair is imported only where it is drawn."""
    import altair as alt

    dark = st.context.theme.type == "dark"
    ink = "#e6e6e3" if dark else "#22262b"
    fill = ["#7db4e8", "#e8b04b", "#a3a7ab"] if dark else ["#1d5f9e", "#d99a2b", "#6a6d70"]
    rows = [_star_row(f) for f in findings]
    most = max(8, *(int(row["words"]) for row in rows))
    axis = alt.Axis(ticks=False, domain=False, labelLimit=120, labelFontSize=13, labelColor=ink)
    base = alt.Chart({"values": rows}).encode(
        y=alt.Y("part:N", sort=None, title=None, axis=axis),
        x=alt.X("words:Q", axis=None, scale=alt.Scale(domain=[0, 2 * most])),
    )
    colour = alt.Color("verdict:N", legend=None, scale=alt.Scale(domain=["covered", "partial", "missing"], range=fill))
    bars = base.mark_bar(height=16, cornerRadius=2).encode(color=colour)
    text = base.mark_text(align="left", dx=6, fontSize=13, color=ink).encode(text="label:N")
    said = ", ".join(f"{row['part']} {row['label']}" for row in rows)
    st.altair_chart((bars + text).properties(height=124).configure_view(stroke=None), width="stretch", alt=said)


def _star_row(finding: Finding) -> dict[str, str | int]:
    words = _words(finding.quotes)
    label = VERDICTS[finding.verdict][1] + (f", {words} words" if words else "")
    return {"part": STAR_NAMES[Star(finding.target)], "verdict": finding.verdict.value, "words": words, "label": label}


def _words(quotes: Iterable[Quote]) -> int:
    return sum(len(q.text.split()) for q in quotes)


def not_asked(planned: PlannedQuestion, attempt: Attempt) -> None:
    """Follow-ups that an interviewer could still ask, and what a candidate wants to know of the question."""
    question = planned.question
    left = flow.unasked(question, attempt.turns)
    if left:
        note("Follow-ups that were not asked this time:")
        st.markdown("\n".join(f"- {verbatim(f.text)}" for f in left))
    else:
        note("All of this question's follow-ups were asked.")
    if question.tips:
        note("Traps of this question:")
        st.markdown("\n".join(f"- {verbatim(tip)}" for tip in question.tips))
    if question.example:
        note("Many answers sound like this:")
        st.text(question.example.answer)
        note("What it lacks:")
        st.markdown("\n".join(f"- {verbatim(gap)}" for gap in question.example.lacks))


def changes(planned: PlannedQuestion, first: Attempt, second: Attempt) -> None:
    """What changed between two tries, area by area, with both answers."""
    before, after = first.critique, second.critique
    if before is None or after is None:
        return
    if not comparable(before, after):
        note("The two tries were read by different engines, banks or rubrics, so they are not compared.")
        return
    st.markdown(f"**{level_name(before.level)}** :gray[→] **{level_name(after.level)}**")
    moved(planned, before, after)
    one, other = st.columns(2, gap="medium")
    for column, attempt, critique in ((one, first, before), (other, second, after)):
        with column:
            st.markdown(f":gray[Try {attempt.number}]")
            conversation(attempt, critique)
    legend()


def moved(planned: PlannedQuestion, before: Critique, after: Critique) -> None:
    """Verdicts that are not what they were: areas by name, then STAR and tips."""
    names = [verbatim(a.text) for a in planned.question.areas]
    names += [STAR_NAMES[Star(f.target)] for f in after.star] + [TIP_NAMES[Tip(f.target)] for f in after.tips]
    was = (*before.areas, *before.star, *before.tips)
    now = (*after.areas, *after.star, *after.tips)
    changed = [(n, b, a) for n, b, a in zip(names, was, now, strict=True) if b.verdict is not a.verdict]
    for name, old, new in changed:
        st.markdown(f"**{name}**  \n{verdict(old.verdict)} :gray[→] {verdict(new.verdict)}")
    note("The other checks read as before." if changed else "Every check reads as before.")


def comparable(one: Critique, other: Critique) -> bool:
    """Whether two critiques were made alike: engine, model, prompt, bank and rubric agree."""
    a, b = one.provenance, other.provenance
    same_mind = (a.engine, a.model, a.prompt_hash) == (b.engine, b.model, b.prompt_hash)
    return same_mind and (a.bank_hash, a.rubric_hash) == (b.bank_hash, b.rubric_hash)
