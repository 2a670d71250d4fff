"""Budgets: the amounts of the pot rise, council by council and year by year."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.analysis.explain.changes import CellChange, Change, budget_cell, budget_row
from optimizer.analysis.explain.elastic import Miss
from optimizer.analysis.explain.kinds.translation import (
    STEP_GBP,
    Translation,
    body_name,
    possessive,
    rounded_up,
    thousands,
)
from optimizer.case.case import SHARED, Case, Policy
from optimizer.report.words import in_words


def _changes(case: Case, policy: Policy, misses: Sequence[Miss]) -> tuple[Change, ...]:
    pot = str(policy.parameters["pot"])
    found = []
    for miss in misses:
        # A shared row has the year alone as its index.
        who, year = (SHARED, *miss.index) if len(miss.index) == 1 else miss.index
        row = (who, int(year), pot)
        more = rounded_up(miss.amount, STEP_GBP)
        if more:
            found.append(budget_cell(case, policy.full_name, row, case.budgets_gbp[row] + more))
    order = [SHARED, *case.councils]
    return tuple(sorted(found, key=lambda one: (budget_row(case, one)[1], order.index(one.key[0][1]))))


def _say(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    return "raise " + in_words(tuple(_one(case, one) for one in changes if isinstance(one, CellChange)))


def _one(case: Case, change: CellChange) -> str:
    key = dict(change.key)
    whose = "the shared" if key["council"] == SHARED else possessive(body_name(case, key["council"]))
    pot = key["pot"].replace("_", " ")
    by = thousands(change.now - change.was)
    return f"{whose} {key['financial_year']} {pot} budget by {by} to {thousands(change.now)}"


TRANSITION_BUDGET = Translation("total", _changes, _say)
