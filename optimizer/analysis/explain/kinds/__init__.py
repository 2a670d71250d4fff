"""What each kind of policy can give in a repair, and how that is said: one place for every kind."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.analysis.explain.kinds.memberships import FIXED_HOST, POOL_FORBIDDEN, POOL_REQUIRED
from optimizer.analysis.explain.kinds.money import TRANSITION_BUDGET
from optimizer.analysis.explain.kinds.numbers import NUMBERS
from optimizer.analysis.explain.kinds.people_and_cash import PEOPLE_AND_CASH
from optimizer.analysis.explain.kinds.structure import STRUCTURE
from optimizer.analysis.explain.kinds.translation import Translation
from optimizer.analysis.explain.kinds.years import START_WINDOW

TRANSLATIONS: Mapping[str, Translation] = {
    "pool_required": POOL_REQUIRED,
    "pool_forbidden": POOL_FORBIDDEN,
    "fixed_host": FIXED_HOST,
    "start_window": START_WINDOW,
    "transition_budget": TRANSITION_BUDGET,
    **STRUCTURE,
    **NUMBERS,
    **PEOPLE_AND_CASH,
}
"""By kind: how the least by which a policy must be missed becomes a change of parameters or of a table."""

SET_ASIDE_ONLY: Mapping[str, str] = {
    "no_compulsory_redundancy": "there is no number in it; a redundancy_limit in its place can allow some",
    "funded": "which source should hold more, and in which year, is for its owner to say",
}
"""Kinds that are offered as a whole only, each with the reason why nothing smaller can be."""
