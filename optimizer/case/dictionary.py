"""The data dictionary: what every table, column, policy parameter and cost line is.

Three tables of reference data say it once, for the reader of files, the row models, the schema, the template
and the documentation alike: `dictionary.csv`, `policy_kinds.csv` and `cost_lines.csv`. Defaults are named in
them; their values are in `parameters.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from optimizer.case.parameters import reference_text
from optimizer.case.reference_data import reference_table

SETTINGS = "case"
"""Name under which the dictionary lists the keys of case.toml."""

GENERATE = "generate"
"""Name under which it lists the keys of the tables `[generate.SERVICE]` of case.toml."""

EVERY_KIND = "every_kind"
"""Name under which policy_kinds.csv lists the keys that policies of all kinds share."""

NET_SAVING = "net_saving"
"""What the best plan is best at, unless a constraint set says otherwise."""

CAUSES = ("running", "staff", "contracts", "transition", "recharges")
"""What the difference between two plans is put down to; every cost line has one of them."""

REQUIRED_TABLES = ("councils", "services", "baseline", "baseline_services", "depths", "delivery_models")
"""Tables without which there is no case; each of the others may be absent."""

NOT_OVERRIDDEN = ("model", "default_depth")
"""Columns of delivery_models that an arrangement has under another name (`model`, `depth`)."""


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """What one column (or key, or parameter) holds.

    Attributes:
        table: table, or kind of policy.
        column: column, key or parameter.
        key: True where the columns so marked tell the rows of the table apart.
        required: True where a blank is a fault.
        type: one of the types that `optimizer.case.parse` reads.
        unit: unit, for people.
        least: smallest value allowed, None without a limit.
        least_excluded: True where `least` itself is not allowed.
        most: largest value allowed, None without a limit.
        choices: the words allowed, for type `choice`.
        default: text that stands for a blank; blank itself where a blank means something of its own.
        references: table that an identifier must be found in; `bodies` = councils and providers.
        description: one sentence for people.
        parameter: reference parameter that the default is the value of; blank without a default.
    """

    table: str
    column: str
    key: bool
    required: bool
    type: str
    unit: str
    least: Decimal | None
    least_excluded: bool
    most: Decimal | None
    choices: tuple[str, ...]
    default: str
    references: str
    description: str
    parameter: str = ""

    @property
    def field(self) -> str:
        """Return the name of the column as an attribute: `prices.general` is `prices_general`."""
        return self.column.replace(".", "_")

    @property
    def range_words(self) -> str:
        """Return the range for people, such as `from 0 to 1`; empty without one."""
        if self.least is not None and self.most is not None:
            return f"from {self.least} to {self.most}"
        if self.least is not None:
            return f"more than {self.least}" if self.least_excluded else f"{self.least} or more"
        return ""


@dataclass(frozen=True, slots=True)
class PolicyKind:
    """A kind of policy that a constraint set may name, with its parameters in order.

    `unit` is what its slack is counted in.
    """

    kind: str
    unit: str
    description: str
    parameters: Mapping[str, ColumnSpec]

    @property
    def whole_units(self) -> bool:
        """Tell whether it can be missed in whole units only."""
        return self.unit not in ("GBP", "rated GBP", "FTE", "share")


@dataclass(frozen=True, slots=True)
class ObjectiveKind:
    """Something that a plan can be best at.

    `more_is_better` or less; `kept_by` and `parameter` are the kind of policy, and its parameter, that keep a
    value once it is reached.
    """

    objective: str
    unit: str
    more_is_better: bool
    kept_by: str
    parameter: str
    description: str

    @property
    def whole_units(self) -> bool:
        """Tell whether it is counted in whole units."""
        return not self.unit.endswith("GBP")


@dataclass(frozen=True, slots=True)
class CostLine:
    """A line of the ledger: who bears it, when, and by which index its price moves.

    `cashable_share` is a share; `kind` is `revenue`, `capital`, or the column that holds its capital share;
    `cause` is one of CAUSES, under which a difference between two plans is explained.
    """

    line: str
    bearer: str
    timing: str
    one_off: bool
    index: str
    cashable_share: Decimal
    kind: str
    cause: str
    description: str


def _spec(row: Mapping[str, str], table: str, column: str) -> ColumnSpec:
    least, excluded, most = _range(row["range"])
    return ColumnSpec(
        table=table,
        column=column,
        key=row.get("key") == "yes",
        required=row["required"] == "yes",
        type=row["type"],
        unit=row["unit"],
        least=least,
        least_excluded=excluded,
        most=most,
        choices=tuple(filter(None, row["choices"].split(";"))),
        default=reference_text(row["default"]) if row["default"] else "",
        references=row["references"],
        description=row["description"],
        parameter=row["default"],
    )


def _range(text: str) -> tuple[Decimal | None, bool, Decimal | None]:
    """Read `0..1`, `>=0`, `>0` or nothing as least, whether it is excluded, and most."""
    if ".." in text:
        least, most = text.split("..")
        return Decimal(least), False, Decimal(most)
    if text.startswith(">="):
        return Decimal(text[2:]), False, None
    if text.startswith(">"):
        return Decimal(text[1:]), True, None
    return None, False, None


@cache
def tables() -> Mapping[str, Mapping[str, ColumnSpec]]:
    """Return every table (with `case` and `generate`, the keys of case.toml) and its columns, in order.

    An arrangement may override what its delivery model says: `arrangements` ends with those columns, all
    blank unless given.
    """
    found: dict[str, dict[str, ColumnSpec]] = {}
    for row in reference_table("dictionary.csv"):
        found.setdefault(row["table"], {})[row["column"]] = _spec(row, row["table"], row["column"])
    for spec in found["delivery_models"].values():
        if spec.column not in NOT_OVERRIDDEN:
            found["arrangements"][spec.column] = replace(
                spec,
                table="arrangements",
                key=False,
                required=False,
                default="",
                parameter="",
                description=f"{spec.description} (blank = as the delivery model has it)",
            )
    return found


def file_of(table: str) -> str:
    """Return the file of a case folder that holds the table."""
    return "case.toml" if table in (SETTINGS, GENERATE) else f"{table}.csv"


@cache
def _policy_specs() -> Mapping[str, PolicyKind]:
    kinds: dict[str, PolicyKind] = {}
    parameters: dict[str, dict[str, ColumnSpec]] = {}
    for row in reference_table("policy_kinds.csv"):
        name = row["kind"]
        if row["parameter"]:
            parameters[name][row["parameter"]] = _spec(row, name, row["parameter"])
        else:
            parameters[name] = {}
            kinds[name] = PolicyKind(name, row["unit"], row["description"], parameters[name])
    return kinds


def policy_keys() -> Mapping[str, ColumnSpec]:
    """Return the keys that every policy may have, whatever its kind."""
    return _policy_specs()[EVERY_KIND].parameters


@cache
def policy_kinds() -> Mapping[str, PolicyKind]:
    """Return every kind of policy and its parameters, in order."""
    return {name: kind for name, kind in _policy_specs().items() if name != EVERY_KIND}


@cache
def objectives() -> Mapping[str, ObjectiveKind]:
    """Return everything that a plan can be best at, the default first."""
    return {
        row["objective"]: ObjectiveKind(
            objective=row["objective"],
            unit=row["unit"],
            more_is_better=row["better"] == "more",
            kept_by=row["kept_by"],
            parameter=row["parameter"],
            description=row["description"],
        )
        for row in reference_table("objectives.csv")
    }


@cache
def cost_lines() -> Mapping[str, CostLine]:
    """Return every line of the ledger, in the order of reports."""
    return {
        row["line"]: CostLine(
            line=row["line"],
            bearer=row["bearer"],
            timing=row["timing"],
            one_off=row["one_off"] == "yes",
            index=row["index"],
            cashable_share=Decimal(row["cashable_share"]),
            kind=row["kind"],
            cause=row["cause"],
            description=row["description"],
        )
        for row in reference_table("cost_lines.csv")
    }
