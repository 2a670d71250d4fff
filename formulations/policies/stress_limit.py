r"""A limit on what is left of the saving in named stress scenarios.

Rule:
    In the named scenario, or in every one, the net present saving is at least so much.

Maths:
    - least: $\mathrm{saving}_w \ge \mathrm{least}$

Index and mask:
    For every scenario w that the policy names; blank = every scenario of the case.

Meaning when binding:
    A plan that promises more does not stand that test.

Source:
    Policy; docs/risk.md.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.outcomes import scenario_savings_k


class Parameters(Params):
    """Least net present saving (thousand pounds), and the scenario; None for every scenario."""

    least_k: float
    scenario: str | None


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    savings = scenario_savings_k(model)
    named = [(name,) for name in savings if params.scenario in (None, name)]
    model.rows(block, "least", named, lambda name: Row(savings[name], lower=params.least_k))


FAMILY = Family(name="stress_limit", kind="policy", build=build, requires=("promise",), params=Parameters)
