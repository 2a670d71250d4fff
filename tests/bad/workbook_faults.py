"""Bad workbooks: what is spoilt in the golden case as a workbook, and the fault that must come of it."""

from __future__ import annotations

from collections.abc import Callable

from tests.case.bad_workbook_cells import CELLS
from tests.case.bad_workbook_sheets import SHEETS
from tests.case.folders import Expected
from tests.case.workbooks import Book, Edit, number, put, text
from tests.case.workbooks import Expected as SheetExpected

FILE = "mycase.xlsx"


def placed(expected: SheetExpected) -> Expected:
    """Return the place as a user reads it: the workbook, and its sheet."""
    sheet, row, column, words = expected
    return (FILE if sheet is None else f"{FILE}, sheet {sheet}", row, column, words)


def chains_in_a_circle(book: Book) -> None:
    columns = ("arrangement", "service", "host", "model", "chain", "pool_pay_gbp_per_fte")
    for row, cells in enumerate(
        (
            ("one", "ICT", "A", "lead_authority", "two", "50000"),
            ("two", "ICT", "A", "lead_authority", "one", "40000"),
        ),
        start=2,
    ):
        for column, value in zip(columns, cells, strict=True):
            put("arrangements", row, column, number(value) if value.isdigit() else text(value))(book)
    for row in (2, 3):
        put("joining", row, "arrangement", text("one"))(book)


MEANING: dict[str, tuple[Edit, SheetExpected]] = {
    "chains in a circle": (chains_in_a_circle, ("arrangements", 2, "chain", "that is not in this chain")),
    "capacity of nobody": (
        put("arrangements", 2, "capacity_fte", number("0")),
        ("arrangements", 2, "capacity_fte", "A can host nothing: the smallest pool needs 14.00 FTE"),
    ),
    "least above most": (
        put("delivery_models", 2, "most_members", number("1")),
        ("delivery_models", 2, "most_members", "is less than least_members (2)"),
    ),
    "charges above non-staff": (
        put("baseline_services", 2, "non_staff_gbp", number("99999.99")),
        ("baseline_services", 2, "non_staff_gbp", "is less than the charges of its contracts"),
    ),
    "unknown council": (
        put("baseline", 3, "council", text("b")),
        ("baseline", 3, "council", "'b': is not in councils; did you mean 'B'?"),
    ),
    "curve that stops too soon": (
        put("scale_curves", 3, "volume", number("999")),
        ("scale_curves", 3, "volume", "stops below 1000, the largest volume"),
    ),
}

BOOKS: dict[str, tuple[Edit, Expected]] = {
    f"{area}: {what}": (edit, placed(expected))
    for area, table in (("meaning", MEANING), ("cells", CELLS), ("sheets", SHEETS))
    for what, (edit, expected) in table.items()
}

NO_BOOKS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda data: b"", "; take an earlier copy"),
    "half of it": (lambda data: data[: len(data) // 2], "the workbook is damaged or cut off"),
    "one bit": (lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:], "the workbook is damaged"),
    "page of the web": (
        lambda data: b"<html>Please log in</html>",
        "is not a workbook, whatever its name says",
    ),
    "CSV by another name": (lambda data: b"council,name\nA,Council A\n", "is not a workbook"),
    "old workbook": (
        lambda data: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512),
        "is an old workbook (.xls)",
    ),
}
"""Files that are no workbooks, made of the bytes of a good one."""
