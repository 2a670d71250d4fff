"""What reads outcomes of the risk register: kinds of policy and objectives."""

from __future__ import annotations

READ_SAMPLE = frozenset({"expected_saving", "cvar_limit", "chance_of_loss_limit"})
"""Kinds of policy that read the sample that the search sees."""

READ_SCENARIOS = frozenset({"stress_limit"})
"""Kinds of policy that read the named scenarios."""

RISK_OBJECTIVES = frozenset({"expected_saving", "risk_adjusted_saving"})
"""Objectives that are measures of the sample."""
