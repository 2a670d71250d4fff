"""What happens in a run, as it happens: told to whoever watches, and kept for a run that fails half-way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from optimizer import corroborate, guards
from optimizer.model.matrix import MatrixModel
from optimizer.model.solve import Outcome, Progress
from optimizer.plan.facts import NOT_ASKED, Opinion


@dataclass(frozen=True, slots=True)
class Step:
    """A word about progress: which stage runs, and during the search the best plan and bound so far (GBP)."""

    stage: str
    best_gbp: Decimal | None = None
    bound_gbp: Decimal | None = None

    @property
    def gap_gbp(self) -> Decimal | None:
        """Return how far the best plan may be from the best possible one."""
        return None if self.best_gbp is None or self.bound_gbp is None else self.bound_gbp - self.best_gbp


@dataclass(slots=True)
class Journal:
    """What has happened so far, so that a run that fails half-way can still say it.

    Attributes:
        progress: told of every step; None for nobody.
        seconds: time of each stage that has ended, well or not.
        matrix: the model, once there is one.
        asked_gap_gbp: the gap that counts as solved, once business as usual has been costed.
        tolerance_gbp: what counts as no difference, once business as usual has been costed.
        outcome: what the solver answered, once it has.
        second_opinion: what a second solver said, of the second try where there was one.
        refuted: which first answers were refuted and put right by a second try.
    """

    progress: Callable[[Step], None] | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    matrix: MatrixModel | None = None
    asked_gap_gbp: Decimal | None = None
    tolerance_gbp: Decimal = Decimal(1)
    outcome: Outcome | None = None
    second_opinion: Opinion = NOT_ASKED
    refuted: list[str] = field(default_factory=list)
    _answers: dict[str, Any] | None = None
    _refuted: dict[str, Any] | None = None

    @property
    def answers(self) -> dict[str, Any] | None:
        """Return what each solver answered, as far as they were asked, in the second try too."""
        latest = self._answers
        if latest is None and self.matrix is not None and self.outcome is not None:
            latest = {"first": corroborate.first_answer(self.matrix, self.outcome), "second": None}
        return latest if self._refuted is None else self._refuted | {"second_try": latest}

    def keep(self, opinion: Opinion, answers: dict[str, Any]) -> None:
        """Keep what a second solver said against the first one."""
        self.second_opinion, self._answers = opinion, answers

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Announce a stage and take its time."""
        if self.progress is not None:
            self.progress(Step(name))
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - began

    def first_try(self, outcome: Outcome) -> None:
        """Keep the outcome of a search, and forget what was answered to another question."""
        self.outcome, self._answers, self._refuted = outcome, None, None

    @contextmanager
    def second_try(self) -> Iterator[None]:
        """Set the answers so far aside while another is sought."""
        self._refuted, self._answers, self.outcome = self.answers, None, None
        with self.stage("second try"):
            yield

    def search(self, message: Progress) -> None:
        """Pass on what the search has found so far."""
        if self.progress is not None:
            best, bound = message.objective, message.bound
            self.progress(
                Step(
                    "solve",
                    None if best is None else guards.gbp(best),
                    None if bound is None else guards.gbp(bound),
                )
            )
