"""The staff flows of one plan of every service that are best in given outcomes, as a linear programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.brute_force.ledger import Linear
from tests.brute_force.risk_terms import ChainYear, Worth, add
from tests.brute_force.workforce import Column, Rows

if TYPE_CHECKING:
    from tests.brute_force.risk import Combination

POUNDS = 1000.0
"""Money goes into the linear programme in thousands, so that its tolerance is far below a pound."""
SAME_GBP = 0.01
"""Promises and values this close are the same."""


@dataclass(frozen=True)
class Tail:
    """The mean of all outcomes weighed with the mean of the worst: level 0 or weight 0 is the mean."""

    level: float = 0.0
    weight: float = 0.0

    def of(self, savings: Sequence[float]) -> float:
        """Return the measure of savings of equal weight."""
        left = tail = (1 - self.level) * len(savings)
        total = 0.0
        for saving in sorted(savings):
            total += min(1.0, left) * saving
            left = max(0.0, left - 1.0)
        return (1 - self.weight) * sum(savings) / len(savings) + self.weight * total / tail


@dataclass(frozen=True)
class Asked:
    """What the best plan is best at, a tail of the sample or (None) the net saving, and at most one limit.

    `tail` at least `least_gbp`; every scenario that is named at least `least_gbp`; or at most `most_below`
    outcomes of the sample below `below_gbp`. With a `price` the first two may be missed, for so many pounds a
    pound.
    """

    objective: Tail | None = None
    tail: Tail | None = None
    scenarios: tuple[str, ...] = ()
    least_gbp: float = 0.0
    price: float | None = None
    most_below: int | None = None
    below_gbp: float = 0.0


class Programme:
    """The linear programme of a combination, with the sign of some promises given."""

    def __init__(self, combination: Combination, signs: Mapping[ChainYear, bool]) -> None:
        self.combination = combination
        self.signs = signs
        self.rows = Rows()
        for plan in combination.plans:
            self.rows.extend(plan.rows)
        self.arriving: dict[ChainYear, Linear] = {}
        self.free: set[ChainYear] = set()
        self.rewarded: frozenset[ChainYear] = frozenset()

    def solve(self, asked: Asked, not_below: Sequence[int]) -> tuple[float, Mapping[Column, float]] | None:
        """Return the best value in pounds with the flows, or None where the limits cannot be met."""
        sample = self.combination.sample
        self.rewarded = self.combination.rewarded(asked, not_below)
        if asked.objective is None:
            aim = Linear()
            for one in self.combination.terms:
                add(aim, one.saving, 1.0)
        else:
            aim = self._tail(asked.objective, sample, "objective")
        limited = {name: self._saving(self.combination.scenarios[name]) for name in asked.scenarios}
        if asked.tail is not None:
            limited["tail"] = self._tail(asked.tail, sample, "limit")
        for name, amount in limited.items():
            if asked.price is not None:
                missed = self.rows.column("missed", name)
                amount.flows[missed] += POUNDS
                aim.flows[missed] -= POUNDS * asked.price
            self._at_least(amount, asked.least_gbp)
        for number in not_below:
            self._at_least(self._saving(sample[number]), asked.below_gbp)
        answer = self.rows.cheapest(_times(aim, -1.0))
        return None if answer is None else (-answer[0], answer[1])

    def furthest_apart(self, values: Mapping[Column, float]) -> ChainYear | None:
        """Return the promise whose column is furthest above what it stands for; None where all are right."""
        apart = {
            key: values["arrives", *key] * POUNDS - max(0.0, self.combination.promised[key].at(values))
            for key in self.free
        }
        key = max(apart, key=lambda one: apart[one], default=None)
        return None if key is None or apart[key] < SAME_GBP / 10 else key

    def _tail(self, tail: Tail, worths: Sequence[Worth], name: str) -> Linear:
        savings = [self._saving(worth) for worth in worths]
        result = Linear()
        for saving in savings:
            add(result, saving, (1 - tail.weight) / len(savings))
        if not tail.weight:
            return result
        # Of every outcome, by how much its saving is at least short of the border.
        border = self.rows.column("border", name, low=None)
        result.flows[border] += tail.weight * POUNDS
        for number, saving in enumerate(savings):
            short = self.rows.column("short", name, number)
            result.flows[short] -= tail.weight * POUNDS / ((1 - tail.level) * len(savings))
            row = _times(saving, -1.0)
            row.flows[border] += POUNDS
            row.flows[short] -= POUNDS
            self._at_most(row, 0.0)
        return result

    def _saving(self, worth: Worth) -> Linear:
        result = _times(worth.certain, 1.0)
        for key, weight in worth.weights.items():
            add(result, self._arrives(key), weight)
        return result

    def _arrives(self, key: ChainYear) -> Linear:
        """Return max(0, promise), or what stands for it."""
        if key not in self.arriving:
            self.arriving[key] = self._new_arrives(key)
        return self.arriving[key]

    def _new_arrives(self, key: ChainYear) -> Linear:
        promise = self.combination.promised[key]
        if not any(promise.flows.values()):
            return Linear(max(0.0, promise.constant))
        if key in self.signs:
            self._at_least(_times(promise, 1.0 if self.signs[key] else -1.0), 0.0)
            return promise if self.signs[key] else Linear()
        # The promise is lower, the more people are paid, so this is the most that it can be.
        lowest = {column: self.rows.bounds[column][0] for column in promise.flows}
        assert all(weight <= 0 for weight in promise.flows.values())
        most = promise.at(lowest)
        if most <= 0:
            return Linear()
        column = self.rows.column("arrives", *key, high=most / POUNDS + 1e-6)
        at_least = _times(promise, 1.0)
        at_least.flows[column] -= POUNDS
        self._at_most(at_least, 0.0)
        if key in self.rewarded:
            self.free.add(key)
        return Linear(0.0, {column: POUNDS})

    def _at_least(self, amount: Linear, least: float) -> None:
        self._at_most(_times(amount, -1.0), -least)

    def _at_most(self, amount: Linear, most: float) -> None:
        weights = {column: weight / POUNDS for column, weight in amount.flows.items() if weight}
        self.rows.at_most.append((weights, (most - amount.constant) / POUNDS))


def _times(amount: Linear, factor: float) -> Linear:
    result = Linear()
    add(result, amount, factor)
    return result
