"""The reference class: what became of schemes of this kind, for drivers that a case does not name itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from optimizer.case.check_risks import PARAMETERS, rows_are_distributions
from optimizer.case.dictionary import tables as dictionary_tables
from optimizer.case.drivers import DRIVERS
from optimizer.case.parameters import reference_text
from optimizer.case.parse import Wrong
from optimizer.case.raw import Findings
from optimizer.case.read_csv import read_csv
from optimizer.case.reference_data import reference_folder
from optimizer.case.tables import CaseTables, RisksRow
from optimizer.case.validate import check_header, typed_rows
from optimizer.errors import InternalError

REFERENCE = "reference_risks"
FILE = f"{REFERENCE}.csv"

VALUED = (*PARAMETERS, "loading")
"""Columns of which the cells name reference parameters."""


@cache
def reference_risks() -> tuple[RisksRow, ...]:
    """Return the rows of data/reference_risks.csv, one for every driver, each for everything.

    The file names reference parameters (data/parameters.csv); the rows have their values.

    Raises:
        InternalError: the file is missing or damaged, which is a fault of the installation.
    """
    findings = Findings()
    rows: list[RisksRow] = []
    try:
        raw = read_csv("risks", FILE, (reference_folder() / FILE).read_bytes(), findings)
    except OSError as error:
        message = f"the reference data ({FILE}) are missing from the installation: {error.strerror}"
        raise InternalError(message) from error
    if raw is not None:
        check_header(raw, dictionary_tables()["risks"], findings)
        raw = replace(raw, rows=tuple(replace(row, cells=_valued(row.cells)) for row in raw.rows))
        found = typed_rows(raw, dictionary_tables()["risks"], findings)
        rows = [row for row in found if isinstance(row, RisksRow)]
        rows_are_distributions(FILE, rows, findings)
    if findings.faults:
        message = f"the reference data of the installation have faults: {findings.faults[0].sentence()}"
        raise InternalError(message)
    if [(row.driver, row.scope) for row in rows] != [(driver, "*") for driver in DRIVERS]:
        message = f"the reference data ({FILE}) do not have one row for every driver of risk, in order"
        raise InternalError(message)
    return tuple(rows)


def _valued(cells: Mapping[str, str | Wrong]) -> dict[str, str | Wrong]:
    """Return the cells of a row with values where it names parameters."""
    return {
        column: reference_text(text) if column in VALUED and isinstance(text, str) and text else text
        for column, text in cells.items()
    }


def reference_rows(tables: CaseTables) -> tuple[RisksRow, ...]:
    """Return the rows of the reference class that stand in for drivers that the case does not name at all."""
    if not tables.settings.risk_reference_class:
        return ()
    named = {row.driver for row in tables.risks}
    return tuple(row for row in reference_risks() if row.driver not in named)
