"""What a plan spends on its transition and saves at the prices that may rise, in all and by council."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.verify.costing import Costing
from optimizer.verify.exact import ZERO
from optimizer.verify.history import History
from optimizer.verify.postings import Posting
from optimizer.verify.recharges import exact_charges, mark_up
from optimizer.verify.timeline import Timeline

TRANSITION = ("joining", "leaving", "set_up", "redundancy", "strain")
"""Lines that an overrun of the transition adds to."""

Amounts = dict[str, list[Fraction]]
"""By name, an amount for each year 0..H."""


def paid(case: Case, timeline: Timeline, postings: Iterable[Posting]) -> list[Fraction]:
    """Return what the postings cost in each year, real GBP, a provider's with its mark-up."""
    years = [ZERO] * (timeline.last_year + 1)
    for posting in postings:
        hosted = cost_lines()[posting.line].bearer == "host"
        factor = mark_up(case, posting.body) if hosted else 1
        years[posting.year] += factor * posting.in_basis(timeline, "real")
    return years


def paid_by_council(case: Case, timeline: Timeline, history: History, postings: Iterable[Posting]) -> Amounts:
    """Return what each council pays of the postings in each year in the end, real GBP."""
    years = {council: [ZERO] * (timeline.last_year + 1) for council in case.councils}
    hosted = []
    for posting in postings:
        if cost_lines()[posting.line].bearer == "host":
            hosted.append(posting)
        else:
            years[posting.body][posting.year] += posting.in_basis(timeline, "real")
    for (council, year), amount in exact_charges(case, timeline, history, hosted, "real").items():
        years[council][year] += amount
    return years


def transition(
    case: Case, timeline: Timeline, history: History, costing: Costing
) -> tuple[dict[str, Fraction], dict[tuple[str, str], Fraction]]:
    """Return the present value of the transition of every arrangement, and what each council pays of it."""
    by_pool: dict[str, list[Posting]] = {}
    for posting in costing.postings:
        if posting.line in TRANSITION:
            by_pool.setdefault(posting.arrangement, []).append(posting)
    total, by_council = {}, {}
    for pool in case.arrangements:
        postings = by_pool.get(pool, [])
        total[pool] = _present(timeline, paid(case, timeline, postings))
        if postings:
            for council, years in paid_by_council(case, timeline, history, postings).items():
                if any(years):
                    by_council[pool, council] = _present(timeline, years)
    return total, by_council


def _present(timeline: Timeline, years: list[Fraction]) -> Fraction:
    return sum((d * amount for d, amount in zip(timeline.discount, years, strict=True)), ZERO)


def saved_on(
    case: Case,
    timeline: Timeline,
    plan: tuple[History, Costing],
    today: tuple[History, Costing],
    wanted: Callable[[Posting], bool],
) -> tuple[list[Fraction], Amounts]:
    """Return what the plan saves on the postings wanted in each year, real GBP: in all, and by council."""
    after, before = (
        [posting for posting in costing.postings if wanted(posting)] for _, costing in (plan, today)
    )
    total = _less(paid(case, timeline, before), paid(case, timeline, after))
    then = paid_by_council(case, timeline, today[0], before)
    now = paid_by_council(case, timeline, plan[0], after)
    return total, {council: _less(then[council], now[council]) for council in case.councils}


def _less(left: list[Fraction], right: list[Fraction]) -> list[Fraction]:
    return [a - b for a, b in zip(left, right, strict=True)]
