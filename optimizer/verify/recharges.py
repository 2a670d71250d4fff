"""Who pays for the pools: exact shares, and pennies that add up (CORE R1, R2, R4, E5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.plan import LedgerCell
from optimizer.plan.plan import Basis
from optimizer.verify.exact import ZERO, exact, half_up
from optimizer.verify.history import History
from optimizer.verify.postings import BASES, Posting
from optimizer.verify.timeline import Timeline
from optimizer.verify.verdict import RechargeCell, Scenario

Kind = Literal["running", "one_off"]


@dataclass(frozen=True, slots=True)
class Charge:
    """One total that the members of a pool share, in pence, with what each would pay exactly (GBP)."""

    arrangement: str
    year: int
    kind: Kind
    basis: Basis
    pence: int
    exact_gbp: Mapping[str, Fraction]


def mark_up(case: Case, host: str) -> Fraction:
    """R4: (1 + margin) x (1 + irrecoverable VAT) of a provider; 1 of a council."""
    provider = case.providers.get(host)
    if provider is None:
        return Fraction(1)
    return (1 + exact(provider.margin_share)) * (1 + exact(provider.irrecoverable_vat_share))


def kind_of(line: str) -> Kind:
    """Running lines are shared by the running key, event lines (pool_recruitment too) by the other."""
    return "one_off" if cost_lines()[line].timing == "event" else "running"


def shares(case: Case, history: History, pool: str, state: int, kind: Kind) -> dict[str, Fraction]:
    """R2: weight of each member / sum of the weights, in the state of a year; empty where there is none."""
    if not 0 <= state <= history.last_year:
        return {}
    weights: dict[str, Fraction] = {}
    for council in history.members[pool][state]:
        candidate = case.candidates[council, pool]
        weight = candidate.running_weight if kind == "running" else candidate.one_off_weight
        weights[council] = exact(weight)
    total = sum(weights.values(), ZERO)
    if not total:
        # The case promises weights for every allowed membership; in a broken one the members pay alike.
        return {council: Fraction(1, len(weights)) for council in weights}
    return {council: weight / total for council, weight in weights.items()}


def split(pence: int, amounts: Mapping[str, Fraction]) -> dict[str, int]:
    """E5: scale exact amounts to a total in pence, floor, give left-over pennies to the largest remainders.

    Ties go by council id; a negative total is split by its absolute value. Where the amounts cancel out,
    the total (pennies of rounding) is shared alike.
    """
    if not amounts:
        return {}
    whole = sum(amounts.values(), ZERO)
    sign = -1 if pence < 0 else 1
    scaled = {
        council: abs(pence) * (amount / whole if whole else Fraction(1, len(amounts)))
        for council, amount in amounts.items()
    }
    floors = {council: value.numerator // value.denominator for council, value in scaled.items()}
    left = abs(pence) - sum(floors.values())
    order = sorted(scaled, key=lambda council: (floors[council] - scaled[council], council))
    return {council: sign * (floors[council] + (council in order[:left])) for council in amounts}


def make_charges(
    case: Case,
    timeline: Timeline,
    history: History,
    postings: Iterable[Posting],
    ledger: Iterable[LedgerCell],
) -> tuple[Charge, ...]:
    """Compute for every pool, year, kind and basis its rounded total and each member's exact part of it."""
    hosted = [posting for posting in postings if cost_lines()[posting.line].bearer == "host"]
    totals: dict[tuple[str, int, Kind, Basis], int] = {}
    for cell in ledger:
        if cost_lines()[cell.line].bearer == "host":
            key = (cell.arrangement, cell.year, kind_of(cell.line), cell.basis)
            totals[key] = totals.get(key, 0) + cell.pence
    parts = _exact_parts(case, timeline, history, hosted)
    charges = []
    for key in sorted({*totals, *parts}):
        pool, year, kind, basis = key
        factor = mark_up(case, case.arrangements[pool].host)
        amounts = {council: factor * gbp for council, gbp in parts.get(key, {}).items()}
        pence = half_up(totals.get(key, 0) * factor)
        charges.append(Charge(pool, year, kind, basis, pence, amounts))
    return tuple(charges)


def _exact_parts(
    case: Case, timeline: Timeline, history: History, postings: Iterable[Posting]
) -> dict[tuple[str, int, Kind, Basis], dict[str, Fraction]]:
    """R2: part2 by the shares of t, part1 by those of t-1, events by one-off shares; before the mark-up."""
    by_state: dict[tuple[str, int, Kind, Basis, int], Fraction] = {}
    for posting in postings:
        for basis in BASES:
            key = (posting.arrangement, posting.year, kind_of(posting.line), basis, posting.state)
            by_state[key] = by_state.get(key, ZERO) + posting.in_basis(timeline, basis)
    parts: dict[tuple[str, int, Kind, Basis], dict[str, Fraction]] = {}
    for (pool, year, kind, basis, state), amount in by_state.items():
        if not amount:
            continue
        members = parts.setdefault((pool, year, kind, basis), {})
        for council, share in shares(case, history, pool, state, kind).items():
            members[council] = members.get(council, ZERO) + share * amount
    return parts


def exact_charges(
    case: Case, timeline: Timeline, history: History, postings: Iterable[Posting], basis: Basis
) -> dict[tuple[str, int], Fraction]:
    """Return what each council is charged in each year for these postings, marked up, exact (GBP)."""
    charged: dict[tuple[str, int], Fraction] = {}
    for (pool, year, _, of_basis), members in _exact_parts(case, timeline, history, postings).items():
        if of_basis == basis:
            factor = mark_up(case, case.arrangements[pool].host)
            for council, amount in members.items():
                charged[council, year] = charged.get((council, year), ZERO) + factor * amount
    return charged


def recharge_cells(case: Case, scenario: Scenario, charges: Iterable[Charge]) -> tuple[RechargeCell, ...]:
    """Split every charge among its members."""
    keys = {"running": case.settings.running_key, "one_off": case.settings.one_off_key}
    cells = []
    for charge in charges:
        whole = sum(charge.exact_gbp.values(), ZERO)
        for council, pence in split(charge.pence, charge.exact_gbp).items():
            own = charge.exact_gbp[council]
            share = own / whole if whole else Fraction(1, len(charge.exact_gbp))
            cells.append(
                RechargeCell(
                    scenario=scenario,
                    arrangement=charge.arrangement,
                    council=council,
                    year=charge.year,
                    kind=charge.kind,
                    basis=charge.basis,
                    key=keys[charge.kind],
                    share=share,
                    pence=pence,
                )
            )
    return tuple(sorted(cells))
