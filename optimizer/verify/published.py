"""The rows of pools.csv, staff.csv and contracts.csv, from the story and its costs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.verify.costing import Costing, Story
from optimizer.verify.exact import ZERO, exact, to_pence
from optimizer.verify.history import History
from optimizer.verify.recharges import kind_of
from optimizer.verify.timeline import Timeline
from optimizer.verify.verdict import ContractRow, PoolRow, Scenario, StaffRow

CHARGE_LINES = ("contract", "pool_novated")
"""Lines that hold the yearly charge of a contract; its other lines are fees."""

ContractWord = Literal["in_house", "run_on", "novated", "ended"]


def pool_rows(case: Case, scenario: Scenario, story: Story, costing: Costing) -> Iterator[PoolRow]:
    """Make a row for each pool and year in which it is open at either end or costs something."""
    history = story.history
    totals: dict[tuple[str, int, str], int] = {}
    for cell in costing.ledger:
        if cell.basis == "real" and cost_lines()[cell.line].bearer == "host":
            key = (cell.arrangement, cell.year, kind_of(cell.line))
            totals[key] = totals.get(key, 0) + cell.pence
    for pool in history.active:
        for year in range(history.last_year + 1):
            running, one_off = totals.get((pool, year, "running"), 0), totals.get((pool, year, "one_off"), 0)
            if _open_at_either_end(history, pool, year) or running or one_off:
                needs = (_required(story, pool, role, year) for role in case.arrangements[pool].roles)
                yield PoolRow(
                    scenario=scenario,
                    arrangement=pool,
                    year=year,
                    open=history.is_open(pool, year),
                    members=len(history.members[pool][year]),
                    volume=history.volume(pool, year),
                    needed_fte=sum(needs, ZERO),
                    running_pence=running,
                    one_off_pence=one_off,
                )


def _open_at_either_end(history: History, pool: str, year: int) -> bool:
    return year > 0 and (history.is_open(pool, year) or history.is_open(pool, year - 1))


def _required(story: Story, pool: str, role: str, year: int) -> Fraction:
    """Return what a pool must have: req and the dip of those who join (the right side of W5)."""
    workforce = story.workforce
    return workforce.required[pool, role][year] + workforce.dip[pool, role][year]


def staff_rows(case: Case, story: Story) -> Iterator[StaffRow]:
    """Make the rows of pools (stocks and flows) and of homes for the years 1..H; flows of 0 are left out."""
    history, workforce = story.history, story.workforce
    for (pool, role), staff in workforce.staff.items():
        terms = case.arrangements[pool]
        if not terms.roles[role].staff_share:
            continue
        tau = exact(terms.roles[role].turnover_share)
        for year in range(1, history.last_year + 1):
            if _open_at_either_end(history, pool, year):
                for flow, fte in (
                    ("staff", staff[year]),
                    ("left", tau * staff[year - 1]),
                    ("required", _required(story, pool, role, year)),
                ):
                    yield StaffRow(pool, role, year, "", terms.service, flow, fte)
    for key, fte in workforce.flows.items():
        yield StaffRow(key.arrangement, key.role, key.year, key.council, key.service, key.flow, fte)
    for (council, service, role), home in workforce.home.items():
        for year in range(1, history.last_year + 1):
            yield StaffRow("", role, year, council, service, "home", home[year])


def contract_rows(case: Case, timeline: Timeline, story: Story, costing: Costing) -> Iterator[ContractRow]:
    """Make a row for every contract and year 1..H: its state, the charge whoever bears it, and the fees."""
    history = story.history
    charges: dict[tuple[str, int], Fraction] = {}
    fees: dict[tuple[str, int], Fraction] = {}
    for posting in costing.postings:
        if posting.contract:
            cell = charges if posting.line in CHARGE_LINES else fees
            key = (posting.contract, posting.year)
            cell[key] = cell.get(key, ZERO) + posting.in_basis(timeline, "real")
    for contract, terms in case.contracts.items():
        for year in range(1, history.last_year + 1):
            state, pool = _state(history, contract, year)
            yield ContractRow(
                contract=contract,
                council=terms.council,
                service=terms.service,
                year=year,
                state=state,
                arrangement=pool,
                charge_pence=to_pence(charges.get((contract, year), ZERO)),
                fee_pence=to_pence(fees.get((contract, year), ZERO)),
            )


def _state(history: History, contract: str, year: int) -> tuple[ContractWord, str]:
    held_by = history.novated_to(contract, year)
    if held_by:
        return "novated", held_by[0]
    if history.ended(contract, year):
        return "ended", ""
    if history.runs_on(contract, year):
        return "run_on", ""
    return "in_house", ""
