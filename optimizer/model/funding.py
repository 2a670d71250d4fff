"""Sources of money for one-off costs, as numbers."""

from __future__ import annotations

from optimizer.case.case import SHARED, Case, FundingKind, FundingPot
from optimizer.case.derive_funding import CARRIED_OVER
from optimizer.model.money import POUNDS_PER_K
from optimizer.model.numbers import LoanNumbers, PotNumbers

DEARNESS: dict[FundingKind, float] = {"grant": 0.0, "capital_receipt": 1.0, "reserve": 2.0, "borrowing": 10.0}
"""A grant lapses, receipts are for little else, reserves are for much else, debt has to be paid back."""


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
            dearness=_dearness(pot),
        )
        for pot in case.funding.values()
    )


def _dearness(pot: FundingPot) -> float:
    """Return what tells which of two pots pays first; of loans, the one with the less interest in all."""
    interest = max(
        (float(terms.rate) * (terms.life_years + 1) / 2 for terms in pot.borrowing_terms.values()),
        default=0.0,
    )
    return DEARNESS[pot.kind] + interest
