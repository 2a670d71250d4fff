"""The random cases have every feature often enough, and the features matter to the answers."""

from __future__ import annotations

import pytest

from tests.brute_force.coverage import BINDING, answers_with, cases_with
from tests.brute_force.features import IN_A_PLAN, IN_THE_CASE
from tests.brute_force.further_policies import FURTHER_PATTERNS
from tests.brute_force.money_policies import MONEY_PATTERNS
from tests.brute_force.random_cases import FURTHER_FROM, MONEY_FROM, PLAN_FROM, STRUCTURE_FROM
from tests.brute_force.random_policies import PATTERNS
from tests.brute_force.structure_policies import STRUCTURE_PATTERNS

SEEDS = range(100)
FURTHER = range(FURTHER_FROM, FURTHER_FROM + 3 * len(FURTHER_PATTERNS))


def test_every_feature_occurs() -> None:
    counted = cases_with(SEEDS)
    rare = {name: counted[name] for name in IN_THE_CASE if counted[name] < 5}
    assert rare == {}
    assert {kind: counted[f"policy {kind}"] for kind in PATTERNS if counted[f"policy {kind}"] < 10} == {}


def test_every_further_kind_occurs() -> None:
    counted = cases_with(FURTHER)
    assert {
        kind: counted[f"policy {kind}"] for kind in FURTHER_PATTERNS if counted[f"policy {kind}"] < 3
    } == {}


STRUCTURE = range(STRUCTURE_FROM, STRUCTURE_FROM + 6 * len(STRUCTURE_PATTERNS))


@pytest.mark.long
def test_every_kind_on_structure_and_calendar_matters() -> None:
    """A longer term matters in the cases of test_structure_terms.py: left alone, nobody leaves early."""
    _, _, binding = answers_with(STRUCTURE)
    kinds = set(STRUCTURE_PATTERNS) - {"minimum_term"}
    assert {kind for kind in kinds if not binding[f"policy {kind}"]} == set()


MONEY = range(MONEY_FROM, MONEY_FROM + 6 * len(MONEY_PATTERNS))


@pytest.mark.long
def test_every_kind_on_money_and_people_matters() -> None:
    _, _, binding = answers_with(MONEY)
    assert {kind: binding[f"policy {kind}"] for kind in MONEY_PATTERNS if binding[f"policy {kind}"] < 2} == {}


@pytest.mark.long
def test_a_known_plan_matters() -> None:
    _, _, binding = answers_with(range(PLAN_FROM, PLAN_FROM + 6))
    assert binding["policy differs"] >= 2


@pytest.mark.long
def test_every_feature_matters() -> None:
    best, ten, binding = answers_with(SEEDS)
    assert {name: ten[name] for name in IN_A_PLAN if ten[name] < 5} == {}
    assert {name: best[name] for name in IN_A_PLAN if best[name] < 1} == {}
    assert {name: binding[name] for name in BINDING if binding[name] < 2} == {}
    for ending in ("infeasible", "better than business as usual", "no better than business as usual"):
        assert best[ending] >= 10
