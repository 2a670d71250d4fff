r"""What has been spent is saved again by a year, for good.

Rule:
    At the end of the year, and of every later year, the councils together (or each of them) have saved at
    least as much as they have spent since the base year: cashable, in cash, undiscounted.

Maths:
    paid_back: $\sum_{u=0}^{t} G_u \sum_c \sum_\ell \kappa_\ell (\mathrm{bau}_{c\ell u} -
    \mathrm{own}_{c\ell u} - \mathrm{charges}_{c\ell u}) \ge 0$

Index and mask:
    For every year t from the year of the policy to H; over all its councils c together, or for each of
    them (each_council). $\kappa$ is the cashable share of a line; a charge is one line, `recharge`.

Meaning when binding:
    A larger or earlier change would save more in the end but owes money for longer.

Source:
    Policy: the usual test of an invest-to-save bid (DESIGN.md section 5); CORE.md part 4, payback_year.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from formulations.cash import common_savings_k, council_savings_k
from formulations.family import Family, Model, Params, Row
from formulations.ledger import PoolPart
from formulations.linear import Linear, total
from formulations.recharge import ALL_PARTS


class Parameters(Params):
    """Year by which, councils (None = all as one), and whether each of them on its own."""

    by_year: int
    councils: tuple[str, ...] | None
    each_council: bool


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    every_year = range(model.numbers.last_year + 1)
    due = every_year[params.by_year :]
    if params.councils is None:
        common = common_savings_k(model)
        so_far = _running_totals([common[t] for t in every_year])
        model.rows(block, "paid_back", [(t,) for t in due], lambda t: Row(so_far[t], lower=0.0))
        return
    councils = params.councils
    of_council = council_savings_k(model, councils, cashable=True)
    if params.each_council:
        apart = {c: _running_totals([of_council[c, t] for t in every_year]) for c in councils}
        keys = [(council, t) for council in councils for t in due]
        model.rows(block, "paid_back", keys, lambda council, t: Row(apart[council][t], lower=0.0))
    else:
        together = _running_totals([total(of_council[c, t] for c in councils) for t in every_year])
        model.rows(block, "paid_back", [(t,) for t in due], lambda t: Row(together[t], lower=0.0))


def _running_totals(saved: list[Linear]) -> list[Linear]:
    return list(accumulate(saved, lambda before, saving: Linear((1.0, before), (1.0, saving))))


def _reads(params: Parameters) -> tuple[PoolPart, ...]:
    """Charges have to be told apart only where not all councils are taken together."""
    return () if params.councils is None else ALL_PARTS


FAMILY = Family(
    name="payback",
    kind="policy",
    build=build,
    params=Parameters,
    requires=("decisions", "recharge"),
    reads=_reads,
)
