"""Checks of meaning: whether what was given fits together."""

from __future__ import annotations

from decimal import Decimal

from optimizer.case.case import Case
from optimizer.case.curves import value_at
from optimizer.case.loaded import CurveRatio
from optimizer.case.raw import Findings
from optimizer.case.rounding import EXACT
from optimizer.case.tables import CaseTables
from optimizer.case.validate import Typed


def check_tables(typed: Typed, findings: Findings) -> None:
    """Check the typed tables."""


def curve_ratios(case: Case) -> tuple[CurveRatio, ...]:
    """Return baseline FTE over curve FTE at own volume for every council, service and role with a curve."""
    found = []
    for need in case.needs.values():
        for role, post in need.posts.items():
            knots = case.curves.get((need.service, f"fte:{role}"))
            if knots is None:
                continue
            curve = value_at(knots, need.volume)
            ratio = EXACT.quantize(EXACT.divide(post.fte, curve), Decimal("0.0001")) if curve else None
            found.append(CurveRatio(need.council, need.service, role, post.fte, curve, ratio))
    return tuple(found)


def check_derived(tables: CaseTables, case: Case, ratios: tuple[CurveRatio, ...], findings: Findings) -> None:
    """Check what only the derived case shows."""
