"""What a plan promises and exposes, exact: all that its worth in an outcome of the risk register depends on.

Definitions: docs/risk.md, "What a plan promises, by chain". Real pounds, by year 0..H, against today's
arrangements carried on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

Years = tuple[Fraction, ...]
"""An amount for each year 0..H."""


@dataclass(frozen=True, slots=True)
class ChainPromise:
    """What one chain promises.

    Attributes:
        promised_gbp: running saving of the chain (delta in docs/risk.md); may be below 0.
        opened: first planned year in which it is open; 0 where it is open today; None where it never is.
        exposure_gbp: spend in scope of its members above that of today's, never below 0.
        running_shares: for each year who bears what of it, by council, as running charges are shared; empty
            where there are no members.
        exposure_shares: for each year 0..H who brings what part of the exposure, by council.
    """

    promised_gbp: Years
    opened: int | None
    exposure_gbp: Years
    running_shares: tuple[Mapping[str, Fraction], ...]
    exposure_shares: tuple[Mapping[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """Everything of a plan that outcomes act on.

    Attributes:
        npv_gbp: net present saving of all councils, as published (of rounded cells).
        council_npv_gbp: the same of each council.
        discount: factor of each year.
        chains: by chain, every chain of the case in the order of `Outcomes.chains`.
        transition_gbp: present value of the transition lines of each arrangement, by arrangement.
        transition_by_council_gbp: the same by arrangement and council, who pays in the end.
        brought_in_gbp: spend in scope that each council brings into pools in a year, less that of today.
        stranded_shares: by council that may withdraw, for each year who of the others would bear what is
            stranded; empty where it brings nothing in.
        pay_gbp: saving on cells with the price index pay; by council it is in `pay_by_council_gbp`.
        supplier_gbp: saving on cells with the index contract, by service.
        supplier_by_council_gbp: the same by service and council.
    """

    npv_gbp: Fraction
    council_npv_gbp: Mapping[str, Fraction]
    discount: Years
    chains: Mapping[str, ChainPromise]
    transition_gbp: Mapping[str, Fraction]
    transition_by_council_gbp: Mapping[tuple[str, str], Fraction]
    brought_in_gbp: Mapping[str, Years]
    stranded_shares: Mapping[str, tuple[Mapping[str, Fraction], ...]]
    pay_gbp: Years
    pay_by_council_gbp: Mapping[str, Years]
    supplier_gbp: Mapping[str, Years]
    supplier_by_council_gbp: Mapping[tuple[str, str], Years]
