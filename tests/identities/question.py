"""A tiny random case as texts, to be changed and asked again, and what the engine answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from optimizer.case import LoadedCase
from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import SETTINGS, tables
from optimizer.case.loaded import canonical_tables
from tests.brute_force.random_cases import random_case
from tests.builders import build_case
from tests.solving import Solved, solve

SECOND_OPINION_SECONDS = 60.0

Row = dict[str, str]

GAP_SHARE = 1e-7
ROUNDING_GBP = 1.0
"""Referee and model may put the same plan this far apart (E6), and money limits may be overrun by it (E7)."""


@dataclass(frozen=True)
class Question:
    """Tables and settings as texts, and the policies."""

    rows: dict[str, list[Row]]
    settings: Row
    policies: tuple[Policy, ...]

    def with_policies(self, *policies: Policy) -> Question:
        return replace(self, policies=policies)

    def changed(self, change: Callable[[str, Row], Row]) -> Question:
        """Return the question with every row of every table changed."""
        rows = {table: [change(table, row) for row in given] for table, given in self.rows.items()}
        return replace(self, rows=rows)

    def loaded(self) -> LoadedCase:
        return build_case(self.rows, self.settings)

    @property
    def case(self) -> Case:
        return self.loaded().case

    def council_names(self) -> list[str]:
        return [row["council"] for row in self.rows["councils"]]

    def service_names(self) -> list[str]:
        return [row["service"] for row in self.rows["services"]]


@lru_cache(maxsize=256)
def question(seed: int) -> Question:
    """Return the random case of a seed; building it again gives the same case."""
    loaded, policies = random_case(seed)
    rows = canonical_tables(loaded.tables)
    [settings] = rows.pop(SETTINGS)
    return Question(rows, settings, policies)


@dataclass(frozen=True)
class Best:
    """The best saving lies between what a plan saves and what none can exceed; None where no plan is."""

    least_gbp: float | None
    most_gbp: float | None
    tolerance_gbp: float

    @property
    def gbp(self) -> float:
        return float("-inf") if self.least_gbp is None else self.least_gbp

    def is_at_most(self, other: Best) -> bool:
        """Say whether this one cannot be shown to exceed the other."""
        if self.least_gbp is None:
            return True
        if other.most_gbp is None:
            return False
        return self.least_gbp <= other.most_gbp + max(self.tolerance_gbp, other.tolerance_gbp)

    def times(self, factor: int, slack_gbp: float = 0.0) -> Best:
        """Return the same in money that is so many times as much."""
        if self.least_gbp is None or self.most_gbp is None:
            return self
        tolerance = factor * (self.tolerance_gbp + slack_gbp)
        return Best(factor * self.least_gbp, factor * self.most_gbp, tolerance)

    def equals(self, other: Best) -> bool:
        return self.is_at_most(other) and other.is_at_most(self)


def best(asked: Question) -> Best:
    """Return what the engine says is best, referee and guards included, but without a second opinion.

    Raises:
        CheckFailedError: where the engine refuses to answer, as its checks contradict one another.
    """
    return best_of(solve(asked.case, asked.policies))


def best_confirmed(asked: Question) -> Best:
    """Return what the engine says is best with a second opinion, as every user's run has it.

    Raises:
        CheckFailedError: where it refutes the answer, and that of the second try, which is never published.
    """
    return best_of(solve(asked.case, asked.policies, second_opinion_seconds=SECOND_OPINION_SECONDS))


def best_of(solved: Solved) -> Best:
    if solved.status == "infeasible":
        return Best(None, None, 0.0)
    assert solved.status == "optimal"
    assert solved.verdict is not None
    assert solved.verdict.accounts is not None
    bau = float(solved.verdict.accounts.measures.bau_npv_gbp)
    return Best(solved.npv_gbp, solved.bound_gbp, max(ROUNDING_GBP, GAP_SHARE * abs(bau)))


@lru_cache(maxsize=256)
def best_of_seed(seed: int) -> Best:
    """Return the answer to the unchanged question of a seed, solved once for all identities."""
    return best(question(seed))


def money_columns(table: str) -> set[str]:
    """Return the columns of a table that hold money, whatever they are per."""
    return {name for name, spec in tables()[table].items() if spec.unit.startswith("GBP")}
