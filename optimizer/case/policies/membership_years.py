"""Memberships that a policy names: looked up, and told apart year by year."""

from __future__ import annotations

from optimizer.case.case import Case
from optimizer.case.dictionary import ColumnSpec
from optimizer.case.parse import Wrong, financial_year_text, nearest
from optimizer.case.policies.entry import Entry
from optimizer.case.raw import Findings


def membership_years(
    entry: Entry, spec: ColumnSpec, texts: tuple[str, ...], case: Case, findings: Findings
) -> tuple[str, ...] | Wrong:
    """Return each membership in each year as `council,arrangement,year index`, in the order of the case.

    Args:
        entry: the policy.
        spec: its parameter.
        texts: `council,arrangement,first,last` each, years as the calendar years in which they begin.
        case: the case.
        findings: told every fault.

    Returns:
        The memberships; `Wrong` where there was a fault.
    """
    before = len(findings.faults)
    found: dict[tuple[str, str, int], str] = {}
    for text in texts:
        council, pool, first, last = text.split(",")
        start, end = (int(year) - case.settings.base_year for year in (first, last))
        years = f"{financial_year_text(int(first))}, {financial_year_text(int(last))}"
        shown = f"{council}, {pool}, {years}"
        place = entry.place(spec.column, shown)
        if council not in case.councils:
            findings.fault(place, "names no council of the case", nearest(council, case.councils))
            continue
        if pool not in case.arrangements:
            findings.fault(place, "names no arrangement of the case", nearest(pool, case.arrangements))
            continue
        if not 1 <= start <= end <= case.settings.years:
            remedy = (
                f"give years from {case.year_label(1)} to {case.year_label(case.settings.years)}, in order"
            )
            findings.fault(place, "its years are not years of the case, or in the wrong order", remedy)
            continue
        service = case.arrangements[pool].service
        if (council, service) not in case.needs:
            remedy = "leave it out, or add a row in baseline_services"
            findings.fault(place, f"{council} does not need {service}", remedy)
            continue
        for year in range(start, end + 1):
            other = found.setdefault((council, service, year), pool)
            if other != pool:
                problem = f"{council} is in {other}, too, in {case.year_label(year)}"
                findings.fault(place, problem, "name one arrangement for a council, service and year")
                break
    if len(findings.faults) > before:
        return Wrong("is no part of a plan", "")
    years_of_case = range(1, case.settings.years + 1)
    keys = ((council, service, year) for council, service in case.needs for year in years_of_case)
    return tuple(f"{key[0]},{found[key]},{key[2]}" for key in keys if key in found)
