"""Read the table `[design]` of a sweep specification: which points are made, and of how many blocks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from optimizer.analysis.sweep.read_keys import Places, number_of, number_spec, table_of
from optimizer.analysis.sweep.salib import LEVELS
from optimizer.analysis.sweep.spec import DESIGNS, DRAWN, FEWEST_BLOCKS, INDEXED, Design, DesignKind, Vary
from optimizer.case.parse import nearest
from optimizer.case.raw import Findings, Place

SIZES = ("points", "trajectories", "base_points")
_SIZE_OF: Mapping[DesignKind, str] = {
    **dict.fromkeys(DRAWN, "points"),
    "morris": "trajectories",
    "sobol_indices": "base_points",
}
"""The key that says how many points a sampled design has."""

LEVEL_TOLERANCE = Decimal("0.01")
"""Share of a range by which rounding may move a level of a morris design."""


def read_design(document: Mapping[str, Any], places: Places, findings: Findings) -> Design | None:
    """Return the design; None where it has faults, which are reported."""
    given = table_of(document, "design", ("kind", *SIZES, "seed"), places, findings)
    named = given.get("kind")
    kind: DesignKind | None = next((one for one in DESIGNS if one == named), None)
    if kind is None:
        problem = "the key is missing" if named is None else "there is no such design"
        findings.fault(places.of("design", "kind", value=named), problem, nearest(str(named or ""), DESIGNS))
        return None
    size = _SIZE_OF.get(kind)
    for key in (*SIZES, "seed"):
        if key in given and size is None:
            problem = f"a {kind} design makes its points of the values"
            findings.fault(places.of("design", key, value=given[key]), problem, "leave the key out")
        elif key in given and key not in (size, "seed"):
            problem = f"a {kind} design does not have this key"
            findings.fault(places.of("design", key, value=given[key]), problem, f"give {size} instead")
    if size is None:
        return Design(kind)
    if size not in given:
        remedy = f"say how many {size.replace('_', ' ')} to draw"
        findings.fault(places.of("design", size), "the key is missing", remedy)
    before = len(findings.faults)
    least = FEWEST_BLOCKS if kind in INDEXED else 1
    size_spec = number_spec("design", size, "integer", least, None, str(least))
    count = number_of(given, size_spec, places, findings)
    seed = number_of(given, number_spec("design", "seed", "integer", 0, 2**31 - 1, "0"), places, findings)
    if len(findings.faults) > before:
        return None
    assert isinstance(count, int)
    assert isinstance(seed, int)
    if kind in ("sobol", "sobol_indices") and count & (count - 1):
        remedy = f"use a power of two, such as {1 << count.bit_length()}"
        findings.fault(places.of("design", size, value=count), "leaves Sobol points out of balance", remedy)
    return Design(kind, blocks=count, seed=seed) if kind in INDEXED else Design(kind, count, seed)


def check_on_levels(vary: Vary, place: Place, findings: Findings) -> None:
    """Report what has no steps of equal length, from which elementary effects are worked out."""
    if vary.low is None or vary.high is None:
        problem = "is a list of values, and a morris design goes along ranges"
        findings.fault(place, problem, "give low and high, or low_percent and high_percent, without steps")
        return
    for level in range(LEVELS):
        share = Decimal(level) / (LEVELS - 1)
        reached = (Decimal(vary.at(share)) - vary.low) / (vary.high - vary.low)
        if abs(reached - share) > LEVEL_TOLERANCE:
            problem = f"its {LEVELS} levels are not equally far apart once they are rounded"
            findings.fault(place, problem, f"take ends that are a multiple of {LEVELS - 1} steps apart")
            return
