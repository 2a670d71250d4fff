"""What pays for one-off costs: what is spent, what is drawn from where, and what borrowing costs afterwards.

Amounts are nominal. What a council spends on a line of a pool is its part of the pool's cell in the ledger,
split as recharges are (CORE E5), so that the members' parts add up to the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from optimizer.case.case import SHARED, Case, FundingPot
from optimizer.case.dictionary import cost_lines
from optimizer.case.fundable import FundableLine, fundable_lines
from optimizer.plan import Drawing
from optimizer.verify.costing import Costing
from optimizer.verify.exact import ZERO, exact, half_up, pounds
from optimizer.verify.history import History
from optimizer.verify.recharges import make_charges, split
from optimizer.verify.timeline import Timeline

Key = tuple[str, int, str]
"""Council, year, fundable line."""

COVERED = 100
"""Pence by which what is drawn for a line may miss what is spent on it (CORE E7)."""


@dataclass(frozen=True, slots=True)
class Debt:
    """What the borrowing of a council costs in a year, in pence; `outstanding` is the debt at its end."""

    interest: int
    repayment: int
    outstanding: int


@dataclass(frozen=True, slots=True)
class Funding:
    """What is spent and drawn, in pence.

    `drawings` are those of the plan, `settled` those that are published, with the last pennies placed;
    `debts` follow from the latter, by source, council and year.
    """

    spend: Mapping[Key, int]
    drawings: tuple[Drawing, ...]
    settled: tuple[Drawing, ...]
    debts: Mapping[tuple[str, str, int], Debt]

    def drawn(self, sources: Iterable[str]) -> dict[Key, int]:
        """Return what the plan draws from these sources for each line of a council and year."""
        named = frozenset(sources)
        found: dict[Key, int] = {}
        for source, council, year, line, pence in self.drawings:
            if source in named:
                found[council, year, line] = found.get((council, year, line), 0) + pence
        return found

    def net_cash(self, council: str, year: int) -> int:
        """Return what financing brings a council in a year, in pence: drawings less interest, repayment."""
        drawn = sum(d.pence for d in self.settled if (d.council, d.year) == (council, year))
        debts = (debt for (_, who, when), debt in self.debts.items() if (who, when) == (council, year))
        return drawn - sum(debt.interest + debt.repayment for debt in debts)


def make_funding(
    case: Case, timeline: Timeline, history: History, costing: Costing, drawings: Iterable[Drawing]
) -> Funding:
    """Return the spend of a plan and what pays for it, every last penny placed."""
    spend = spend_of(case, timeline, history, costing)
    given = tuple(drawings)
    settled = settle(case, spend, given)
    return Funding(spend, given, settled, debts_of(case, settled))


def pot_of(case: Case, drawing: Drawing) -> FundingPot | None:
    """Return the pot that a drawing is from: the council's own, or the shared one of the name."""
    return case.funding.get((drawing.source, drawing.council)) or case.funding.get((drawing.source, SHARED))


def spend_of(case: Case, timeline: Timeline, history: History, costing: Costing) -> dict[Key, int]:
    """Return what each council spends on each fundable line in each year, nominal, in pence."""
    spend: dict[Key, int] = {}
    for line in fundable_lines().values():
        cells = [cell for cell in costing.ledger if cell.line == line.ledger_line and cell.basis == "nominal"]
        if cost_lines()[line.ledger_line].bearer == "council":
            parts = (((cell.body, cell.year, line.line), cell.pence) for cell in cells)
        else:
            postings = [posting for posting in costing.postings if posting.line == line.ledger_line]
            charges = make_charges(case, timeline, history, postings, cells)
            parts = (
                ((council, charge.year, line.line), pence)
                for charge in charges
                if charge.basis == "nominal"
                for council, pence in split(
                    _part(case, line, charge.arrangement, charge.pence), charge.exact_gbp
                ).items()
            )
        for key, pence in parts:
            if pence:
                spend[key] = spend.get(key, 0) + pence
    return spend


def _part(case: Case, line: FundableLine, pool: str, pence: int) -> int:
    """Return the capital or the revenue part of a pool's total; together they are the total."""
    if line.part == "whole":
        return pence
    capital = half_up(pence * exact(case.arrangements[pool].setup_capital_share))
    return capital if line.part == "capital" else pence - capital


def settle(case: Case, spend: Mapping[Key, int], drawings: Iterable[Drawing]) -> tuple[Drawing, ...]:
    """Return the drawings with what rounding has left of the spend placed, so that they add up to it.

    What is missing goes to the largest drawing whose pot has room, else to the largest; what is too much
    comes off the largest. More than the tolerance is no rounding and stays missing.
    """
    kept = {drawing[:4]: drawing.pence for drawing in drawings}
    by_key: dict[Key, list[tuple[str, str, int, str]]] = {}
    for address in kept:
        by_key.setdefault(address[1:], []).append(address)
    for key, addresses in by_key.items():
        left = spend.get(key, 0) - sum(kept[address] for address in addresses)
        if abs(left) > COVERED:
            continue
        order = sorted(addresses, key=lambda address: (-kept[address], address))
        if left > 0:
            chosen = next((address for address in order if _has_room(case, kept, address, left)), order[0])
            kept[chosen] += left
        for address in order:
            if left < 0:
                less = min(-left, kept[address])
                kept[address] -= less
                left += less
    return tuple(sorted(Drawing(*address, pence) for address, pence in kept.items() if pence))


