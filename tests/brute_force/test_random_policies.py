"""The policies that brute force draws are resolved as the reader of constraint sets resolves them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import policy_kinds
from optimizer.case.sets import sets_from_texts
from optimizer.risk.readers import READ_SAMPLE, READ_SCENARIOS
from tests.brute_force.further_policies import FURTHER_PATTERNS, Value
from tests.brute_force.money_policies import MONEY_PATTERNS
from tests.brute_force.random_cases import FURTHER_FROM, MONEY_FROM, PLAN_FROM, STRUCTURE_FROM, random_case
from tests.brute_force.random_policies import ALL_PATTERNS, policy
from tests.brute_force.structure_policies import STRUCTURE_PATTERNS
from tests.builders import golden_case
from tests.verify.cases import rich

FURTHER = range(FURTHER_FROM, FURTHER_FROM + len(FURTHER_PATTERNS))
STRUCTURE = range(STRUCTURE_FROM, STRUCTURE_FROM + len(STRUCTURE_PATTERNS))
MONEY = range(MONEY_FROM, MONEY_FROM + len(MONEY_PATTERNS))

LEAST_GIVEN: Mapping[str, Mapping[str, Value]] = {
    "pool_required": {"service": "ICT"},
    "pool_forbidden": {},
    "fixed_host": {"service": "ICT", "host": "A"},
    "start_window": {"earliest": 2},
    "partners": {"most": 2},
    "changes_limit": {"most_per_year": 1},
    "transition_budget": {},
    "host_fairness": {"most": 1},
    "no_loser": {},
    "least_saving": {"least_gbp": 1000},
    "cash_cost_limit": {"most_gbp": 1000},
    "one_off_cost_limit": {"most_gbp": 1000},
    "risk_budget": {"most_gbp": 1000},
    "total_changes_limit": {"most": 1},
    "same_host": {"services": ("ICT", "PAY")},
    "different_hosts": {"services": ("ICT", "PAY")},
    "precedence": {"first": "PAY", "then": "ICT"},
    "pool_open": {"service": "ICT"},
    "blackout_years": {"years": (3, 1)},
    "forced_break": {"year": 2},
    "minimum_term": {"years": 2},
    "notice": {"years": 2},
    "risk_rating_limit": {"most_rating": 2},
    "concentration": {"most_share": Decimal("0.6")},
    "funded": {},
    "host_capacity_fte": {"most_fte": Decimal("10.5")},
    "host_capacity_volume": {"service": "ICT", "most_volume": 900},
    "affordability": {},
    "savings_target": {"year": 2, "least_gbp": Decimal(1000)},
    "payback": {"by_year": 2},
    "maximum_share": {"most_share": Decimal("0.6")},
    "redundancy_limit": {"most_total_fte": Decimal(2)},
    "no_compulsory_redundancy": {},
    "minimum_cover": {"service": "ICT", "least_share": Decimal("0.8")},
    "differs": {"least": 2},
}
"""The parameters that each kind cannot do without; all the others are left blank."""


OF_TWO_SERVICES = ("same_host", "different_hosts", "precedence", "concentration", "funded")
"""Kinds that the golden case, with one service, one host and no sources of money, has no place for."""


def toml_value(case: Case, name: str, value: object) -> str:
    if name in ("year", "by_year", "first_year", "last_year", "earliest", "latest"):
        assert isinstance(value, int)
        return f'"{case.year_label(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if name == "memberships":
        assert isinstance(value, tuple)
        parts = [one.split(",") for one in value]
        labels = [(council, pool, case.year_label(int(year))) for council, pool, year in parts]
        return "[" + ", ".join(f'"{council}, {pool}, {year}, {year}"' for council, pool, year in labels) + "]"
    if isinstance(value, tuple):
        texts = [case.year_label(one) if isinstance(one, int) else one for one in value]
        return "[" + ", ".join(f'"{one}"' for one in texts) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def read(case: Case, kind: str, given: Mapping[str, object]) -> Policy:
    lines = [
        f"{name} = {toml_value(case, name, value)}"
        for name, value in given.items()
        if value not in (None, ()) and (name, value) != ("first_year", 0)
    ]
    text = "\n".join(["[policy.rule]", f'kind = "{kind}"', 'reason = "a test"', *lines])
    return sets_from_texts({"random": text}, case).policies[0]


def test_every_kind_is_drawn() -> None:
    """Those on risk are drawn by `risk_questions`."""
    of_risk = READ_SAMPLE | READ_SCENARIOS
    assert set(ALL_PATTERNS) == set(LEAST_GIVEN) == set(policy_kinds()) - of_risk


@pytest.mark.parametrize("kind", LEAST_GIVEN)
def test_blanks_mean_the_same(kind: str) -> None:
    case = rich() if kind in OF_TWO_SERVICES else golden_case().case
    own = policy(case, 1, kind, **LEAST_GIVEN[kind])
    assert dict(read(case, kind, LEAST_GIVEN[kind]).parameters) == dict(own.parameters)


def test_drawn_parameters_read_the_same() -> None:
    compared = set()
    for seed in (*range(15), *FURTHER, *STRUCTURE, *MONEY, PLAN_FROM):
        loaded, policies = random_case(seed)
        for rule in policies:
            told = read(loaded.case, rule.kind, rule.parameters)
            assert dict(told.parameters) == dict(rule.parameters), f"seed {seed}, {rule.policy}"
            compared.add(rule.kind)
    assert compared == set(ALL_PATTERNS)


def test_money_is_decimal() -> None:
    case = golden_case().case
    assert isinstance(policy(case, 1, "no_loser").parameters["most_loss_gbp"], Decimal)
