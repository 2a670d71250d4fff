r"""A limit on what the worst outcomes of the risk register leave of the saving.

Rule:
    The mean saving of the worst outcomes, weighed with the mean of all, is at least so much.

Maths:
    - short_from: $\mathrm{short}_w \ge \eta - \mathrm{saving}_w$, $\mathrm{short} \ge 0$
    - least: $(1 - \mathrm{weight}) \frac{1}{n} \sum_w \mathrm{saving}_w + \mathrm{weight}\,(\eta -
      \frac{1}{(1 - \mathrm{level})\,n} \sum_w \mathrm{short}_w) \ge \mathrm{least}$

Index and mask:
    short_from for every outcome w of the sample, least once; neither where the weight is 0.

Meaning when binding:
    A plan that is better on average leaves less, or costs more, in its worst outcomes.

Source:
    Policy; CVaR as in Rockafellar and Uryasev (2000), whose $\eta$ is the saving at the border of the worst
    outcomes; docs/risk.md.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.risk_adjusted import risk_adjusted_k


class Parameters(Params):
    """Least risk-adjusted saving (thousand pounds), share of outcomes above the worst, weight of these."""

    least_k: float
    level: float
    weight: float


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    worst = risk_adjusted_k(model, block, params.level, params.weight)
    model.rows(block, "least", [("all",)], lambda _: Row(worst, lower=params.least_k))


FAMILY = Family(name="cvar_limit", kind="policy", build=build, requires=("promise",), params=Parameters)
