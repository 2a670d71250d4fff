"""What can be wrong with a sheet of a workbook: an edit of a good one, and the fault that comes of it."""

from __future__ import annotations

from tests.case.workbooks import Book, Edit, Expected, number, put, text


def rename(old: str, new: str) -> Edit:
    def edit(book: Book) -> None:
        book.sheets = {new if name == old else name: cells for name, cells in book.sheets.items()}

    return edit


def after(sheet: str, xml: str) -> Edit:
    return lambda book: book.after.update({sheet: xml})


def merged(reference: str) -> Edit:
    return after("baseline", f'<mergeCells count="1"><mergeCell ref="{reference}"/></mergeCells>')


def sheet(name: str, cells: dict[tuple[int, int], str]) -> Edit:
    return lambda book: book.sheets.update({name: cells})


def raw_sheet(name: str, xml: str) -> Edit:
    """Write the part of a sheet anew."""

    def edit(book: Book) -> None:
        place = list(book.sheets).index(name) + 1
        book.extra[f"xl/worksheets/s{place}.xml"] = xml.encode()

    return edit


def in_sheet(name: str, old: str, new: str) -> Edit:
    def edit(book: Book) -> None:
        xml = book.sheet_xml(name)
        assert old in xml
        raw_sheet(name, xml.replace(old, new, 1))(book)

    return edit


def lost_part(book: Book) -> None:
    relations = book.parts()["xl/_rels/workbook.xml.rels"]
    place = list(book.sheets).index("baseline") + 1
    book.extra["xl/_rels/workbook.xml.rels"] = relations.replace(b"/s%d.xml" % place, b"/gone.xml")


