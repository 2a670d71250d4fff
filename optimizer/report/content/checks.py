"""Every reconciliation of a run: two ways to the same figure, from the published tables alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import accumulate
from typing import Any

from optimizer.report.content.amounts import NIL, gbp
from optimizer.report.content.figures import CouncilRow, ServiceRow
from optimizer.report.content.flow_checks import equal, flow_checks
from optimizer.report.content.ledger import Ledger
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
        *flow_checks(ledger, tables),
        *_of_outcomes(tables),
    )


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
        yield equal(name, words, found, figure[name], tolerance)
    gap = tables.summary["gap_gbp"][0]
    if isinstance(gap, Decimal):
        yield equal(
            "gap_gbp",
            "bound less net saving is the gap",
            max(NIL, figure["bound_gbp"] - figure["npv_saving_gbp"] + figure["penalty_gbp"]),
            gap,
        )


def _of_the_parts(
    tables: RunTables, councils: tuple[CouncilRow, ...], services: tuple[ServiceRow, ...]
) -> Iterator[Check]:
    total = gbp(tables.summary["npv_saving_gbp"][0])
    yield equal(
        "councils",
        "the councils' net savings add up to the net saving of all",
        sum((one.npv_saving_gbp for one in councils), NIL),
        total,
        PENNY * len(councils),
    )
    worst = gbp(tables.summary["worst_council_npv_gbp"][0])
    least = min(one.npv_saving_gbp for one in councils)
    yield equal("worst_council_npv_gbp", "the least of them is that of the worst-off council", least, worst)
    for one in councils:
        yield equal(
            f"council {one.council}",
            f"business as usual less plan is the net saving of {one.name}",
            one.bau_npv_gbp - one.plan_npv_gbp,
            one.npv_saving_gbp,
            PENNY,
        )
    yield equal(
        "services",
        "the services' net savings add up to the net saving of all",
        sum((one.npv_saving_gbp for one in services), NIL),
        total,
        PENNY * 2 * len(services),
    )
    yield equal(
        "causes",
        "the causes add up to the net saving of all",
        sum((sum(one.by_cause_gbp.values(), NIL) for one in services), NIL),
        total,
        PENNY * 10 * len(services),
    )


def _of_outcomes(tables: RunTables) -> Iterator[Check]:
    savings = tables.outcomes_gbp[""]
    mean = Decimal(f"{float(savings.mean()):.2f}")
    yield equal(
        "expected_npv_gbp",
        "the mean of outcomes.csv is the expected net saving",
        mean,
        gbp(tables.summary["expected_npv_gbp"][0]),
        PENNY,
    )
    yield equal(
        "risk_outcomes",
        "as many outcomes stand in outcomes.csv as were drawn",
        Decimal(len(savings)),
        gbp(tables.summary["risk_outcomes"][0]),
        NIL,
        "outcomes",
    )
