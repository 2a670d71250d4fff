"""Bad inputs in today's memberships, in assumptions and in capacities."""

from __future__ import annotations

from tests.case.folders import FULL, Edit, Expected, both, cell, line, swap, whole

# What is spoilt in the golden case, and file, row, column and words of the fault that must come of it.
FAULTS_OF_TODAY: dict[str, tuple[Edit, Expected]] = {
    "membership of an unknown arrangement": (
        cell("baseline_services.csv", 2, "arrangement_today", "old"),
        ("baseline_services.csv", 2, "arrangement_today", "'old': is not in arrangements"),
    ),
    "membership without a year": (
        both(
            cell("baseline_services.csv", 2, "arrangement_today", FULL),
            cell("baseline_services.csv", 3, "arrangement_today", FULL),
            cell("baseline_services.csv", 3, "member_since", "2020/21"),
        ),
        ("baseline_services.csv", 2, "member_since", f"nothing is given, but A is a member of {FULL}"),
    ),
    "membership of tomorrow": (
        both(
            cell("baseline_services.csv", 3, "arrangement_today", FULL),
            cell("baseline_services.csv", 3, "member_since", "2026/27"),
        ),
        ("baseline_services.csv", 3, "member_since", "is after the base year, which is today"),
    ),
    "year without a membership": (
        cell("baseline_services.csv", 3, "member_since", "2020/21"),
        ("baseline_services.csv", 3, "member_since", "there is no arrangement_today"),
    ),
    "pool of today without its host": (
        both(
            cell("baseline_services.csv", 3, "arrangement_today", FULL),
            cell("baseline_services.csv", 3, "member_since", "2020/21"),
        ),
        ("baseline_services.csv", 3, "arrangement_today", "its host A needs ICT but is not a member today"),
    ),
    "pool of today with one member": (
        both(
            cell("baseline_services.csv", 2, "arrangement_today", FULL),
            cell("baseline_services.csv", 2, "member_since", "2020/21"),
        ),
        ("baseline_services.csv", 2, "arrangement_today", "has 1 member today, fewer than"),
    ),
    "pool of today above its staff capacity": (
        both(
            cell("baseline_services.csv", 2, "arrangement_today", FULL),
            cell("baseline_services.csv", 2, "member_since", "2020/21"),
            cell("baseline_services.csv", 3, "arrangement_today", FULL),
            cell("baseline_services.csv", 3, "member_since", "2020/21"),
            cell("arrangements.csv", 2, "capacity_fte", "13.99"),
        ),
        (
            "baseline_services.csv",
            2,
            "arrangement_today",
            "needs 14.00 FTE today, more than its capacity_fte",
        ),
    ),
    "membership of another service": (
        both(
            line("services.csv", "HR,staff,4"),
            line("baseline.csv", "B,HR,all,1,0,1,,,,"),
            line("baseline_services.csv", "B,HR,10,1"),
            cell("baseline_services.csv", 4, "arrangement_today", FULL),
            cell("baseline_services.csv", 4, "member_since", "2020/21"),
        ),
        (
            "baseline_services.csv",
            4,
            "arrangement_today",
            "is an arrangement of ICT; name an arrangement of HR",
        ),
    ),
    "pool of today with too many members": (
        both(
            *(cell("baseline_services.csv", row, "arrangement_today", FULL) for row in (2, 3)),
            *(cell("baseline_services.csv", row, "member_since", "2020/21") for row in (2, 3)),
            cell("arrangements.csv", 2, "least_members", "1"),
            cell("arrangements.csv", 2, "most_members", "1"),
        ),
        (
            "baseline_services.csv",
            2,
            "arrangement_today",
            "has 2 members today, more than its most_members (1)",
        ),
    ),
    "pool of today above its volume": (
        both(
            *(cell("baseline_services.csv", row, "arrangement_today", FULL) for row in (2, 3)),
            *(cell("baseline_services.csv", row, "member_since", "2020/21") for row in (2, 3)),
            cell("arrangements.csv", 2, "capacity_volume", "999"),
        ),
        (
            "baseline_services.csv",
            2,
            "arrangement_today",
            "has a volume of 1000 today, more than its capacity",
        ),
    ),
    "pool of today off its curve": (
        both(
            *(cell("baseline_services.csv", row, "arrangement_today", FULL) for row in (2, 3)),
            *(cell("baseline_services.csv", row, "member_since", "2020/21") for row in (2, 3)),
            swap("scale_curves.csv", "1000,", "2000,"),
            swap("scale_curves.csv", "500,", "1001,"),
        ),
        ("baseline_services.csv", 2, "arrangement_today", "which is not on the curve fte:all (1001 to 2000)"),
    ),
    "change without a need": (
        both(
            line("services.csv", "HR,staff,4"),
            whole(
                "baseline_changes.csv",
                "council,service,financial_year,line,amount_gbp\nA,HR,2026/27,pay,-1\n",
            ),
        ),
        ("baseline_changes.csv", 2, "service", "A does not need this service"),
    ),
    "role of a depth": (
        cell("depths.csv", 3, "role", "al"),
        ("depths.csv", 3, "role", "is not a role in baseline.csv; did you mean 'all'?"),
    ),
    "chain called like a pool outside it": (
        both(
            cell("arrangements.csv", 2, "arrangement", FULL),
            line("arrangements.csv", "ICT,A,lead_authority,50000,deeper"),
            cell("arrangements.csv", 3, "chain", FULL),
        ),
        ("arrangements.csv", 3, "chain", "is the name of an arrangement that is not in this chain"),
    ),
    "host alone": (
        both(
            cell("arrangements.csv", 2, "least_members", "3"),
            cell("arrangements.csv", 2, "most_members", "3"),
        ),
        ("arrangements.csv", 2, "least_members", f"no membership of {FULL} is allowed: 2 councils need ICT"),
    ),
    "value too exact for a curve": (
        swap("scale_curves.csv", "300000", "300000.001"),
        ("scale_curves.csv", 4, "value", "is too exact to be kept; round it to 2 decimal places"),
    ),
    "empty rule": (
        whole("scale_rules.csv", "service,measure,core\nICT,non_staff,\n"),
        ("scale_rules.csv", 2, "core", "the rule is empty"),
    ),
    "breakpoint twice": (
        line("scale_curves.csv", "ICT,fte:all,700,12\nICT,fte:all,700,12"),
        ("scale_curves.csv", 7, "volume", "repeats row 6"),
    ),
    "rule of an unknown role": (
        whole("scale_rules.csv", "service,measure,core,per_unit\nICT,fte:managers,1,1\n"),
        ("scale_rules.csv", 2, "measure", "baseline.csv has no role 'managers' for ICT"),
    ),
    "file of settings by another name": (
        whole("cases.toml", ""),
        ("cases.toml", None, None, "is not a file of a case; did you mean 'case.toml'?"),
    ),
    "generate is no table": (
        swap("case.toml", "years = 3", "years = 3\ngenerate = 3"),
        ("case.toml", 5, "generate", "write [generate.SERVICE]"),
    ),
    "generate without hosts": (
        line("case.toml", '[generate.ICT]\nmodels = ["lead_authority"]'),
        ("case.toml", 16, "hosts", "nothing is given; give candidate hosts"),
    ),
    "generate with one host as text": (
        line("case.toml", '[generate.ICT]\nhosts = [1]\nmodels = ["lead_authority"]'),
        ("case.toml", 17, "hosts", "write texts in quotation marks"),
    ),
    "text without quotation marks": (
        swap("case.toml", '"2025/26"', "2025"),
        ("case.toml", 3, "base_year", "is not text; put it in quotation marks"),
    ),
    "name that is yes or no": (
        swap("case.toml", 'name = "Two councils, one service, three years"', "name = true"),
        ("case.toml", 2, "name", "is true or false, not text"),
    ),
    "list where one value belongs": (
        swap("case.toml", "years = 3", "years = [3]"),
        ("case.toml", 4, "years", "remove the square brackets"),
    ),
    "assumption of nothing": (
        whole("assumptions.csv", 'path,reason\n"contracts.end_date[kC]",because\n'),
        ("assumptions.csv", 2, "path", "contracts has no row with contract 'kC'; did you mean"),
    ),
    "assumption that is no path": (
        whole("assumptions.csv", "path,reason\nthe end dates,because\n"),
        (
            "assumptions.csv",
            2,
            "path",
            "is not a path; write case.discount_rate or contracts.end_date[contract]",
        ),
    ),
    "assumption of an unknown table": (
        whole("assumptions.csv", "path,reason\ncontract.end_date[kA],because\n"),
        ("assumptions.csv", 2, "path", "there is no table 'contract'; did you mean 'contracts'?"),
    ),
    "assumption of keys that do not meet": (
        both(
            line("services.csv", "HR,staff,4"),
            line("baseline.csv", "B,HR,all,1,0,1,,,,"),
            line("baseline_services.csv", "B,HR,10,1"),
            whole("assumptions.csv", 'path,reason\n"baseline.fte[A, HR, *]",because\n'),
        ),
        ("assumptions.csv", 2, "path", "baseline has no row with these keys together"),
    ),
    "assumption of rows of case.toml": (
        whole("assumptions.csv", "path,reason\ncase.years[3],because\n"),
        ("assumptions.csv", 2, "path", "a key of case.toml has no rows; remove the square brackets"),
    ),
    "assumption without keys": (
        whole("assumptions.csv", "path,reason\ncontracts.end_date,because\n"),
        ("assumptions.csv", 2, "path", "write contracts.end_date[contract]"),
    ),
    "assumption of an unknown column": (
        whole("assumptions.csv", "path,reason\ncase.discount,because\n"),
        ("assumptions.csv", 2, "path", "case has no column 'discount'; did you mean 'discount_rate'?"),
    ),
}
