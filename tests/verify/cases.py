"""Richer hand-made cases for the referee: chains, roles, a provider, secondment, a January change date."""

from __future__ import annotations

from functools import cache

from optimizer.case.case import Case
from tests.builders import build_case, golden_case

Row = dict[str, str]


def _rows(header: str, *lines: str) -> list[Row]:
    columns = header.split()
    rows = [dict(zip(columns, line.split(), strict=True)) for line in lines]
    return [{column: cell for column, cell in row.items() if cell != "-"} for row in rows]


@cache
def golden() -> Case:
    """Return the golden case of CORE part 3."""
    return golden_case().case


@cache
def rich(wait: int = 1) -> Case:
    """Return a case of four councils, a provider and two services over six years.

    ICT changes on 1 October and has two roles; payroll changes on 1 January and has a pool today.
    """
    tables = {
        "councils": _rows("council population", "A 90000", "B 60000", "C 40000", "D 30000"),
        "providers": _rows("provider margin_share irrecoverable_vat_share", "P 0.04 0.05"),
        "services": _rows("service volume_unit change_month", "ICT users 10", "PAY payslips 1"),
        "baseline": _rows(
            "council service role fte retained_fte pay_gbp_per_fte turnover_share redeployment_places"
            " redundancy_gbp_per_fte strain_gbp_per_fte",
            "A ICT tech 10 1 50000 0.1 0 15000 2000",
            "A ICT desk 6 0.5 32000 0.15 0 12500 0",
            "B ICT tech 7 1 47000 0.1 0 15000 1000",
            "B ICT desk 4 0.5 31000 0.15 0 12500 0",
            "C ICT tech 5 0.5 52000 0.12 1 15000 3000",
            "C ICT desk 3.25 0.25 33000 0.134 0.5 12500 0",
            "D ICT tech 4 0.5 48000 0.1 0 15000 0",
            "A PAY all 8 1 30000 0.1 2 12500 500",
            "B PAY all 6 1 31000 0.134 2 12500 0",
            "C PAY all 5 0.5 36000 0.12 1 12500 0",
        ),
        "baseline_services": _rows(
            "council service volume non_staff_gbp arrangement_today member_since",
            "A ICT 800 400000 - -",
            "B ICT 500 250000 - -",
            "C ICT 400 180000.55 - -",
            "D ICT 300 120000 - -",
            "A PAY 3000 120000 PAY.B.sec 2023/24",
            "B PAY 2000 70000 PAY.B.sec 2024/25",
            "C PAY 1500 90000 - -",
        ),
        "baseline_changes": _rows(
            "council service financial_year line amount_gbp",
            "A ICT 2026/27 pay -10000",
            "A ICT 2027/28 non_staff 2500.50",
            "C PAY 2028/29 contract 1000",
        ),
        "contracts": _rows(
            "contract council service annual_charge_gbp end_date displaced_by novation_allowed"
            " novation_fee_gbp end_early_allowed end_early_fee_gbp end_early_share index",
            "iA A ICT 100000 2030-03-31 infrastructure yes 5000 yes 0 0.5 none",
            "iB B ICT 60000 2026-12-31 infrastructure no 0 no 0 1 general",
            "iC C ICT 40000 2027-06-30 infrastructure no 0 yes 250 1 contract",
            "pA A PAY 50000 2029-10-15 full yes 3000 yes 0 1 pay",
            "pC C PAY 45000 2030-03-31 full no 0 yes 1000 0.5 contract",
        ),
        "scale_curves": _rows(
            "service measure volume value",
            *("ICT fte:tech 300 3", "ICT fte:tech 1000 9", "ICT fte:tech 1000 10", "ICT fte:tech 2000 16"),
            *(
                "ICT fte:desk 300 2",
                "ICT fte:desk 2000 9",
                "ICT non_staff 300 90000",
                "ICT non_staff 2000 400000",
            ),
            *(
                "PAY fte:all 1500 4",
                "PAY fte:all 6500 13",
                "PAY non_staff 1500 50000",
                "PAY non_staff 6500 150000",
            ),
        ),
        "depths": _rows(
            "depth service role staff_share non_staff_share",
            "management - - 0.2 0.1",
            "infrastructure - - 0.4 0.6",
            "infrastructure ICT desk 0.25 0.6",
            "full - - 1 0.8",
        ),
        "delivery_models": _rows(
            "model staff_mode default_depth ramp_shares dip_share setup_gbp governance_gbp_per_year"
            " per_partner_gbp_per_year lead_months setup_lead_share join_lead_share minimum_term_years"
            " notice_years least_members",
            "lead transfer full 0.5;0.25 0.1 40000 10000 2000 6 0.5 0.25 3 1 2",
            "sec secondment full - 0.05 10000 5000 1000 6 0 0 2 1 2",
            "company transfer full - 0.1 30000 8000 3000 6 0.25 0 2 1 1",
            "joint none management - 0 0 1000 0 0 0 0 1 0 1",
        ),
        "arrangements": _rows(
            "arrangement service host model depth chain deepening_credit_share pool_pay_gbp_per_fte",
            "ICT.A.net ICT A lead infrastructure ICT_A 0.4 -",
            "ICT.A.full ICT A lead full ICT_A 0.4 -",
            "ICT.P.full ICT P company full - - 46000",
            "ICT.P.joint ICT P joint management - - 46000",
            "PAY.B.sec PAY B sec full - - -",
            "PAY.P.full PAY P company full - - 33000",
        ),
        "joining": _rows(
            "council arrangement join_gbp yearly_gbp leave_gbp compensation_gbp",
            "A ICT.A.net 12000 0 0 0",
            "A ICT.A.full 20000 0 0 0",
            "B ICT.A.net 15000.55 0 4000 2500",
            "B ICT.A.full 30000 700 4000 2500",
            "C ICT.A.net 10000 0 3000 1000",
            "C ICT.A.full 25000 1200.25 3000 1000",
            "A PAY.B.sec 0 0 2000 6000",
            "B PAY.B.sec 0 0 1000 0",
            "C PAY.P.full 9000 300 0 0",
        ),
        "budgets": _rows(
            "council financial_year pot amount_gbp",
            "A 2025/26 transition 100000",
            "B 2026/27 transition 100000",
            "shared 2026/27 transition 500000",
        ),
        "funding": _rows(
            "source council financial_year amount_gbp kind lines floor_gbp",
            "award - 2026/27 20000 grant joining;novation 0",
            "reserve A - 60000 reserve - 10000",
        ),
    }
    settings = {
        "name": "rich",
        "base_year": "2025/26",
        "years": 6,
        "decision_date": "2025-09-15",
        "prices.general": "0.02",
        "prices.pay": "0.03",
        "prices.contract": "0.025",
        "protection_years": 2,
        "redundancy_wait_years": wait,
    }
    return build_case(tables, settings).case
