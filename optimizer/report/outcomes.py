"""The table of outcomes: what a plan saves in each outcome of a sample, of all councils and of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from optimizer.report.csv_text import csv_text
from optimizer.risk.distributions import Floats

OUTCOMES = "outcomes.csv"


def outcome_lines(savings: Mapping[str, Floats]) -> Iterator[str]:
    """Yield the lines of outcomes.csv, one an outcome: `outcome,npv_saving_gbp,npv_saving_gbp[COUNCIL],...`.

    Args:
        savings: float64[outcomes] in whole pence, of all councils together under "" and by council.
    """
    columns = ["outcome", *("npv_saving_gbp" + (f"[{who}]" if who else "") for who in savings)]
    yield csv_text(columns, ())
    # All of them are numbers, so nothing has to be quoted but names.
    for number, amounts in enumerate(zip(*savings.values(), strict=True), start=1):
        # Adding nought turns -0.00 into 0.00.
        yield f"{number},{','.join(f'{amount + 0.0:.2f}' for amount in amounts)}\n"
