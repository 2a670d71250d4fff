r"""All councils together pay no more than so much over all years, in cash.

Rule:
    What all councils pay in the years 0 to H, nominal and undiscounted, is at most the amount.

Maths:
    most: $\sum_t G_t \sum_c \mathrm{real\_plan}_{ct} \le \mathrm{most}$

Index and mask:
    One row.

Meaning when binding:
    A plan that costs more in cash would be better otherwise.

Source:
    Policy: the ceiling of a medium-term financial plan; also how the objective lowest_cost is kept.
"""

from __future__ import annotations

from typing import Any

from formulations import measures
from formulations.family import Family, Model, Params, Row


class Parameters(Params):
    """Most that all councils pay, nominal (thousand pounds)."""

    most_k: float


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the row of one policy."""
    model.rows(block, "most", [("all",)], lambda _: Row(measures.cash_cost_k(model), upper=params.most_k))


FAMILY = Family(name="cash_cost_limit", kind="policy", build=build, params=Parameters)
