"""Bad inputs that only the checks of meaning notice: each cell is right by itself."""

from __future__ import annotations

from tests.case.folders import FULL, Edit, Expected, both, cell, gone, line, swap, whole

# What is spoilt in the golden case, and file, row, column and words of the fault that must come of it.
FAULTS_OF_NEEDS_AND_POOLS: dict[str, tuple[Edit, Expected]] = {
    "retained above FTE": (
        cell("baseline.csv", 2, "retained_fte", "12.5"),
        ("baseline.csv", 2, "retained_fte", "is more than the 12.0 FTE of the row"),
    ),
    "charges above non-staff": (
        cell("baseline_services.csv", 2, "non_staff_gbp", "99999.99"),
        (
            "baseline_services.csv",
            2,
            "non_staff_gbp",
            "is less than the charges of its contracts (kA: 100,000.00)",
        ),
    ),
    "posts without a need": (
        both(line("services.csv", "HR,staff,4"), line("baseline.csv", "B,HR,all,1,0,1,,,,")),
        ("baseline.csv", 4, "service", "'B, HR': has no row in baseline_services.csv"),
    ),
    "need without posts": (
        both(line("services.csv", "HR,staff,4"), line("baseline_services.csv", "B,HR,10,1")),
        ("baseline_services.csv", 4, "service", "'B, HR': has no row in baseline.csv"),
    ),
    "contract without a need": (
        both(line("services.csv", "HR,staff,4"), cell("contracts.csv", 3, "service", "HR")),
        ("contracts.csv", 3, "service", "B does not need this service"),
    ),
    "curve stops too soon": (
        swap("scale_curves.csv", "1000", "999"),
        ("scale_curves.csv", 3, "volume", f"stops below 1000, the largest volume of {FULL}"),
    ),
    "curve begins too late": (
        both(swap("scale_curves.csv", "1000,", "2000,"), swap("scale_curves.csv", "500,", "1001,")),
        ("scale_curves.csv", 3, "volume", "so that it can never open"),
    ),
    "one breakpoint": (
        whole(
            "scale_curves.csv", "service,measure,volume,value\nICT,fte:all,1000,14\nICT,non_staff,1000,5\n"
        ),
        ("scale_curves.csv", 2, "volume", "has one breakpoint only"),
    ),
    "step down": (
        line("scale_curves.csv", "ICT,fte:all,700,12\nICT,fte:all,700,11"),
        ("scale_curves.csv", 7, "volume", "a step goes up, but the value is lower than in row 6"),
    ),
    "three rows at a step": (
        line("scale_curves.csv", "ICT,fte:all,700,11\nICT,fte:all,700,12\nICT,fte:all,700,13"),
        ("scale_curves.csv", 8, "volume", "is the volume of more than two rows"),
    ),
    "step at the end": (
        line("scale_curves.csv", "ICT,fte:all,1000,15"),
        ("scale_curves.csv", 6, "volume", "is a step at an end of the curve"),
    ),
    "no curve": (
        swap("scale_curves.csv", "non_staff", "fte:others"),
        ("scale_curves.csv", None, "measure", f"there is no curve and no rule for ICT, which {FULL} needs"),
    ),
    "curve of an unknown role": (
        swap("scale_curves.csv", "fte:all", "fte:al"),
        ("scale_curves.csv", 2, "measure", "has no role 'al' for ICT; did you mean 'fte:all'?"),
    ),
    "measure": (
        cell("scale_curves.csv", 2, "measure", "staff"),
        ("scale_curves.csv", 2, "measure", "is not a measure; write fte:ROLE"),
    ),
    "curve and rule": (
        whole("scale_rules.csv", "service,measure,core,per_unit\nICT,non_staff,1,1\n"),
        ("scale_rules.csv", 2, "measure", "ICT has breakpoints for it too (scale_curves.csv, row 4)"),
    ),
    "incomplete rule": (
        whole("scale_rules.csv", "service,measure,core\nICT,non_staff,1\n"),
        ("scale_rules.csv", 2, "per_unit", "the rule is not complete; give per_unit"),
    ),
    "rule of both kinds": (
        whole("scale_rules.csv", "service,measure,core,per_unit,elasticity\nICT,non_staff,1,1,0.9\n"),
        ("scale_rules.csv", 2, "elasticity", "leave one of the two kinds of rule blank"),
    ),
    "rule without bounds": (
        whole(
            "scale_rules.csv",
            "service,measure,elasticity,reference_volume,reference_value,efficient_volume\n"
            "ICT,non_staff,999999999,1,1000,5000\n",
        ),
        ("scale_rules.csv", 2, "measure", "the rule gives more than 1,000,000,000,000"),
    ),
    "host that can host nothing": (
        cell("arrangements.csv", 2, "capacity_volume", "599"),
        ("arrangements.csv", 2, "capacity_volume", "A can host nothing"),
    ),
    "staff capacity below any pool": (
        cell("arrangements.csv", 2, "capacity_fte", "13.99"),
        ("arrangements.csv", 2, "capacity_fte", "A can host nothing: the smallest pool needs 14.00 FTE"),
    ),
    "transfers below any opening": (
        cell("arrangements.csv", 2, "capacity_transfers_fte_per_year", "16.99"),
        (
            "arrangements.csv",
            2,
            "capacity_transfers_fte_per_year",
            "17.00 FTE move when the smallest pool opens",
        ),
    ),
    "rows that span lines": (
        both(swap("councils.csv", "Council A", '"Council\nA"'), swap("councils.csv", "\nB,", "\nB ,")),
        ("councils.csv", 4, "council", "has spaces or line breaks around it"),
    ),
    "name of two lines": (
        swap("councils.csv", "Council B", '"Council\nB"'),
        ("councils.csv", 3, "name", "has a line break"),
    ),
    "dotted key in quotation marks": (
        swap("case.toml", "years = 3", 'years = 3\n"prices.general" = 0.5'),
        ("case.toml", 1, '"prices.general"', "there is no such key"),
    ),
    "too few candidates": (
        cell("delivery_models.csv", 2, "least_members", "3"),
        ("delivery_models.csv", 2, "least_members", "2 councils need ICT"),
    ),
    "most below least": (
        cell("arrangements.csv", 2, "most_members", "1"),
        ("arrangements.csv", 2, "most_members", "is less than least_members (2)"),
    ),
    "arrangement name twice": (
        line("arrangements.csv", "ICT,A,lead_authority,40000"),
        ("arrangements.csv", 3, "arrangement", f"'{FULL}': is the name of row 2 too"),
    ),
    "depth says nothing of a service": (
        both(
            cell("depths.csv", 2, "service", "ICT"),
            cell("depths.csv", 3, "role", "managers"),
            line("baseline.csv", "B,ICT,managers,1,0,1,,,,"),
        ),
        ("arrangements.csv", 2, "depth", "has no row in depths.csv for service 'ICT' and role 'all'"),
    ),
    "two non-staff shares": (
        both(
            cell("depths.csv", 3, "role", "all"),
            cell("depths.csv", 3, "service", ""),
            line("depths.csv", "full,1,0.7,managers,"),
            line("baseline.csv", "B,ICT,managers,0,0,1,,,,"),
        ),
        ("depths.csv", 4, "non_staff_share", "differs from 0.8 in row 3 for another role of ICT"),
    ),
    "provider without pay": (
        both(
            whole("providers.csv", "provider\nCo\n"),
            cell("arrangements.csv", 2, "host", "Co"),
            cell("arrangements.csv", 2, "pool_pay_gbp_per_fte", ""),
            gone("joining.csv"),
        ),
        ("arrangements.csv", 2, "pool_pay_gbp_per_fte", "a provider has no pay of its own"),
    ),
    "provider is a council": (
        whole("providers.csv", "provider\nA\n"),
        ("providers.csv", 2, "provider", "'A': is a council already"),
    ),
    "council called shared": (
        line("councils.csv", "shared,All"),
        ("councils.csv", 4, "council", "means all councils together"),
    ),
    "platform change without a cost": (
        both(
            cell("baseline_services.csv", 2, "platform", "alpha"),
            cell("baseline_services.csv", 3, "platform", "beta"),
            gone("joining.csv"),
        ),
        (
            "platform_changes.csv",
            None,
            "from_platform",
            "there is no row for the change from 'beta' to 'alpha'",
        ),
    ),
    "population key without population": (
        swap("case.toml", '"volume"', '"population"'),
        ("councils.csv", 2, "population", "recharge.running_key is population"),
    ),
    "running weight of nothing": (
        cell("baseline_services.csv", 3, "volume", "0"),
        ("baseline_services.csv", 3, "volume", f"the running recharge of {FULL} has no weight for B"),
    ),
    "one-off weights of nothing": (
        both(cell("baseline.csv", 2, "retained_fte", "12"), cell("baseline.csv", 3, "retained_fte", "8.4")),
        ("baseline.csv", 2, "fte", f"nobody would bear the one-off recharge of {FULL}"),
    ),
    "chain over two hosts": (
        both(
            cell("arrangements.csv", 2, "chain", "network"),
            cell("arrangements.csv", 2, "arrangement", FULL),
            line("arrangements.csv", "ICT,B,lead_authority,50000,network,"),
        ),
        ("arrangements.csv", 3, "host", f"differs from A of {FULL}, in the same chain 'network'"),
    ),
    "chain with two terms": (
        both(
            cell("arrangements.csv", 2, "chain", "network"),
            cell("arrangements.csv", 2, "minimum_term_years", "4"),
            cell("arrangements.csv", 2, "arrangement", FULL),
            line("arrangements.csv", "ICT,A,lead_authority,50000,network,5,deeper"),
        ),
        ("arrangements.csv", 3, "minimum_term_years", f"differs from 4 of {FULL}"),
    ),
    "chain with two costs of leaving": (
        both(
            cell("arrangements.csv", 2, "chain", "network"),
            cell("arrangements.csv", 2, "arrangement", FULL),
            line("arrangements.csv", "ICT,A,lead_authority,50000,network,deeper"),
            cell("joining.csv", 3, "leave_gbp", "1000"),
        ),
        ("joining.csv", 3, "leave_gbp", "which are one chain; give both the same amount"),
    ),
    "joining by whom it is no need": (
        both(line("councils.csv", "C,"), cell("joining.csv", 2, "council", "C")),
        ("joining.csv", 2, "council", "C does not need ICT, so it cannot join"),
    ),
    "platform change to itself": (
        whole("platform_changes.csv", "from_platform,to_platform,fixed_gbp\nalpha,alpha,100\n"),
        ("platform_changes.csv", 2, "to_platform", "is the platform that the change is from"),
    ),
    "joining outside the horizon": (
        cell("arrangements.csv", 2, "first_year", "2025/26"),
        ("arrangements.csv", 2, "first_year", "is outside the years of the case; use 2026/27 to 2028/29"),
    ),
}
