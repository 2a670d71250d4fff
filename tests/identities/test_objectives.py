"""What must hold of objectives that come before the net saving, whatever the case."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest

from optimizer.case.case import Case, Objective, Policy
from optimizer.case.dictionary import NET_SAVING, objectives
from optimizer.errors import InfeasibleError
from optimizer.pipeline import Answer, Journal, RunOptions, answer
from optimizer.risk.sample import draw
from optimizer.verify import promise
from optimizer.verify.exact import exact, pounds
from optimizer.verify.outcomes import risk_adjusted_gbp, savings_gbp
from tests.brute_force.random_cases import random_case

SEEDS = range(8)
FIRST = [measure for measure in objectives() if measure != NET_SAVING]
OF_THE_SAMPLE = ("expected_saving", "risk_adjusted_saving")
ROUNDING_GBP = 5
EVERYTHING = {"changes": Decimal(1000), "GBP": Decimal(10) ** 9, "rated GBP": Decimal(10) ** 9}
"""More than anybody could give up, by unit."""


@cache
def question(seed: int) -> tuple[Case, tuple[Policy, ...]]:
    loaded, policies = random_case(seed)
    return loaded.case, policies


def best(seed: int, *first: Objective) -> Answer | None:
    case, policies = question(seed)
    try:
        return answer(case, policies, RunOptions(second_opinion_seconds=0), Journal(), objectives=first)
    except InfeasibleError:
        return None


@cache
def plain(seed: int) -> Answer | None:
    return best(seed)


def aim(measure: str, tolerance: Decimal = Decimal(0)) -> Objective:
    return Objective(measure, tolerance, "a test", "s")


def reached(case: Case, found: Answer, measure: str) -> Decimal:
    """Return a measure of a plan, so that more is better."""
    measures, risk = found.accounts.measures, case.settings.risk
    if measure in OF_THE_SAMPLE:
        savings = savings_gbp(promise(case, found.plan), draw(case, risk.outcomes, risk.seed))
        weight = exact(risk.weight) if measure == "risk_adjusted_saving" else Fraction(0)
        return pounds(risk_adjusted_gbp(savings, exact(risk.level), weight))
    return {
        "lowest_cost": -measures.cash_cost_gbp,
        "worst_off_council": measures.worst_council_npv_gbp,
        "least_risk": -measures.rated_gbp,
        "least_disruption": Decimal(-measures.changes),
    }[measure]


@pytest.mark.parametrize("measure", FIRST)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_comes_first_is_at_least_as_good_and_the_saving_at_most(seed: int, measure: str) -> None:
    case, _ = question(seed)
    usual, found = plain(seed), best(seed, aim(measure))
    assert (usual is None) == (found is None)
    if usual is None or found is None:
        return
    [goal] = found.facts.goals
    assert goal.best is not None
    sign = 1 if objectives()[measure].more_is_better else -1
    assert sign * goal.best >= reached(case, usual, measure) - ROUNDING_GBP
    assert reached(case, found, measure) >= sign * goal.best - ROUNDING_GBP
    saving = usual.accounts.measures.npv_saving_gbp
    assert found.accounts.measures.npv_saving_gbp <= saving + ROUNDING_GBP


@pytest.mark.parametrize("measure", FIRST)
@pytest.mark.parametrize("seed", SEEDS[::3])
def test_giving_up_everything_is_no_objective_at_all(seed: int, measure: str) -> None:
    usual, found = plain(seed), best(seed, aim(measure, EVERYTHING[objectives()[measure].unit]))
    assert (usual is None) == (found is None)
    if usual is not None and found is not None:
        savings = [one.accounts.measures.npv_saving_gbp for one in (usual, found)]
        assert abs(savings[0] - savings[1]) <= ROUNDING_GBP


@pytest.mark.parametrize("seed", SEEDS[::2])
def test_the_saving_last_is_what_happens_anyway(seed: int) -> None:
    alone, spelt_out = best(seed, aim("least_risk")), best(seed, aim("least_risk"), aim(NET_SAVING))
    assert (alone is None) == (spelt_out is None)
    if alone is not None and spelt_out is not None:
        assert alone.plan == spelt_out.plan
