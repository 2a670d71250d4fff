r"""What a pool of a given size needs: staff and other spend along the service's scale curve.

Rule:
    A pool needs the staff and the other spend that its service's curve gives at the sum of its members'
    volumes, times the share that its depth takes in; the volume must lie on the curve.

Maths:
    - $V_{at} := \sum_c \mathrm{vol}_{cs}\,\mathrm{member}_{cat}$, band b of the curve from $\mathrm{lo}_b$
      to $\mathrm{hi}_b$
    - S1 volume: $V_{at} = \sum_b (\mathrm{lo}_b\,\mathrm{band}_{abt} + (\mathrm{hi}_b -
      \mathrm{lo}_b)\,\mathrm{within}_{abt})$; one_band: $\sum_b \mathrm{band}_{abt} = \mathrm{open}_{at}$;
      within_band: $0 \le \mathrm{within}_{abt} \le \mathrm{band}_{abt}$
    - S1 with a single band needs no columns: lowest_volume, highest_volume: $\mathrm{lo}\,\mathrm{open} \le
      V \le \mathrm{hi}\,\mathrm{open}$
    - S2 $\mathrm{req}_{art} := \mathrm{staff\_share}_{ar} \sum_b (f_b(\mathrm{lo}_b)\,\mathrm{band} +
      (f_b(\mathrm{hi}_b) - f_b(\mathrm{lo}_b))\,\mathrm{within})$, $\mathrm{need}_{at}$ likewise
    - line pool_non_staff = $\mathrm{avg}(\mathrm{need})$ (less the credits of `contracts`)

Index and mask:
    For every arrangement a and year t where it can be open; bands up to the volume of all candidates
    together.

Meaning when binding:
    The pool is as large (or as small) as its curve is known; extend the curve, with evidence, to go
    further.

Source:
    CORE.md part 1, S1 and S2. $x_b = \mathrm{lo}_b\,\mathrm{band} + (\mathrm{hi}_b -
    \mathrm{lo}_b)\,\mathrm{within}$ is CORE's $x$; the share within the band keeps coefficients near 1 and
    is not an integer in disguise (SOLVER.md section 1). The curve is data: the referee uses the same
    breakpoints.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pyomo.environ as pyo

from formulations.family import Columns, Family, Index, Model, Row
from formulations.ledger import running_parts
from formulations.limits import need_limits
from formulations.linear import Linear, total, value
from optimizer.model.numbers import Band, PoolNumbers


def band_index(model: Model) -> list[Index]:
    """Return (arrangement, band, year) for curves of two bands or more."""
    pools = model.numbers.pools
    return [
        (a, b, t)
        for a, t in model.open
        if t > 0 and len(pools[a].bands) > 1
        for b in range(len(pools[a].bands))
    ]


def build(model: Model) -> None:
    """Add S1, offer volume, need and required FTE, and add the line pool_non_staff."""
    numbers = model.numbers
    pools = numbers.pools
    block = model.pyomo.scale = pyo.Block()
    keys = [key for key in model.open if key[1] > 0]
    for a, t in keys:
        pool = pools[a]
        model.volume[a, t] = total(())
        for council in pool.candidates:
            model.volume[a, t].add(model.member[council, a, t], numbers.needs[council, pool.service].volume)
    band = model.binaries(block, "band", band_index(model))
    wide = [k for k in band if pools[k[0]].bands[k[1]].upper > pools[k[0]].bands[k[1]].lower]
    within = model.amounts(block, "within", wide)
    for (a, b, t), column in band.items():
        model.determine(column, _in_band(model, a, b, t))
    for (a, b, t), column in within.items():
        model.determine(column, _position(model, band, a, b, t))
    for a, t in keys:
        _offer(model, pools[a], t, band, within)
    _rows(model, block, keys, band, within)
    for a, t in keys:
        _cost(model, pools[a], t)


def _in_band(model: Model, a: str, b: int, t: int) -> Callable[[], float]:
    bands = model.numbers.pools[a].bands

    def holds() -> float:
        if value(model.open[a, t]) < 0.5:
            return 0.0
        volume = round(value(model.volume[a, t]))
        first = next((i for i, item in enumerate(bands) if item.lower <= volume <= item.upper), None)
        return float(first == b)

    return holds


def _position(model: Model, band: Columns, a: str, b: int, t: int) -> Callable[[], float]:
    item = model.numbers.pools[a].bands[b]

    def place() -> float:
        volume = round(value(model.volume[a, t]))
        return value(band[a, b, t]) * (volume - item.lower) / (item.upper - item.lower)

    return place


def _offer(model: Model, pool: PoolNumbers, t: int, band: Columns, within: Columns) -> None:
    a = pool.arrangement
    if len(pool.bands) == 1:
        only = pool.bands[0]

        def along(ends: tuple[float, float]) -> Linear:
            slope = (ends[1] - ends[0]) / (only.upper - only.lower) if only.upper > only.lower else 0.0
            # The value at no volume at all may be 0; as two terms it then cancels out cleanly.
            opened = model.open[a, t]
            return Linear((ends[0], opened), (-slope * only.lower, opened), (slope, model.volume[a, t]))

        model.need_k[a, t] = along(only.non_staff_k)
        for role in pool.roles:
            model.required_fte[a, role, t] = along(only.fte[role])
        return

    def over_bands(ends_of: Callable[[Band], tuple[float, float]]) -> Linear:
        result = Linear()
        for b, item in enumerate(pool.bands):
            lower, upper = ends_of(item)
            result.add(band[a, b, t], lower).add(within[a, b, t], upper - lower)
        return result

    model.need_k[a, t] = over_bands(lambda item: item.non_staff_k)
    for role in pool.roles:
        model.required_fte[a, role, t] = over_bands(partial(_fte_of, role))


def _fte_of(role: str, band: Band) -> tuple[float, float]:
    return band.fte[role]


def _rows(model: Model, block: Any, keys: list[Index], band: Columns, within: Columns) -> None:
    pools = model.numbers.pools

    def volume(a: str, t: int) -> Row:
        terms = Linear((1.0, model.volume[a, t]))
        for b, item in enumerate(pools[a].bands):
            terms.add(band[a, b, t], -float(item.lower)).add(within[a, b, t], -float(item.upper - item.lower))
        return Row(terms, lower=0.0, upper=0.0)

    def one_band(a: str, t: int) -> Row:
        terms = total(band[a, b, t] for b in range(len(pools[a].bands)))
        return Row(terms.add(model.open[a, t], -1.0), lower=0.0, upper=0.0)

    def within_band(a: str, b: int, t: int) -> Row:
        return Row(Linear((1.0, within[a, b, t]), (-1.0, band[a, b, t])), upper=0.0)

    def lowest_volume(a: str, t: int) -> Row:
        terms = Linear((1.0, model.volume[a, t]), (-float(pools[a].bands[0].lower), model.open[a, t]))
        return Row(terms, lower=0.0)

    def highest_volume(a: str, t: int) -> Row:
        terms = Linear((1.0, model.volume[a, t]), (-float(pools[a].bands[0].upper), model.open[a, t]))
        return Row(terms, upper=0.0)

    several = [key for key in keys if len(pools[key[0]].bands) > 1]
    single = [key for key in keys if len(pools[key[0]].bands) == 1]
    model.rows(block, "volume", several, volume)
    model.rows(block, "one_band", several, one_band)
    model.rows(block, "within_band", list(within), within_band)
    model.rows(block, "lowest_volume", [k for k in single if _too_small(model, k)], lowest_volume)
    model.rows(block, "highest_volume", [k for k in single if _too_large(model, k)], highest_volume)


def _volumes(model: Model, a: str) -> list[int]:
    pool = model.numbers.pools[a]
    return [model.numbers.needs[council, pool.service].volume for council in pool.candidates]


def _too_small(model: Model, key: Index) -> bool:
    """Tell whether some allowed membership could lie below the single band."""
    return model.numbers.pools[key[0]].bands[0].lower > min(_volumes(model, key[0]))


def _too_large(model: Model, key: Index) -> bool:
    return model.numbers.pools[key[0]].bands[0].upper < sum(_volumes(model, key[0]))


def _cost(model: Model, pool: PoolNumbers, t: int) -> None:
    most = max(max(item.non_staff_k) for item in pool.bands)
    if most == 0:
        return
    phi = model.numbers.services[pool.service].phi
    for part, share, state in running_parts(phi, t):
        need = pool.need_today_k if state == 0 else model.need_k[pool.arrangement, state]
        if share > 0:
            model.ledger.pool(
                "pool_non_staff",
                pool,
                t,
                Linear((share, need)),
                index="general",
                part=part,
                most=share * max(most, pool.need_today_k),
                limits=need_limits(model.numbers, pool, share),
            )


FAMILY = Family(name="scale", kind="logic", build=build)
