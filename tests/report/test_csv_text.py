"""CSV text: exact numbers, harmless text, the same bytes for the same table."""

import csv
import io
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.report.csv_text import Cell, csv_text, harmless, pounds, rounded, trimmed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (12, "12"),
        (pounds(-123450), "-1234.50"),
        (pounds(5), "0.05"),
        (pounds(0), "0.00"),
        (pounds(-(10**20)), "-1000000000000000000.00"),
        (Fraction(10, 17), "0.58823529"),
        (Fraction(-2, 3), "-0.66666667"),
        (Fraction(157, 10), "15.7"),
        (Fraction(200), "200"),
        (Fraction(1, 2 * 10**8), "0.00000001"),
        (Fraction(1, 10**9), "0"),
        (trimmed(Decimal("1E+3")), "1000"),
        (trimmed(Decimal("-0.00")), "0"),
        ("=1+1", "'=1+1"),
        ("-kA", "'-kA"),
        ("plain", "plain"),
    ],
)
def test_cell_is_written_exactly(value: Cell, text: str) -> None:
    assert csv_text(("column", "other"), [(value, "x")]) == f"column,other\n{text},x\n"


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(first: str) -> None:
    assert harmless(f"{first}cmd") == f"'{first}cmd"


def test_lines_end_in_a_line_feed_only_and_commas_are_quoted() -> None:
    assert csv_text(("a",), [("x, y",), ('say "so"',)]) == 'a\n"x, y"\n"say ""so"""\n'


@given(st.lists(st.tuples(st.text(), st.integers(-(10**12), 10**12)), max_size=5))
def test_what_is_written_is_read_again(rows: list[tuple[str, int]]) -> None:
    text = csv_text(("name", "amount_gbp"), [(name, pounds(pence)) for name, pence in rows])
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [(name, Decimal(amount)) for name, amount in read] == [
        (harmless(name), Decimal(pence) / 100) for name, pence in rows
    ]


def test_pandas_reads_amounts_as_numbers() -> None:
    frame = pd.read_csv(io.StringIO(csv_text(("amount_gbp",), [(pounds(-5),), (pounds(7),)])))
    assert frame.amount_gbp.sum() == pytest.approx(0.02)


def test_rounding_is_half_away_from_nil() -> None:
    assert [rounded(Fraction(n, 2), 0) for n in (1, 3, -1, -3)] == [1, 2, -1, -2]
