r"""At most so many changes over all years.

Rule:
    Joining a pool, deepening and leaving a chain of pools count one each, for all councils and years
    together; moving from one host to another is two.

Maths:
    most: $\sum_{c,a,t} \mathrm{joins}_{cat} + \sum_{c,g,t} \mathrm{stops}_{cgt} \le \mathrm{most}$

Index and mask:
    One row.

Meaning when binding:
    One more change would be worth its price.

Source:
    Policy: disruption in all; also how the objective least_disruption is kept.
"""

from __future__ import annotations

from typing import Any

from formulations import measures
from formulations.family import Family, Model, Params, Row


class Parameters(Params):
    """Most changes over all years."""

    most: int


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the row of one policy."""
    model.rows(block, "most", [("all",)], lambda _: Row(measures.changes(model), upper=float(params.most)))


FAMILY = Family(name="total_changes_limit", kind="policy", build=build, params=Parameters)
