"""The kinds of policy: one file a kind, in the order in which they are built."""

from formulations.family import Family
from formulations.policies import (
    changes_limit,
    fixed_host,
    host_fairness,
    no_loser,
    partners,
    pool_forbidden,
    pool_required,
    start_window,
    transition_budget,
)

POLICIES: tuple[Family, ...] = (
    pool_required.FAMILY,
    pool_forbidden.FAMILY,
    fixed_host.FAMILY,
    start_window.FAMILY,
    partners.FAMILY,
    changes_limit.FAMILY,
    transition_budget.FAMILY,
    host_fairness.FAMILY,
    no_loser.FAMILY,
)
