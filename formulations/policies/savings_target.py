r"""The cashable saving of a year reaches a target.

Rule:
    In the year, the councils together (or each of them) save at least so much that leaves their budgets,
    in cash, one-off costs of the year taken off.

Maths:
    target: $G_t \sum_c \sum_\ell \kappa_\ell (\mathrm{bau}_{c\ell t} - \mathrm{own}_{c\ell t} -
    \mathrm{charges}_{c\ell t}) \ge \mathrm{least}$

Index and mask:
    For the year t of the policy; over all its councils c together, or for each of them (each_council).
    $\kappa$ is the cashable share of a line; a charge is one line, `recharge`.

Meaning when binding:
    The budget of that year asks for more than the best plan gives then; the price is what bringing it
    forward costs.

Source:
    Policy: the saving that a medium-term financial plan counts on (DESIGN.md section 5).
"""

from __future__ import annotations

from typing import Any

from formulations.cash import common_savings_k, council_savings_k
from formulations.family import Family, Model, Params, Row
from formulations.ledger import PoolPart
from formulations.linear import total
from formulations.recharge import ALL_PARTS


class Parameters(Params):
    """Year, least saving (nominal thousand pounds), councils (None = all as one), whether of each."""

    year: int
    least_k: float
    councils: tuple[str, ...] | None
    each_council: bool


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    year, least = params.year, params.least_k
    if params.councils is None:
        saved = common_savings_k(model)
        model.rows(block, "target", [(year,)], lambda t: Row(saved[t], lower=least))
        return
    councils = params.councils
    of_council = council_savings_k(model, councils, cashable=True)
    if params.each_council:
        keys = [(council, year) for council in councils]
        model.rows(block, "target", keys, lambda council, t: Row(of_council[council, t], lower=least))
    else:
        together = total(of_council[council, year] for council in councils)
        model.rows(block, "target", [(year,)], lambda _: Row(together, lower=least))


def _reads(params: Parameters) -> tuple[PoolPart, ...]:
    """Charges have to be told apart only where not all councils are taken together."""
    return () if params.councils is None else ALL_PARTS


FAMILY = Family(
    name="savings_target",
    kind="policy",
    build=build,
    params=Parameters,
    requires=("decisions", "recharge"),
    reads=_reads,
)
