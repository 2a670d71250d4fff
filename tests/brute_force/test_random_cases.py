"""Optimiser, referee and brute force agree on random cases; a failure names its seeds."""

from __future__ import annotations

from dataclasses import replace
from statistics import mean

import pytest

from tests.brute_force.comparison import differences, differences_with_optimiser, differences_with_referee
from tests.brute_force.enumerate import Answer, brute_force, count_plans
from tests.brute_force.further_policies import FURTHER_PATTERNS
from tests.brute_force.money_policies import MONEY_PATTERNS
from tests.brute_force.random_cases import (
    FURTHER_FROM,
    MONEY_FROM,
    MOST_PLANS,
    PLAN_FROM,
    STRUCTURE_FROM,
    random_case,
)
from tests.brute_force.structure_policies import STRUCTURE_PATTERNS
from tests.solving import Solved

CHUNK = 5
"""Seeds of one test, so that the chunks spread over the cores."""


def chunks(first: int, last: int) -> list[range]:
    return [range(start, start + CHUNK) for start in range(first, last, CHUNK)]


def disagreements(seeds: range) -> str:
    return "\n".join(problem for seed in seeds for problem in differences(seed))


@pytest.mark.parametrize("seeds", chunks(0, 40), ids=str)
def test_all_agree(seeds: range) -> None:
    assert disagreements(seeds) == ""


@pytest.mark.parametrize("seeds", chunks(FURTHER_FROM, FURTHER_FROM + 2 * len(FURTHER_PATTERNS)), ids=str)
def test_all_agree_on_further_kinds_of_policy(seeds: range) -> None:
    assert disagreements(seeds) == ""


@pytest.mark.parametrize(
    "seeds", chunks(STRUCTURE_FROM, STRUCTURE_FROM + 2 * len(STRUCTURE_PATTERNS)), ids=str
)
def test_all_agree_on_structure_and_calendar(seeds: range) -> None:
    assert disagreements(seeds) == ""


@pytest.mark.parametrize("seeds", chunks(MONEY_FROM, MONEY_FROM + 2 * len(MONEY_PATTERNS)), ids=str)
def test_all_agree_on_policies_on_money_and_people(seeds: range) -> None:
    assert disagreements(seeds) == ""


@pytest.mark.parametrize("seeds", chunks(PLAN_FROM, PLAN_FROM + 6), ids=str)
def test_all_agree_on_a_known_plan(seeds: range) -> None:
    assert disagreements(seeds) == ""


@pytest.mark.long
@pytest.mark.parametrize("seeds", chunks(PLAN_FROM + 6, PLAN_FROM + 200), ids=str)
def test_all_agree_on_a_known_plan_on_many_more(seeds: range) -> None:
    assert disagreements(seeds) == ""


@pytest.mark.long
@pytest.mark.parametrize("seeds", chunks(MONEY_FROM + 2 * len(MONEY_PATTERNS), MONEY_FROM + 700), ids=str)
def test_all_agree_on_many_more_policies_on_money_and_people(seeds: range) -> None:
    assert disagreements(seeds) == ""


@pytest.mark.long
@pytest.mark.parametrize(
    "seeds", chunks(STRUCTURE_FROM + 2 * len(STRUCTURE_PATTERNS), STRUCTURE_FROM + 700), ids=str
)
def test_all_agree_on_structure_and_calendar_on_many_more(seeds: range) -> None:
    assert disagreements(seeds) == ""


@pytest.mark.long
@pytest.mark.parametrize(
    "seeds", chunks(FURTHER_FROM + 2 * len(FURTHER_PATTERNS), FURTHER_FROM + 700), ids=str
)
def test_all_agree_on_further_kinds_of_policy_on_many_more(seeds: range) -> None:
    assert disagreements(seeds) == ""


@pytest.mark.long
@pytest.mark.parametrize("seeds", chunks(40, 1000), ids=str)
def test_all_agree_on_many_more(seeds: range) -> None:
    assert disagreements(seeds) == ""


def test_a_seed_always_gives_the_same_case() -> None:
    first, second = random_case(5), random_case(5)
    assert first[0].digest == second[0].digest
    assert first[1] == second[1]


def test_cases_are_small_but_not_trivial() -> None:
    counts = [count_plans(loaded.case, rules, MOST_PLANS) for loaded, rules in map(random_case, range(30))]
    assert max(counts) <= MOST_PLANS
    assert 100 < mean(counts) < 300


def case_with_a_plan():
    loaded, policies = random_case(13)
    return loaded.case, policies, brute_force(loaded.case, policies)


def test_a_wrong_value_would_be_noticed() -> None:
    case, policies, answer = case_with_a_plan()
    best = answer.best[0]
    assert list(differences_with_referee(case, policies, best)) == []
    dearer = replace(best, value_gbp=best.value_gbp - 1.1)
    assert [problem[:7] for problem in differences_with_referee(case, policies, dearer)] == ["saving:"]
    lucky = {council: value + 1.1 for council, value in best.council_value_gbp.items()}
    shares = replace(best, council_value_gbp=lucky)
    assert len(list(differences_with_referee(case, policies, shares))) == len(lucky)


def test_a_wrong_cell_would_be_noticed() -> None:
    case, policies, answer = case_with_a_plan()
    plan = answer.best[0].plan
    cell = plan.ledger[0]
    wrong = replace(plan, ledger=(cell._replace(pence=cell.pence + 2), *plan.ledger[1:]))
    found = list(differences_with_referee(case, policies, replace(answer.best[0], plan=wrong)))
    assert len(found) == 1
    assert f"ledger.{cell.line}" in found[0]


def test_a_wrong_optimum_would_be_noticed() -> None:
    _, _, answer = case_with_a_plan()
    value = answer.best[0].value_gbp
    assert list(differences_with_optimiser(answer, Solved("infeasible", None, None, None, None)))
    assert list(differences_with_optimiser(Answer(()), Solved("optimal", None, None, value, value)))
    assert list(differences_with_optimiser(Answer(()), Solved("infeasible", None, None, None, None))) == []
