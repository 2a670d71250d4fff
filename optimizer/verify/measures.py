"""The headline figures (CORE part 4, docs/conventions), from rounded cells and exact discount factors.

Pure functions; every figure is rounded once, at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.verify.burden import all_changes, rated_gbp
from optimizer.verify.exact import ZERO, exact, pounds
from optimizer.verify.history import History
from optimizer.verify.recharges import mark_up
from optimizer.verify.timeline import Timeline
from optimizer.verify.verdict import CashCell, Measures


def council_costs(case: Case, cash: Iterable[CashCell], basis: str) -> dict[str, list[int]]:
    """Return council -> cost of each year 0..H in pence, recharges included."""
    costs = {council: [0] * (case.settings.years + 1) for council in case.councils}
    for cell in cash:
        if cell.basis == basis and cell.body in costs:
            costs[cell.body][cell.year] += cell.pence
    return costs


def one_off_costs(case: Case, cash: Iterable[CashCell]) -> list[Fraction]:
    """Return the real one-off cost of each year 0..H in pence, all bodies, a provider's with its mark-up."""
    costs = [ZERO] * (case.settings.years + 1)
    for cell in cash:
        if cell.basis == "real" and cost_lines()[cell.line].one_off:
            costs[cell.year] += cell.pence * mark_up(case, cell.body)
    return costs


def cashable_costs(case: Case, cash: Iterable[CashCell]) -> list[Fraction]:
    """Return the nominal cost of each year 0..H in pence, all councils, each cell by its cashable share.

    What councils spend on their pools counts once, as the charges that pay for it.
    """
    costs = [ZERO] * (case.settings.years + 1)
    for cell in cash:
        line = cost_lines()[cell.line]
        if cell.basis == "nominal" and line.bearer == "council":
            costs[cell.year] += cell.pence * exact(line.cashable_share)
    return costs


def present_value(timeline: Timeline, pence: Sequence[int | Fraction]) -> Fraction:
    """Return sum of d_t x amount in GBP, exact (CORE E6)."""
    return sum((d * amount for d, amount in zip(timeline.discount, pence, strict=True)), ZERO) / 100


def payback(savings: Sequence[int | Fraction]) -> tuple[int | None, Decimal | None]:
    """Return the first year from which the cumulative saving stays at or above zero, and how long it takes.

    None where that never happens, or where nothing is ever saved or spent. Within the year the saving comes
    in by a straight line; the years count from the end of year 0. A plan that is never below zero pays back
    from the start: year 0, after 0 years.
    """
    totals = list(accumulate(savings))
    if not any(totals) or totals[-1] < 0:
        return None, None
    year = next(t for t in range(len(totals)) if min(totals[t:]) >= 0)
    if year == 0:
        return 0, Decimal("0.00")
    deficit = -totals[year - 1]
    return year, pounds(year - 1 + Fraction(deficit) / Fraction(savings[year]))


def peak_deficit(savings: Sequence[int]) -> int:
    """Return the largest cumulative deficit, 0 if there is none."""
    return max(0, -min(accumulate(savings)))


def realised(running_gbp: Fraction, share: Fraction) -> Fraction:
    """Return the running saving at the recorded realisation; a loss counts in full."""
    return running_gbp * share if running_gbp > 0 else running_gbp


def council_npvs(
    case: Case, timeline: Timeline, bau: Iterable[CashCell], plan: Iterable[CashCell]
) -> dict[str, Fraction]:
    """Return the net present saving of each council in GBP, recharges included, exact."""
    before, after = council_costs(case, bau, "real"), council_costs(case, plan, "real")
    return {
        council: present_value(
            timeline, [b - p for b, p in zip(before[council], after[council], strict=True)]
        )
        for council in case.councils
    }


def _by_year(costs: Mapping[str, Sequence[int]]) -> list[int]:
    return [sum(year) for year in zip(*costs.values(), strict=True)]


def make_measures(
    case: Case, timeline: Timeline, history: History, bau: Sequence[CashCell], plan: Sequence[CashCell]
) -> Measures:
    """Compute every headline figure from the history of the plan and the cells of both scenarios."""
    real_bau = _by_year(council_costs(case, bau, "real"))
    real_plan = _by_year(council_costs(case, plan, "real"))
    nominal_bau = _by_year(council_costs(case, bau, "nominal"))
    nominal_plan = _by_year(council_costs(case, plan, "nominal"))
    real = [b - p for b, p in zip(real_bau, real_plan, strict=True)]
    nominal = [b - p for b, p in zip(nominal_bau, nominal_plan, strict=True)]
    cashable_bau, cashable_plan = cashable_costs(case, bau), cashable_costs(case, plan)
    cashable = [b - p for b, p in zip(cashable_bau, cashable_plan, strict=True)]
    one_off_bau, one_off_plan = one_off_costs(case, bau), one_off_costs(case, plan)
    one_off = [p - b for b, p in zip(one_off_bau, one_off_plan, strict=True)]
    running = [saving + spent for saving, spent in zip(real, one_off, strict=True)]
    by_council = {name: pounds(npv) for name, npv in council_npvs(case, timeline, bau, plan).items()}
    realisation = exact(case.settings.recorded_realisation)
    at_record = realised(present_value(timeline, running), realisation) - present_value(timeline, one_off)
    payback_year, payback_years = payback(cashable)
    return Measures(
        npv_saving_gbp=pounds(present_value(timeline, real)),
        npv_saving_at_recorded_realisation_gbp=pounds(at_record),
        bau_npv_gbp=pounds(present_value(timeline, real_bau)),
        one_off_cost_gbp=pounds(sum(one_off, ZERO) / 100),
        steady_state_saving_gbp=pounds(running[-1] / 100),
        payback_year=payback_year,
        payback_years=payback_years,
        peak_cash_gbp=pounds(Fraction(peak_deficit(nominal), 100)),
        worst_council_npv_gbp=min(by_council.values()),
        cash_cost_gbp=pounds(Fraction(sum(nominal_plan), 100)),
        rated_gbp=pounds(rated_gbp(case, history)),
        changes=all_changes(case, history),
        council_npv_gbp=by_council,
        saving_real_gbp={year: pounds(Fraction(pence, 100)) for year, pence in enumerate(real)},
        saving_nominal_gbp={year: pounds(Fraction(pence, 100)) for year, pence in enumerate(nominal)},
    )
