"""What a plan is worth in the outcomes that the search sees, worked out when something first reads it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from optimizer.case.case import Case, Policy
from optimizer.risk.readers import READ_SAMPLE, RISK_OBJECTIVES
from optimizer.risk.sample import draw, stressed
from optimizer.verify.costing import Costing, Story
from optimizer.verify.exact import exact, pounds
from optimizer.verify.outcomes import expected_gbp, risk_adjusted_gbp, savings_gbp
from optimizer.verify.promise import Promise, promise_of
from optimizer.verify.timeline import Timeline
from optimizer.verify.verdict import InSample


class Outlook:
    """The savings of a plan in the sample and in the named scenarios of its case.

    Drawing a sample takes most of a second: plans that nobody asks about their risk do not pay for it.
    """

    def __init__(
        self, case: Case, timeline: Timeline, story: Story, costing: Costing, today: Story, bau: Costing
    ) -> None:
        """Keep what the savings are worked out from; the parameters are those of `promise_of`."""
        self._case = case
        self._parts = (timeline, story, costing, today, bau)

    @cached_property
    def promise(self) -> Promise:
        """Return what the plan promises and exposes."""
        return promise_of(self._case, *self._parts)

    @cached_property
    def sample_gbp(self) -> tuple[Fraction, ...]:
        """Return the saving in every outcome of the sample that the search sees, exact."""
        risk = self._case.settings.risk
        return savings_gbp(self.promise, draw(self._case, risk.outcomes, risk.seed))

    @cached_property
    def scenarios_gbp(self) -> Mapping[str, Fraction]:
        """Return the saving in every named scenario, exact."""
        names, outcomes = stressed(self._case)
        return dict(zip(names, savings_gbp(self.promise, outcomes), strict=True))

    def in_sample(self, policies: tuple[Policy, ...], objective: str) -> InSample | None:
        """Return the measures of the sample, None where neither a policy nor the objective reads it."""
        if objective not in RISK_OBJECTIVES and not any(policy.kind in READ_SAMPLE for policy in policies):
            return None
        risk = self._case.settings.risk
        adjusted = risk_adjusted_gbp(self.sample_gbp, exact(risk.level), exact(risk.weight))
        return InSample(pounds(expected_gbp(self.sample_gbp)), pounds(adjusted))
