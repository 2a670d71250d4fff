"""Preferences on money and people: the model and the referee miss them by the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.case.case import Policy
from optimizer.model.formulate import formulate
from optimizer.model.prepare import prepare
from optimizer.model.solve import SolveOptions
from optimizer.model.solve import solve as search
from optimizer.verify import verify
from tests.formulations.tiny import NPV_GBP, members, policy, rows, solve, tiny, together

BOTH = ("A", "B")


def soft(kind: str, price_gbp: str, **given: str | int | bool | Decimal | tuple[str, ...] | None) -> Policy:
    amounts = {
        name: Decimal(value) if name.startswith(("most", "least")) and value else value
        for name, value in given.items()
    }
    whole = {name: int(value) for name, value in amounts.items() if name == "most_volume"}
    rule = policy(kind, **(amounts | whole))
    return replace(rule, negotiable="preference", price_gbp_per_unit=Decimal(price_gbp))


ANY_POOL = {"service": None, "host": None}
COVER = {"service": "S", "role": None}
AS_ONE = {"councils": None, "each_council": False}

COUNTED = [
    # 10 FTE in year 1 and 8 in year 2 against 7, 10 transferred against 9.
    (soft("host_capacity_fte", "1", host=None, most_fte="7", most_transfers_fte_per_year="9"), "5.00"),
    (soft("host_capacity_volume", "1", host=None, service="S", most_volume="900"), "200.00"),
    # 2 go in year 2.
    (soft("redundancy_limit", "1", most_per_year_fte="0.5", most_total_fte="1.25", **ANY_POOL), "2.25"),
    (soft("no_compulsory_redundancy", "1", **ANY_POOL), "2.00"),
    (soft("minimum_cover", "1", least_fte="9", least_share=None, **COVER), "1.00"),
    (soft("minimum_cover", "1", least_fte=None, least_share="0.95", **COVER), "1.50"),
    # Year 2 saves 28,000, of which A has 16,800 and B 11,200; A has 22,800 of 38,000 in all.
    (soft("savings_target", "0.01", year=2, least_gbp="30000", **AS_ONE), "20.00"),
    (soft("savings_target", "0.01", year=2, least_gbp="15000", councils=BOTH, each_council=True), "38.00"),
    (soft("maximum_share", "0.01", most_share="0.5", councils=BOTH), "38.00"),
]
"""What the best plan misses each by, at its price, counted by hand."""


@pytest.mark.parametrize(("rule", "penalty_gbp"), COUNTED, ids=lambda item: getattr(item, "kind", ""))
def test_what_is_missed_has_its_price(rule: Policy, penalty_gbp: str) -> None:
    solved = solve(tiny(), [rule])
    assert (members(solved), solved.npv_gbp) == (together(1, 2), NPV_GBP)
    assert solved.verdict is not None
    assert solved.verdict.accounts is not None
    [row] = solved.verdict.accounts.policies
    assert (row.state, row.penalty_gbp) == ("missed", Decimal(penalty_gbp))


RULES = (
    soft("affordability", "0.5", most_worse_gbp="100", councils=BOTH, first_year=0, last_year=2),
    soft("payback", "0.05", by_year=1, **AS_ONE),
    soft("payback", "0.05", by_year=1, councils=BOTH, each_council=True),
    soft("savings_target", "0.5", year=1, least_gbp="1000", councils=("B",), each_council=False),
    soft("maximum_share", "0.3", most_share="0.55", councils=BOTH),
    soft("minimum_cover", "2500", least_fte="8.25", least_share=None, **COVER),
    soft("redundancy_limit", "900", most_per_year_fte="0.5", most_total_fte="0.75", **ANY_POOL),
)


@pytest.mark.parametrize("rules", [*((rule,) for rule in RULES), RULES], ids=lambda rules: str(len(rules)))
def test_model_and_referee_agree_on_the_objective_to_pennies(rules: tuple[Policy, ...]) -> None:
    """With prices that rise, a discount rate, costs in year 0, turnover, and a duty to share at a loss."""
    duty = policy("pool_required", service="S", councils=BOTH, arrangement="P", first_year=1, last_year=2)
    named = tuple(replace(rule, policy=f"rule_{number}") for number, rule in enumerate(rules))
    case = tiny(
        {
            "delivery_models.lead.setup_gbp": 25_000,
            "delivery_models.lead.setup_lead_share": "0.5",
            "delivery_models.lead.join_lead_share": "0.25",
            "baseline.*.turnover_share": "0.1",
            "baseline.*.recruitment_gbp_per_fte": 400,
        },
        {"discount_rate": "0.035", "prices.general": "0.02", "prices.pay": "0.03"},
        joining=rows("council arrangement join_gbp", "B P 20000"),
    ).case
    formulation = formulate(prepare(case, (duty, *named)))
    outcome = search(formulation.matrix(), SolveOptions(0.0, None, 0))
    assert outcome.values is not None
    verdict = verify(case, (duty, *named), formulation.plan(outcome.values))
    assert verdict.accounts is not None
    assert not verdict.violations
    # One alone is missed; among many, one may be kept for the sake of another.
    missed = [row for row in verdict.accounts.policies if row.state == "missed"]
    assert len(missed) > len(rules) // 2
    difference = Decimal(formulation.objective_k()) * 1000 - verdict.accounts.objective_gbp
    assert abs(difference) <= Decimal("0.02")
