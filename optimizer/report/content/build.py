"""Make what the reports say from what a run folder holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.case import LoadedCase, LoadedSets
from optimizer.report.content.analyses import NO_ANALYSES, Analyses
from optimizer.report.content.assumptions import assumptions
from optimizer.report.content.checks import checks
from optimizer.report.content.content import Content
from optimizer.report.content.councils import body_names, councils, fairness, services, years
from optimizer.report.content.headline import headline, measures, service_name
from optimizer.report.content.ledger import Ledger
from optimizer.report.content.options import bau_keeps_the_rules, do_minimum_note, options
from optimizer.report.content.policies import policies
from optimizer.report.content.read_tables import read_tables
from optimizer.report.content.risk import risk
from optimizer.report.content.staff import staff_years
from optimizer.report.content.timelines import contracts, timelines, transition
from optimizer.report.plan_json import plan_from_json
from optimizer.report.read import KeptRun

LIMITS = (
    "A net saving is business as usual less the plan, in base-year prices, later years counted for less. "
    "Money that only pays for the change (grants, reserves, borrowing) is not in it.",
    "Ring-fences of the housing revenue account and of schools, pension deficits, accommodation and "
    "recharges of central overheads are not modelled.",
    "Savings are those of the scale curves given; the record of real schemes is that about a third of a "
    "promised running saving arrives.",
)


def content_of(
    loaded: LoadedCase,
    sets: LoadedSets,
    manifest: Mapping[str, Any],
    texts: Mapping[str, str],
    analyses: Analyses = NO_ANALYSES,
) -> Content:
    """Return what the reports of a run say.

    Args:
        loaded: the case of the run.
        sets: its constraint sets.
        manifest: the manifest as JSON read with decimals for its numbers.
        texts: the text files of the run folder by name, as the manifest lists them.
        analyses: what other commands found about the run.
    """
    case = loaded.case
    tables = read_tables(case, texts)
    plan = plan_from_json(texts["plan.json"])
    ledger = Ledger(case, tables.cash)
    by_council, by_service = councils(ledger, tables), services(ledger)
    found = timelines(case, plan, tables)
    bau_keeps = bau_keeps_the_rules(case, sets.policies)
    return Content(
        title=case.settings.name,
        about=_about(loaded, sets, manifest),
        year_labels=tuple(case.year_label(year) for year in ledger.years),
        body_names=body_names(case),
        service_names={service: service_name(service) for service in case.services},
        headline=headline(case, plan, tables, manifest),
        measures=measures(case, tables),
        options=options(ledger, tables, analyses, bau_keeps=bau_keeps),
        do_minimum_note=do_minimum_note(analyses, bau_keeps=bau_keeps),
        councils=by_council,
        services=by_service,
        years=years(ledger),
        timelines=found,
        transition=transition(case, found),
        staff_years=staff_years(case, tables),
        contracts=contracts(case, tables),
        fairness=fairness(ledger, by_council),
        policies=policies(sets, tables),
        risk=risk(case, tables),
        assumptions=assumptions(loaded),
        checks=checks(ledger, tables, by_council, by_service, manifest),
        notes=(*LIMITS, *(fault.sentence() for fault in (*loaded.warnings, *sets.warnings))),
        tables=tables,
        analyses=analyses,
    )


def _about(loaded: LoadedCase, sets: LoadedSets, manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return where the run comes from. No time is among it: equal runs have equal reports."""
    settings, versions = loaded.case.settings, manifest["versions"]
    return {
        "case": settings.name,
        "constraint sets": ", ".join(sets.set_texts) or "none",
        "decision date": settings.decision_date.isoformat(),
        "years": f"{loaded.case.year_label(0)} (base year) to {loaded.case.year_label(settings.years)}",
        "solver": f"{manifest['solver']['name']} {manifest['solver']['version']}",
        "program": f"consolidate {versions.get('consolidate', '')}".strip(),
        "case digest (SHA-256)": loaded.digest,
        "model digest (SHA-256)": str(manifest["model"]["digest"]),
    }


def content_of_run(kept: KeptRun, analyses: Analyses = NO_ANALYSES) -> Content:
    """Return what the reports of a run say that was read from its folder (`read_run`)."""
    return content_of(kept.loaded, kept.sets, kept.manifest, kept.texts, analyses)
