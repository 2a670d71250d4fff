r"""No council ends worse off over the whole case.

Rule:
    The net present saving of each named council, recharges included, is no worse than the loss it may bear.

Maths:
    no_loser: $\sum_t d_t (\mathrm{own}_{ct} + \mathrm{charges}_{ct} - \mathrm{bau}_{ct}) \le
    \mathrm{most\_loss}$

Index and mask:
    For every council c of the policy; own holds every line that the council bears itself, pools at their
    host excepted.

Meaning when binding:
    The best plan for all would leave this council a loser; the price is what keeping it whole costs the
    others.

Source:
    Policy: the usual political test of a partnership (DOMAIN.md 2.5). Financing does not count.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear
from formulations.measures import council_savings_k
from formulations.recharge import ALL_PARTS


class Parameters(Params):
    """Largest net present loss that a council may bear (thousand pounds), and the councils."""

    most_loss_k: float
    councils: tuple[str, ...]


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    savings = council_savings_k(model, params.councils)

    def no_loser(council: str) -> Row:
        return Row(Linear((-1.0, savings[council])), upper=params.most_loss_k)

    model.rows(block, "no_loser", [(council,) for council in params.councils], no_loser)


FAMILY = Family(
    name="no_loser",
    kind="policy",
    build=build,
    params=Parameters,
    requires=("decisions", "recharge"),
    reads=lambda params: ALL_PARTS,
)
