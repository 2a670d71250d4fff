"""The reference class: what became of schemes of this kind, for drivers that a case does not name itself."""

from __future__ import annotations

from functools import cache

from optimizer.case.check_risks import rows_are_distributions
from optimizer.case.dictionary import reference_folder
from optimizer.case.dictionary import tables as dictionary_tables
from optimizer.case.drivers import DRIVERS
from optimizer.case.raw import Findings
from optimizer.case.read_csv import read_csv
from optimizer.case.tables import CaseTables, RisksRow
from optimizer.case.validate import check_header, typed_rows
from optimizer.errors import InternalError

REFERENCE = "reference_risks"
FILE = f"{REFERENCE}.csv"


@cache
def reference_risks() -> tuple[RisksRow, ...]:
    """Return the rows of data/reference_risks.csv, one for every driver, each for everything.

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


def reference_rows(tables: CaseTables) -> tuple[RisksRow, ...]:
    """Return the rows of the reference class that stand in for drivers that the case does not name at all."""
    if not tables.settings.risk_reference_class:
        return ()
    named = {row.driver for row in tables.risks}
    return tuple(row for row in reference_risks() if row.driver not in named)
