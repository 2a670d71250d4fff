"""The decision in sentences, and the published measures in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from optimizer.case.case import Case
from optimizer.plan.plan import Plan
from optimizer.report.content.amounts import NIL, gbp, saves
from optimizer.report.content.cautions import aims, warnings
from optimizer.report.content.decision import decision_sentence
from optimizer.report.content.figures import DecisionRow, Headline, Measure
from optimizer.report.content.read_tables import RunTables
from optimizer.report.words import Decision, decisions, members

WORDS = {
    "status": "how the search ended",
    "npv_saving_gbp": "net saving if everything goes as planned (present value)",
    "npv_saving_at_recorded_realisation_gbp": "net saving if only the recorded share of the running saving "
    "arrives (present value)",
    "npv_after_grant_gbp": "net saving with the grants that are drawn (present value)",
    "bau_npv_gbp": "cost of business as usual (present value)",
    "bound_gbp": "no plan can save more than this (present value)",
    "gap_gbp": "how much better another plan could be at most",
    "penalty_gbp": "price of missed preferences in the search; nobody pays it",
    "asked_gap_gbp": "how close to the best the search was asked to come",
    "one_off_cost_gbp": "one-off cost of the change (base-year prices, not discounted)",
    "steady_state_saving_gbp": "running saving in the last year (base-year prices)",
    "payback_year": "year in which the cash spent has come back for good",
    "payback_years": "years until the cash spent has come back",
    "peak_cash_gbp": "most money that is out at any one time (cash)",
    "cash_cost_gbp": "what all councils pay over all years (cash)",
    "changes": "joinings and departures over all councils and services",
    "rated_gbp": "risk rating times spend, over all memberships and years",
    "worst_council_npv_gbp": "net saving of the council that saves least (present value)",
    "base_year": "price base and start of discounting",
    "discount_rate": "real discount rate",
    "recorded_realisation": "share of a promised running saving that real schemes delivered",
    "second_opinion": "what another solver said of the result",
    "answer": "whether this is the first search or the one after a refuted answer",
    "expected_npv_gbp": "mean net saving over the outcomes of the risk register",
    "expected_npv_standard_error_gbp": "standard error of that mean",
    "p10_npv_gbp": "one outcome in ten saves less than this",
    "p50_npv_gbp": "half of the outcomes save less than this",
    "p80_npv_gbp": "eight outcomes in ten save less than this",
    "p90_npv_gbp": "nine outcomes in ten save less than this",
    "chance_of_loss": "share of the outcomes in which the plan costs more than it saves",
    "cvar_npv_gbp": "mean net saving of the worst outcomes",
    "cvar_npv_standard_error_gbp": "standard error of that mean",
    "cvar_level": "the worst outcomes are those beyond this share",
    "risk_outcomes": "outcomes drawn from the risk register",
    "in_sample_expected_npv_gbp": "mean net saving over the outcomes that the search saw",
    "in_sample_risk_adjusted_npv_gbp": "the same, adjusted for risk",
    "in_sample_outcomes": "outcomes that the search saw",
}


def measures(case: Case, tables: RunTables) -> tuple[Measure, ...]:
    """Return summary.csv with plain words."""
    return tuple(
        Measure(name, value, unit, WORDS.get(name) or _words(case, name))
        for name, (value, unit) in tables.summary.items()
    )


def _words(case: Case, measure: str) -> str:
    name, bracket, council = measure.partition("[")
    if name == "council_npv_saving_gbp" and bracket:
        found = council.removesuffix("]")
        return f"net saving of {case.council_names.get(found, found)} (present value)"
    return ""


def headline(case: Case, plan: Plan, tables: RunTables, manifest: Mapping[str, Any]) -> Headline:
    """Return the decision and what must be read with it."""
    summary = tables.summary
    settings = case.settings
    promised, recorded = (
        gbp(summary["npv_saving_gbp"][0]),
        gbp(summary["npv_saving_at_recorded_realisation_gbp"][0]),
    )
    status = str(summary["status"][0])
    gap = summary["gap_gbp"][0]
    opinion = manifest["second_opinion"]
    found = decisions(case, plan)
    return Headline(
        decision=decision_sentence(found, {one: service_name(one) for one in case.services}),
        consequence=(
            f"If everything goes as planned, this {saves(promised)} over {settings.years} years, to "
            f"{case.year_label(settings.years)}; if only {settings.recorded_realisation:.0%} of the running "
            f"saving arrives, as in the record of real schemes, it {saves(recorded)}."
        ),
        aims=tuple(aims(manifest)),
        warnings=tuple(warnings(case, tables, manifest)),
        decisions=tuple(_row(case, one) for one in found),
        plan_lines=tuple(one.sentence() + "." for one in found),
        status=status,
        proof=_proof(status, gap if isinstance(gap, Decimal) else None, bool(gbp(summary["penalty_gbp"][0]))),
        second_opinion=f"Second opinion: {opinion['answer']}. {opinion['message']}",
        gap_gbp=gap if isinstance(gap, Decimal) else None,
    )


def _row(case: Case, one: Decision) -> DecisionRow:
    name = service_name(one.service)
    if not one.arrangement:
        return DecisionRow(one.service, name, one.since, "not shared", "", "")
    return DecisionRow(one.service, name, one.since, members(case, one), one.host, one.how)


ACRONYMS = frozenset({"cctv", "crm", "erp", "foi", "gis", "hr", "ict", "it", "pmo"})
"""Parts of identifiers of services that people write in capitals."""


def service_name(service: str) -> str:
    """Return the identifier of a service as words: `council_tax` is `council tax`, `hr` is `HR`."""
    return " ".join(word.upper() if word in ACRONYMS else word for word in service.split("_"))


def _proof(status: str, gap_gbp: Decimal | None, preferences: bool) -> str:
    if status == "optimal":
        more = "is better, the price of missed preferences counted," if preferences else "saves more"
        return (
            f"Proved: no plan that keeps the rules {more} by over £{gap_gbp or NIL:,.2f}. Checked "
            "independently to the penny."
        )
    why = "the time limit was reached" if status == "time_limit" else "it was interrupted"
    if gap_gbp is None:
        return f"Not proved: {why}, and nothing is known about better plans. Checked independently."
    return (
        f"Not proved: {why}. A plan that saves up to £{gap_gbp:,.2f} more may exist. Checked independently "
        "to the penny."
    )
