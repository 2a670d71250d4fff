r"""The plan saves at least so much.

Rule:
    The net present saving of all councils together is at least the amount.

Maths:
    least: $\sum_t d_t \sum_c (\mathrm{real\_bau} - \mathrm{real\_plan})_{ct} \ge \mathrm{least}$

Index and mask:
    One row.

Meaning when binding:
    A plan that is better otherwise (cheaper to start, with fewer changes) saves less than that.

Source:
    Policy; also how an objective that comes first is kept while the next one is improved
    (docs/conventions.md).
"""

from __future__ import annotations

from typing import Any

from formulations import measures
from formulations.family import Family, Model, Params, Row


class Parameters(Params):
    """Least net present saving of all councils (thousand pounds)."""

    least_k: float


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the row of one policy."""
    model.rows(block, "least", [("all",)], lambda _: Row(measures.net_saving_k(model), lower=params.least_k))


FAMILY = Family(name="least_saving", kind="policy", build=build, params=Parameters)
