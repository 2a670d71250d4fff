"""Which row of the register speaks for what, and what holds where none does (docs/risk.md, "The register").

A row is looked up by its scopes, the closest first. Arrangements of one chain agree on everything that is
drawn or said by chain (the checks of a case see to it), so their first speaks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from optimizer.case.case import Arrangement, Case
from optimizer.case.drivers import DRIVERS
from optimizer.case.risks import Driver, Risk

EVERYTHING = "*"

NEUTRAL: Mapping[Driver, Decimal] = {
    driver: terms.neutral for driver, terms in DRIVERS.items() if terms.neutral is not None
}
"""What an amount is as planned; the events break_up and drop_out do not happen."""


def scopes_of_arrangement(arrangement: Arrangement) -> tuple[str, ...]:
    """Return the scopes that an arrangement lies in, the closest first."""
    return (
        f"arrangement:{arrangement.arrangement}",
        f"model:{arrangement.model}",
        f"service:{arrangement.service}",
        EVERYTHING,
    )


def scopes_of_council(council: str) -> tuple[str, ...]:
    """Return the scopes that a council lies in, the closest first."""
    return (f"council:{council}", EVERYTHING)


def scopes_of_service(service: str) -> tuple[str, ...]:
    """Return the scopes that a service as a whole lies in, the closest first."""
    return (f"service:{service}", EVERYTHING)


def closest(case: Case, driver: Driver, scopes: tuple[str, ...]) -> Risk | None:
    """Return the row of the register that holds for a driver in these scopes; None where none does."""
    found = (case.risks.get((driver, scope)) for scope in scopes)
    return next((row for row in found if row is not None), None)


def chains_of(case: Case) -> dict[str, Arrangement]:
    """Return the first arrangement of every chain, in the order of the arrangements."""
    first: dict[str, Arrangement] = {}
    for arrangement in case.arrangements.values():
        first.setdefault(arrangement.chain, arrangement)
    return first
