"""Read one entry `[[vary]]`: where it leads, and every value by the reader of the column that it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from optimizer.analysis.sweep.paths import target_of
from optimizer.analysis.sweep.spec import Target, Vary
from optimizer.case.dictionary import ColumnSpec
from optimizer.case.loaded import LoadedCase
from optimizer.case.parse import Wrong, nearest, parse
from optimizer.case.raw import Findings, Place
from optimizer.case.read_toml import toml_text
from optimizer.case.sets import LoadedSets

KEYS = ("path", "values", "low", "high", "steps", "percent", "low_percent", "high_percent", "name", "group")
WAYS = ("values", "percent", "low", "low_percent")
SCALED = ("gbp", "number", "fte", "share", "integer")
"""Types of columns that a range or a percentage means something for."""

PERCENT = ColumnSpec(
    *("vary", "percent", False, False, "number", "%", Decimal(-100), False, Decimal(10000), (), ""),
    references="",
    description="percent change",
)
STEPS = ColumnSpec(
    *("vary", "steps", False, False, "integer", "", Decimal(2), False, Decimal(100000), (), ""),
    references="",
    description="number of values",
)
TEXT = ColumnSpec("vary", "name", False, True, "identifier", "", None, False, None, (), "", "", "a name")

PlaceOf = Callable[..., Place]


def read_vary(
    entry: Mapping[str, Any], place: PlaceOf, loaded: LoadedCase, sets: LoadedSets, findings: Findings
) -> Vary | None:
    """Return an entry; None where it has faults, which are reported.

    Args:
        entry: its keys.
        place: where a key of it stands, `place(key, value)`.
        loaded: the case.
        sets: the constraint sets in force.
        findings: where faults go.
    """
    before = len(findings.faults)
    for key in entry:
        if key not in KEYS:
            findings.fault(place(key, entry[key]), "an entry has no such key", nearest(key, KEYS))
    group = _text(entry, "group", place, findings)
    name = _name(entry, place, findings)
    path = entry.get("path")
    if not isinstance(path, str):
        problem = "the key is missing" if path is None else "is not text"
        findings.fault(place("path", path), problem, 'write path = "case.discount_rate", or another path')
        return None
    target = target_of(path, loaded, sets)
    if isinstance(target, Wrong):
        findings.fault(place("path", path), target.problem, target.remedy)
        return None
    made = _Reader(entry, place, findings, target).vary(name or path, path, group)
    return made if len(findings.faults) == before else None


def _text(entry: Mapping[str, Any], key: str, place: PlaceOf, findings: Findings) -> str:
    given = entry.get(key, "")
    if not isinstance(given, str):
        findings.fault(place(key, given), "is not text", "put it in quotation marks")
        return ""
    return given


def _name(entry: Mapping[str, Any], place: PlaceOf, findings: Findings) -> str:
    name = _text(entry, "name", place, findings)
    wrong = parse(TEXT, name) if name else None
    if isinstance(wrong, Wrong):
        findings.fault(place("name", name), wrong.problem, wrong.remedy)
    return name


class _Reader:
    """Reads the values of one entry."""

    def __init__(self, entry: Mapping[str, Any], place: PlaceOf, findings: Findings, target: Target) -> None:
        self.entry, self.place, self.findings, self.target = entry, place, findings, target

    def fault(self, key: str | None, value: object, problem: str, remedy: str) -> None:
        self.findings.fault(self.place(key, value), problem, remedy)

    def vary(self, name: str, path: str, group: str) -> Vary | None:
        ways = [way for way in WAYS if way in self.entry]
        if len(ways) != 1:
            problem = "has no values" if not ways else f"has {' and '.join(ways)} together"
            remedy = "give one of values, percent, low and high, or low_percent and high_percent"
            self.fault(None, None, problem, remedy)
            return None
        way = ways[0]
        percent = "percent" in way
        if way != "values" and not self._is_scaled(way, percent=percent):
            return None
        if way in ("values", "percent"):
            levels = self._list(way)
            for key in ("high", "high_percent", "steps"):
                if key in self.entry:
                    self.fault(key, self.entry[key], f"does not go with {way}", "leave the key out")
            return Vary(name, path, group, self.target, tuple(levels), percent=percent)
        return self._range(name, path, group, percent=percent)

    def _is_scaled(self, way: str, *, percent: bool) -> bool:
        """Report a range or percentage of what is no quantity, and a percentage of a blank or of words."""
        if self.target.spec.type not in SCALED:
            problem = f"{self.target.spec.column} is not a quantity"
            self.fault(way, self.entry[way], problem, "list its values with values = [..]")
            return False
        blank = sum(not text for text in self.target.base)
        if percent and blank:
            problem = f"{blank} of the cells are blank in the case, so there is nothing to change by percent"
            self.fault(way, self.entry[way], problem, "give values, or fill the cells in")
            return False
        return True

    def _list(self, way: str) -> list[str]:
        given = self.entry[way]
        if not isinstance(given, list) or not given:
            self.fault(
                way, None, "is not a list with values in it, so there are no points", f"write {way} = [..]"
            )
            return []
        texts = [
            text for one in given if (text := self._value(way, one, percent=way == "percent")) is not None
        ]
        for text in {text for text in texts if texts.count(text) > 1}:
            self.fault(way, text, "stands twice in the list", "remove one")
        return texts

    def _range(self, name: str, path: str, group: str, *, percent: bool) -> Vary | None:
        low_key, high_key = ("low_percent", "high_percent") if percent else ("low", "high")
        if high_key not in self.entry:
            self.fault(high_key, None, "the key is missing", "give both ends of the range")
            return None
        ends = [self._value(key, self.entry[key], percent=percent) for key in (low_key, high_key)]
        if ends[0] is None or ends[1] is None:
            return None
        low, high = Decimal(ends[0]), Decimal(ends[1])
        if low >= high:
            self.fault(
                high_key, high, f"is not above {low_key} ({low})", "write the smaller number as the low end"
            )
            return None
        ranged = Vary(name, path, group, self.target, (), low, high, percent)
        if "steps" not in self.entry:
            return ranged
        text = toml_text(STEPS, self.entry["steps"])
        steps = text if isinstance(text, Wrong) else parse(STEPS, text)
        if not isinstance(steps, int):
            wrong = steps if isinstance(steps, Wrong) else Wrong("is blank", "give a whole number")
            self.fault("steps", self.entry["steps"], wrong.problem, wrong.remedy)
            return None
        levels = tuple(ranged.at(Decimal(step) / (steps - 1)) for step in range(steps))
        if len(set(levels)) < steps:
            self.fault("steps", steps, "some of the steps fall together", "use fewer steps")
        return Vary(name, path, group, self.target, levels, percent=percent)

    def _value(self, key: str, given: object, *, percent: bool) -> str | None:
        """Return a value as text if the reader of its column takes it in every cell; else report it."""
        spec = PERCENT if percent else self.target.spec
        text = toml_text(spec, given)
        value = text if isinstance(text, Wrong) else parse(spec, text)
        if isinstance(value, Wrong) or isinstance(text, Wrong):
            wrong = value if isinstance(value, Wrong) else text
            assert isinstance(wrong, Wrong)
            self.fault(key, given, wrong.problem, wrong.remedy)
            return None
        if percent:
            for before, after in zip(self.target.base, self._changed(text), strict=True):
                found = parse(self.target.spec, after)
                if isinstance(found, Wrong):
                    self.fault(key, given, f"{before} becomes {after}, which {found.problem}", found.remedy)
                    return None
        return text

    def _changed(self, percent: str) -> tuple[str, ...]:
        return Vary("", "", "", self.target, percent=True).texts(percent)
