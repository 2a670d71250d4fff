"""What a plan is worth in outcomes: against a loop written from docs/risk.md and against the referee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from random import Random

import numpy as np
import pytest

from optimizer.errors import InternalError
from optimizer.risk.evaluate import evaluate
from optimizer.risk.outcomes import MILLION, Outcomes
from optimizer.risk.sample import as_planned, draw
from optimizer.verify import promise
from optimizer.verify.outcomes import council_savings_gbp, saving_gbp
from optimizer.verify.promise import ChainPromise, Promise, Years
from tests.risk.registers import certain, everything, risk, with_register
from tests.verify.plans import good_plans

COUNCILS = ("A", "B", "C")
SERVICES = ("ICT", "PAY")
CHAINS = ("north", "south", "west")
POOLS = ("north.net", "north.full", "south", "west")
NOUGHT = Fraction(0)


def random_promise(random: Random, last_year: int) -> Promise:
    """Return a promise of three chains, of amounts of both signs; councils add up to the total."""

    def amounts(least: int = -500) -> Years:
        return tuple(Fraction(random.randint(least, 900), random.randint(1, 7)) for _ in range(last_year + 1))

    def shares() -> dict[str, Fraction]:
        weights = {council: random.randint(0, 3) for council in COUNCILS}
        total = sum(weights.values())
        return {c: Fraction(weight, total) for c, weight in weights.items()} if total else {"B": Fraction(1)}

    def by_year() -> tuple[Mapping[str, Fraction], ...]:
        return tuple(shares() for _ in range(last_year + 1))

    def together(parts: Mapping[tuple[str, str], Years], name: str) -> Years:
        own = [years for (of, _), years in parts.items() if of == name]
        return tuple(sum(year, NOUGHT) for year in zip(*own, strict=True))

    opened = [random.choice([None, *range(last_year + 1)]), 0, random.randint(1, last_year)]
    chains = {
        chain: ChainPromise(amounts(), first, amounts(0), by_year(), by_year())
        for chain, first in zip(CHAINS, opened, strict=True)
    }
    own = {council: Fraction(random.randint(-5000, 9000), 7) for council in COUNCILS}
    transition = {(pool, c): Fraction(random.randint(0, 900), 3) for pool in POOLS for c in COUNCILS}
    supplier = {(service, council): amounts() for service in SERVICES for council in COUNCILS}
    pay = {council: amounts() for council in COUNCILS}
    return Promise(
        npv_gbp=sum(own.values(), NOUGHT),
        council_npv_gbp=own,
        discount=tuple(1 / Fraction("1.035") ** year for year in range(last_year + 1)),
        chains=chains,
        transition_gbp={p: sum((transition[p, c] for c in COUNCILS), NOUGHT) for p in POOLS},
        transition_by_council_gbp=transition,
        brought_in_gbp={council: amounts() for council in COUNCILS},
        stranded_shares={council: by_year() for council in COUNCILS},
        pay_gbp=tuple(sum(year, NOUGHT) for year in zip(*pay.values(), strict=True)),
        pay_by_council_gbp=pay,
        supplier_gbp={service: together(supplier, service) for service in SERVICES},
        supplier_by_council_gbp=supplier,
    )


def random_outcomes(random: Random, last_year: int, count: int) -> Outcomes:
    def table(things: int, least: int, most: int) -> np.ndarray:
        return np.array([[random.randint(least, most) for _ in range(things)] for _ in range(count)])

    delay = table(len(CHAINS), 0, (last_year + 3) * MILLION)
    # Whole years and none at all are what an interpolation gets wrong.
    delay[::3] -= delay[::3] % MILLION
    delay[0] = 0
    return Outcomes(
        arrangements=POOLS,
        chains=CHAINS,
        councils=COUNCILS,
        services=SERVICES,
        overrun=table(len(POOLS), -MILLION // 2, 2 * MILLION),
        realised=table(len(CHAINS), 0, 2 * MILLION),
        delay=delay,
        life_years=table(len(CHAINS), 1, last_year + 1),
        exit_cost=table(len(CHAINS), 0, 5 * MILLION),
        drop_year=table(len(COUNCILS), 1, last_year + 1),
        stranded=table(len(COUNCILS), 0, 2 * MILLION),
        pay_award=table(1, -MILLION // 5, MILLION // 2)[:, 0],
        supplier_price=table(len(SERVICES), -MILLION // 5, MILLION // 2),
    )


def naive_gbp(promised: Promise, outcomes: Outcomes, w: int, council: str | None) -> Fraction:
    """Return the formula of docs/risk.md term by term, for all councils (None) or one, exact."""
    d, last = promised.discount, len(promised.discount) - 1
    years = range(last + 1)

    def drawn(values: np.ndarray, place: int) -> Fraction:
        return Fraction(int(values[w, place]), MILLION)

    def part(shares: Mapping[str, Fraction]) -> Fraction:
        return Fraction(1) if council is None else shares.get(council, NOUGHT)

    saving = promised.npv_gbp if council is None else promised.council_npv_gbp[council]
    for place, name in enumerate(outcomes.chains):
        chain = promised.chains[name]
        rho, delta = drawn(outcomes.realised, place), drawn(outcomes.delay, place)
        whole = int(delta)
        weights = {whole: 1 - (delta - whole), whole + 1: delta - whole}
        life = int(outcomes.life_years[w, place])
        tau = None if chain.opened is None or chain.opened + life > last else chain.opened + life
        for t in years:
            at_risk = max(NOUGHT, chain.promised_gbp[t]) * part(chain.running_shares[t])
            arrives = NOUGHT
            for i, weight in weights.items():
                if t + i <= last and (tau is None or t + i < tau):
                    arrives += weight * d[t + i]
            saving -= at_risk * (d[t] - rho * arrives)
        if tau is not None:
            exposed = chain.exposure_gbp[tau - 1] * part(chain.exposure_shares[tau - 1])
            saving -= drawn(outcomes.exit_cost, place) * d[tau] * exposed
    for place, pool in enumerate(outcomes.arrangements):
        borne = (
            promised.transition_gbp[pool]
            if council is None
            else promised.transition_by_council_gbp[pool, council]
        )
        saving -= drawn(outcomes.overrun, place) * borne
    for place, leaver in enumerate(outcomes.councils):
        for t in years:
            if t >= outcomes.drop_year[w, place]:
                left = promised.brought_in_gbp[leaver][t] * part(promised.stranded_shares[leaver][t])
                saving -= drawn(outcomes.stranded, place) * d[t] * left
    p = Fraction(int(outcomes.pay_award[w]), MILLION)
    for t in years:
        pay = promised.pay_gbp if council is None else promised.pay_by_council_gbp[council]
        saving += d[t] * ((1 + p) ** t - 1) * pay[t]
        for place, service in enumerate(outcomes.services):
            q = drawn(outcomes.supplier_price, place)
            of = (
                promised.supplier_gbp[service]
                if council is None
                else promised.supplier_by_council_gbp[service, council]
            )
            saving += d[t] * ((1 + q) ** t - 1) * of[t]
    return saving


@pytest.mark.parametrize("seed", range(20))
def test_random_promises_are_worth_what_the_formula_says(seed: int) -> None:
    random = Random(seed)
    last_year = random.choice([1, 2, 3, 5, 8])
    promised, outcomes = random_promise(random, last_year), random_outcomes(random, last_year, 12)
    savings = evaluate(promised, outcomes)
    for w in range(len(outcomes)):
        assert savings.total_gbp[w] == pytest.approx(float(naive_gbp(promised, outcomes, w, None)), rel=1e-9)
        for council in COUNCILS:
            one = float(naive_gbp(promised, outcomes, w, council))
            assert savings.by_council_gbp[council][w] == pytest.approx(one, rel=1e-9, abs=1e-6)


@cache
def real(name: str) -> tuple[Promise, Outcomes]:
    """Return the promise of a good plan, and outcomes of everything that can happen."""
    case, plan = good_plans()[name]
    registered = with_register(case, *everything())
    return promise(registered, plan), draw(registered, 60, 4)


@pytest.mark.parametrize("name", good_plans())
def test_plans_are_worth_what_the_referee_says(name: str) -> None:
    """The exact counterpart was written apart from this one."""
    promised, outcomes = real(name)
    savings = evaluate(promised, outcomes)
    # Business as usual bears the same world: it saves nothing, whatever happens.
    assert (len(set(savings.total_gbp)) > 1) == (name != "nothing")
    for w in range(len(outcomes)):
        assert savings.total_gbp[w] == pytest.approx(float(saving_gbp(promised, outcomes, w)), abs=1e-4)
        assert savings.total_gbp[w] == pytest.approx(float(naive_gbp(promised, outcomes, w, None)), abs=1e-4)
        for council, amount in council_savings_gbp(promised, outcomes, w).items():
            assert savings.by_council_gbp[council][w] == pytest.approx(float(amount), abs=1e-4)


@pytest.mark.parametrize("name", good_plans())
def test_councils_add_up(name: str) -> None:
    savings = evaluate(*real(name))
    added = sum(savings.by_council_gbp.values())
    assert added == pytest.approx(savings.total_gbp, rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("name", good_plans())
def test_as_planned_saves_what_is_promised(name: str) -> None:
    case, plan = good_plans()[name]
    promised = promise(case, plan)
    savings = evaluate(promised, as_planned(case))
    assert savings.total_gbp == pytest.approx([float(promised.npv_gbp)], abs=1e-6)
    for council, own in promised.council_npv_gbp.items():
        assert savings.by_council_gbp[council] == pytest.approx([float(own)], abs=1e-6)


def test_no_hazard_and_full_realisation_save_what_is_promised() -> None:
    """The costs of events that never come are nothing."""
    case, plan = good_plans()["deepening"]
    quiet = with_register(
        case,
        risk("break_up", "hazard", probability="0"),
        risk("drop_out", "bernoulli", probability="0"),
        certain("realisation", "1"),
        certain("delay", "0"),
        certain("exit_cost", "5"),
        certain("stranded_cost", "2"),
    )
    promised = promise(quiet, plan)
    savings = evaluate(promised, draw(quiet, 50, 1)).total_gbp
    assert savings == pytest.approx([float(promised.npv_gbp)] * 50, abs=1e-6)


def test_certain_break_up_in_the_first_year_leaves_nothing_of_what_opens() -> None:
    """Nothing arrives from a chain that opens: in its first year it has been open for less than a year."""
    promised, outcomes = real("golden")
    [chain] = promised.chains.values()
    assert chain.opened == 1
    ended = replace(
        outcomes,
        life_years=np.full_like(outcomes.life_years, 1),
        delay=np.full_like(outcomes.delay, MILLION),
        exit_cost=np.zeros_like(outcomes.exit_cost),
        overrun=np.zeros_like(outcomes.overrun),
        stranded=np.zeros_like(outcomes.stranded),
        pay_award=np.zeros_like(outcomes.pay_award),
        supplier_price=np.zeros_like(outcomes.supplier_price),
    )
    at_risk = sum(d * max(NOUGHT, gbp) for d, gbp in zip(promised.discount, chain.promised_gbp, strict=True))
    assert at_risk > 0
    left = [float(promised.npv_gbp - at_risk)] * len(ended)
    assert evaluate(promised, ended).total_gbp == pytest.approx(left, abs=1e-6)


def test_councils_that_do_not_add_up_are_refused() -> None:
    random = Random(1)
    promised = random_promise(random, 3)
    wrong = replace(promised, npv_gbp=promised.npv_gbp + 10)
    with pytest.raises(InternalError, match="does not add up"):
        evaluate(wrong, random_outcomes(random, 3, 4))
