"""What each policy costs where a plan keeps them all: the same as solving with and without it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.analysis.explain.explanation import Feasible, Resolved
from optimizer.errors import CheckFailedError
from tests.analysis.explain.small import explained, forbidden, hard, named, required
from tests.formulations.tiny import rows, solve, tiny

JOINING = rows("council arrangement join_gbp", "B P 6000")
BUDGETS = rows("council financial_year pot amount_gbp", "B 2026/27 transition 5000")
POT = named("pot", "transition_budget", pot="transition", councils=("A", "B"))
LATE = named("late", "start_window", service="S", councils=("A", "B"), earliest=2, latest=None)
LOSER = named("loser", "no_loser", most_loss_gbp=Decimal(100_000), councils=("A", "B"))


def test_prices_are_what_solving_again_says() -> None:
    """With 5,000 B cannot join in year 1: 4,000 are saved, without the pot 32,000."""
    case, policies = tiny(joining=JOINING, budgets=BUDGETS), [LOSER, hard(POT)]
    found = explained(case, *policies)
    assert isinstance(found, Feasible)
    assert float(found.npv_saving_gbp) == 4_000.0
    assert [(price.policy.policy, float(price.gained_gbp or 0)) for price in found.prices] == [
        ("pot", 28_000.0),
        ("loser", 0.0),
    ]
    for price in found.prices:
        without = solve(case, [policy for policy in policies if policy != price.policy])
        assert without.npv_gbp == float(price.resolved.npv_saving_gbp or 0)
    assert found.prices[1].within_gap


def test_two_policies_that_do_the_same_cost_nothing_each() -> None:
    """Either of them keeps B from joining in year 1; the price of one is what is gained without it alone."""
    found = explained(tiny(joining=JOINING, budgets=BUDGETS), POT, LATE)
    assert isinstance(found, Feasible)
    assert [float(price.gained_gbp or 0) for price in found.prices] == [0.0, 0.0]


def test_a_slack_policy_may_cost_something() -> None:
    """The pot of year 1 leaves 5,000 unspent, because 6,000 are needed."""
    found = explained(tiny(joining=JOINING, budgets=BUDGETS), POT)
    assert isinstance(found, Feasible)
    [price] = found.prices
    assert (price.row.state, price.row.slack, price.gained_gbp) == ("slack", Decimal(5000), Decimal(28_000))


def test_a_missed_preference_has_its_price_in_saving() -> None:
    """The duty as a wish at 1 a membership is missed: nobody shares, because of the ban."""
    wish = replace(required("wish"), negotiable="preference", price_gbp_per_unit=Decimal(1))
    found = explained(tiny(), wish, forbidden())
    assert isinstance(found, Feasible)
    gained = {price.policy.policy: (price.row.state, float(price.gained_gbp or 0)) for price in found.prices}
    assert gained == {"must_not": ("tight", 38_000.0), "wish": ("missed", 0.0)}


def test_a_plan_that_is_freer_and_worse_shows_that_a_solve_errs(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*given: object) -> list[Resolved]:
        return [Resolved("solved", Decimal(0), Decimal(0), Decimal(0))]

    monkeypatch.setattr("optimizer.analysis.explain.prices.solve_again", wrong)
    with pytest.raises(CheckFailedError, match=r"s\.loser"):
        explained(tiny(), LOSER)


def test_without_policies_there_is_nothing_to_price() -> None:
    found = explained(tiny())
    assert isinstance(found, Feasible)
    assert found.prices == ()
