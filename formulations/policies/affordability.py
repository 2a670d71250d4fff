r"""In no year is a council worse off in cash by more than it can bear.

Rule:
    In every year that counts, what a council pays, its charges included and what financing brings in
    taken off, is no more than under business as usual and the amount it can bear.

Maths:
    affordable: $G_t (\mathrm{bau}_{ct} - \mathrm{own}_{ct} - \mathrm{charges}_{ct}) +
    \mathrm{financing}_{ct} \ge -\mathrm{most\_worse}$

Index and mask:
    For every council c of the policy and every year t from the first to the last that counts; where no
    first year is given, from year 0, in which only what is paid ahead falls.

Meaning when binding:
    The plan pays later what it would rather pay now: the council's budget of that year is full.

Source:
    Policy: a budget is set for each year, in cash (DESIGN.md section 5). Financing counts here, unlike in
    the net present saving (CORE.md part 4).
"""

from __future__ import annotations

from typing import Any

from formulations.cash import council_savings_k
from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear
from formulations.recharge import ALL_PARTS


class Parameters(Params):
    """Most that a council may be worse off in a year (nominal thousand pounds), councils, and years."""

    most_worse_k: float
    councils: tuple[str, ...]
    first_year: int
    last_year: int


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    saved = council_savings_k(model, params.councils, cashable=False)
    years = range(params.first_year, params.last_year + 1)

    def affordable(council: str, t: int) -> Row:
        better = Linear((1.0, saved[council, t]), (1.0, model.financing[council, t]))
        return Row(better, lower=-params.most_worse_k)

    keys = [(council, t) for council in params.councils for t in years]
    model.rows(block, "affordable", keys, affordable)


FAMILY = Family(
    name="affordability",
    kind="policy",
    build=build,
    params=Parameters,
    requires=("decisions", "recharge"),
    reads=lambda params: ALL_PARTS,
)
