"""The set `impossible` of the Cambridge example: its three conflicts, and that every way out is one."""

from __future__ import annotations

import pytest

from optimizer.analysis.explain import Limits, explain_infeasible
from optimizer.analysis.explain.changes import applied
from optimizer.case import load_case, load_sets
from optimizer.plan.facts import RunOptions
from tests.examples.golden import EXAMPLES
from tests.solving import solve

FOLDER = EXAMPLES / "cambridge_3c"
CONFLICTS = [
    ["hr_by_2016", "legal_by_2016", "network_in_2015", "one_change_a_year"],
    ["legal_at_city", "legal_by_2016", "network_in_2015", "one_roof"],
    ["network_in_2015", "own_money_only"],
]


@pytest.mark.long
def test_all_three_conflicts_are_found_and_each_repair_restores_a_plan() -> None:
    loaded = load_case(FOLDER)
    sets = load_sets(FOLDER, ["impossible"], loaded.case)
    found = explain_infeasible(loaded, sets, RunOptions(), Limits())
    assert (
        sorted(sorted(one.policy for one in conflict.policies) for conflict in found.conflicts) == CONFLICTS
    )
    assert found.all_conflicts
    assert found.repairs
    for repair in found.repairs:
        case, policies = applied(loaded.case, sets.policies, repair.changes)
        solved = solve(case, policies, gap_gbp=None)
        assert solved.status == "optimal", repair.sentence
        assert repair.resolved.npv_saving_gbp is not None, repair.sentence
        assert solved.npv_gbp == pytest.approx(float(repair.resolved.npv_saving_gbp), abs=20)
