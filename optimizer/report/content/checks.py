"""Every reconciliation of a run: two ways to the same figure, from the published tables alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import accumulate
from typing import Any

from optimizer.report.content.figures import CouncilRow, ServiceRow
from optimizer.report.content.headline import gbp
from optimizer.report.content.ledger import NIL, Ledger
from optimizer.report.content.read_tables import RunTables
from optimizer.report.content.rules import Check

PENNY = Decimal("0.01")


def checks(
    ledger: Ledger,
    tables: RunTables,
    councils: tuple[CouncilRow, ...],
    services: tuple[ServiceRow, ...],
    manifest: Mapping[str, Any],
) -> tuple[Check, ...]:
    """Return every check with both figures, in order of importance."""
    return (
        *_of_the_plan(manifest),
        *_of_the_figures(ledger, tables),
        *_of_the_parts(tables, councils, services),
        *_of_recharges(ledger, tables),
        *_of_outcomes(tables),
    )


def _equal(
    name: str, words: str, left: Decimal, right: Decimal, tolerance: Decimal = NIL, unit: str = "GBP"
) -> Check:
    return Check(name, words, left, right, tolerance, unit, abs(left - right) <= tolerance)


def _of_the_plan(manifest: Mapping[str, Any]) -> Iterator[Check]:
    yield Check(
        "independent check",
        "A second implementation kept every rule and found every cell of the ledger to the penny.",
        *(None, None, NIL, "", True),
    )
    opinion = manifest["second_opinion"]
    yield Check(
        "second opinion",
        f"{opinion['answer']}: {opinion['message']}",
        *(None, None, NIL, "", opinion["answer"] not in ("refuted", "contradictory")),
    )


def _of_the_figures(ledger: Ledger, tables: RunTables) -> Iterator[Check]:
    figure = {name: gbp(value) for name, (value, _) in tables.summary.items()}
    nominal = ledger.saving("nominal")
    running = ledger.saving("real")[-1] + ledger.one_off[-1]
    for name, words, found in (
        ("npv_saving_gbp", "net saving, added up from cash.csv", ledger.present_value(ledger.saving("real"))),
        (
            "bau_npv_gbp",
            "cost of business as usual, added up from cash.csv",
            ledger.present_value(ledger.cost("bau", "real")),
        ),
        ("one_off_cost_gbp", "one-off cost, added up from cash.csv", sum(ledger.one_off, NIL)),
        ("steady_state_saving_gbp", "running saving of the last year, from cash.csv", running),
        ("peak_cash_gbp", "largest deficit in cash, from cash.csv", max(NIL, -min(accumulate(nominal)))),
        (
            "cash_cost_gbp",
            "what all councils pay in cash, from cash.csv",
            sum(ledger.cost("plan", "nominal"), NIL),
        ),
    ):
        # Provider's mark-ups are not whole pence: half a penny for each year at most.
        tolerance = PENNY * len(ledger.years) if ledger.case.providers and "one_off" in name else NIL
        yield _equal(name, words, found, figure[name], tolerance)
    gap = tables.summary["gap_gbp"][0]
    if isinstance(gap, Decimal):
        yield _equal(
            "gap_gbp",
            "bound less net saving is the gap",
            max(NIL, figure["bound_gbp"] - figure["npv_saving_gbp"] + figure["penalty_gbp"]),
            gap,
        )


def _of_the_parts(
    tables: RunTables, councils: tuple[CouncilRow, ...], services: tuple[ServiceRow, ...]
) -> Iterator[Check]:
    total = gbp(tables.summary["npv_saving_gbp"][0])
    yield _equal(
        "councils",
        "the councils' net savings add up to the net saving of all",
        sum((one.npv_saving_gbp for one in councils), NIL),
        total,
        PENNY * len(councils),
    )
    worst = gbp(tables.summary["worst_council_npv_gbp"][0])
    least = min(one.npv_saving_gbp for one in councils)
    yield _equal("worst_council_npv_gbp", "the least of them is the worst-off council's", least, worst)
    for one in councils:
        yield _equal(
            f"council {one.council}",
            "business as usual less plan is the council's net saving",
            one.bau_npv_gbp - one.plan_npv_gbp,
            one.npv_saving_gbp,
            PENNY,
        )
    yield _equal(
        "services",
        "the services' net savings add up to the net saving of all",
        sum((one.npv_saving_gbp for one in services), NIL),
        total,
        PENNY * 2 * len(services),
    )
    yield _equal(
        "causes",
        "the causes add up to the net saving of all",
        sum((sum(one.by_cause_gbp.values(), NIL) for one in services), NIL),
        total,
        PENNY * 10 * len(services),
    )


def _of_recharges(ledger: Ledger, tables: RunTables) -> Iterator[Check]:
    """Yield that charges are nil in all, and that recharges.csv and cash.csv say the same."""
    left: dict[tuple[str, int, str], Decimal] = defaultdict(lambda: NIL)
    paid: dict[tuple[str, str, int, str], Decimal] = defaultdict(lambda: NIL)
    for row in ledger.cash:
        if row.scenario != "plan":
            continue
        place = (row.arrangement, row.year, row.basis)
        if row.line in ("recharge", "recharge_income"):
            left[place] += row.amount_gbp
        if row.line == "recharge":
            paid[row.arrangement, row.body, row.year, row.basis] += row.amount_gbp
    for one in tables.recharges:
        paid[one.arrangement, one.council, one.year, one.basis] -= one.amount_gbp
    worst = max((abs(amount) for amount in left.values()), default=NIL)
    yield _equal(
        "recharges cancel out", "charges and income of every pool and year add up to nil", worst, NIL
    )
    worst = max((abs(amount) for amount in paid.values()), default=NIL)
    yield _equal("recharges.csv", "every charge is the same in recharges.csv and cash.csv", worst, NIL)


def _of_outcomes(tables: RunTables) -> Iterator[Check]:
    savings = tables.outcomes_gbp[""]
    mean = Decimal(f"{float(savings.mean()):.2f}")
    yield _equal(
        "expected_npv_gbp",
        "the mean of outcomes.csv is the expected net saving",
        mean,
        gbp(tables.summary["expected_npv_gbp"][0]),
        PENNY,
    )
    yield _equal(
        "risk_outcomes",
        "outcomes.csv has as many outcomes as were drawn",
        Decimal(len(savings)),
        gbp(tables.summary["risk_outcomes"][0]),
        NIL,
        "outcomes",
    )