def _has_room(
    case: Case, kept: Mapping[tuple[str, str, int, str], int], address: tuple[str, str, int, str], more: int
) -> bool:
    drawing = Drawing(*address, more)
    pot = pot_of(case, drawing)
    if pot is None:
        return False
    others = [Drawing(*other, pence) for other, pence in kept.items()]
    return all(left >= 0 for _, left in room_of(case, pot, (*others, drawing)))


def room_of(case: Case, pot: FundingPot, drawings: Iterable[Drawing]) -> list[tuple[int, int]]:
    """Return (year, what is left in pence) of every limit of a pot at these drawings; below 0 is too much.

    A grant and borrowing have a limit of the year, or one in all (under the last year); receipts and
    reserves carry over, so that theirs is the balance at the end of each year, less the floor of a reserve,
    which counts from the year in which it has its first amount.
    """
    years = range(case.settings.years + 1)
    drawn = dict.fromkeys(years, 0)
    for drawing in drawings:
        own = pot.council in (SHARED, drawing.council)
        if drawing.source == pot.source and own:
            drawn[drawing.year] += drawing.pence
    if None in pot.amounts_gbp:
        return [(years[-1], _pence(pot, None) - sum(drawn.values()))]
    if pot.kind in ("grant", "borrowing"):
        return [(year, _pence(pot, year) - drawn[year]) for year in years]
    found = []
    balance, there = 0, False
    for year in years:
        there = there or year in pot.amounts_gbp
        balance += _pence(pot, year) - drawn[year]
        found.append((year, balance - (half_up(exact(pot.floor_gbp) * 100) if there else 0)))
    return found


def _pence(pot: FundingPot, year: int | None) -> int:
    return half_up(exact(pot.amounts_gbp[year]) * 100) if year in pot.amounts_gbp else 0


def debts_of(case: Case, drawings: Iterable[Drawing]) -> dict[tuple[str, str, int], Debt]:
    """Return what borrowing costs: interest on the debt at the start of the year, equal parts repaid.

    Interest and repayment begin in the year after the money was taken. Interest and debt are rounded once
    for a source, council and year; what is repaid is the change of the debt, so that it ends at nothing.
    """
    taken: dict[tuple[str, str], dict[int, int]] = {}
    for drawing in drawings:
        pot = pot_of(case, drawing)
        if pot is not None and pot.kind == "borrowing":
            by_year = taken.setdefault((drawing.source, drawing.council), {})
            by_year[drawing.year] = by_year.get(drawing.year, 0) + drawing.pence
    debts: dict[tuple[str, str, int], Debt] = {}
    for (source, council), by_year in taken.items():
        before = 0
        for year in range(case.settings.years + 1):
            interest = debt = ZERO
            for first, pence in by_year.items():
                rate, life = _terms(case, source, council, first)
                interest += rate * pence * _left(year - first - 1, life)
                debt += pence * _left(year - first, life)
            repaid = before + by_year.get(year, 0) - half_up(debt)
            before = half_up(debt)
            debts[source, council, year] = Debt(half_up(interest), repaid, before)
    return debts


def _left(repaid_years: int, life: int) -> Fraction:
    """Return the share of a loan that is left after so many years of repayment; none before it begins."""
    return Fraction(max(0, life - repaid_years), life) if repaid_years >= 0 else ZERO


def _terms(case: Case, source: str, council: str, year: int) -> tuple[Fraction, int]:
    """Return the rate and the life of what a council borrows from a source in a year."""
    pot = pot_of(case, Drawing(source, council, year, "", 0))
    assert pot is not None
    # A plan that borrows in a year without an amount breaks a limit; its costs are those of another year.
    terms = pot.borrowing_terms.get(year) or next(iter(pot.borrowing_terms.values()))
    return exact(terms.rate), terms.life_years


def npv_after_grant_gbp(case: Case, timeline: Timeline, npv_saving_gbp: Decimal, funding: Funding) -> Decimal:
    """Return the net present saving and the grants drawn, these without general inflation and discounted.

    It is reported beside the saving and never enters it: grants are money of other tax payers, and what is
    borrowed or taken from reserves is paid by the council all the same.
    """
    value = ZERO
    for drawing in funding.settled:
        pot = pot_of(case, drawing)
        if pot is not None and pot.kind == "grant":
            value += timeline.discount[drawing.year] * drawing.pence / timeline.cash["general"][drawing.year]
    return npv_saving_gbp + pounds(value / 100)
