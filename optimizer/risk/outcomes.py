"""Outcomes: what every driver of the register is in each of a number of possible futures.

All values are whole numbers, so that the model, the referee and the reports read the very same: shares and
years of delay in millionths, lives and years of events in years.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MILLION = 1_000_000
"""Shares and delays are whole millionths."""

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """A number n of outcomes of equal weight; one row of every array is one outcome.

    Attributes:
        arrangements, chains, councils, services: what the columns of the arrays are, in the order of the case
            (chains in that of their first arrangement).
        overrun: int64[n, arrangements], millionths of the transition cost on top.
        realised: int64[n, chains], millionths of the promised running saving that arrive.
        delay: int64[n, chains], millionths of a year by which it is late.
        life_years: int64[n, chains], years from its opening until a partnership breaks up, 1 or more; the
            number of planned years plus 1 where it outlives the plan.
        exit_cost: int64[n, chains], millionths of a year's spend in scope that a break-up costs.
        drop_year: int64[n, councils], planned year from which a council has withdrawn, 1 or more; the number
            of planned years plus 1 where it stays.
        stranded: int64[n, councils], millionths of its spend in scope that the others keep paying for.
        pay_award: int64[n], millionths of pay growth a year above the assumption.
        supplier_price: int64[n, services], millionths of growth a year of supplier prices above it.
    """

    arrangements: tuple[str, ...]
    chains: tuple[str, ...]
    councils: tuple[str, ...]
    services: tuple[str, ...]
    overrun: Whole
    realised: Whole
    delay: Whole
    life_years: Whole
    exit_cost: Whole
    drop_year: Whole
    stranded: Whole
    pay_award: Whole
    supplier_price: Whole

    def __len__(self) -> int:
        """Return the number of outcomes."""
        return len(self.pay_award)
