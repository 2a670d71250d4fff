"""Policies on what is left of the saving in the outcomes of the risk register (docs/risk.md)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import Policy
from optimizer.verify.exact import MONEY_TOLERANCE_GBP
from optimizer.verify.outcomes import chance_below, expected_gbp, risk_adjusted_gbp
from optimizer.verify.parameters import gbp, share, text
from optimizer.verify.policies.facts import Facts, Limit

SAMPLE = "all outcomes"


def expected_saving(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """The mean saving of the sample is at least the amount."""
    if facts.outlook is not None:
        yield Limit(expected_gbp(facts.outlook.sample_gbp) - gbp(policy, "least_gbp"), SAMPLE)


def cvar_limit(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """The mean of the worst outcomes, weighed with the mean of all, is at least the amount."""
    if facts.outlook is not None:
        level, weight = share(policy, "level"), share(policy, "weight")
        worth = risk_adjusted_gbp(facts.outlook.sample_gbp, level, weight)
        yield Limit(worth - gbp(policy, "least_gbp"), "the worst outcomes")


def chance_of_loss_limit(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """In at most so large a share of the outcomes the saving is below the amount, by more than a pound.

    The share is cut to a whole number of outcomes.
    """
    if facts.outlook is not None:
        savings = facts.outlook.sample_gbp
        allowed = Fraction(int(share(policy, "most_share") * len(savings)), len(savings))
        below = chance_below(savings, gbp(policy, "below_gbp") - MONEY_TOLERANCE_GBP)
        yield Limit(allowed - below, SAMPLE)


def stress_limit(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """In the scenario, or in every one, the saving is at least the amount."""
    if facts.outlook is not None:
        named = text(policy, "scenario")
        for scenario, saving in facts.outlook.scenarios_gbp.items():
            if named in (None, scenario):
                yield Limit(saving - gbp(policy, "least_gbp"), f"scenario {scenario}")
