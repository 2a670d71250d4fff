"""The points of a design, always in the same order; counted before they are made."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import numpy as np
from scipy.stats import qmc

from optimizer.analysis.sweep.spec import SAMPLED, Design, Point, Setting, Spec, Vary

_ENDS = (Decimal(0), Decimal(1))


def count(spec: Spec) -> int:
    """Return how many points the design has."""
    if spec.design.kind in SAMPLED:
        return spec.design.points
    sizes = [len(_steps(spec, group)) for group in spec.groups]
    if spec.design.kind == "one_at_a_time":
        return 1 + sum(sizes)
    total = 1
    for size in sizes:
        total *= size
    return total


def points(spec: Spec) -> Iterator[Point]:
    """Yield every point.

    One at a time: first the case as it is, then each entry (or group) at each of its levels, all others as
    in the case. Grid: every combination, the last entry changing fastest. Sampled: as drawn.
    """
    groups = spec.groups
    if spec.design.kind in SAMPLED:
        for shares in _shares(spec.design, len(groups)):
            exact = [Decimal(repr(float(share))) for share in shares]
            yield _point(
                spec, [{at: spec.varies[at].at(u) for at in g} for g, u in zip(groups, exact, strict=True)]
            )
        return
    steps = [_steps(spec, group) for group in groups]
    if spec.design.kind == "grid":
        for chosen in product(*steps):
            yield _point(spec, list(chosen))
        return
    yield _point(spec, [])
    for levels in steps:
        for level in levels:
            yield _point(spec, [level])


def _point(spec: Spec, chosen: list[dict[int, str]]) -> Point:
    settings: list[Setting] = [None] * len(spec.varies)
    for level in chosen:
        for place, setting in level.items():
            settings[place] = setting
    return tuple(settings)


def _steps(spec: Spec, group: tuple[int, ...]) -> list[dict[int, str]]:
    """Return the levels of a group: the setting of each of its entries."""
    each = [_levels(spec.varies[place]) for place in group]
    return [dict(zip(group, together, strict=True)) for together in zip(*each, strict=True)]


def _levels(vary: Vary) -> tuple[str, ...]:
    """Return the levels of an entry; the two ends of a range that has no steps."""
    return vary.levels or tuple(vary.at(end) for end in _ENDS)


def _shares(design: Design, dimensions: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return points x dimensions shares from 0 to below 1."""
    rng = np.random.Generator(np.random.PCG64(design.seed))
    shape = (design.points, dimensions)
    if design.kind == "sobol":
        found: np.ndarray[tuple[int, int], np.dtype[np.float64]] = qmc.Sobol(dimensions, rng=rng).random(
            design.points
        )
        return found
    drawn = rng.random(shape)
    if design.kind == "random":
        return drawn
    strata = np.stack([rng.permutation(design.points) for _ in range(dimensions)], axis=1)
    shares: np.ndarray[tuple[int, int], np.dtype[np.float64]] = (strata + drawn) / design.points
    return shares
