"""The points of a design, always in the same order; counted before they are made."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import numpy as np
from scipy.stats import qmc

from optimizer.analysis.sweep.salib import trajectories
from optimizer.analysis.sweep.spec import DRAWN, INDEXED, SAMPLED, Design, Point, Setting, Spec, Vary

_ENDS = (Decimal(0), Decimal(1))
Shares = np.ndarray[tuple[int, int], np.dtype[np.float64]]


def count(spec: Spec) -> int:
    """Return how many points the design has."""
    if spec.design.kind in DRAWN:
        return spec.design.points
    if spec.design.kind in INDEXED:
        return spec.design.blocks * block_size(spec)
    sizes = [len(steps(spec, group)) for group in spec.groups]
    if spec.design.kind == "one_at_a_time":
        return 1 + sum(sizes)
    total = 1
    for size in sizes:
        total *= size
    return total


def block_size(spec: Spec) -> int:
    """Return how many points a trajectory (entries and one) or a base point (entries and two) makes."""
    return len(spec.groups) + (1 if spec.design.kind == "morris" else 2)


def points(spec: Spec) -> Iterator[Point]:
    """Yield every point.

    One at a time: first the case as it is, then each entry (or group) at each of its levels, all others as
    in the case. Grid: every combination, the last entry changing fastest. Sampled: as drawn, blocks one
    after another.
    """
    groups = spec.groups
    if spec.design.kind in SAMPLED:
        for drawn in shares(spec.design, len(groups)):
            exact = [Decimal(repr(float(share))) for share in drawn]
            yield _point(
                spec, [{at: spec.varies[at].at(u) for at in g} for g, u in zip(groups, exact, strict=True)]
            )
        return
    each = [steps(spec, group) for group in groups]
    if spec.design.kind == "grid":
        for chosen in product(*each):
            yield _point(spec, list(chosen))
        return
    yield _point(spec, [])
    for levels in each:
        for level in levels:
            yield _point(spec, [level])


def _point(spec: Spec, chosen: list[dict[int, str]]) -> Point:
    settings: list[Setting] = [None] * len(spec.varies)
    for level in chosen:
        for place, setting in level.items():
            settings[place] = setting
    return tuple(settings)


def steps(spec: Spec, group: tuple[int, ...]) -> list[dict[int, str]]:
    """Return the levels of a group: the setting of each of its entries."""
    each = [_levels(spec.varies[place]) for place in group]
    return [dict(zip(group, together, strict=True)) for together in zip(*each, strict=True)]


def _levels(vary: Vary) -> tuple[str, ...]:
    """Return the levels of an entry; the two ends of a range that has no steps."""
    return vary.levels or tuple(vary.at(end) for end in _ENDS)


def shares(design: Design, dimensions: int) -> Shares:
    """Return points x dimensions shares from 0 to below 1 (`morris`: to 1)."""
    rng = np.random.Generator(np.random.PCG64(design.seed))
    shape = (design.points, dimensions)
    if design.kind == "morris":
        return trajectories(design.blocks, dimensions, design.seed)
    if design.kind == "sobol_indices":
        return _crossed(qmc.Sobol(2 * dimensions, rng=rng).random(design.blocks))
    if design.kind == "sobol":
        found: Shares = qmc.Sobol(dimensions, rng=rng).random(design.points)
        return found
    drawn = rng.random(shape)
    if design.kind == "random":
        return drawn
    strata = np.stack([rng.permutation(design.points) for _ in range(dimensions)], axis=1)
    found = (strata + drawn) / design.points
    return found


def _crossed(base: Shares) -> Shares:
    """Return the sample of Saltelli (2010) for indices of the first order and in total.

    Args:
        base: base points x (2 x dimensions).

    Returns:
        Of every base point a block: its first half A, then A with one dimension after another from its
        second half B, then B.
    """
    half = base.shape[1] // 2
    first, second = base[:, :half], base[:, half:]
    mixed = [np.where(np.arange(half) == dimension, second, first) for dimension in range(half)]
    blocks: Shares = np.stack([first, *mixed, second], axis=1).reshape(-1, half)
    return blocks
