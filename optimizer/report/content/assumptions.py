"""What the plan rests on: values that were given with a reason, and defaults that stood in for blanks."""

from __future__ import annotations

from optimizer.case import LoadedCase
from optimizer.case.validate import DefaultUsed
from optimizer.report.content.rules import Assumption, Origin

REFERENCE_RISKS = "reference_risks"


def assumptions(loaded: LoadedCase) -> tuple[Assumption, ...]:
    """Return the assumptions of the case in its order, then the defaults that it used."""
    given = tuple(
        Assumption(
            what=row.path,
            value=row.value or "as in the table",
            unit=row.unit,
            reason=row.reason,
            source=row.source,
            grade=row.grade,
            origin="given",
            cells=0,
        )
        for row in loaded.tables.assumptions
    )
    return (*given, *(_default(one) for one in loaded.defaults))


def _default(one: DefaultUsed) -> Assumption:
    origin: Origin = "reference class" if one.table == REFERENCE_RISKS else "default"
    meaning, _, unit = one.description.partition("; unit: ")
    return Assumption(
        what=f"{one.table}.{one.column}",
        value=one.value,
        unit=unit,
        reason=meaning,
        source=one.source or "data dictionary",
        grade=one.grade,
        origin=origin,
        cells=one.rows,
    )
