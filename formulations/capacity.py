r"""What a host can take on: volume, staff, and transfers in a year.

Rule:
    A pool never holds more volume or staff, and takes in no more staff in a year, than its capacity.

Maths:
    - P5 volume: $\sum_c \mathrm{vol}_{cs}\,\mathrm{member}_{cat} \le
      \mathrm{capacity\_volume}_a\,\mathrm{open}_{at}$
    - P5 fte: $\sum_r \mathrm{staff}_{art} \le \mathrm{capacity\_fte}_a$
    - P5 transfers: $\sum_{c,r} \mathrm{transferred}_{cart} \le \mathrm{capacity\_transfers}_a$

Index and mask:
    For every arrangement a with that capacity and every year t where it can be open; volume only where its
    candidates have more together.

Meaning when binding:
    The host is full; more room would let another council in, or the same councils sooner.

Source:
    CORE.md part 1, P5. A physical limit, so logic and not policy. CORE's row for the volume has no open.
    Nobody is a member of a closed pool (P1), so both allow the same plans; but with open, half a pool in the
    solver's relaxation holds half the volume, and the bound comes much closer (docs/quality.md).
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
        most = pools[arrangement].capacity_volume
        assert most is not None
        terms = Linear((1.0, model.volume[arrangement, t]), (-float(most), model.open[arrangement, t]))
        return Row(terms, upper=0.0)

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
    model.rows(block, "volume", [k for k in keys if _can_be_full(model, k[0])], volume)
    model.rows(block, "fte", [k for k in keys if pools[k[0]].capacity_fte is not None], fte)
    model.rows(
        block, "transfers", [k for k in keys if pools[k[0]].capacity_transfers_fte is not None], transfers
    )


def _can_be_full(model: Model, arrangement: str) -> bool:
    """Tell whether all candidates together have more volume than the pool can take."""
    pool = model.numbers.pools[arrangement]
    volumes = (model.numbers.needs[council, pool.service].volume for council in pool.candidates)
    return pool.capacity_volume is not None and pool.capacity_volume < sum(volumes)


FAMILY = Family(name="capacity", kind="logic", build=build, requires=("decisions", "scale", "workforce"))
