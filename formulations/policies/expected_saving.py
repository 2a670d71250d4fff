r"""A limit on what is left of the saving on average over the outcomes of the risk register.

Rule:
    The expected net present saving is at least so much.

Maths:
    - least: $\frac{1}{n} \sum_w \mathrm{saving}_w \ge \mathrm{least}$

Index and mask:
    One row; w the outcomes of the sample.

Meaning when binding:
    A plan that promises more delivers less on average, after overruns, delays and break-ups.

Source:
    Policy; docs/risk.md; also how the objective of the same name is kept while the next one is improved.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.outcomes import expected_saving_k


class Parameters(Params):
    """Least expected net present saving of all councils (thousand pounds)."""

    least_k: float


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the row of one policy."""
    model.rows(block, "least", [("all",)], lambda _: Row(expected_saving_k(model), lower=params.least_k))


FAMILY = Family(name="expected_saving", kind="policy", build=build, requires=("promise",), params=Parameters)
