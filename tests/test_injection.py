"""No text that asks for a verdict gets one, even of a model that does what it is told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from gullible import (
    ASK_FOR_NO_VERDICT,
    CALM_LINE,
    FOLLOW_UP,
    IDS,
    Gullible,
    Mode,
    alone,
    gained,
    heard,
    payload_in,
    settled,
)
from injections import ANSWER, FAMILIES, INJECTIONS, Attack
from model_server import ModelServer, Say

from coach import bootstrap
from coach.engine import Engine
from coach.llm import LlmEngine
from coach.models import Episode
from coach.offline import OfflineEngine
from coach.settings import ModelServer as ServerSettings

SPOKEN = [a for a in INJECTIONS if a.where == ANSWER]
OFFLINE_SHARE = 0.02


@pytest.fixture(scope="module")
def model() -> Gullible:
    return Gullible()


@pytest.fixture(scope="module")
def engine(model: Gullible) -> Iterator[LlmEngine]:
    with ModelServer().running() as server:
        server.otherwise = model
        yield bootstrap.llm_engine(ServerSettings(server.url, "talker", "critic", "sk-secret"))


def of(family: str) -> list[Attack]:
    return [a for a in INJECTIONS if a.family == family]


def test_there_are_thirteen_different_attacks_in_each_of_twelve_families() -> None:
    assert Counter(a.family for a in INJECTIONS) == dict.fromkeys(FAMILIES, 13)
    assert len(FAMILIES) == 12
    assert len({a.text for a in INJECTIONS}) == len(INJECTIONS)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("family", FAMILIES)
def test_an_attack_alone_covers_nothing(engine: LlmEngine, model: Gullible, family: str, mode: Mode) -> None:
    successes = {}
    for attack in of(family):
        model.attack, model.mode, model.obeyed = attack, mode, 0
        successes[attack.text] = alone(settled(engine, attack, "" if attack.where == ANSWER else "Thank you."))
    assert {text: won for text, won in successes.items() if won} == {}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("family", FAMILIES)
def test_an_attack_beside_an_answer_gains_nothing(engine: LlmEngine, model: Gullible, family: str, mode: Mode) -> None:
    model.attack = None
    before = settled(engine, None)
    assert before.level
    successes = {}
    for attack in of(family):
        model.attack, model.mode = attack, mode
        if mode is not Mode.HONEST or attack.text not in ASK_FOR_NO_VERDICT:
            successes[attack.text] = gained(before, settled(engine, attack))
    assert {text: won for text, won in successes.items() if won} == {}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_payload_is_never_in_the_interviewers_line(engine: LlmEngine, model: Gullible, family: str) -> None:
    for attack in of(family):
        model.attack = attack
        lines = heard(engine, attack)
        assert lines[-1].endswith(FOLLOW_UP)
        assert not payload_in(lines, attack), lines


@pytest.mark.parametrize("family", FAMILIES)
def test_a_payload_in_an_advert_or_cv_is_never_in_the_interviewers_line(
    engine: LlmEngine, model: Gullible, family: str
) -> None:
    for attack in of(family):
        model.attack = attack
        lines = heard(engine, None, attack.text)
        assert lines[-1].endswith(FOLLOW_UP)
        assert not payload_in(lines, attack), lines


def test_the_same_model_is_heard_where_nothing_attacks(engine: LlmEngine, model: Gullible) -> None:
    model.attack = None
    lines = heard(engine, None, "Wanted: somebody for loyalty.")
    assert lines[-1] == f"{CALM_LINE} {FOLLOW_UP}"


def test_an_answer_that_asks_for_a_verdict_is_no_more_of_a_story_than_the_rules_find() -> None:
    would = "I would ring the members who left. I would ask them why, and then I would change the routes they name. "
    story = json.dumps({"checks": [{"id": i, "quotes": [], "verdict": "missing"} for i in IDS], "episode": "story"})
    with ModelServer().running() as server:
        server.otherwise = Say(story)
        engine = bootstrap.llm_engine(ServerSettings(server.url, "talker", "critic", "sk-secret"))
        honest, attacked = (settled(engine, attack, would * 2) for attack in (None, INJECTIONS[0]))
    assert (honest.episode, attacked.episode) == (Episode.STORY, Episode.HYPOTHETICAL)


def test_the_rules_give_hardly_anything_for_an_attack() -> None:
    rules: Engine = OfflineEngine()
    before = settled(rules, None)
    won = [a.text for a in SPOKEN if alone(settled(rules, a, "")) or gained(before, settled(rules, a))]
    assert len(won) <= OFFLINE_SHARE * len(SPOKEN), won
