"""Ways through worlds in which the saving of every decision is a plain function of the value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from optimizer.analysis.sweep.spec import Design, Spec, Target, Vary
from optimizer.analysis.switch.inputs import Direction, Input, Way
from optimizer.analysis.switch.search import Plans, Search
from optimizer.analysis.switch.work import Answer
from optimizer.case.dictionary import tables
from optimizer.plan.facts import RunOptions
from optimizer.plan.plan import Membership

Savings = Mapping[str, float]
"""Saving of every decision that is possible, by its name."""

World = Callable[[float], Savings | str]
"""What the decisions save at a value; or the status of a case that cannot be read or solved there."""

RATE = tables()["case"]["discount_rate"]
VOLUME = tables()["baseline_services"]["volume"]


def way(
    low: str, now: str, high: str, direction: Direction = "up", *, probes: int = 4, whole: bool = False
) -> Way:
    target = Target("cells", VOLUME if whole else RATE, "case", (0,), base=(now,))
    vary = Vary("x", "x", "", target, (), Decimal(low), Decimal(high))
    spec = Spec("s", "", (vary,), Design("grid"), (), RunOptions())
    asked = Input("x", (0,), (vary,), (Decimal(now),), (Decimal(low),), (Decimal(high),))
    return Way(spec, asked, direction, probes)


def decision(name: str) -> tuple[Membership, ...]:
    return (Membership("A", name, 1),)


def answer_in(world: World, value: float, kept: tuple[Membership, ...] | None) -> Answer:
    """Return what a search finds: of equal savings, that of the last decision."""
    savings = world(value)
    if isinstance(savings, str):
        return Answer(savings, message=f"{savings} at {value}")
    possible = {decision(name): saving for name, saving in savings.items() if kept in (None, decision(name))}
    if not possible:
        return Answer("infeasible")
    best = max(possible.values())
    chosen = [one for one, saving in possible.items() if saving == best][-1]
    saving = Decimal(repr(float(best)))
    return Answer(
        "optimal", chosen, saving_gbp=saving, value_gbp=saving, bound_gbp=saving, allowed_gbp=Decimal(1)
    )


def searched(world: World, along: Way, answered: Callable[..., Answer] = answer_in) -> Search:
    """Search a way to its end."""
    search = Search(along, Plans())
    search.answers[0, None] = present = answered(world, float(along.values(0)[0]), None)
    search.plans.number(present)
    for asks in search.run():
        assert asks
        for position, plan in asks:
            assert (position, plan) not in search.answers
            kept = None if plan is None else search.plans.of(plan)
            search.answers[position, plan] = answered(world, float(along.values(position)[0]), kept)
    return search
