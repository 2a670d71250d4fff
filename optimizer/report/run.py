"""A finished run and a failed one: what the files of a run folder are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from optimizer.case import LoadedCase, LoadedSets
from optimizer.errors import ConsolidateError, InternalError
from optimizer.plan.facts import NOT_ASKED, Opinion, RunFacts, RunOptions
from optimizer.plan.plan import Plan
from optimizer.risk.figures import RiskFigures
from optimizer.verify.verdict import Accounts, Verdict


@dataclass(frozen=True, slots=True)
class Run:
    """A plan that the referee has confirmed, with everything that led to it.

    `bau` is the referee's verdict on business as usual: what is paid today, and which policies today's
    position breaks. `risk` is what the plan is worth on a sample that the search has not seen.
    `timings_seconds` has one entry per stage, in order.
    """

    loaded: LoadedCase
    sets: LoadedSets
    options: RunOptions
    plan: Plan
    verdict: Verdict
    bau: Verdict
    facts: RunFacts
    risk: RiskFigures
    timings_seconds: Mapping[str, float]

    @property
    def accounts(self) -> Accounts:
        """Return the referee's accounts of the plan; a run always has them."""
        if self.verdict.accounts is None:
            message = "A plan without accounts was taken for a finished run."
            raise InternalError(message)
        return self.verdict.accounts


@dataclass(frozen=True, slots=True)
class FailedRun:
    """A run that ended without a plan that may be published.

    `save_model` writes the model as an MPS file to the path that it is given; None where the run failed
    before there was a model. `second_opinion` is what a second solver said, and `answers` what each solver
    answered, where they or the referee contradict one another. `explanation` has the texts of files that say
    why no plan is possible, by name; none where that was not found out.
    """

    loaded: LoadedCase
    sets: LoadedSets
    options: RunOptions
    error: ConsolidateError
    asked_gap_gbp: Decimal | None
    timings_seconds: Mapping[str, float]
    save_model: Callable[[Path], None] | None
    second_opinion: Opinion = NOT_ASKED
    answers: Mapping[str, Any] | None = None
    explanation: Mapping[str, str] = field(default_factory=dict)
