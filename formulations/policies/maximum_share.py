r"""No council takes more than its share of the saving.

Rule:
    The net present saving of each named council, charges included, is at most so large a share of that of
    all councils together.

Maths:
    share: $\sum_t d_t (\mathrm{bau}_{ct} - \mathrm{own}_{ct} - \mathrm{charges}_{ct}) \le
    \mathrm{most\_share} \sum_t d_t \sum_{c'} (\mathrm{real\_bau} - \mathrm{real\_plan})_{c't}$

Index and mask:
    For every council c of the policy. Where all together lose, the right side is a loss: a plan by which
    all lose together is then ruled out wherever the named councils are all of them and could have more
    than the whole.

Meaning when binding:
    The best plan for all is too good for this council; the price is what a more even one costs all.

Source:
    Policy: fairness between partners (DESIGN.md section 5).
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear
from formulations.measures import council_savings_k, net_saving_k
from formulations.recharge import ALL_PARTS


class Parameters(Params):
    """Largest share of the net present saving of all councils, and the councils."""

    most_share: float
    councils: tuple[str, ...]


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    everybody = net_saving_k(model)
    savings = council_savings_k(model, params.councils)

    def share(council: str) -> Row:
        return Row(Linear((1.0, savings[council]), (-params.most_share, everybody)), upper=0.0)

    model.rows(block, "share", [(council,) for council in params.councils], share)


FAMILY = Family(
    name="maximum_share",
    kind="policy",
    build=build,
    params=Parameters,
    requires=("decisions", "recharge"),
    reads=lambda params: ALL_PARTS,
    rewards_costs=True,
)
