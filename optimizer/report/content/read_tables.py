"""The tables of a run folder read back: one typed row for each row of a CSV file.

Years become indices, and the apostrophe that the files put before a text which a spreadsheet would run is
taken off again from the names of the case.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from optimizer.case.case import Case
from optimizer.report.content.figures import Value
from optimizer.report.csv_text import harmless
from optimizer.risk.distributions import Floats

Scenario = Literal["bau", "plan"]


@dataclass(frozen=True, slots=True)
class CashRow:
    """A row of cash.csv; cost positive, income negative; `year` is the index."""

    scenario: Scenario
    body: str
    service: str
    arrangement: str
    year: int
    line: str
    basis: Literal["real", "nominal"]
    amount_gbp: Decimal


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A row of staff.csv; `year` is the index."""

    arrangement: str
    role: str
    year: int
    council: str
    service: str
    flow: str
    fte: Decimal


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A row of contracts.csv; `year` is the index."""

    contract: str
    council: str
    service: str
    year: int
    state: str
    arrangement: str
    charge_gbp: Decimal
    fee_gbp: Decimal


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A row of pools.csv; `year` is the index."""

    arrangement: str
    year: int
    open: bool
    members: int
    volume: int
    needed_fte: Decimal
    running_gbp: Decimal
    one_off_gbp: Decimal


@dataclass(frozen=True, slots=True)
class RechargeRow:
    """A row of recharges.csv; `year` is the index."""

    arrangement: str
    council: str
    year: int
    kind: str
    basis: str
    key: str
    share: Decimal
    amount_gbp: Decimal


@dataclass(frozen=True, slots=True)
class FundingRow:
    """A row of funding.csv; `year` is the index."""

    source: str
    council: str
    year: int
    line: str
    amount_gbp: Decimal


@dataclass(frozen=True, slots=True)
class PolicyStateRow:
    """A row of policies.csv."""

    policy: str
    set: str
    kind: str
    hard: bool
    state: str
    slack: Decimal | None
    unit: str
    penalty_gbp: Decimal | None


@dataclass(frozen=True, slots=True)
class RunTables:
    """Every table of a run, in the order of the files.

    `summary` is measure -> (value, unit). `outcomes_gbp` is the saving in each outcome of the register,
    float64[outcomes], of all councils together under "" and of each.
    """

    summary: Mapping[str, tuple[Value, str]]
    cash: tuple[CashRow, ...]
    pools: tuple[PoolRow, ...]
    staff: tuple[StaffRow, ...]
    contracts: tuple[ContractRow, ...]
    recharges: tuple[RechargeRow, ...]
    funding: tuple[FundingRow, ...]
    policies: tuple[PolicyStateRow, ...]
    outcomes_gbp: Mapping[str, Floats]


def read_tables(case: Case, texts: Mapping[str, str]) -> RunTables:
    """Return the tables of a run.

    Args:
        case: the case of the run.
        texts: the text files of the run folder by name.
    """
    read = _Reader(case, texts)
    cell, number, year = read.name, Decimal, read.year
    return RunTables(
        summary={row["measure"]: (_value(row), row["unit"]) for row in read.rows("summary")},
        cash=tuple(
            CashRow(
                "bau" if row["scenario"] == "bau" else "plan",
                *(cell(row["body"]), cell(row["service"]), cell(row["arrangement"])),
                *(year(row["financial_year"]), row["line"]),
                "real" if row["basis"] == "real" else "nominal",
                number(row["amount_gbp"]),
            )
            for row in read.rows("cash")
        ),
        pools=tuple(
            PoolRow(
                *(cell(row["arrangement"]), year(row["financial_year"]), row["open"] == "yes"),
                *(int(row["members"]), int(row["volume"]), number(row["needed_fte"])),
                *(number(row["running_gbp"]), number(row["one_off_gbp"])),
            )
            for row in read.rows("pools")
        ),
        staff=tuple(
            StaffRow(
                *(cell(row["arrangement"]), cell(row["role"]), year(row["financial_year"])),
                *(cell(row["council"]), cell(row["service"]), row["flow"]),
                number(row["fte"]),
            )
            for row in read.rows("staff")
        ),
        contracts=tuple(
            ContractRow(
                *(cell(row["contract"]), cell(row["council"]), cell(row["service"])),
                *(year(row["financial_year"]), row["state"], cell(row["arrangement"])),
                *(number(row["charge_gbp"]), number(row["fee_gbp"])),
            )
            for row in read.rows("contracts")
        ),
        recharges=tuple(
            RechargeRow(
                *(cell(row["arrangement"]), cell(row["council"]), year(row["financial_year"])),
                *(row["kind"], row["basis"], row["key"]),
                *(number(row["share"]), number(row["amount_gbp"])),
            )
            for row in read.rows("recharges")
        ),
        funding=tuple(
            FundingRow(
                *(cell(row["source"]), cell(row["council"]), year(row["financial_year"])),
                *(row["line"], number(row["amount_gbp"])),
            )
            for row in read.rows("funding")
        ),
        policies=tuple(
            PolicyStateRow(
                *(row["policy"], row["set"], row["kind"], row["hard"] == "yes", row["state"]),
                *(_number(row["slack"]), row["unit"], _number(row["penalty_gbp"])),
            )
            for row in read.rows("policies")
        ),
        outcomes_gbp=_outcomes(case, texts["outcomes.csv"]),
    )


class _Reader:
    """Reads the CSV files of one case."""

    def __init__(self, case: Case, texts: Mapping[str, str]) -> None:
        self._texts = texts
        roles = {role for service in case.services.values() for role in service.roles}
        names = (
            *(*case.councils, *case.providers, *case.services, *case.arrangements, *case.contracts),
            *(*roles, *(source for source, _ in case.funding)),
        )
        self._names = {harmless(name): name for name in names}
        self._years = {case.year_label(year): year for year in range(case.settings.years + 1)}

    def rows(self, table: str) -> Iterator[dict[str, str]]:
        return csv.DictReader(io.StringIO(self._texts[f"{table}.csv"], newline=""))

    def name(self, text: str) -> str:
        return self._names.get(text, text)

    def year(self, label: str) -> int:
        return self._years[label]


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _value(row: Mapping[str, str]) -> Value:
    text = row["value"]
    if not text:
        return None
    return text if row["unit"] in ("text", "financial year") else Decimal(text)


def _outcomes(case: Case, text: str) -> dict[str, Floats]:
    """Return the columns of outcomes.csv: all councils under "", then each council of the case in order."""
    lines = text.split("\n", 1)[1]
    amounts = np.loadtxt(io.StringIO(lines), delimiter=",", ndmin=2)
    return {who: amounts[:, place] for place, who in enumerate(("", *case.councils), start=1)}
