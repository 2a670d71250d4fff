"""Limits on risk that clash with what else is wanted, and the ways out."""

from __future__ import annotations

import pytest

from optimizer.analysis.explain import Limits, explain_infeasible
from optimizer.analysis.explain.changes import applied
from optimizer.case import sets_from_texts
from optimizer.plan.facts import RunOptions
from tests.builders import golden_case
from tests.solving import solve

SHARED = """
[policy.shared]
kind = "pool_open"
service = "ICT"
reason = "The councils have promised one another to share."
negotiable = "hard"
"""
LIMITS = {
    "expected_saving": "least_gbp = 0",
    "cvar_limit": "least_gbp = 0",
    "chance_of_loss_limit": "most_share = 0",
    "stress_limit": "least_gbp = 20000",
}


@pytest.mark.parametrize("kind", LIMITS)
def test_the_limit_gives_way_by_as_much_as_it_must(kind: str) -> None:
    """By the reference class all sharing loses on average; in its scenario no plan saves 20,000."""
    loaded = golden_case()
    text = f'{SHARED}\n[policy.risk]\nkind = "{kind}"\nreason = "No risks."\n{LIMITS[kind]}\n'
    sets = sets_from_texts({"s": text}, loaded.case)
    found = explain_infeasible(loaded, sets, RunOptions(), Limits())
    [conflict] = found.conflicts
    alone = kind == "stress_limit"
    assert sorted(one.policy for one in conflict.policies) == (["risk"] if alone else ["risk", "shared"])
    assert found.repairs
    for repair in found.repairs:
        case, policies = applied(loaded.case, sets.policies, repair.changes)
        assert solve(case, policies).status == "optimal", repair.sentence
    assert any("content" in repair.sentence or "accept" in repair.sentence for repair in found.repairs)
