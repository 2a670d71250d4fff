"""Brute force of risk: the best of all whole-number plans in the outcomes of a register.

Every combination of service plans is worth what its staff flows make of it; promises are linear in the flows,
and max(0, promise) is a column of the small linear programme. Where less than nothing is lost (more arrives
than was promised), both signs of the promise are tried, so that the answer is exact there too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from optimizer.case.case import Case
from optimizer.plan.plan import Plan
from optimizer.risk.outcomes import Outcomes
from optimizer.risk.sample import draw, stressed
from tests.brute_force.ledger import Linear
from tests.brute_force.plan_tables import plan_of
from tests.brute_force.risk_terms import ChainYear, Terms, Worth, add, terms_of, worth_of
from tests.brute_force.service_plans import ServicePlan, service_plans
from tests.brute_force.workforce import Column, Rows

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


@dataclass(frozen=True)
class Best:
    """The best plan with its value; the saving in every outcome of the sample, and in every scenario."""

    value_gbp: float
    net_gbp: float
    savings_gbp: tuple[float, ...]
    scenarios_gbp: Mapping[str, float]
    plan: Plan


class Combination:
    """One plan of every service, as columns and expressions of a small linear programme."""

    def __init__(self, plans: Sequence[ServicePlan], terms: Sequence[Terms], world: World) -> None:
        self.plans, self.terms, self.world = plans, terms, world
        self.promised = {key: amount for one in terms for key, amount in one.promised.items()}

    @property
    def net_gbp(self) -> float:
        """Return the best net saving."""
        return sum(plan.value_gbp for plan in self.plans)

    @property
    def net_flows(self) -> dict[Column, float]:
        """Return the staff flows that have it."""
        return {column: value for plan in self.plans for column, value in plan.flows.items()}

    @cached_property
    def sample(self) -> list[Worth]:
        """Return what the combination is worth in every outcome of the sample."""
        return self._worths(self.world.sample)

    @cached_property
    def scenarios(self) -> dict[str, Worth]:
        """Return what it is worth in every named scenario."""
        return dict(zip(self.world.names, self._worths(self.world.scenarios), strict=True))

    def _worths(self, outcomes: Outcomes) -> list[Worth]:
        return [worth_of(self.terms, outcomes, number) for number in range(len(outcomes))]

    def rewarded(self, asked: Asked, not_below: Sequence[int]) -> frozenset[ChainYear]:
        """Return the promises of which more is better in some saving that is asked for."""
        read = [self.scenarios[name].weights for name in asked.scenarios]
        read += [self.sample[number].weights for number in not_below]
        for tail in (asked.objective, asked.tail):
            if tail is not None and tail.weight:
                read += [worth.weights for worth in self.sample]
            elif tail is not None:
                read.append({key: sum(worth.weights[key] for worth in self.sample) for key in self.promised})
        return frozenset(key for key in self.promised if any(weights[key] > 0 for weights in read))

    def found(self, value_gbp: float, flows: Mapping[Column, float]) -> Best:
        """Return the plan at staff flows with all its savings."""
        net = Linear()
        for one in self.terms:
            add(net, one.saving, 1.0)
        # The linear programme may leave a hundred millionth of a post below none.
        people = {
            column: max(low, flows[column])
            for plan in self.plans
            for column, (low, _) in plan.rows.bounds.items()
        }
        return Best(
            value_gbp=value_gbp,
            net_gbp=net.at(people),
            savings_gbp=tuple(worth.at(self.terms, people) for worth in self.sample),
            scenarios_gbp={name: worth.at(self.terms, people) for name, worth in self.scenarios.items()},
            plan=plan_of(self.plans, people),
        )

    def best(
        self, asked: Asked, above_gbp: float = float("-inf")
    ) -> tuple[float, Mapping[Column, float]] | None:
        """Return the best value of any staff flows with the flows; None where none is above the amount."""
        if asked.most_below is None:
            return self._best(asked, (), above_gbp)
        best = None
        # Outcomes that must not be below, and outcomes that are given up, decided as they come up.
        waiting: list[tuple[tuple[int, ...], tuple[int, ...]]] = [((), ())]
        while waiting:
            kept, given_up = waiting.pop()
            answer = self._best(asked, kept, above_gbp)
            if answer is None:
                continue
            savings = {
                number: worth.at(self.terms, answer[1])
                for number, worth in enumerate(self.sample)
                if number not in given_up
            }
            below = [number for number, saving in savings.items() if saving < asked.below_gbp - SAME_GBP]
            if len(below) + len(given_up) <= asked.most_below:
                best, above_gbp = answer, answer[0]
                continue
            worst = min(below, key=lambda number: savings[number])
            waiting.append(((*kept, worst), given_up))
            if len(given_up) < asked.most_below:
                waiting.append((kept, (*given_up, worst)))
        return best

    def _best(
        self, asked: Asked, not_below: Sequence[int], above_gbp: float
    ) -> tuple[float, Mapping[Column, float]] | None:
        """Search over the signs of the promises that matter, the likely sign first."""
        best = None
        waiting: list[dict[ChainYear, bool]] = [{}]
        while waiting:
            signs = waiting.pop()
            programme = Programme(self, signs)
            value = programme.solve(asked, not_below)
            if value is None or value[0] <= above_gbp:
                continue
            open_key = programme.furthest_apart(value[1])
            if open_key is None:
                best, above_gbp = value, value[0]
                continue
            likely = self.promised[open_key].at(value[1]) > 0
            waiting += [signs | {open_key: not likely}, signs | {open_key: likely}]
        return best


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


class World:
    """A case with all its plans, its sample and its scenarios; questions are asked one after another."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.sample = draw(case, case.settings.risk.outcomes, case.settings.risk.seed)
        self.names, self.scenarios = stressed(case)
        by_service = [service_plans(case, service, ()) for service in case.services]
        terms = {id(plan): terms_of(case, plan) for plans in by_service for plan in plans}
        self.combinations = [
            Combination(plans, [terms[id(plan)] for plan in plans], self) for plans in product(*by_service)
        ]
        # What all services save on average is the sum of what each does, so each is looked at alone.
        self.expected = {
            id(plan): Combination((plan,), (terms[id(plan)],), self).best(Asked(Tail()))
            for plans in by_service
            for plan in plans
        }

    def most_expected_gbp(self, combination: Combination) -> float:
        """Return the most that a combination can save on average: no tail is worth more."""
        return sum(self.expected[id(plan)][0] for plan in combination.plans)

    def best(self, asked: Asked) -> Best | None:
        """Return the best plan, None where no plan keeps the limit."""
        best: tuple[float, Combination, Mapping[Column, float]] | None = None
        for most, combination in self._in_order(asked):
            if best is not None and most <= best[0]:
                break
            answer = combination.best(asked, best[0] if best else float("-inf"))
            if answer is not None:
                best = (answer[0], combination, answer[1])
        return None if best is None else best[1].found(best[0], best[2])

    def _in_order(self, asked: Asked) -> Iterator[tuple[float, Combination]]:
        """Yield what may keep the limit, with a value that it cannot exceed, largest first."""
        able = [
            (one.net_gbp if asked.objective is None else self.most_expected_gbp(one), one)
            for one in self.combinations
            if asked.tail is None
            or asked.price is not None
            or self.most_expected_gbp(one) >= asked.least_gbp - SAME_GBP
        ]
        yield from sorted(able, key=lambda pair: -pair[0])
