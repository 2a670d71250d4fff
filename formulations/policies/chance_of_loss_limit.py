r"""A limit on how likely it is that a plan saves too little.

Rule:
    The share of outcomes of the risk register in which the net present saving is below an amount is limited.

Maths:
    - below: $\mathrm{saving}_w + M\,\mathrm{below}_w \ge \mathrm{amount}$, $\mathrm{below}_w \in \{0,1\}$
    - most: $\sum_w \mathrm{below}_w \le \lfloor \mathrm{share} \times n \rfloor$

Index and mask:
    below for every outcome w of the sample, most once. M is the amount plus the present value of business as
    usual: plans that lose more than that in an outcome are not looked at.

Meaning when binding:
    A plan that saves more leaves councils with a loss more often.

Source:
    Policy; docs/risk.md.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor
from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear, total, value
from formulations.outcomes import sample_savings_k


class Parameters(Params):
    """Largest share of outcomes, and the saving (thousand pounds) below which an outcome counts."""

    most_share: float
    below_k: float


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    savings = sample_savings_k(model)
    numbers = model.numbers
    costs = numbers.bau_real_k.values()
    worst = sum(d * cost[t] for cost in costs for t, d in enumerate(numbers.discount))
    loss = max(0.0, params.below_k) + worst
    columns = model.binaries(block, "is_below", [(w,) for w in range(len(savings))])
    allowed = floor(params.most_share * len(savings) + ROUNDING)

    def below(w: int) -> Row:
        return Row(Linear((loss, columns[w,]), (1.0, savings[w])), lower=params.below_k)

    softness, model.softness = model.softness, None
    model.rows(block, "below", list(columns), below)
    model.softness = softness
    share = 1.0 / len(savings)
    # In shares, as a preference that is missed is priced by the share.
    row = Row(total(columns.values(), share), upper=allowed * share)
    model.rows(block, "most", [("all",)], lambda _: row)
    for (w,), column in columns.items():
        model.determine(column, _is_below(savings[w], params.below_k))


def _is_below(saving: Linear, amount: float) -> Callable[[], float]:
    return lambda: float(value(saving) < amount - PENNY_K)


ROUNDING = 1e-9
"""A share of the outcomes that is a whole number of them is not to be missed by rounding."""
PENNY_K = 1e-5
"""An outcome at the amount itself is not below it."""

FAMILY = Family(
    name="chance_of_loss_limit", kind="policy", build=build, requires=("promise",), params=Parameters
)
