"""Whether limits on risk make sense for the case: scenarios that there are, samples that are large enough."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

from optimizer.case.case import Case

FEWEST_IN_THE_TAIL = 5
"""Outcomes that the worst must be at least, for their mean to say anything."""

Parameters = Mapping[str, Any]


def _there_are_scenarios(given: Parameters, case: Case) -> str | None:
    if case.scenarios:
        return None
    return "add the table stress.csv with a scenario, or remove the policy"


def _enough_outcomes_in_the_tail(given: Parameters, case: Case) -> str | None:
    outcomes = case.settings.risk.outcomes
    tail = (1 - given["level"]) * outcomes
    if tail >= FEWEST_IN_THE_TAIL:
        return None
    needed = (FEWEST_IN_THE_TAIL / (1 - given["level"])).to_integral_value(ROUND_CEILING)
    highest = (1 - Decimal(FEWEST_IN_THE_TAIL) / outcomes).normalize()
    return (
        f"set risk.outcomes in case.toml to {needed:f} or more (of the {outcomes} that there are fewer than "
        f"{FEWEST_IN_THE_TAIL} are the worst), or a level of {highest:f} at most"
    )


def _share_of_one_outcome(given: Parameters, case: Case) -> str | None:
    outcomes = case.settings.risk.outcomes
    if given["most_share"] == 0 or given["most_share"] * outcomes >= 1:
        return None
    needed = (1 / given["most_share"]).to_integral_value(ROUND_CEILING)
    return (
        f"set risk.outcomes in case.toml to {needed:f} or more (of the {outcomes} that there are it is less "
        f"than one), or a share of 0 for none"
    )


RISK_RULES = {
    "cvar_limit": (("the sample is too small for the level", _enough_outcomes_in_the_tail),),
    "chance_of_loss_limit": (("the sample is too small for the share", _share_of_one_outcome),),
    "stress_limit": (("there is no stress scenario", _there_are_scenarios),),
}
"""What must hold for the parameters of a kind: the problem, and a function that returns the remedy."""
