"""One small good plan and one corruption for each rule: exactly that rule is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

import pytest

from optimizer.plan.plan import Flow
from optimizer.verify import RULES, claimed_ledger, verify
from optimizer.verify.rules import broken
from tests.verify.broken_funding import EXAMPLES
from tests.verify.broken_rules import golden, pooled, transfers
from tests.verify.plans import good_plans

IMPLIED = {
    # Who opens a chain must stay for the same term, so a pool never closes early alone.
    "pools.minimum_term": {"terms.minimum_term"},
    # Nobody can come back too many and the home balance, but by going too many again (W2, W3).
    "workforce.returned": {"workforce.home_balance"},
}
"""Rules that cannot be broken alone."""


@pytest.mark.parametrize("rule", EXAMPLES)
def test_corruption_breaks_exactly_that_rule(rule: str) -> None:
    case, plan = EXAMPLES[rule]()
    found = verify(case, (), plan).violations
    assert {violation.rule for violation in found} == {rule, *IMPLIED.get(rule, ())}, found


def test_every_rule_has_an_example() -> None:
    elsewhere = ("ledger.", "policy.")  # test_mutations.py and test_policies.py
    assert set(EXAMPLES) == {rule for rule in RULES if not rule.startswith(elsewhere)}


@pytest.mark.parametrize("name", good_plans())
def test_good_plan_holds(name: str) -> None:
    case, plan = good_plans()[name]
    assert verify(case, (), plan).violations == ()


def test_good_plans_have_every_kind_of_flow_and_state() -> None:
    plans = [plan for _, plan in good_plans().values()]
    assert {row.flow for plan in plans for row in plan.staff} == set(get_args(Flow))
    assert {row.state for plan in plans for row in plan.contracts} == {"run_on", "novated", "ended"}


@pytest.mark.parametrize(("rule", "sentence"), RULES.items())
def test_every_rule_is_a_sentence(rule: str, sentence: str) -> None:
    assert rule.count(".") == 1
    assert sentence.endswith(".")


def test_a_rule_that_is_not_listed_cannot_be_named() -> None:
    with pytest.raises(KeyError, match="no_such_rule"):
        broken("pools.no_such_rule", "", "")


def test_malformed_tables_are_not_costed() -> None:
    case, plan = EXAMPLES["tables.known_names"]()
    assert verify(case, (), plan).accounts is None


def test_pool_off_its_curve_is_not_costed() -> None:
    case, plan = EXAMPLES["scale.on_curve"]()
    assert verify(case, (), plan).accounts is None


def test_no_ledger_is_made_for_what_cannot_be_costed() -> None:
    for rule, words in (("tables.known_names", "malformed"), ("scale.on_curve", "off the scale curve")):
        case, plan = EXAMPLES[rule]()
        with pytest.raises(ValueError, match=words):
            claimed_ledger(case, plan)


def test_tolerances_of_fte_rules() -> None:
    # CORE E7: 0.000001 FTE, no more.
    first, second = transfers()
    for missing, holds in (("0.000001", True), ("0.00000101", False)):
        rows = [first._replace(fte=first.fte - Decimal(missing)), second]
        case, plan = golden([*rows, pooled("recruited", 3, "0.23")])
        assert verify(case, (), plan).holds == holds


def test_floats_are_no_fte() -> None:
    case, plan = golden()
    wrong: Any = 1.4
    verdict = verify(case, (), replace(plan, staff=(plan.staff[0]._replace(fte=wrong), *plan.staff[1:])))
    assert [violation.rule for violation in verdict.violations] == ["tables.fte_decimals"]
    nan = replace(plan, staff=(plan.staff[0]._replace(fte=Decimal("NaN")), *plan.staff[1:]))
    assert [violation.rule for violation in verify(case, (), nan).violations] == ["tables.fte_decimals"]
