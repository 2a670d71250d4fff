"""A plan: only the free decisions, and the ledger that its author claims they cost.

Everything else (openings, joiners, homes, staff, credits, shares, money) is derived from these tables by the
referee. Years are indices 1..H (0 too where money is spent ahead); FTE are decimals with at most 8 places;
money is in pence.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

Flow = Literal["transferred", "returned", "rehired", "redundant", "redeployed", "recruited"]
PooledContractState = Literal["run_on", "novated", "ended"]
Basis = Literal["real", "nominal"]

FTE_PLACES = Decimal("0.00000001")
"""Quantum of a free FTE decision: 8 decimals."""


class Membership(NamedTuple):
    """The council belongs to the arrangement in the state of the year (from its change date on)."""

    council: str
    arrangement: str
    year: int


class ContractState(NamedTuple):
    """What happens to a contract while its council is in a pool that displaces it.

    `arrangement` is the pool that holds the contract where the state is `novated`, else empty.
    """

    contract: str
    year: int
    state: PooledContractState
    arrangement: str


class StaffFlow(NamedTuple):
    """People who move in a year; only flows other than 0 are listed.

    `transferred` and `returned` have arrangement and council; `redundant`, `redeployed`, `recruited` have an
    arrangement and an empty council; `rehired` has a council and an empty arrangement.
    """

    arrangement: str
    council: str
    service: str
    role: str
    year: int
    flow: Flow
    fte: Decimal


class Drawing(NamedTuple):
    """What a council draws from a source in a year for one of its one-off lines; only those above 0.

    `line` is a fundable line: set-up is `set_up_capital` and `set_up_revenue`.
    """

    source: str
    council: str
    year: int
    line: str
    pence: int


class LedgerCell(NamedTuple):
    """What the body pays on one line in a year (cost positive), rounded half up to a penny; no recharges.

    `arrangement` is empty on the lines that belong to no pool (pay, non_staff, contract, recruitment).
    Cells that are 0 are not listed.
    """

    body: str
    service: str
    arrangement: str
    year: int
    line: str
    basis: Basis
    pence: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The free decisions of a plan, each table sorted, and the ledger that comes with them."""

    memberships: tuple[Membership, ...]
    contracts: tuple[ContractState, ...]
    staff: tuple[StaffFlow, ...]
    ledger: tuple[LedgerCell, ...]
    drawings: tuple[Drawing, ...] = ()
