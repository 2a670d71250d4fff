"""Switching values in words: one sentence for every answer, as the Green Book uses the terms."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from optimizer.analysis.sweep.spec import Vary
from optimizer.analysis.sweep.work import INFEASIBLE, REFUSED
from optimizer.analysis.switch.inputs import Way
from optimizer.analysis.switch.search import NO_ANSWER, PRESENT, Crossing, Plans, Search
from optimizer.analysis.switch.work import Answer
from optimizer.case.case import Case
from optimizer.case.loaded import plain
from optimizer.plan.plan import Plan
from optimizer.report.words import decisions, net

DEFINITION = (
    "A switching value is the value of an input at which the preferred option changes, or at which the net "
    "present value falls to zero."
)


MOST_LISTED = 3
"""So many entries of a group are named in a sentence."""


def plan_in_words(case: Case, plans: Plans, number: int) -> tuple[str, ...]:
    """Return a decision as sentences."""
    return tuple(one.sentence() for one in decisions(case, Plan(plans.of(number), (), (), ())))


def change_in_words(case: Case, plans: Plans, number: int) -> str:
    """Return what a decision has for the services in which it is not the present one."""
    now, then = (decisions(case, Plan(plans.of(plan), (), (), ())) for plan in (PRESENT, number))
    parts = []
    for service in case.services:
        mine, theirs = ([one for one in plan if one.service == service] for plan in (now, then))
        if mine != theirs:
            parts += [one.sentence() for one in theirs]
    return "; ".join(parts)


def change_percent(now: Decimal, value: Decimal, vary: Vary) -> Decimal | None:
    """Return by how many percent of the value now a value differs from it; None where that is 0."""
    if vary.percent:
        return value
    if not now:
        return None
    return ((value - now) / abs(now) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP) + 0


def amount(value: Decimal) -> str:
    """Return a value of an input for a sentence."""
    whole, point, rest = plain(value).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole != "-0" else plain(value)


def by_percent(percent: Decimal) -> str:
    """Return `64% lower`; to one decimal below 10%."""
    step = Decimal(1) if abs(percent) >= 10 else Decimal("0.1")
    return f"{abs(percent).quantize(step, ROUND_HALF_UP):,f}% {'lower' if percent < 0 else 'higher'}"


def at(way: Way, position: int) -> str:
    """Return `X is 0.36 (now 1), 64% lower`; of a group, how far it is on its way."""
    varies, values = way.input.varies, way.values(position)
    if len(varies) > 1:
        return _of_group(way, position)
    vary, now, value = varies[0], way.input.now[0], values[0]
    if vary.percent:
        return f"{vary.name} is {by_percent(value)}"
    percent = change_percent(now, value, vary)
    tail = "" if percent is None else f", {by_percent(percent)}"
    return f"{vary.name} is {amount(value)} (now {amount(now)}){tail}"


def _of_group(way: Way, position: int) -> str:
    """Return `G is 34% of the way to its high end (A +3%, B 12)`."""
    share = (Decimal(100 * position) / way.length).quantize(Decimal("0.1"), ROUND_HALF_UP)
    end = "high" if way.direction == "up" else "low"
    entries = [
        f"{vary.name} {short(vary, value)}"
        for vary, value in zip(way.input.varies, way.values(position), strict=True)
    ]
    more = len(entries) - MOST_LISTED
    listed = ", ".join(entries[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
    return f"{way.input.name} is {amount(share)}% of the way to its {end} end ({listed})"


def beyond(way: Way, position: int) -> str:
    """Return `Above 0.83`, or of a group how far on its way."""
    if len(way.input.varies) > 1:
        return f"Beyond where {_of_group(way, position)}"
    return f"{'Above' if way.direction == 'up' else 'Below'} {_value(way, position)}"


def short(vary: Vary, value: Decimal) -> str:
    """Return a value of an entry; a percent change with its sign."""
    sign = "+" if value > 0 else ""
    return f"{sign}{amount(value)}%" if vary.percent else amount(value)


def value_now(vary: Vary, now: Decimal) -> str:
    """Return what an entry is in the case."""
    return "in percent of the value now" if vary.percent else f"now {amount(now)}"


def sentences(case: Case, search: Search, *, by_saving_alone: bool) -> tuple[str, ...]:
    """Return what is to be said of a way: the decision, the saving of the plan, the best saving.

    Args:
        case: the case.
        search: what is known of the way.
        by_saving_alone: whether the plan that is best is the one that saves most; where other objectives or
            prices of preferences count, others may save more than it does.
    """
    found = [_of_the_decision(case, search)]
    if search.best(0).saving_gbp > 0:
        found.append(_of_the_plan(search))
    found += [_of_the_best(search, by_saving_alone=by_saving_alone), _of_the_end(search)]
    return tuple(one for one in found if one)


def _of_the_end(search: Search) -> str:
    """Say where there is first no plan, if that is not the first change anyway."""
    if isinstance(search.decision.to, str):
        return ""
    for inner, outer in pairwise(sorted(search.labels)):
        label = search.labels[outer]
        if isinstance(label, str):
            return _no_plan(search, Crossing(label, inner, outer), search.best(outer))
    return ""


def _of_the_decision(case: Case, search: Search) -> str:
    crossing, way = search.decision, search.way
    if crossing.after is None:
        return _stays(search)
    best = search.best(crossing.after)
    if not isinstance(crossing.to, int):
        return _no_plan(search, crossing, best)
    kept = search.kept(crossing.after, PRESENT)
    what = change_in_words(case, search.plans, crossing.to)
    words = f"The preferred option changes if {at(way, crossing.after)}{_roughly(search, crossing)}: {what}"
    if kept is None or kept.memberships is None:
        return f"{words} ({_net(best)} there; the present plan breaks a rule)."
    return f"{words} ({_net(best)} there; the present plan: {_net(kept)})."


def _no_plan(search: Search, crossing: Crossing, answer: Answer) -> str:
    where = beyond(search.way, crossing.before)
    assert crossing.after is not None
    tried = _value(search.way, crossing.after)
    if crossing.to == INFEASIBLE:
        return f"{where} no plan keeps every rule (none does at {tried})."
    first = answer.message.splitlines()[0] if answer.message else ""
    if crossing.to == REFUSED:
        return f"{where} the case has a fault (tried: {tried}): {first}."
    return f"{where} nothing is known: a search at {tried} has no answer. {first}".rstrip()


def _of_the_plan(search: Search) -> str:
    crossing = search.of_the_plan
    if crossing.after is None or crossing.to in (REFUSED, NO_ANSWER):
        return ""
    if crossing.to == INFEASIBLE:
        if search.decision.to == INFEASIBLE:
            return ""
        return (
            f"{beyond(search.way, crossing.before)} the present plan breaks a rule, before its net present "
            "saving falls to zero."
        )
    where = at(search.way, crossing.after) + _roughly(search, crossing)
    return f"The net present saving of the present plan falls to zero if {where}."


def _of_the_best(search: Search, *, by_saving_alone: bool) -> str:
    crossing = search.of_the_best
    if crossing.after is None or crossing.to not in ("positive", "not_positive"):
        return ""
    where = at(search.way, crossing.after) + _roughly(search, crossing)
    if not by_saving_alone:
        happens = "begins to save" if crossing.to == "positive" else "no longer saves anything"
        return f"The preferred option, whichever it is, {happens} if {where}."
    if crossing.to == "positive":
        return f"A plan begins to save if {where}."
    return f"The best achievable saving falls to zero if {where}: no plan saves anything there."


def _roughly(search: Search, crossing: Crossing) -> str:
    """Return a remark where a change could not be narrowed down."""
    return "" if crossing.narrowed else f" (somewhere after {_value(search.way, crossing.before)})"


def _value(way: Way, position: int) -> str:
    """Return a position in a few words."""
    if len(way.input.varies) > 1:
        return f"{amount((Decimal(100 * position) / way.length).quantize(Decimal('0.1')))}% of the way"
    return short(way.input.varies[0], way.values(position)[0])


def _stays(search: Search) -> str:
    way, end = search.way, search.decision.before
    if len(way.input.varies) > 1:
        to = f"to its {'high' if way.direction == 'up' else 'low'} end"
    else:
        to = f"{way.direction} to {_value(way, end)}"
    kept = search.kept(end, PRESENT)
    return f"The preferred option stays {to} ({_net(kept or search.best(end))} there)."


def _net(answer: Answer) -> str:
    return net(answer.saving_gbp) if answer.saving_gbp else "no saving"
