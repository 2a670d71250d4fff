"""Rows that make no sense are refused one by one, each with what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from optimizer.plan import ContractState, LedgerCell, Membership, Plan, StaffFlow
from optimizer.verify import verify
from optimizer.verify.rules_tables import check_decisions, check_ledger
from tests.verify.plans import good_plans

FULL = "ICT.A.full"
TABLE = {Membership: "memberships", ContractState: "contracts", StaffFlow: "staff", LedgerCell: "ledger"}
Row = Membership | ContractState | StaffFlow | LedgerCell
A_MEMBER = Membership("A", FULL, 1)
NOVATED = ContractState("iA", 1, "novated", FULL)
GOES: Any = StaffFlow(FULL, "A", "ICT", "tech", 1, "transferred", Decimal(1))
GONE = GOES._replace(council="", flow="redundant")
BACK = GOES._replace(arrangement="", flow="rehired")
PAY = LedgerCell("A", "ICT", "", 1, "pay", "real", 1)
POOL_PAY = LedgerCell("A", "ICT", FULL, 1, "pool_pay", "real", 1)


def said(*rows: Any) -> list[str]:
    """Return the rules that these rows alone break, each with the detail; the place is the row itself."""
    case, _ = good_plans()["deepening"]
    tables: dict[str, Any] = {
        name: tuple(row for row in rows if TABLE[type(row)] == name) for name in TABLE.values()
    }
    plan = Plan(**tables)
    found = [*check_decisions(case, plan), *check_ledger(case, plan)]
    # An amount of money is part of what is said of a cell; a flow is known without its FTE.
    words = {", ".join(str(item) for item in row if item != "") for row in rows}
    words |= {", ".join(str(item) for item in row[:6] if item != "") for row in rows}
    assert {violation.place.partition(": ")[2] for violation in found} <= words
    assert {violation.place.partition(": ")[0] for violation in found} <= {TABLE[type(row)] for row in rows}
    return [f"{violation.rule.removeprefix('tables.')}: {violation.detail}" for violation in found]


@pytest.mark.parametrize(
    "row",
    [
        *(A_MEMBER, A_MEMBER._replace(year=6)),
        *(
            NOVATED,
            NOVATED._replace(state="run_on", arrangement=""),
            NOVATED._replace(state="ended", arrangement=""),
        ),
        *(
            GOES,
            GOES._replace(flow="returned"),
            GONE,
            GONE._replace(flow="redeployed"),
            GONE._replace(flow="recruited"),
        ),
        *(BACK, GOES._replace(fte=Decimal("0.00000001")), GOES._replace(fte=Decimal(0))),
        *(PAY, PAY._replace(year=0, basis="nominal", pence=-5), POOL_PAY),
        *(
            POOL_PAY._replace(body="P", arrangement="ICT.P.full"),
            PAY._replace(body="B", arrangement=FULL, line="joining"),
        ),
    ],
)
def test_sound_rows_are_let_through(row: Row) -> None:
    assert said(row) == []


@pytest.mark.parametrize(
    ("row", "detail"),
    [
        (A_MEMBER._replace(council="Z"), f"known_names: Z is no candidate member of {FULL}"),
        (
            A_MEMBER._replace(council="D", arrangement="PAY.B.sec"),
            "known_names: D is no candidate member of PAY.B.sec",
        ),
        (A_MEMBER._replace(arrangement="X"), "known_names: A is no candidate member of X"),
        (A_MEMBER._replace(year=0), "year_in_range: year 0 is not one of 1 to 6"),
        (A_MEMBER._replace(year=7), "year_in_range: year 7 is not one of 1 to 6"),
        (A_MEMBER._replace(year=True), "year_in_range: year True is not one of 1 to 6"),
        (NOVATED._replace(contract="X"), "known_names: there is no contract X"),
        (NOVATED._replace(state="X"), "state_known: X is none of run_on, novated, ended"),
        (
            NOVATED._replace(arrangement=""),
            "state_known: the pool is named where, and only where, it is novated",
        ),
        (
            NOVATED._replace(state="ended"),
            "state_known: the pool is named where, and only where, it is novated",
        ),
        (NOVATED._replace(arrangement="X"), "known_names: there is no arrangement X"),
        (NOVATED._replace(year=0), "year_in_range: year 0 is not one of 1 to 6"),
        (GOES._replace(year=7), "year_in_range: year 7 is not one of 1 to 6"),
        (GOES._replace(fte=1.5), "fte_decimals: 1.5 is no finite decimal"),
        (GOES._replace(fte=Decimal("Infinity")), "fte_decimals: Infinity is no finite decimal"),
        (GOES._replace(fte=Decimal("1.000000001")), "fte_decimals: 1.000000001 has more than 8 decimals"),
        (GOES._replace(fte=Decimal("-0.01")), "flow_not_negative: -0.01 FTE"),
        (GOES._replace(flow="X"), "flow_known: X is no flow of staff"),
        (GOES._replace(council=""), "flow_known: transferred names the wrong ones of pool and council"),
        (GOES._replace(arrangement=""), "flow_known: transferred names the wrong ones of pool and council"),
        (GONE._replace(council="A"), "flow_known: redundant names the wrong ones of pool and council"),
        (GONE._replace(arrangement=""), "flow_known: redundant names the wrong ones of pool and council"),
        (BACK._replace(arrangement=FULL), "flow_known: rehired names the wrong ones of pool and council"),
        (BACK._replace(council=""), "flow_known: rehired names the wrong ones of pool and council"),
        (BACK._replace(role="X"), "known_names: ICT with role X is not in the case"),
        (GONE._replace(role="all"), "known_names: ICT with role all is not in the case"),
        (GONE._replace(arrangement="X"), "known_names: X is no arrangement of ICT"),
        (GONE._replace(arrangement="PAY.B.sec"), "known_names: PAY.B.sec is no arrangement of ICT"),
        (
            GOES._replace(council="D", arrangement="PAY.B.sec", service="PAY", role="all"),
            "known_names: D is no candidate member of PAY.B.sec",
        ),
        (BACK._replace(council="D", service="PAY", role="all"), "known_names: D does not need PAY"),
        (PAY._replace(year=-1), "year_in_range: year -1 is not one of 0 to 6"),
        (PAY._replace(year=7), "year_in_range: year 7 is not one of 0 to 6"),
        (PAY._replace(line="X"), "ledger_line: X, real is no line of the ledger"),
        (PAY._replace(line="recharge"), "ledger_line: recharge, real is no line of the ledger"),
        (PAY._replace(basis="cash"), "ledger_line: pay, cash is no line of the ledger"),
        (PAY._replace(pence=True), "ledger_line: True is no whole number of pence"),
        (PAY._replace(pence=1.5), "ledger_line: 1.5 is no whole number of pence"),
        (PAY._replace(body="X"), "known_names: there is no body X"),
        (PAY._replace(service="X"), "known_names: there is no service X"),
        (POOL_PAY._replace(arrangement="X"), "known_names: X is no arrangement of ICT"),
        (POOL_PAY._replace(service="PAY"), f"known_names: {FULL} is no arrangement of PAY"),
        (POOL_PAY._replace(body="B"), "ledger_line: pool_pay is borne by the host, A"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(row: Row, detail: str) -> None:
    assert said(row) == [detail]


def test_a_service_that_is_unknown_to_a_flow_leaves_its_pool_unknown_too() -> None:
    assert said(GONE._replace(service="X")) == [
        "known_names: X with role tech is not in the case",
        f"known_names: {FULL} is no arrangement of X",
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (A_MEMBER, A_MEMBER),
        (NOVATED, NOVATED),
        # Two flows or cells of the same kind are one too many, whatever their amounts.
        (GOES, GOES._replace(fte=Decimal(2))),
        (PAY, PAY._replace(pence=2)),
    ],
)
def test_nothing_is_said_twice(first: Row, second: Row) -> None:
    assert said(first, second) == ["no_duplicates: given 2 times"]


def test_what_is_wrong_with_the_ledger_does_not_hide_what_is_wrong_with_the_decisions() -> None:
    case, plan = good_plans()["deepening"]
    wrong = replace(plan, ledger=(*plan.ledger, PAY._replace(line="X")))
    assert [violation.rule for violation in verify(case, (), wrong).violations] == ["tables.ledger_line"]
    late = [
        row if row.contract != "iA" else row._replace(state="run_on", arrangement="")
        for row in plan.contracts
    ]
    both = replace(wrong, contracts=tuple(sorted(set(late))), memberships=plan.memberships[1:])
    rules = {violation.rule for violation in verify(case, (), both).violations}
    assert "tables.ledger_line" in rules
    assert len(rules) > 1
