"""The kinds of policy: one file a kind, in the order in which they are built."""

from formulations.family import Family
from formulations.policies import (
    cash_cost_limit,
    changes_limit,
    fixed_host,
    funded,
    host_fairness,
    least_saving,
    no_loser,
    one_off_cost_limit,
    partners,
    pool_forbidden,
    pool_required,
    risk_budget,
    start_window,
    total_changes_limit,
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
    least_saving.FAMILY,
    cash_cost_limit.FAMILY,
    one_off_cost_limit.FAMILY,
    risk_budget.FAMILY,
    total_changes_limit.FAMILY,
    funded.FAMILY,
)
