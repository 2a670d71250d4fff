"""What was asked of a solve and what is known of how it ended, in GBP and free of any solver's types.

A plan says what to do; these facts say how far it can be trusted to be the best. Reports read them without
bringing in the model or the solver.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from optimizer.errors import UsageError

RunStatus = Literal["optimal", "time_limit", "interrupted"]
"""How a run that has a plan ended."""

EXIT_CODES: dict[RunStatus, int] = {"optimal": 0, "time_limit": 5, "interrupted": 130}
"""What the command returns for each of them."""

SECOND_OPINION_SECONDS = 30.0
"""How long a second solver looks for what would refute an answer, unless another time is asked for."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What is asked of a run; everything of it is in the manifest.

    Attributes:
        gap_gbp: largest distance between plan and bound that counts as solved; None for the larger of 1 GBP
            and a ten millionth of the NPV of business as usual.
        time_limit_seconds: limit of the search; None for none.
        seed: the same seed, case and versions give the same plan.
        second_opinion_seconds: limit of the second solver; 0 to ask none. It does not follow the time of the
            search: what a run says must not depend on how busy the machine was.

    Raises:
        UsageError: where a value makes no sense.
    """

    gap_gbp: Decimal | None = None
    time_limit_seconds: float | None = None
    seed: int = 0
    second_opinion_seconds: float = SECOND_OPINION_SECONDS

    def __post_init__(self) -> None:
        """Refuse values that make no sense before any work is done."""
        gap, limit, second = self.gap_gbp, self.time_limit_seconds, self.second_opinion_seconds
        if gap is not None and not (gap.is_finite() and gap >= 0):
            message = f"The gap must be an amount of 0 GBP or more, not {gap}."
            raise UsageError(message)
        if limit is not None and not (math.isfinite(limit) and limit > 0):
            message = f"The time limit must be above 0 seconds, not {limit}."
            raise UsageError(message)
        if not (math.isfinite(second) and second >= 0):
            message = f"The time for a second opinion must be 0 seconds or more, not {second}."
            raise UsageError(message)
        if not 0 <= self.seed < 2**31:
            message = f"The seed must be a whole number from 0 to 2147483647, not {self.seed}."
            raise UsageError(message)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a second solver said of an answer, in words that a report can print.

    Attributes:
        answer: `confirmed`, `not refuted in 30 s` (the limit, not what it took), `not refuted`, `refuted`,
            `contradictory`, `unavailable` or `not asked`.
        message: the same in a sentence.
        solver_name: the second solver; empty where none was asked.
        solver_version: its version; empty where it did not come to say.
        limit_seconds: the time that it was given.
        seconds: the time that it took, start and checks included.
    """

    answer: str
    message: str
    solver_name: str = ""
    solver_version: str = ""
    limit_seconds: float = 0.0
    seconds: float = 0.0


NOT_ASKED = Opinion("not asked", "No second solver was asked.")


@dataclass(frozen=True, slots=True)
class Goal:
    """How far the search for an objective came that counts before the net saving.

    Attributes:
        measure: one of data/objectives.csv; `tolerance`, `best` and `bound` are in its unit.
        tolerance: how much of the best may be given up for what comes after.
        status: as of a run.
        best: what the best plan by this measure reaches; None where there is no bound to take it from.
        bound: no plan is better.
        second_opinion: what a second solver says of the bound.
    """

    measure: str
    tolerance: Decimal
    status: RunStatus
    best: Decimal | None
    bound: Decimal | None
    second_opinion: Opinion


@dataclass(frozen=True, slots=True)
class RunFacts:
    """How the solve behind a plan ended.

    Attributes:
        status: `optimal` is a proof within the asked gap; the others stopped before it.
        objective_gbp: net saving, less the price of missed preferences, as the model computes it, to a penny;
            the referee's figure is published.
        bound_gbp: no plan reaches more; never below what the referee finds; None where the search gave none.
        gap_gbp: bound less what the referee finds, never below 0; None without a bound.
        asked_gap_gbp: the gap that counts as solved.
        solver_name: the solver.
        solver_version: its version.
        solver_seconds: time inside the solver.
        message: how the search ended, in a sentence.
        warnings: what was odd about the numbers of the model.
        model_digest: SHA-256 of the model that was solved.
        model_columns: its number of columns.
        model_rows: its number of rows.
        second_opinion: what a second solver says of the bound.
        first_refuted: what became of a first answer that was refuted, where this is the answer of the second
            try; empty where it is the first.
        goals: objectives that count before the net saving, in order; everything above is about the last
            search, which keeps them.
    """

    status: RunStatus
    objective_gbp: Decimal
    bound_gbp: Decimal | None
    gap_gbp: Decimal | None
    asked_gap_gbp: Decimal
    solver_name: str
    solver_version: str
    solver_seconds: float
    message: str
    warnings: tuple[str, ...]
    model_digest: str
    model_columns: int
    model_rows: int
    second_opinion: Opinion = NOT_ASKED
    first_refuted: str = ""
    goals: tuple[Goal, ...] = ()

    @property
    def exit_code(self) -> int:
        """Return what the command ends with."""
        return EXIT_CODES[self.status]
