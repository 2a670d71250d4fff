"""What a run of an example published: back-tests read the tables of its folder and nothing else."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from optimizer.case import load_case, load_sets
from optimizer.pipeline import solve_case
from optimizer.plan.facts import RunOptions
from optimizer.report.write import write_run

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Record:
    """The folder of a run, read back table by table."""

    folder: Path

    def rows(self, table: str, **where: str) -> list[dict[str, str]]:
        """Return the rows of a table whose cells are those asked for, as texts by column."""
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns, found = reader.fieldnames or (), list(reader)
        assert where.keys() <= set(columns), f"{table}.csv has the columns {', '.join(columns)}"
        return [row for row in found if all(row[column] == text for column, text in where.items())]

    def measure(self, name: str) -> Decimal:
        """Return a figure of summary.csv."""
        return Decimal(self.words(name))

    def words(self, name: str) -> str:
        """Return a text of summary.csv, such as the status or the payback year."""
        [row] = self.rows("summary", measure=name)
        return row["value"]

    def amount_gbp(self, **where: str) -> Decimal:
        """Return the sum of the cells of cash.csv asked for."""
        return sum((Decimal(row["amount_gbp"]) for row in self.rows("cash", **where)), Decimal(0))

    def saving_gbp(self, financial_year: str, basis: str = "real", **where: str) -> Decimal:
        """Return what business as usual costs more than the plan in a year; of providers nothing counts."""
        cells = {"financial_year": financial_year, "basis": basis} | where
        councils = {row["council"] for row in self.rows("memberships")}
        return sum(
            (
                (1 if row["scenario"] == "bau" else -1) * Decimal(row["amount_gbp"])
                for row in self.rows("cash", **cells)
                if row["body"] in councils
            ),
            Decimal(0),
        )

    def arrangements(self, **where: str) -> dict[str, str]:
        """Return arrangements by `council year`, of the rows of memberships.csv asked for; "" is in-house."""
        return {
            f"{row['council']} {row['financial_year']}": row["arrangement"]
            for row in self.rows("memberships", **where)
        }


def solved(example: str, sets: tuple[str, ...], folder: Path) -> Record:
    """Solve an example with sets, to the end, and write its run folder; no second solver is asked."""
    loaded = load_case(EXAMPLES / example)
    asked = load_sets(EXAMPLES / example, list(sets), loaded.case)
    write_run(solve_case(loaded, asked, RunOptions(second_opinion_seconds=0)), folder)
    record = Record(folder)
    assert record.words("status") == "optimal"
    return record
