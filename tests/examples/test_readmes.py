"""The figures that the READMEs of the examples print are the golden ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.examples.golden import EXAMPLES, expected

COLUMNS = (
    (("cambridge_3c", "base"),),
    (("brent_lewisham", ""),),
    (("aylesbury_dacorum", "change_load+risk_limit+mou"), ("aylesbury_dacorum", "")),
    (("islington_camden", "base"),),
)
"""What each column of the table of the four schemes shows; the second of a column in italics."""

ROWS = {
    "if all that is promised arrives": ("npv_saving_gbp",),
    "if 35% of the running saving arrives": ("npv_saving_at_recorded_realisation_gbp",),
    "on average over the risk register; chance of a loss": ("expected_npv_gbp", "chance_of_loss"),
}
FIGURE = re.compile(r"-?£\d+\.\d+m|\d+%")


def cells_of(text: str, first: str) -> list[str]:
    """Return the cells of the one row of a table that begins so, the first left out."""
    [row] = [line for line in text.splitlines() if line.startswith(f"| {first} |")]
    return [cell.strip() for cell in row.strip("|").split("|")[1:]]


def golden(run: tuple[str, str], measures: tuple[str, ...], shown: list[str]) -> Iterator[str]:
    """Yield the golden figures of a run, each with as many decimals as what is shown."""
    for measure, text in zip(measures, shown, strict=True):
        value = Decimal(expected(*run)[measure])
        if measure == "chance_of_loss":
            yield f"{(value * 100).quantize(Decimal(1), ROUND_HALF_UP)}%"
        else:
            places = Decimal(1).scaleb(-len(text.rstrip("m").partition(".")[2]))
            millions = (value / 1_000_000).quantize(places, ROUND_HALF_UP)
            yield f"{'-' if millions < 0 else ''}£{abs(millions)}m"


@pytest.mark.parametrize("first", ROWS)
def test_the_table_of_the_four_schemes_has_the_golden_figures(first: str) -> None:
    measures = ROWS[first]
    cells = cells_of((EXAMPLES / "README.md").read_text(encoding="utf-8"), first)
    for runs, cell in zip(COLUMNS, cells, strict=True):
        shown = FIGURE.findall(cell)
        wanted = []
        for number, run in enumerate(runs):
            wanted += golden(run, measures, shown[number * len(measures) :][: len(measures)])
        assert shown == wanted, (runs, cell)


def test_the_answers_for_islington_and_camden_have_the_golden_figures() -> None:
    text = (EXAMPLES / "islington_camden" / "README.md").read_text(encoding="utf-8")
    runs = ["base", "base+infrastructure_only", "base+stands_the_record", "base+hindsight"]
    rows = {
        "net saving as promised": "npv_saving_gbp",
        "net saving if 35% arrives": "npv_saving_at_recorded_realisation_gbp",
        "expected over the risk register": "expected_npv_gbp",
        "one-off cost (not discounted)": "one_off_cost_gbp",
    }
    for first, measure in rows.items():
        shown = [Decimal(cell.strip("*").replace(",", "")) for cell in cells_of(text, first)]
        values = [Decimal(expected("islington_camden", sets)[measure]) / 1000 for sets in runs]
        assert shown == [value.quantize(Decimal("0.1"), ROUND_HALF_UP) for value in values], first
