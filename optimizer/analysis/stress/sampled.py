"""How the saving of a plan is distributed over outcomes of the risk register, in all and by council.

Savings are rounded to pence before anything is made of them, so that everybody who reads outcomes.csv finds
the published figures to the last digit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from optimizer.case.case import Case, Objective, Policy
from optimizer.errors import CheckFailedError, UsageError
from optimizer.risk.distributions import Floats
from optimizer.risk.evaluate import ALL, evaluate, in_pence
from optimizer.risk.outcomes import Outcomes, Whole
from optimizer.risk.readers import READ_SAMPLE, RISK_OBJECTIVES
from optimizer.risk.sample import blocks, draw
from optimizer.risk.statistics import Estimate, chance_of_loss, cvar, expected, percentile
from optimizer.verify.outcomes import stake_of, stake_of_all, worth_gbp
from optimizer.verify.promise import Promise

LEAST_SAMPLES, MOST_SAMPLES = 100, 1_000_000
LEAST_TAIL = 10
"""Outcomes that the mean of the worst has to rest on, at least."""

BLOCK = 50_000
"""Outcomes drawn at a time, to spare memory."""

CHECKED = 20
"""Outcomes whose saving the exact referee works out, too."""

PENNY = Fraction(1, 100)
PERCENTILES = (10, 50, 80, 90)
Measures = Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sample and what the plan is worth on it.

    Attributes:
        outcomes: how many.
        seed: which sample.
        savings: float64[n] by council, pounds and whole pence; all together under ALL.
        measures: by council, and of all together under ALL: each measure with its standard error.
    """

    outcomes: int
    seed: int
    savings: Mapping[str, Floats]
    measures: Mapping[str, Measures]


@dataclass(frozen=True, slots=True)
class Curse:
    """A measure that differs between the sample that the search saw and a fresh one, beyond sampling error.

    Attributes:
        measure: which.
        searched: on the sample of the search.
        fresh: on the fresh sample.
    """

    measure: str
    searched: Estimate
    fresh: Estimate


def check_samples(samples: int, level: Decimal) -> None:
    """Refuse a sample that says nothing of the tail.

    Raises:
        UsageError: where it is too small, or larger than is drawn.
    """
    if not LEAST_SAMPLES <= samples <= MOST_SAMPLES:
        message = (
            f"--samples must be a whole number from {LEAST_SAMPLES} to {MOST_SAMPLES:,}, not {samples:,}."
        )
        raise UsageError(message)
    tail = (1 - Fraction(level)) * samples
    if tail < LEAST_TAIL:
        least = math.ceil(LEAST_TAIL / (1 - Fraction(level)))
        message = (
            f"--samples {samples:,} is too small for the level {level} of the case ([risk] level): the worst "
            f"{1 - level} of it are fewer than {LEAST_TAIL} outcomes. Ask for {least:,} or more."
        )
        raise UsageError(message)


def sampled(case: Case, promise: Promise, outcomes: int, seed: int) -> Sampled:
    """Draw a sample, work out what the plan saves in every outcome, and check some with the exact referee.

    Raises:
        CheckFailedError: where the two differ by more than a penny.
    """
    numbers = np.random.default_rng(seed).choice(outcomes, min(CHECKED, outcomes), replace=False)
    pieces: list[dict[str, Floats]] = []
    start = 0
    for block in blocks(case, outcomes, seed, BLOCK):
        savings = in_pence(evaluate(promise, block))
        here = numbers[(numbers >= start) & (numbers < start + len(block))] - start
        refuse_contradicted(promise, block, savings, np.sort(here), first=start + 1)
        pieces.append(savings)
        start += len(block)
    together = {who: np.concatenate([piece[who] for piece in pieces]) for who in pieces[0]}
    level = case.settings.risk.level
    return Sampled(
        outcomes, seed, together, {who: measured(savings, level) for who, savings in together.items()}
    )


def refuse_contradicted(
    promise: Promise, outcomes: Outcomes, savings: Mapping[str, Floats], numbers: Whole, *, first: int = 1
) -> None:
    """Raise where the exact referee finds another saving in one of the numbered outcomes.

    Args:
        promise: what the plan promises.
        outcomes: the outcomes.
        savings: what the plan is said to save in them, under ALL and by council.
        numbers: which outcomes, from 0.
        first: what the first of them is called.

    Raises:
        CheckFailedError: where the two differ by more than a penny, in all or for a council.
    """
    for who, amounts in savings.items():
        stake = stake_of_all(promise) if who == ALL else stake_of(promise, who)
        for number in map(int, numbers):
            truth = worth_gbp(stake, outcomes, number)
            if abs(Fraction(float(amounts[number])) - truth) > PENNY:
                whose = who or "all councils"
                message = (
                    f"In outcome {number + first} the fast evaluation finds a saving of "
                    f"{amounts[number]:,.2f} GBP for {whose}, the independent check {float(truth):,.2f} GBP. "
                    "Nothing is published; please report this, with the run folder."
                )
                raise CheckFailedError(message)


def rows_of(outcomes: Outcomes, rows: list[int]) -> Outcomes:
    """Return some of the outcomes, in this order; one may be named many times."""
    arrays = [
        field.name for field in fields(Outcomes) if isinstance(getattr(outcomes, field.name), np.ndarray)
    ]
    return replace(outcomes, **{name: getattr(outcomes, name)[rows] for name in arrays})


def measured(savings: Floats, level: Decimal) -> dict[str, Estimate]:
    """Return every measure of docs/risk.md with its standard error."""
    return {
        "expected_gbp": expected(savings),
        **{f"p{percent}_gbp": percentile(savings, percent) for percent in PERCENTILES},
        "chance_of_loss": chance_of_loss(savings),
        "cvar_gbp": cvar(savings, level),
    }


def reads_sample(policies: tuple[Policy, ...], objectives: tuple[Objective, ...]) -> bool:
    """Say whether a search with these has looked at outcomes."""
    return any(policy.kind in READ_SAMPLE for policy in policies) or any(
        one.measure in RISK_OBJECTIVES for one in objectives
    )


def searched_sample(case: Case, promise: Promise) -> Sampled:
    """Return what the plan is worth on the sample that the search saw.

    Raises:
        CheckFailedError: as `sampled`.
    """
    risk = case.settings.risk
    drawn = draw(case, risk.outcomes, risk.seed)
    savings = in_pence(evaluate(promise, drawn))
    refuse_contradicted(promise, drawn, savings, np.arange(min(CHECKED, len(drawn))))
    measures = {who: measured(amounts, risk.level) for who, amounts in savings.items()}
    return Sampled(risk.outcomes, risk.seed, savings, measures)


def curses(searched: Sampled, fresh: Sampled) -> Iterator[Curse]:
    """Yield the measures of all councils that differ by more than two combined standard errors."""
    for measure, seen in searched.measures[ALL].items():
        new = fresh.measures[ALL][measure]
        error = math.hypot(seen.standard_error, new.standard_error)
        # Where one outcome is all that a tail has, its error is not a number and nothing can be said.
        if abs(seen.value - new.value) > 2 * error:
            yield Curse(measure, seen, new)
