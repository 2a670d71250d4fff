"""The tornado of a one-at-a-time design: how far each entry by itself moves the saving and the decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.analysis.sweep.columns import Described
from optimizer.analysis.sweep.design import steps
from optimizer.analysis.sweep.spec import Vary
from optimizer.analysis.sweep.sweep import Swept
from optimizer.analysis.sweep.work import INFEASIBLE, Answer
from optimizer.case.parse import NUMBER
from optimizer.report.csv_text import Cell

SAVING = "npv_saving_gbp"
NO_PLAN = "no plan is possible"

COLUMNS: Described = {
    "entry": ("", "name of the entry, or of the group of entries that move together"),
    "paths": ("", "what it changes, by the paths of the specification"),
    "unit": ("", "unit of low_value and high_value; % is a percent change of what the case says"),
    "low_value": ("see unit", "lowest value (first in the list where values are no numbers)"),
    "high_value": ("see unit", "highest value (last in the list where they are none)"),
    "low_npv_saving_gbp": ("GBP", "net present saving at low_value; blank where there is no plan"),
    "high_npv_saving_gbp": ("GBP", "net present saving at high_value; blank where there is no plan"),
    "low_change_gbp": ("GBP", "the same less that of the case as it is"),
    "high_change_gbp": ("GBP", "the same less that of the case as it is"),
    "swing_gbp": (
        "GBP",
        "highest less lowest net present saving over all values and the case as it is; blank, and the row "
        "last, where one of them has none",
    ),
    "decision_changes": (
        "",
        "yes where at some value another plan is best, or none is possible; blank where that is not known",
    ),
    "low_decision": (
        "",
        "services in which councils, pools, hosts or years at low_value differ from the case as it is",
    ),
    "high_decision": ("", "the same at high_value"),
    "low_status": ("", "status of the point at low_value (sweep.csv)"),
    "high_status": ("", "status of the point at high_value (sweep.csv)"),
    "low_point": ("", "number of the point at low_value in the other tables; 1 is the case as it is"),
    "high_point": ("", "number of the point at high_value"),
}
"""Unit and meaning of every column of tornado.csv, in order."""


@dataclass(frozen=True, slots=True)
class End:
    """One value of an entry.

    Attributes:
        value: as it is shown.
        point: number of its point, from 1.
        status: how the search ended there.
        npv_saving_gbp: None where there is no plan.
        change_gbp: the same less that of the case as it is; None where either has none.
        services: services whose decision differs from that of the case as it is; None where that is not
            known, and where no plan is possible.
    """

    value: str
    point: int
    status: str
    npv_saving_gbp: Decimal | None
    change_gbp: Decimal | None
    services: tuple[str, ...] | None

    @property
    def changes(self) -> bool | None:
        """Return whether the decision is another one; None where that is not known."""
        if self.status == INFEASIBLE:
            return True
        return None if self.services is None else bool(self.services)

    @property
    def decision(self) -> str:
        """Return the services in which it is another one."""
        return NO_PLAN if self.status == INFEASIBLE else ";".join(self.services or ())


@dataclass(frozen=True, slots=True)
class Bar:
    """What one entry, or group of entries, does by itself.

    Attributes:
        entry: its name, or that of the group.
        paths: what it changes.
        unit: of its values.
        low: the end with the lowest value.
        high: the end with the highest.
        swing_gbp: highest less lowest saving over all values and the case as it is; None where one has none.
        changes: whether the decision changes at any value; None where that is not known.
    """

    entry: str
    paths: tuple[str, ...]
    unit: str
    low: End
    high: End
    swing_gbp: Decimal | None
    changes: bool | None


def tornado(found: Swept) -> tuple[Bar, ...]:
    """Return a bar for every entry or group, the widest first; nothing for other designs."""
    spec = found.sweep.spec
    if spec.design.kind != "one_at_a_time":
        return ()
    bars: list[Bar] = []
    number = 2  # The first point is the case as it is.
    for name, group in zip(spec.group_names, spec.groups, strict=True):
        varies = [spec.varies[place] for place in group]
        levels = [[level[place] for place in group] for level in steps(spec, group)]
        ends = [_end(found, varies, level, number + at) for at, level in enumerate(levels)]
        number += len(ends)
        bars.append(_bar(found, name, varies, levels, ends))
    # Of equal bars the first in the specification comes first.
    return tuple(sorted(bars, key=lambda bar: (bar.swing_gbp is None, -(bar.swing_gbp or Decimal(0)))))


def tornado_rows(found: Swept) -> Iterator[Sequence[Cell]]:
    """Yield the rows of tornado.csv."""
    for bar in tornado(found):
        low, high = bar.low, bar.high
        yield (
            *(bar.entry, ";".join(bar.paths), bar.unit, _cell(low.value), _cell(high.value)),
            *(low.npv_saving_gbp, high.npv_saving_gbp, low.change_gbp, high.change_gbp, bar.swing_gbp),
            *(bar.changes, low.decision, high.decision),
            *(low.status, high.status, low.point, high.point),
        )


def tornado_as_json(found: Swept) -> list[dict[str, object]]:
    """Return the bars as objects."""
    return [dict(zip(COLUMNS, map(_plain, row), strict=True)) for row in tornado_rows(found)]


def _plain(cell: Cell) -> object:
    return str(cell) if isinstance(cell, Decimal) else cell


def _bar(
    found: Swept, name: str, varies: Sequence[Vary], levels: Sequence[Sequence[str]], ends: Sequence[End]
) -> Bar:
    case = _end(found, varies, [vary.as_in_the_case for vary in varies], 1)
    order = list(ends)
    numbers = [level[0] for level in levels]
    if len(ends) == 1:
        # With a single value the other end is the case as it is.
        numbers, order = [numbers[0], varies[0].as_in_the_case], [ends[0], case]
    if all(NUMBER.fullmatch(text) for text in numbers):
        order = [order[place] for place in sorted(range(len(order)), key=lambda at: Decimal(numbers[at]))]
    elif len(ends) == 1:
        order = [case, ends[0]]
    savings = [end.npv_saving_gbp for end in (*ends, case)]
    known = [saving for saving in savings if saving is not None]
    swing = max(known) - min(known) if len(known) == len(savings) else None
    changes = {end.changes for end in ends}
    paths = tuple(vary.path for vary in varies)
    units = dict.fromkeys("%" if vary.percent else vary.target.spec.unit for vary in varies)
    return Bar(
        *(name, paths, ";".join(units), order[0], order[-1], swing),
        changes=True if True in changes else None if None in changes else False,
    )


def _end(found: Swept, varies: Sequence[Vary], level: Sequence[str], number: int) -> End:
    one, case = found.answers[number - 1], found.answers[0]
    saving, base = _saving(one), _saving(case)
    same = len(set(level)) == 1
    value = (
        level[0]
        if same
        else ";".join(f"{vary.name}={text}" for vary, text in zip(varies, level, strict=True))
    )
    return End(
        value=value,
        point=number,
        status=str(one["status"]),
        npv_saving_gbp=saving,
        change_gbp=None if saving is None or base is None else saving - base,
        services=_services(one, case),
    )


def _saving(one: Answer) -> Decimal | None:
    text = one["outputs"].get(SAVING, "")
    return Decimal(text) if text else None


def _services(one: Answer, case: Answer) -> tuple[str, ...] | None:
    """Return the services whose stays differ, in the order of the case; None where one has no plan."""
    if not one["outputs"] or not case["outputs"]:
        return None
    mine, theirs = _by_service(one), _by_service(case)
    return tuple(service for service in mine if mine[service] != theirs[service])


def _by_service(one: Answer) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for stay in one["stays"]:
        found.setdefault(stay[1], []).append(list(stay))
    return found


def _cell(text: str) -> Cell:
    return Decimal(text) if NUMBER.fullmatch(text) else text
