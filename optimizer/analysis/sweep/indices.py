"""Sensitivity indices of a sweep: which entries move a measure at all, and which through one another.

Morris' elementary effects (design `morris`) and Sobol' indices (design `sobol_indices`) compare points of one
block with one another. A block with a point that has no plan is left out whole and counted as left out; no
value is ever put in its place. What is left speaks of the other blocks only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np

from optimizer.analysis.sweep import salib
from optimizer.analysis.sweep.columns import Described
from optimizer.analysis.sweep.design import block_size, shares
from optimizer.analysis.sweep.outputs import MEANINGS, kept_measures
from optimizer.analysis.sweep.salib import Floats
from optimizer.analysis.sweep.spec import FEWEST_BLOCKS
from optimizer.analysis.sweep.sweep import Swept
from optimizer.report.csv_text import Cell

NO_AMOUNTS = ("payback_year", "payback_years")
"""Measures without indices: they have no number where a plan is never paid back."""

_NO_FIGURES = (None, None, None, None)

_ENTRY: Described = {
    "measure": ("", "measure that is looked at: a column out_... of sweep.csv without its prefix"),
    "entry": ("", "name of the entry, or of the group of entries that move together"),
}

MORRIS_COLUMNS: Described = {
    **_ENTRY,
    "unit": ("", "unit of the four figures: change of the measure over the whole range of the entry"),
    "mu": ("see unit", "mean elementary effect: which way the measure goes as the entry rises"),
    "mu_star": (
        "see unit",
        "mean of its size: how much the entry matters; rows are in order of it; blank, as its neighbours, "
        "where the measure has no number at some point",
    ),
    "sigma": ("see unit", "standard deviation: large where it acts in steps or through other entries"),
    "confidence": ("see unit", "half the width of the 95% interval of mu_star, by resampling"),
    "trajectories": ("trajectories", "trajectories that the figures rest on"),
    "left_out": ("trajectories", "trajectories left out because a point of theirs has no plan"),
}

SOBOL_COLUMNS: Described = {
    **_ENTRY,
    "S1": ("share of variance", "what the entry explains by itself"),
    "S1_confidence": ("share of variance", "half the width of its 95% interval, by resampling"),
    "ST": (
        "share of variance",
        "what it explains by itself and together with others; rows are in order of it; blank, as its "
        "neighbours, where the measure does not vary or has no number at some point",
    ),
    "ST_confidence": ("share of variance", "half the width of its 95% interval, by resampling"),
    "base_points": ("base points", "base points that the indices rest on"),
    "left_out": ("base points", "base points left out because a point of theirs has no plan"),
}


def morris_rows(found: Swept, measures: Sequence[str]) -> Iterator[Sequence[Cell]]:
    """Yield the rows of morris.csv of some measures, what matters most first."""
    design, names = found.sweep.spec.design, found.sweep.spec.group_names
    whole = _whole_blocks(found)
    if len(whole) < FEWEST_BLOCKS:
        return
    places = _places(found, whole)
    drawn = shares(design, len(names))[places]
    counts = (len(whole), design.blocks - len(whole))
    for measure in measures:
        values = _values(found, measure)[places]
        unit = MEANINGS[measure.partition("[")[0]][0]
        if not np.isfinite(values).all():
            yield from ((measure, name, unit, *_NO_FIGURES, *counts) for name in names)
            continue
        decimals = 2 if unit.startswith("GBP") else 6
        found_effects = salib.effects(drawn, values, design.seed)
        rows = [
            (measure, name, unit, *(_number(one[at], decimals) for one in found_effects), *counts)
            for at, name in enumerate(names)
        ]
        yield from sorted(rows, key=lambda row: -_size(row[4]))


def sobol_rows(found: Swept, measures: Sequence[str]) -> Iterator[Sequence[Cell]]:
    """Yield the rows of sobol_indices.csv of some measures, what matters most first."""
    design, names = found.sweep.spec.design, found.sweep.spec.group_names
    whole = _whole_blocks(found)
    if len(whole) < FEWEST_BLOCKS:
        return
    counts = (len(whole), design.blocks - len(whole))
    for measure in measures:
        values = _values(found, measure)[_places(found, whole)]
        if not np.isfinite(values).all() or np.ptp(values) == 0:
            yield from ((measure, name, *_NO_FIGURES, *counts) for name in names)
            continue
        found_indices = salib.indices(len(names), values, design.seed)
        rows = [
            (measure, name, *(_number(one[at], 6) for one in found_indices), *counts)
            for at, name in enumerate(names)
        ]
        yield from sorted(rows, key=lambda row: -_size(row[4]))


def notes(found: Swept) -> tuple[str, ...]:
    """Return what the reader of the indices has to know: what is missing, and why."""
    design = found.sweep.spec.design
    what = {"morris": "trajectories", "sobol_indices": "base points"}.get(design.kind)
    if what is None:
        return ()
    if not salib.installed():
        return (
            "There are no Sobol' indices: they need the package SALib, which is not installed here. For them "
            f"{salib.HOW_TO_INSTALL} and start the same command again: no point is solved anew.",
        )
    left_out = design.blocks - len(_whole_blocks(found))
    if not left_out:
        return ()
    said = f"{left_out} of {design.blocks} {what} hold a point without a plan and are left out of the indices"
    if design.blocks - left_out < FEWEST_BLOCKS:
        return (f"{said}: too few are left, so there are none.",)
    return (f"{said}, which speak of the others only.",)


def indexed_measures(found: Swept) -> tuple[str, ...]:
    """Return the kept measures that have indices."""
    every = kept_measures(found.sweep.spec.keep, found.sweep.loaded.case)
    return tuple(name for name in every if name not in NO_AMOUNTS)


def _whole_blocks(found: Swept) -> list[int]:
    """Return the numbers, from 0, of the blocks of which every point has a plan."""
    size = block_size(found.sweep.spec)
    answered = [bool(one["outputs"]) for one in found.answers]
    return [at for at in range(found.sweep.spec.design.blocks) if all(answered[at * size : (at + 1) * size])]


def _values(found: Swept, measure: str) -> Floats:
    """Return the measure at every point; not a number where there is no plan, or it has none."""
    texts = [one["outputs"].get(measure, "") for one in found.answers]
    return np.array([float(text) if text else math.nan for text in texts])


def _places(found: Swept, blocks: Sequence[int]) -> list[int]:
    """Return the places of all points of some blocks."""
    size = block_size(found.sweep.spec)
    return [place for block in blocks for place in range(block * size, (block + 1) * size)]


def _number(value: float, places: int) -> Decimal | None:
    """Return a figure to so many places; None where it is not one; nothing has no sign."""
    return Decimal(f"{value:.{places}f}") + 0 if math.isfinite(value) else None


def _size(cell: Cell) -> Decimal:
    return cell if isinstance(cell, Decimal) else Decimal(-1)