SHEETS: dict[str, tuple[Edit, Expected]] = {
    "missing sheet": (
        lambda book: book.sheets.pop("councils"),
        ("councils", None, None, "the sheet is missing"),
    ),
    "missing settings": (lambda book: book.sheets.pop("case"), ("case", None, None, "the sheet is missing")),
    "empty sheet": (
        sheet("providers", {}),
        ("providers", None, None, "the sheet is empty; write the names of the columns in row 1"),
    ),
    "title above the header": (
        sheet("providers", {(2, 1): text("provider")}),
        ("providers", 1, None, "row 1 is blank, but holds the names"),
    ),
    "no rows": (
        lambda book: book.sheets.update(councils={(1, 1): text("council")}),
        ("councils", None, None, "the table has no rows"),
    ),
    "column twice": (
        put("baseline", 1, 13, text("fte [FTE]")),
        ("baseline", 1, "fte", "the column stands twice (again in M1)"),
    ),
    "unknown column": (
        put("baseline", 1, "retained_fte", text("retaned_fte")),
        (
            "baseline",
            1,
            "retaned_fte",
            "there is no such column in mycase.xlsx, sheet baseline; did you mean 'retained_fte'?",
        ),
    ),
    "missing column": (
        put("baseline", 1, "fte", text("full_time [FTE]")),
        ("baseline", 1, "fte", "the column is missing"),
    ),
    "column without a name": (
        put("baseline", 3, 14, number("5")),
        ("baseline", 3, None, "cell N3 stands in a column without a name"),
    ),
    "column called by a number": (
        put("baseline", 1, 14, number("5")),
        ("baseline", 1, None, "the name of a column is not text (cell N1)"),
    ),
    "merged cells": (merged("A2:A3"), ("baseline", 2, None, "the cells A2:A3 are merged; unmerge them")),
    "merged header": (merged("D1:E1"), ("baseline", 1, None, "the cells D1:E1 are merged")),
    "merged cells that make no sense": (
        merged("a2:a3"),
        ("baseline", None, None, "a merged range cannot be read"),
    ),
    "hidden table": (
        lambda book: book.states.update(budgets="hidden"),
        ("budgets", None, None, "the sheet is hidden; unhide it"),
    ),
    "very hidden table": (
        lambda book: book.states.update(budgets="veryHidden"),
        ("budgets", None, None, "the sheet is hidden"),
    ),
    "capital letter": (
        rename("budgets", "Budgets"),
        ("Budgets", None, None, "is not a table of a case; call the sheet 'budgets'"),
    ),
    "space in a name": (
        rename("baseline_services", "baseline services "),
        ("baseline services ", None, None, "call the sheet 'baseline_services'"),
    ),
    "unknown key": (
        put("case", 6, "key", text("discount")),
        (
            "case",
            6,
            "discount",
            "there is no such key in mycase.xlsx, sheet case; did you mean 'discount_rate'?",
        ),
    ),
    "key twice": (put("case", 6, "key", text("years")), ("case", 6, "key", "'years': repeats row 4")),
    "missing key": (lambda book: book.put("case", 4, "key", ""), ("case", 4, "key", "a value without a key")),
    "key that is a number": (put("case", 6, "key", number("5")), ("case", 6, "key", "is a number cell")),
    "no column of values": (
        put("case", 1, "value", text("values")),
        ("case", 1, "value", "the column is missing"),
    ),
    "unknown column of settings": (
        put("case", 1, 3, text("source")),
        ("case", 1, "source", "there is no such column in this sheet; use key, value, unit, meaning"),
    ),
    "reference to nowhere": (
        put("baseline", 3, "council", text("b")),
        ("baseline", 3, "council", "'b': is not in councils; did you mean 'B'?"),
    ),
    "duplicate row": (
        put("councils", 3, "council", text("A")),
        ("councils", 3, "council", "'A': repeats row 2"),
    ),
    "need without posts": (
        put("baseline_services", 3, "council", text("")),
        ("baseline_services", 3, "council", "nothing is given"),
    ),
    "contract larger than the budget": (
        put("contracts", 2, "annual_charge_gbp", number("900000")),
        ("baseline_services", 2, "non_staff_gbp", "correct sheet contracts"),
    ),
    "generated host is unknown": (
        sheet(
            "generate",
            {
                (1, 1): text("service"),
                (1, 2): text("hosts"),
                (1, 3): text("models"),
                (2, 1): text("ICT"),
                (2, 2): text("C"),
                (2, 3): text("lead_authority"),
            },
        ),
        ("generate", 2, "hosts", "'C': is not in councils or providers"),
    ),
    "generated without models": (
        sheet(
            "generate",
            {(1, 1): text("service"), (1, 2): text("hosts"), (2, 1): text("ICT"), (2, 2): text("A")},
        ),
        ("generate", 1, "models", "the column is missing"),
    ),
    "row out of order": (
        in_sheet("baseline", '<row r="3">', '<row r="1">'),
        ("baseline", None, None, "row 1 is out of order; open it in a spreadsheet program"),
    ),
    "cell out of order": (
        in_sheet("baseline", 'r="D3"', 'r="D2"'),
        ("baseline", None, None, "cell D2 is out of order"),
    ),
    "cell without an address of sense": (
        in_sheet("baseline", 'r="D3"', 'r="D0"'),
        ("baseline", None, None, "there is no cell 'D0'"),
    ),
    "cell of no kind": (
        in_sheet("baseline", 't="inlineStr"', 't="guess"'),
        ("baseline", None, None, "cell A1 is of no known kind"),
    ),
    "cell with two values": (
        in_sheet("baseline", "</v>", "</v><v>9</v>"),
        ("baseline", None, None, "cell D2 has two values"),
    ),
    "cell longer than a cell": (
        in_sheet("baseline", "<v>", "<v>" + "1" * 40_000),
        ("baseline", None, None, "cell D2 is longer than a cell can be"),
    ),
    "comment in a number": (
        in_sheet("baseline", "<v>", "<v>1<!-- 0 -->"),
        ("baseline", None, None, "it holds a comment in the XML"),
    ),
    "text that is nowhere": (
        put("services", 2, "volume_unit", '<c r="@" t="s"><v>99</v></c>'),
        ("services", None, None, "the sheet cannot be read"),
    ),
    "cell far outside": (
        put("baseline", 1_048_576, 16_384, number("1")),
        ("baseline", None, None, "cells are in use as far as row 1,048,576 and column 16,384"),
    ),
    "broken XML": (in_sheet("baseline", "</sheetData>", ""), ("baseline", None, None, "its XML is broken")),
    "lost part": (
        lost_part,
        ("baseline", None, None, "its XML is broken"),
    ),
}

WARNINGS: dict[str, tuple[Edit, Expected]] = {
    "hidden row": (
        lambda book: book.hidden_rows.add(("baseline", 3)),
        ("baseline", 3, None, "row 3 is hidden, and read all the same; unhide what should count"),
    ),
    "hidden rows": (
        lambda book: book.hidden_rows.update({("contracts", 2), ("contracts", 3)}),
        ("contracts", 2, None, "rows 2, 3 are hidden"),
    ),
    "hidden column": (
        lambda book: book.before.update(baseline='<cols><col min="4" max="4" hidden="1"/></cols>'),
        ("baseline", 1, "fte", "column D is hidden, and read all the same"),
    ),
    "unknown sheet": (
        sheet("contract", {}),
        ("contract", None, None, "is not a table of a case, and is not read; did you mean 'contracts'?"),
    ),
    "unknown sheet like no other": (
        sheet("Zzz 9", {}),
        ("Zzz 9", None, None, "a sheet called 'notes' may hold anything"),
    ),
}
