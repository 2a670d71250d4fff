"""What a constraint set wants the plan to be best at: its tables `[[objective]]`, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from optimizer.case.case import Objective
from optimizer.case.dictionary import NET_SAVING, ColumnSpec, objectives
from optimizer.case.parameters import reference_text
from optimizer.case.parse import Wrong, nearest, parse
from optimizer.case.raw import Findings, Place
from optimizer.case.read_toml import KeyPath, toml_text

KEYS = ("measure", "tolerance", "reason")


def read_objectives(
    set_name: str, file: str, document: Mapping[str, Any], lines: Mapping[KeyPath, int], findings: Findings
) -> tuple[Objective, ...]:
    """Return the objectives of a set in order; those with faults are left out."""
    given = document.get("objective", [])
    line = lines.get(("objective",))
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        remedy = "write [[objective]] above the keys of each, in the order in which they count"
        findings.fault(Place(file, line, "objective"), "is not a list of objectives", remedy)
        return ()
    found: list[Objective] = []
    for number, entry in enumerate(given, start=1):
        objective = _objective(set_name, Places(file, line, number), entry, findings)
        if objective is None:
            continue
        place = Places(file, line, number).of("measure", objective.measure)
        if objective.measure in [earlier.measure for earlier in found]:
            findings.fault(place, "the measure is there already", "give each measure once")
        elif found and found[-1].measure == NET_SAVING and not found[-1].tolerance:
            remedy = f"give {NET_SAVING} a tolerance, or put it last"
            findings.fault(place, f"can change nothing after {NET_SAVING} without a tolerance", remedy)
        found.append(objective)
    return tuple(found)


class Places:
    """Where the keys of one objective stand."""

    def __init__(self, file: str, line: int | None, number: int) -> None:
        """Remember the file, the line of the first objective and the number of this one."""
        self._file, self._line, self._number = file, line, number

    def of(self, key: str, value: object = None) -> Place:
        """Return the place of a key."""
        column = f"objective {self._number}.{key}"
        return Place(self._file, self._line, column, None if value is None else str(value))


def _objective(
    set_name: str, places: Places, entry: Mapping[str, Any], findings: Findings
) -> Objective | None:
    before = len(findings.faults)
    for key in entry:
        if key not in KEYS:
            findings.fault(places.of(key), "an objective has no such key", nearest(key, KEYS))
    measure, reason = entry.get("measure"), entry.get("reason", "")
    if measure not in objectives():
        problem = "the key is missing" if measure is None else "there is no such objective"
        findings.fault(places.of("measure", measure), problem, nearest(str(measure or ""), objectives()))
    if not isinstance(reason, str) or not reason.strip():
        findings.fault(places.of("reason"), "nothing is given", "say in a sentence why it counts")
    if len(findings.faults) > before:
        return None
    tolerance = _tolerance(str(measure), places, entry, findings)
    return None if tolerance is None else Objective(str(measure), tolerance, str(reason).strip(), set_name)


def _tolerance(measure: str, places: Places, entry: Mapping[str, Any], findings: Findings) -> Decimal | None:
    kind = objectives()[measure]
    spec = ColumnSpec(
        table="objective",
        column="tolerance",
        key=False,
        required=False,
        type="integer" if kind.whole_units else "gbp",
        unit=kind.unit,
        least=Decimal(0),
        least_excluded=False,
        most=None,
        choices=(),
        default=reference_text("nothing"),
        references="",
        description="how much of it may be given up for the objectives that follow",
    )
    text = "" if "tolerance" not in entry else toml_text(spec, entry["tolerance"])
    value = text if isinstance(text, Wrong) else parse(spec, text)
    if isinstance(value, Wrong):
        findings.fault(places.of("tolerance", entry.get("tolerance")), value.problem, value.remedy)
        return None
    return Decimal(str(value))
