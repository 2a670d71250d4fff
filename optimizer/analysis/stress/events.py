"""What one thing that goes wrong costs, all else as planned: break-ups, reorganisations, named scenarios.

Each is a single outcome of docs/risk.md, worked out exactly by the referee, and by the fast evaluation that
the sample uses, which must agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from optimizer.analysis.stress.sampled import refuse_contradicted, rows_of
from optimizer.case.case import Case
from optimizer.risk.distributions import amounts, scores
from optimizer.risk.evaluate import ALL, evaluate, in_pence
from optimizer.risk.outcomes import MILLION, Outcomes
from optimizer.risk.register import NEUTRAL, chains_of, closest, scopes_of_arrangement
from optimizer.risk.sample import as_planned, stressed
from optimizer.verify.exact import pounds
from optimizer.verify.outcomes import stake_of, stake_of_all, worth_gbp
from optimizer.verify.promise import ChainPromise, Promise

EVEN_POINTS = 2**14
"""Points, evenly spread over the distribution, whose mean is taken for the expected exit cost."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that goes wrong, and what is left of the saving.

    Attributes:
        subject: the chain that breaks up, or the name of the scenario; empty where every pool breaks up.
        service: service of the chain; empty where several are meant.
        year: year in which it happens; None for a scenario.
        saving_gbp: net present saving that is left, by council, and of all together under ALL.
        cost_gbp: by how much that is less than the plan saves.
    """

    subject: str
    service: str
    year: int | None
    saving_gbp: Mapping[str, Decimal]
    cost_gbp: Mapping[str, Decimal]


def expected_exit_costs(case: Case) -> dict[str, int]:
    """Return for each chain what a break-up is expected to cost its members, in millionths of the spend.

    The mean of the register's row for `exit_cost`; what is neutral (0) where it has none.
    """
    points = (np.arange(EVEN_POINTS) + 0.5) / EVEN_POINTS
    found = {}
    for chain, arrangement in chains_of(case).items():
        risk = closest(case, "exit_cost", scopes_of_arrangement(arrangement))
        neutral = int(NEUTRAL["exit_cost"] * MILLION)
        found[chain] = neutral if risk is None else round(float(amounts(risk, scores(points)).mean()))
    return found


def opened_chains(case: Case, promise: Promise, services: Iterable[str]) -> dict[str, ChainPromise]:
    """Return the chains of some services that the plan opens, or in which it does more than is done today."""
    first = chains_of(case)
    return {
        chain: one
        for chain, one in promise.chains.items()
        if first[chain].service in services
        and one.opened is not None
        and (one.opened > 0 or any(one.exposure_gbp) or any(one.promised_gbp))
    }


def break_ups(case: Case, promise: Promise, services: Iterable[str]) -> tuple[Event, ...]:
    """Return the break-up of each chain that the plan opens or deepens, in each year after its opening."""
    last, first = case.settings.years, chains_of(case)
    wanted = [
        (chain, one.opened, year)
        for chain, one in opened_chains(case, promise, services).items()
        if one.opened is not None
        for year in range(one.opened + 1, last + 1)
    ]
    outcomes = _with_exit_costs(case, len(wanted))
    for row, (chain, opened, year) in enumerate(wanted):
        outcomes.life_years[row, outcomes.chains.index(chain)] = year - opened
    savings = _exact(promise, outcomes)
    return tuple(
        _event(promise, saving, chain, first[chain].service, year)
        for (chain, _, year), saving in zip(wanted, savings, strict=True)
    )


def forced_breaks(case: Case, promise: Promise) -> tuple[Event, ...]:
    """Return what it costs where every partnership ends in a year, for each planned year.

    One that opens in that year or later ends a year after it has opened, at the earliest that there is.
    """
    years = range(1, case.settings.years + 1)
    outcomes = _with_exit_costs(case, len(years))
    for row, year in enumerate(years):
        for column, chain in enumerate(outcomes.chains):
            opened = promise.chains[chain].opened
            if opened is not None:
                outcomes.life_years[row, column] = max(1, year - opened)
    savings = _exact(promise, outcomes)
    return tuple(_event(promise, saving, "", "", year) for year, saving in zip(years, savings, strict=True))


def scenarios(case: Case, promise: Promise) -> tuple[Event, ...]:
    """Return what is left in each named stress scenario of the case."""
    names, outcomes = stressed(case)
    savings = _exact(promise, outcomes)
    return tuple(_event(promise, saving, name, "", None) for name, saving in zip(names, savings, strict=True))


def _with_exit_costs(case: Case, count: int) -> Outcomes:
    """Return outcomes in which all is as planned, but for what a break-up would cost."""
    outcomes = rows_of(as_planned(case), [0] * count)
    costs = expected_exit_costs(case)
    row = np.array([costs[chain] for chain in outcomes.chains], dtype=np.int64)
    return replace(outcomes, exit_cost=np.tile(row, (count, 1)))


def _exact(promise: Promise, outcomes: Outcomes) -> list[dict[str, Fraction]]:
    """Return the saving in every outcome by the referee, having held it against the fast evaluation.

    Raises:
        CheckFailedError: where the two differ by more than a penny.
    """
    if not len(outcomes):
        return []
    refuse_contradicted(promise, outcomes, in_pence(evaluate(promise, outcomes)), np.arange(len(outcomes)))
    stakes = {ALL: stake_of_all(promise)}
    stakes |= {council: stake_of(promise, council) for council in promise.council_npv_gbp}
    return [
        {who: worth_gbp(stake, outcomes, number) for who, stake in stakes.items()}
        for number in range(len(outcomes))
    ]


def _event(
    promise: Promise, saving: Mapping[str, Fraction], subject: str, service: str, year: int | None
) -> Event:
    planned = {ALL: promise.npv_gbp, **promise.council_npv_gbp}
    return Event(
        subject=subject,
        service=service,
        year=year,
        saving_gbp={who: pounds(amount) for who, amount in saving.items()},
        cost_gbp={who: pounds(planned[who] - amount) for who, amount in saving.items()},
    )
