"""What the model says: one file a family, in the order in which they are built.

`LOGIC` is true by definition and always in force; `POLICIES` are built once for each policy of their kind.
"""

from formulations import (
    capacity,
    changes_limit,
    contracts,
    decisions,
    fixed_host,
    host_fairness,
    in_house,
    joining,
    membership,
    no_loser,
    objective,
    partners,
    pool_forbidden,
    pool_required,
    pools,
    recharge,
    scale,
    start_window,
    terms,
    transition_budget,
    workforce,
)
from formulations.family import Family

LOGIC: tuple[Family, ...] = (
    decisions.FAMILY,
    membership.FAMILY,
    terms.FAMILY,
    pools.FAMILY,
    scale.FAMILY,
    workforce.FAMILY,
    capacity.FAMILY,
    contracts.FAMILY,
    joining.FAMILY,
    in_house.FAMILY,
    recharge.FAMILY,
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

OBJECTIVE: Family = objective.FAMILY

FAMILIES: tuple[Family, ...] = (*LOGIC, *POLICIES, OBJECTIVE)
