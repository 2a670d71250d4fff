"""What happens when, as the reports have it: who is where, contracts, staff."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Stay:
    """A council's position in a service over years in which it does not change.

    `first` and `last` are year indices, 0 today. `arrangement`, `host`, `how` are empty in-house; `host` is a
    name for readers, `how` delivery model and depth in words; `hosts` tells whether the council is that host.
    """

    council: str
    name: str
    first: int
    last: int
    arrangement: str
    host: str
    how: str
    hosts: bool


@dataclass(frozen=True, slots=True)
class ContractFate:
    """What becomes of a supplier contract.

    `end` is its last day (ISO), `ends_after_years` the time from the start of year 0 to then, in years;
    `words` says what happens to it, `changes_in` is the year index of that or None, `cost_gbp` what ending,
    extending and handing over cost in all (real).
    """

    contract: str
    council: str
    council_name: str
    service: str
    annual_charge_gbp: Decimal
    end: str
    ends_after_years: Decimal
    words: str
    changes_in: int | None
    cost_gbp: Decimal


@dataclass(frozen=True, slots=True)
class ServiceTimeline:
    """How one service moves: `change_month` (1..12) is the month in which anything may change.

    `transferred_fte` and `returned_fte` are by year 0..H: who moves from the councils to a host, and back,
    after both are set off for each council and role (a move from pool to pool is neither).
    """

    service: str
    name: str
    change_month: int
    stays: tuple[Stay, ...]
    contracts: tuple[ContractFate, ...]
    transferred_fte: tuple[Decimal, ...]
    returned_fte: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class TransitionStep:
    """Something that happens in a year: an opening, joining, leaving, transfer or contract."""

    year: int
    service: str
    who: str
    words: str
    fte: Decimal | None
    amount_gbp: Decimal | None


@dataclass(frozen=True, slots=True)
class StaffYear:
    """Posts (FTE) of all councils and pools in a year, and everybody who moves in it.

    `posts` is `at_home` and `in_pools` together in the state of the year (from its change dates on).
    """

    year: int
    label: str
    at_home: Decimal
    in_pools: Decimal
    posts: Decimal
    transferred: Decimal
    returned: Decimal
    left: Decimal
    recruited: Decimal
    redeployed: Decimal
    redundant: Decimal
