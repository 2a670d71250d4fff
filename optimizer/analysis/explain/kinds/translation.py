"""How a kind of policy gives way: from what it is missed by to changes, and from changes to a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from optimizer.analysis.explain.changes import Change
from optimizer.analysis.explain.elastic import Measure, Miss
from optimizer.case.case import Case, Policy
from optimizer.report.words import in_words

STEP_GBP = Decimal(1000)
"""Money gives way in whole thousands: what people would write."""

_NOISE = Decimal("0.000001")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

Translate = Callable[[Case, Policy, Sequence[Miss]], tuple[Change, ...]]
Say = Callable[[Case, Policy, Sequence[Change]], str]
Weigh = Callable[[Case, Policy, Miss], float]
Try = Callable[[Case, Policy], Iterator[tuple[Change, ...]]]


def every_miss_alike(case: Case, policy: Policy, miss: Miss) -> float:
    """Return 1: a miss is a miss."""
    return 1.0


def nothing_to_try(case: Case, policy: Policy) -> Iterator[tuple[Change, ...]]:
    """Yield nothing."""
    yield from ()


@dataclass(frozen=True, slots=True)
class Translation:
    """How one kind gives way.

    Attributes:
        measure: whether all misses together are to be small, or the largest.
        changes: from the misses to changes of this policy, none where they fit nothing short of setting it
            aside; None where the misses say nothing of how little is enough.
        say: the changes as a sentence, in the imperative and without capital letter and full stop.
        weigh: how much a miss of one unit counts.
        tries: changes to be tried in turn, the smallest first, where the misses lead to none; each is put to
            the solver.
    """

    measure: Measure
    changes: Translate | None
    say: Say
    weigh: Weigh = every_miss_alike
    tries: Try = nothing_to_try


def rounded_up(amount: float, step: Decimal) -> Decimal:
    """Return an amount rounded up to whole steps; what lies above a step by rounding of the solver, does not.

    The solver keeps rows to a millionth of a thousand pounds, which is less than a penny.
    """
    steps = Decimal(amount) / step
    return (steps - _NOISE).quantize(Decimal(1), ROUND_CEILING) * step


def thousands(amount: Decimal) -> str:
    """Return pounds as `£182k`, or `£1,250` where they are not whole thousands."""
    if amount and amount % STEP_GBP == 0:
        return f"£{amount / STEP_GBP:,.0f}k"
    return f"£{amount.quantize(Decimal(1), ROUND_HALF_UP):,}"


def count(number: int) -> str:
    """Return a small number as a word."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def councils_of(policy: Policy) -> tuple[str, ...]:
    """Return the councils of a policy; blank lists have been filled in on reading."""
    councils = policy.parameters["councils"]
    assert isinstance(councils, tuple)
    return tuple(str(council) for council in councils)


def named_councils(case: Case, policy: Policy) -> tuple[str, ...]:
    """Return the councils of a policy where they are not simply all of the case, else none."""
    if policy.parameters["councils"] is None:
        return ()
    councils = councils_of(policy)
    return () if set(councils) == set(case.councils) else councils


def council_names(case: Case, councils: Sequence[str]) -> str:
    """Return the names of councils as `A, B and C`."""
    return in_words(tuple(body_name(case, council) for council in councils))


def body_name(case: Case, body: str) -> str:
    """Return the name of a council, or the identifier of another body."""
    return case.council_names.get(body, body)


def possessive(name: str) -> str:
    """Return `Cambridge City Council's`."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"
