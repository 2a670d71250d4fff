"""What each chart says, in a sentence: the title of a chart is its message."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from optimizer.report.content import Content
from optimizer.report.content.analyses import AlternativePrice, StressEvent, TornadoContent
from optimizer.report.content.figures import CouncilRow
from optimizer.report.page.words import listed, money, plain_number

NIL = Decimal(0)


def who_gains(rows: Sequence[CouncilRow]) -> str:
    """Return who gains and who loses as planned."""
    losers = [one for one in rows if one.npv_saving_gbp < 0]
    gainers = [one for one in rows if one.npv_saving_gbp > 0]
    gaining, losing = listed([one.name for one in gainers]), listed([one.name for one in losers])
    if not gainers and not losers:
        return "No council gains or loses: everything stays as it is"
    if not gainers:
        return f"Nobody gains: {losing} would lose even if everything goes as planned"
    if losers:
        return f"{gaining} would gain, {losing} would lose, even if everything goes as planned"
    if len(gainers) < len(rows) or len(rows) == 1:
        return f"{gaining} would gain if everything goes as planned, and nobody would lose"
    most = max(gainers, key=lambda one: one.npv_saving_gbp)
    least = min(gainers, key=lambda one: one.npv_saving_gbp)
    everyone = "Both councils" if len(rows) == 2 else f"All {len(rows)} councils"
    return f"{everyone} would gain if everything goes as planned: {most.name} most, {least.name} least"


def when_it_changes(content: Content) -> str:
    """Return when things begin to change and when they have changed."""
    stays = [stay for timeline in content.timelines for stay in timeline.stays]
    changes = sorted({stay.first for stay in stays if stay.first})
    if not changes:
        return "Nothing changes: every service stays as it is today"
    first, last = content.year_labels[changes[0]], content.year_labels[changes[-1]]
    when = f"All changes come in {first}" if first == last else f"Changes begin in {first} and end in {last}"
    posts = _moving(content)
    return f"{when}; {plain_number(posts, 1)} posts move to a host" if posts else f"{when}; no posts move"


def out_of_pocket(content: Content) -> str:
    """Return how much money is out at most, and when it is back."""
    totals = [one.cumulative_nominal_gbp for one in content.years]
    low = min(totals)
    if not any(totals):
        return "No money moves: everything stays as it is"
    if low >= 0:
        return f"The councils are never out of pocket, and {money(totals[-1])} better off by the last year"
    if totals[-1] < 0:
        return f"The money does not come back in these years: {money(-totals[-1])} is still out at the end"
    worst = content.years[totals.index(low)].label
    back = next(one.label for one in content.years if min(totals[one.year :]) >= 0)
    return f"The councils are out of pocket by up to {money(-low)}, in {worst}; the money is back in {back}"


def who_moves(content: Content) -> str:
    """Return how many posts move and how many are lost."""
    moved, redundant = _moving(content), sum((one.redundant for one in content.staff_years), NIL)
    loses = f"posts made redundant: {plain_number(redundant)}" if redundant else "nobody is made redundant"
    moving = f"{plain_number(moved, 1)} posts move to a host" if moved else "Nobody moves to another employer"
    return f"{moving}; {loses}"


def _moving(content: Content) -> Decimal:
    return sum((fte for timeline in content.timelines for fte in timeline.transferred_fte), NIL)


def how_close(priced: Sequence[AlternativePrice]) -> str:
    """Return how close the next best alternative comes; the closest is the first."""
    if not priced:
        return "No alternative keeps the rules"
    closest = priced[0]
    less = -(closest.difference_gbp or NIL)
    if less < -1:
        return f"An alternative saves {money(-less)} more, as the search was stopped: {closest.title}"
    if less < 1:
        return f"At least one alternative is as good: {closest.title}"
    return f"Every alternative saves less. The closest, “{closest.title}”, would save {money(less)} less"


def dearest_break_up(first: StressEvent) -> str:
    """Return what the dearest break-up does."""
    left = f"leave a net saving of {money(first.saving_left_gbp)}"
    if first.saving_left_gbp < 0:
        left = f"turn the plan into a net cost of {money(-first.saving_left_gbp)}"
    return f"A break-up of {first.words} would cost most: {money(first.cost_gbp)}. It would {left}"


def what_matters(found: TornadoContent) -> str:
    """Return which input matters most, and how many change the decision; there is at least one."""
    widest, count = found.bars[0], len(found.bars)
    turned = sum(1 for bar in found.bars if bar.decision_changes)
    name = widest.entry.replace("_", " ")
    over = (
        ""
        if widest.swing_gbp is None
        else f": over its range it moves the net saving by {money(widest.swing_gbp)}"
    )
    if count == 1:
        return f"“{name}” {'can' if turned else 'does not'} change the decision{over}"
    inputs = f"{turned} of the {count} inputs can change" if turned else f"none of the {count} inputs changes"
    return f"“{name}” matters most{over}; {inputs} the decision"
