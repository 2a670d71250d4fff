"""Sources of money for one-off costs, as numbers."""

from __future__ import annotations

from optimizer.case.case import SHARED, Case
from optimizer.case.derive_funding import CARRIED_OVER
from optimizer.model.curves import POUNDS_PER_K
from optimizer.model.numbers import LoanNumbers, PotNumbers


def pots(case: Case) -> tuple[PotNumbers, ...]:
    """Return the pots of a case in their order."""
    return tuple(
        PotNumbers(
            source=pot.source,
            council=None if pot.council == SHARED else pot.council,
            carries_over=pot.kind in CARRIED_OVER,
            lines=frozenset(pot.lines),
            floor_k=float(pot.floor_gbp / POUNDS_PER_K),
            amounts_k={year: float(amount / POUNDS_PER_K) for year, amount in pot.amounts_gbp.items()},
            loans={
                year: LoanNumbers(float(terms.rate), terms.life_years)
                for year, terms in pot.borrowing_terms.items()
            },
        )
        for pot in case.funding.values()
    )
