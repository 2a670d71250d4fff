r"""The whole plan costs no more than so much once.

Rule:
    One-off costs of all years, real and undiscounted, those of pools included, are at most the amount.

Maths:
    most: $\sum_t \sum (\mathrm{one\text{-}offs\ of\ councils\ and\ of\ their\ pools})_t \le \mathrm{most}$

Index and mask:
    One row.

Meaning when binding:
    Spending more to start with would save more later.

Source:
    Policy: an investment limit; the measure is `one_off_cost_gbp` (CORE.md part 4).
"""

from __future__ import annotations

from typing import Any

from formulations import measures
from formulations.family import Family, Model, Params, Row


class Parameters(Params):
    """Most one-off cost of all years, real (thousand pounds)."""

    most_k: float


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the row of one policy."""
    model.rows(block, "most", [("all",)], lambda _: Row(measures.one_off_cost_k(model), upper=params.most_k))


FAMILY = Family(name="one_off_cost_limit", kind="policy", build=build, params=Parameters)
