r"""What a host can take on: volume, staff, and transfers in a year.

Rule:
    A pool never holds more volume or staff, and takes in no more staff in a year, than its capacity.

Maths:
    - P5 volume: $\sum_c \mathrm{vol}_{cs}\,\mathrm{member}_{cat} \le \mathrm{capacity\_volume}_a$
    - P5 fte: $\sum_r \mathrm{staff}_{art} \le \mathrm{capacity\_fte}_a$
    - P5 transfers: $\sum_{c,r} \mathrm{transferred}_{cart} \le \mathrm{capacity\_transfers}_a$

Index and mask:
    For every arrangement a with that capacity and every year t where it can be open.

Meaning when binding:
    The host is full; more room would let another council in, or the same councils sooner.

Source:
    CORE.md part 1, P5. A physical limit, so logic and not policy.
"""

from __future__ import annotations

import pyomo.environ as pyo

from formulations.family import Family, Index, Model, Row
from formulations.linear import Linear, total


def build(model: Model) -> None:
    """Add the capacities of pools."""
    pools = model.numbers.pools
    block = model.pyomo.capacity = pyo.Block()

    def volume(arrangement: str, t: int) -> Row:
        return Row(Linear((1.0, model.volume[arrangement, t])), upper=pools[arrangement].capacity_volume)

    def fte(arrangement: str, t: int) -> Row:
        staff = total(model.staff[arrangement, role, t] for role in pools[arrangement].roles)
        return Row(staff, upper=pools[arrangement].capacity_fte)

    def transfers(arrangement: str, t: int) -> Row:
        pool = pools[arrangement]
        moved = total(
            model.free["transferred"][council, arrangement, role, t]
            for council in pool.candidates
            for role in pool.roles
        )
        return Row(moved, upper=pool.capacity_transfers_fte)

    keys: list[Index] = [key for key in model.open if key[1] > 0]
    model.rows(block, "volume", [k for k in keys if pools[k[0]].capacity_volume is not None], volume)
    model.rows(block, "fte", [k for k in keys if pools[k[0]].capacity_fte is not None], fte)
    model.rows(
        block, "transfers", [k for k in keys if pools[k[0]].capacity_transfers_fte is not None], transfers
    )


FAMILY = Family(name="capacity", kind="logic", build=build, requires=("decisions", "scale", "workforce"))
