"""The oracle on random cases with random policies of every kind, against solving each subset by itself."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from formulations.policies import POLICIES
from optimizer.analysis.explain.oracle import Oracle
from optimizer.analysis.explain.slices import policy_of
from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import policy_kinds
from optimizer.model.formulate import alters_logic, formulate
from optimizer.model.prepare import prepare
from optimizer.risk.readers import READ_SAMPLE, READ_SCENARIOS
from tests.brute_force.further_policies import FURTHER_PATTERNS
from tests.brute_force.money_policies import MONEY_PATTERNS
from tests.brute_force.plan_policies import PLAN_PATTERNS
from tests.brute_force.random_cases import FURTHER_FROM, MONEY_FROM, PLAN_FROM, STRUCTURE_FROM, random_case
from tests.brute_force.random_policies import PATTERNS
from tests.brute_force.structure_policies import STRUCTURE_PATTERNS
from tests.solving import solve

FIRST_KIND = {
    seed: kind
    for start, patterns in (
        (0, (*PATTERNS, None)),
        (FURTHER_FROM, FURTHER_PATTERNS),
        (STRUCTURE_FROM, STRUCTURE_PATTERNS),
        (MONEY_FROM, MONEY_PATTERNS),
        (PLAN_FROM, PLAN_PATTERNS),
    )
    for seed in range(start, start + len(patterns))
    if (kind := tuple(patterns)[seed % len(patterns)]) is not None
}
"""A seed for every kind of policy, by the kind that its case is drawn for."""


REWARDING = {family.name for family in POLICIES if family.rewards_costs}
EVENTS = {"membership", "pools", "contracts", "joining"}


def test_every_kind_is_drawn() -> None:
    """Those on risk have cases of their own: `tests/brute_force/test_risk.py`, `test_explain_risk.py`."""
    assert set(FIRST_KIND.values()) == set(policy_kinds()) - READ_SAMPLE - READ_SCENARIOS


def logic_rows(case: Case, policies: tuple[Policy, ...]) -> set[str]:
    """Return the rows that are neither of a policy nor for what members pay to pools (built on demand)."""
    names = formulate(prepare(case, policies)).matrix().row_names
    return {
        name
        for name in names
        if policy_of(name) is None and not name.startswith(("recharge.", "composition."))
    }


@pytest.mark.parametrize("seed", FIRST_KIND, ids=lambda seed: f"{FIRST_KIND[seed]}-{seed}")
def test_a_policy_adds_rows_of_its_own_only(seed: int) -> None:
    """What is left of the model without them is the model without the policy; `funded` says that it is not.

    Policies that may reward costs add bounds on events as well, which hold in every plan all the same.
    """
    loaded, policies = random_case(seed)
    bare = logic_rows(loaded.case, ())
    for policy in policies:
        added = logic_rows(loaded.case, (policy,)) ^ bare
        families = {name.split(".")[0] for name in added}
        may_add = EVENTS if policy.kind in REWARDING else set()
        assert alters_logic(policy.kind) or families <= may_add, policy.kind


@pytest.mark.parametrize("seed", FIRST_KIND, ids=lambda seed: f"{FIRST_KIND[seed]}-{seed}")
def test_subsets_are_answered_as_by_themselves(seed: int) -> None:
    loaded, policies = random_case(seed)
    names = [policy.full_name for policy in policies]
    subsets = chain.from_iterable(combinations(policies, size) for size in range(len(names), -1, -1))
    oracle = Oracle(loaded.case, policies)
    for chosen in subsets:
        truth = solve(loaded, chosen).status == "optimal"
        assert oracle.together(frozenset(policy.full_name for policy in chosen)) == truth
