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
from tests.brute_force.risk_programme import SAME_GBP, Asked, Programme, Tail
from tests.brute_force.risk_terms import ChainYear, Terms, Worth, add, terms_of, worth_of
from tests.brute_force.service_plans import ServicePlan, service_plans
from tests.brute_force.workforce import Column


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
