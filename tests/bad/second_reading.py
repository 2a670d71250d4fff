"""Read a case a second time, with nothing but csv, tomllib, Decimal, the data dictionary and its parameters.

Two folders mean the same where their tables have the same rows in the same order, cell by cell: numbers as
numbers, yes/no as truth, a blank as its default. The program must come to the same verdict by its digest.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.bad.running import TEMPLATE

DATA = TEMPLATE.parent
Spec = Mapping[str, str]
Reading = dict[str, Any]


def rows_of(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file that are not wholly blank, by column."""
    lines = [cells for cells in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) if any(cells)]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


@cache
def reference_values() -> Mapping[str, str]:
    """Return the value of every reference parameter."""
    return {row["parameter"]: row["value"] for row in rows_of((DATA / "parameters.csv").read_bytes())}


def with_value(row: dict[str, str]) -> Spec:
    """Return a row of the dictionary with the value of its default instead of the name."""
    return {**row, "default": reference_values()[row["default"]] if row["default"] else ""}


@cache
def columns() -> Mapping[str, Mapping[str, Spec]]:
    """Return the columns of every table; an arrangement may override its model's, without defaults."""
    found: dict[str, dict[str, Spec]] = {}
    for row in rows_of((DATA / "dictionary.csv").read_bytes()):
        found.setdefault(row["table"], {})[row["column"]] = with_value(row)
    for column, spec in found["delivery_models"].items():
        if column not in ("model", "default_depth"):
            found["arrangements"][column] = {**spec, "default": ""}
    return found


@cache
def parameters() -> Mapping[str, Mapping[str, Spec]]:
    """Return the parameters of every kind of policy."""
    found: dict[str, dict[str, Spec]] = {}
    for row in rows_of((DATA / "policy_kinds.csv").read_bytes()):
        found.setdefault(row["kind"], {})
        if row["parameter"]:
            found[row["kind"]][row["parameter"]] = with_value(row)
    return found


def value_of(spec: Spec, given: object) -> object:
    """Return what a cell means: two cells that mean the same are equal."""
    if isinstance(given, list):
        given = ";".join(str(part) for part in given)
    text = str(given).lower() if isinstance(given, bool) else str(given)
    text = text or spec["default"]
    kind = spec["type"]
    if not text:
        return ""
    if kind in ("gbp", "fte", "number", "share", "integer"):
        return Decimal(text)
    if kind == "shares":
        return [Decimal(part) for part in text.split(";")]
    if kind == "bool":
        return text.casefold() in ("yes", "true")
    return text.replace("-", "/") if kind == "financial_year" else text


def record(specs: Mapping[str, Spec], given: Mapping[str, Any]) -> Reading:
    return {name: value_of(spec, given.get(name, "")) for name, spec in specs.items()}


def toml(data: bytes) -> dict[str, Any]:
    return tomllib.loads(data.decode("utf-8-sig"), parse_float=str)


def second_reading(folder: Path, constraints: str) -> Reading:
    """Return what a case that has no faults says, together with one of its constraint sets."""
    found: Reading = {}
    settings = toml((folder / "case.toml").read_bytes())
    generate = settings.pop("generate", {})
    flat = {key: value for key, value in settings.items() if not isinstance(value, dict)}
    for table, keys in settings.items():
        if isinstance(keys, dict):
            flat |= {f"{table}.{key}": value for key, value in keys.items()}
    found["case"] = record(columns()["case"], flat)
    found["generate"] = [
        record(columns()["generate"], {"service": service, **keys}) for service, keys in generate.items()
    ]
    for table, specs in columns().items():
        path = folder / f"{table}.csv"
        if path.exists():
            found[table] = [record(specs, row) for row in rows_of(path.read_bytes())]
    policies = toml((folder / "constraints" / f"{constraints}.toml").read_bytes()).get("policy", {})
    found["policies"] = [(name, policy_of(given, found)) for name, given in policies.items()]
    return found


def policy_of(given: Mapping[str, Any], case: Reading) -> Reading:
    """Return what a policy says; councils left out are those with a row in the pot, or all."""
    found = record(parameters()[given["kind"]], given)
    if found.get("councils") == "":
        holders = {row["council"] for row in case["budgets"] if row["pot"] == found.get("pot")}
        everybody = [row["council"] for row in case["councils"]]
        limited = given["kind"] == "transition_budget"
        found["councils"] = ";".join(name for name in everybody if name in holders or not limited)
    words = {key: given.get(key, "").strip() for key in ("reason", "source")}
    return {"kind": given["kind"], **words, **found}
