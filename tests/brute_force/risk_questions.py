"""What is asked of a case with a risk register: objectives of risk, and limits that bind if they can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from optimizer.case.case import Policy
from optimizer.case.dictionary import NET_SAVING
from tests.brute_force.draw import Draw
from tests.brute_force.risk import Best, World
from tests.brute_force.risk_programme import Asked, Tail

SLACK_GBP = 1000.0
BEYOND_GBP = 5000.0
"""How far a limit lies below what binds, and above all that is known to be possible, where it is drawn so."""


@dataclass(frozen=True)
class Question:
    """The same question in the words of brute force and in those of the optimiser."""

    asked: Asked
    objective: str
    policies: tuple[Policy, ...] = ()


def question(world: World, draw: Draw, name: str) -> Question:
    """Return the question of a name, one of QUESTIONS; the level of a limit is drawn."""
    return QUESTIONS[name](world, draw)


def _expected(world: World, draw: Draw) -> Question:
    return Question(Asked(Tail()), "expected_saving")


def _adjusted(world: World, draw: Draw) -> Question:
    risk = world.case.settings.risk
    return Question(Asked(Tail(float(risk.level), float(risk.weight))), "risk_adjusted_saving")


def _expected_limit(world: World, draw: Draw) -> Question:
    least = _level(draw, *_between(world, lambda best: Tail().of(best.savings_gbp), Tail()))
    rule = _rule("expected_saving", least_gbp=least)
    return Question(Asked(tail=Tail(), least_gbp=float(least)), NET_SAVING, (rule,))


def _cvar_limit(world: World, draw: Draw) -> Question:
    level, weight = (
        Decimal(draw.pick(("0", "0.5", "0.8", "0.9", "0.999"))),
        Decimal(draw.pick(("0", "0.5", "1"))),
    )
    tail = Tail(float(level), float(weight))
    least = _level(draw, *_between(world, lambda best: tail.of(best.savings_gbp), tail))
    rule = _rule("cvar_limit", least_gbp=least, level=level, weight=weight)
    return Question(Asked(tail=tail, least_gbp=float(least)), NET_SAVING, (rule,))


def _chance_limit(world: World, draw: Draw) -> Question:
    share, allowed = draw.pick((("0", 0), ("0.1", 0), ("0.125", 1), ("0.25", 2), ("0.3", 2), ("0.5", 4)))
    below = _level(draw, *_between(world, lambda best: sorted(best.savings_gbp)[allowed], Tail(0.5, 1.0)))
    rule = _rule("chance_of_loss_limit", most_share=Decimal(share), below_gbp=below)
    return Question(Asked(most_below=allowed, below_gbp=float(below)), NET_SAVING, (rule,))


def _stress_limit(world: World, draw: Draw) -> Question:
    scenario = draw.pick((None, *world.names))
    named = world.names if scenario is None else (scenario,)
    worst = _between(world, lambda best: min(best.scenarios_gbp[name] for name in named), Tail())
    least = _level(draw, *worst)
    rule = _rule("stress_limit", least_gbp=least, scenario=scenario)
    return Question(Asked(scenarios=named, least_gbp=float(least)), NET_SAVING, (rule,))


def _expected_in_stress(world: World, draw: Draw) -> Question:
    limit = _stress_limit(world, draw)
    asked = Asked(Tail(), scenarios=limit.asked.scenarios, least_gbp=limit.asked.least_gbp)
    return Question(asked, "expected_saving", limit.policies)


def _preferred(world: World, draw: Draw) -> Question:
    """Return a limit that may be missed, at a price that is sometimes worth paying."""
    limit = draw.pick((_cvar_limit, _expected_limit, _stress_limit))(world, draw)
    price = draw.pick(("0.05", "0.3", "1", "4"))
    [rule] = limit.policies
    soft = replace(rule, negotiable="preference", price_gbp_per_unit=Decimal(price))
    return Question(replace(limit.asked, price=float(price)), NET_SAVING, (soft,))


QUESTIONS: Mapping[str, Callable[[World, Draw], Question]] = {
    "expected_saving": _expected,
    "risk_adjusted_saving": _adjusted,
    "under expected_saving": _expected_limit,
    "under cvar_limit": _cvar_limit,
    "under chance_of_loss_limit": _chance_limit,
    "under stress_limit": _stress_limit,
    "expected_saving under stress_limit": _expected_in_stress,
    "under a preference": _preferred,
}


def _between(world: World, measure: Callable[[Best], float], good_at_it: Tail) -> tuple[float, float]:
    """Return a measure of the plan with the best net saving, and the best of it among a few good plans."""
    freely, carefully = world.best(Asked()), world.best(Asked(good_at_it))
    assert freely is not None
    assert carefully is not None
    return measure(freely), max(measure(freely), measure(carefully))


def _level(draw: Draw, reached: float, reachable: float) -> Decimal:
    """Return an amount that most plans miss and some do not, if there is any such."""
    if draw.chance(0.1):
        amount = reachable + BEYOND_GBP
    elif reachable - reached < 10:
        amount = reached - SLACK_GBP
    else:
        amount = reached + draw.real(0.05, 0.95) * (reachable - reached)
    return Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _rule(kind: str, **parameters: Decimal | str | None) -> Policy:
    return Policy(policy=kind, set="random", kind=kind, reason="drawn", source="", parameters=parameters)
