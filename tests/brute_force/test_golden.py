"""The enumerator gives the golden figures, all of which were worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from optimizer.case import LoadedCase
from optimizer.plan.plan import Plan
from optimizer.verify import verify
from tests.brute_force.enumerate import Answer, brute_force, count_plans
from tests.brute_force.random_policies import policy
from tests.builders import golden_case

ALL = 50
"""Not sharing 1; joining in year 1, 2, 3 with 7 x 4, 5 x 3, 3 x 2 histories of the two contracts."""


@pytest.fixture(scope="module")
def golden() -> LoadedCase:
    return golden_case()


@pytest.fixture(scope="module")
def every_plan(golden: LoadedCase) -> Answer:
    return brute_force(golden.case, (), keep=ALL)


def states(plan: Plan, contract: str) -> tuple[str, ...]:
    return tuple(row.state for row in plan.contracts if row.contract == contract)


def first_year(plan: Plan) -> int | None:
    return min((row.year for row in plan.memberships), default=None)


def test_every_whole_number_plan_is_there(golden: LoadedCase, every_plan: Answer) -> None:
    assert count_plans(golden.case, (), 2000) == ALL
    assert len(every_plan.best) == ALL
    assert len({(found.plan.memberships, found.plan.contracts) for found in every_plan.best}) == ALL


@pytest.mark.parametrize(
    ("value_gbp", "described"),
    [
        (372588.62, lambda plan: True),
        (279832.04, lambda plan: states(plan, "kA") == ("ended",) * 3),
        (272161.54, lambda plan: states(plan, "kB") == ("run_on",) * 3),
        (168750.47, lambda plan: states(plan, "kA") == ("run_on",) * 3),
        # -60,000 x 0.966183575 - 6,500 x 0.933510700 + 214,300 x 0.901942706
        (129247.49, lambda plan: first_year(plan) == 2),
        (0.00, lambda plan: first_year(plan) is None),
    ],
    ids=["optimum", "kA ended", "kB runs on", "kA runs on", "start in 2027/28", "do not share"],
)
def test_alternatives(every_plan: Answer, value_gbp: float, described: Callable[[Plan], bool]) -> None:
    best = next(found for found in every_plan.best if described(found.plan))
    assert best.value_gbp == pytest.approx(value_gbp, abs=0.005)


def test_optimum_is_shared_between_the_councils(every_plan: Answer) -> None:
    assert every_plan.best[0].council_value_gbp == pytest.approx({"A": 224149.18, "B": 148439.44}, abs=0.01)


def test_optimum_moves_the_people_of_the_golden_table(every_plan: Answer) -> None:
    flows = {
        (row.flow, row.council, row.year): row.fte
        for row in every_plan.best[0].plan.staff
        if row.fte > Decimal("0.0000001")
    }
    assert flows == {
        ("transferred", "A", 1): Decimal(10),
        ("transferred", "B", 1): Decimal(7),
        ("redundant", "", 2): Decimal("1.3"),
        ("recruited", "", 3): Decimal("1.4"),
    }


def test_a_budget_of_exactly_the_need_changes_nothing(golden: LoadedCase) -> None:
    rule = policy(golden.case, 1, "transition_budget", pot="transition")
    assert brute_force(golden.case, (rule,)).best[0].value_gbp == pytest.approx(372588.62, abs=0.005)


def test_a_smaller_budget_makes_the_second_contract_wait(golden: LoadedCase) -> None:
    """Ended a year later kB costs 24,000 and spares 60,000: 272,161.54 + 36,000 x 0.933511 = 305,767.93."""
    rule = policy(golden.case, 1, "transition_budget", pot="tight")
    best = brute_force(golden.case, (rule,)).best
    assert best[0].value_gbp == pytest.approx(305767.93, abs=0.005)
    assert states(best[0].plan, "kB") == ("run_on", "ended", "ended")
    runs_on = next(found for found in best if states(found.plan, "kB") == ("run_on",) * 3)
    assert runs_on.value_gbp == pytest.approx(272161.54, abs=0.005)


def test_the_referee_costs_every_plan_alike(golden: LoadedCase, every_plan: Answer) -> None:
    for found in every_plan.best:
        verdict = verify(golden.case, (), found.plan)
        assert verdict.violations == ()
        assert verdict.accounts is not None
        assert float(verdict.accounts.measures.npv_saving_gbp) == pytest.approx(found.value_gbp, abs=0.01)
