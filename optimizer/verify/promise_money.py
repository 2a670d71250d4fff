"""What a plan spends on its transition and saves at the prices that may rise: what councils pay in the end.

The totals are sums of what the councils pay, so that the two always agree to the last fraction of a penny;
what tolerances leave in a pool without members (a millionth of a post) is paid by nobody, and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.verify.costing import Costing
from optimizer.verify.exact import ZERO
from optimizer.verify.history import History
from optimizer.verify.postings import Posting
from optimizer.verify.recharges import exact_charges
from optimizer.verify.timeline import Timeline

TRANSITION = ("joining", "leaving", "set_up", "redundancy", "strain")
"""Lines that an overrun of the transition adds to."""

Years = tuple[Fraction, ...]
"""An amount for each year 0..H."""


def paid(case: Case, timeline: Timeline, history: History, postings: Iterable[Posting]) -> dict[str, Years]:
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
    return {council: tuple(amounts) for council, amounts in years.items()}


def together(by_council: Mapping[str, Sequence[Fraction]]) -> Years:
    """Return the sum of all councils in each year."""
    return tuple(sum(year, ZERO) for year in zip(*by_council.values(), strict=True))


def transition_gbp(
    case: Case, timeline: Timeline, history: History, costing: Costing
) -> dict[tuple[str, str], Fraction]:
    """Return the present value of what each council pays of the transition, by arrangement and council."""
    by_pool: dict[str, list[Posting]] = {}
    for posting in costing.postings:
        if posting.line in TRANSITION:
            by_pool.setdefault(posting.arrangement, []).append(posting)
    return {
        (pool, council): sum((d * amount for d, amount in zip(timeline.discount, years, strict=True)), ZERO)
        for pool, postings in by_pool.items()
        for council, years in paid(case, timeline, history, postings).items()
        if any(years)
    }


def saved(
    case: Case,
    timeline: Timeline,
    plan: tuple[History, Costing],
    today: tuple[History, Costing],
    wanted: Callable[[Posting], bool],
) -> dict[str, Years]:
    """Return what each council saves on the postings that are wanted in each year, real GBP."""
    now, then = (
        paid(case, timeline, history, [posting for posting in costing.postings if wanted(posting)])
        for history, costing in (plan, today)
    )
    return {
        council: tuple(before - after for before, after in zip(then[council], now[council], strict=True))
        for council in case.councils
    }
