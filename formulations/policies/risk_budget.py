r"""Rating times spend in scope, over all memberships and years, stays within a budget.

Rule:
    Every membership counts, in every year, with the risk rating of its arrangement (1 to 5) times what the
    member puts into the pool a year; all of them together are at most the budget.

Maths:
    most: $\sum_{c,a,t} \mathrm{rating}_a\,\mathrm{spend}_{ca}\,\mathrm{member}_{cat} \le \mathrm{most}$,
    spend = pay of the FTE in scope + other spend in scope

Index and mask:
    One row; t from 1 to H.

Meaning when binding:
    More sharing, or under a riskier model, would save more.

Source:
    Policy: the qualitative risk budget (DESIGN.md section 4); also how the objective least_risk is kept.
    Ratings are judgements: the unit is rated pounds, not money.
"""

from __future__ import annotations

from typing import Any

from formulations import measures
from formulations.family import Family, Model, Params, Row


class Parameters(Params):
    """Budget in thousand rated pounds."""

    most_k: float


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the row of one policy."""
    model.rows(block, "most", [("all",)], lambda _: Row(measures.risk_k(model), upper=params.most_k))


FAMILY = Family(name="risk_budget", kind="policy", build=build, params=Parameters)
