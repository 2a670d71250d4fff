"""What the model says: one file a family, in the order in which they are built.

`LOGIC` is true by definition and always in force; `POLICIES` are built once for each policy of their kind.
"""

from formulations import (
    capacity,
    composition,
    contracts,
    decisions,
    funding,
    in_house,
    joining,
    membership,
    objective,
    pools,
    promise,
    recharge,
    scale,
    terms,
    workforce,
)
from formulations.family import Family
from formulations.policies import POLICIES

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
    promise.FAMILY,
    composition.FAMILY,
    recharge.FAMILY,
    funding.FAMILY,
)

OBJECTIVE: Family = objective.FAMILY

FAMILIES: tuple[Family, ...] = (*LOGIC, *POLICIES, OBJECTIVE)
