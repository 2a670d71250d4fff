"""Bad inputs: each is a good case with one thing spoilt, and must be reported at its place in plain words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from optimizer.case import load_case
from optimizer.errors import InputError
from tests.builders import CASES
from tests.case.folders import Edit, both, cell, encoded, gone, line, swap, whole

GOLDEN = CASES / "golden"
TEMPLATE = CASES.parents[1] / "data" / "template"

Expected = tuple[str, int | None, str | None, str]
FULL = "ICT.A.lead_authority.full"

# What is spoilt in the golden case, and file, row, column and words of the fault that must come of it.
GOLDEN_FAULTS: dict[str, tuple[Edit, Expected]] = {
    # References
    "unknown council": (
        cell("baseline.csv", 3, "council", "b"),
        ("baseline.csv", 3, "council", "'b': is not in councils; did you mean 'B'?"),
    ),
    "unknown service": (
        cell("contracts.csv", 2, "service", "ITC"),
        ("contracts.csv", 2, "service", "is not in services; did you mean 'ICT'?"),
    ),
    "unknown host": (
        cell("arrangements.csv", 2, "host", "Z"),
        ("arrangements.csv", 2, "host", "is not in councils or providers; use one of 'A', 'B'"),
    ),
    "unknown model": (
        cell("arrangements.csv", 2, "model", "lead_autority"),
        ("arrangements.csv", 2, "model", "did you mean 'lead_authority'?"),
    ),
    "unknown depth": (
        cell("delivery_models.csv", 2, "default_depth", "ful"),
        ("delivery_models.csv", 2, "default_depth", "is not in depths; did you mean 'full'?"),
    ),
    "unknown arrangement": (
        cell("joining.csv", 3, "arrangement", "ICT.A.lead_authority.ful"),
        ("joining.csv", 3, "arrangement", f"did you mean '{FULL}'?"),
    ),
    "default depth of contracts is unknown": (
        swap("depths.csv", "infrastructure", "network"),
        ("contracts.csv", 2, "displaced_by", "it is the default where the cell is blank"),
    ),
    "generated host is unknown": (
        line("case.toml", '[generate.ICT]\nhosts = ["C"]\nmodels = ["lead_authority"]'),
        ("case.toml", 16, "hosts", "'C': is not in councils or providers"),
    ),
    # Rows and headers
    "duplicate row": (
        line("baseline.csv", "B,ICT,all,8.4,1.4,48000,0.1,20000,5000,4000"),
        ("baseline.csv", 4, "council, service, role", "'B, ICT, all': repeats row 3"),
    ),
    "duplicate council": (
        line("councils.csv", "A,Another"),
        ("councils.csv", 4, "council", "'A': repeats row 2"),
    ),
    "short row": (
        line("baseline_services.csv", "C,ICT,400"),
        ("baseline_services.csv", 4, None, "the row has 3 cells, the header 4; add the missing commas"),
    ),
    "long row": (
        line("baseline_services.csv", "C,ICT,400,300,000"),
        ("baseline_services.csv", 4, None, "the row has 5 cells, the header 4; put a text that contains"),
    ),
    "misspelt column": (
        swap("baseline.csv", "retained_fte", "retaned_fte"),
        (
            "baseline.csv",
            1,
            "retaned_fte",
            "there is no such column in baseline; did you mean 'retained_fte'?",
        ),
    ),
    "missing column": (
        swap("baseline.csv", "pay_gbp_per_fte", "recruitment_gbp"),
        ("baseline.csv", 1, "pay_gbp_per_fte", "the column is missing"),
    ),
    "column twice": (
        swap("councils.csv", "council,name", "council,council"),
        ("councils.csv", 1, "council", "the column stands twice"),
    ),
    "column without a name": (
        swap("councils.csv", "council,name", "council,"),
        ("councils.csv", 1, None, "column 2 has no name"),
    ),
    "empty file": (whole("services.csv", ""), ("services.csv", None, None, "the file is empty")),
    "no rows": (
        whole("services.csv", "service,volume_unit\n"),
        ("services.csv", None, None, "the table has no rows; give at least one row"),
    ),
    "missing file": (gone("depths.csv"), ("depths.csv", None, None, "the file is missing")),
    "misspelt file": (
        whole("contract.csv", "contract\n"),
        ("contract.csv", None, None, "is not a table of a case; did you mean 'contracts.csv'?"),
    ),
    "open quotation mark": (
        line("councils.csv", 'C,"Council C'),
        ("councils.csv", 4, None, "the row cannot be read"),
    ),
    # Numbers
    "NaN": (cell("baseline.csv", 2, "fte", "NaN"), ("baseline.csv", 2, "fte", "'NaN': is not a number")),
    "inf": (
        cell("contracts.csv", 3, "annual_charge_gbp", "inf"),
        ("contracts.csv", 3, "annual_charge_gbp", "infinity is not a number of anything"),
    ),
    "1e400": (
        cell("baseline.csv", 3, "pay_gbp_per_fte", "1e400"),
        ("baseline.csv", 3, "pay_gbp_per_fte", "is in scientific notation"),
    ),
    "four hundred digits": (
        cell("baseline.csv", 3, "pay_gbp_per_fte", "9" * 400),
        ("baseline.csv", 3, "pay_gbp_per_fte", "the number is too large to be meant"),
    ),
    "boolean as a number": (
        cell("baseline.csv", 3, "fte", "TRUE"),
        ("baseline.csv", 3, "fte", "yes/no is not a number"),
    ),
    "number as a boolean": (
        cell("contracts.csv", 2, "novation_allowed", "1"),
        ("contracts.csv", 2, "novation_allowed", "is neither yes nor no; write yes or no"),
    ),
    "pounds and thousands": (
        cell("contracts.csv", 2, "annual_charge_gbp", "£1,234"),
        ("contracts.csv", 2, "annual_charge_gbp", "a currency sign is not part of a number"),
    ),
    "thousands": (
        cell("contracts.csv", 2, "annual_charge_gbp", "100,000"),
        ("contracts.csv", 2, "annual_charge_gbp", "has thousands separators"),
    ),
    "decimal comma": (
        cell("baseline.csv", 2, "fte", "12,5"),
        ("baseline.csv", 2, "fte", "has a comma where the decimal point belongs"),
    ),
    "percent": (
        cell("contracts.csv", 2, "end_early_share", "5%"),
        ("contracts.csv", 2, "end_early_share", "a percent sign is not part of a number (5% is 0.05)"),
    ),
    "negative FTE": (
        cell("baseline.csv", 2, "fte", "-1"),
        ("baseline.csv", 2, "fte", "is too small; give a number in FTE, 0 or more"),
    ),
    "share above 1": (
        cell("contracts.csv", 2, "replaces_share", "90"),
        ("contracts.csv", 2, "replaces_share", "is too large; give a share in share, from 0 to 1"),
    ),
    "parts of a penny": (
        cell("contracts.csv", 2, "annual_charge_gbp", "100000.005"),
        ("contracts.csv", 2, "annual_charge_gbp", "has parts of a penny; round it to 2 decimal places"),
    ),
    "half a user": (
        cell("baseline_services.csv", 2, "volume", "600.5"),
        ("baseline_services.csv", 2, "volume", "is not a whole number"),
    ),
    "spaces around": (
        cell("councils.csv", 2, "council", "A "),
        ("councils.csv", 2, "council", "'A ': has spaces or line breaks around it; remove them"),
    ),
    "required cell is blank": (
        cell("baseline.csv", 2, "fte", ""),
        ("baseline.csv", 2, "fte", "nothing is given; give a number in FTE, 0 or more"),
    ),
    "slash in an identifier": (
        both(cell("services.csv", 2, "service", "ICT/HR"), swap("baseline.csv", "ICT", "ICT/HR")),
        ("services.csv", 2, "service", "an identifier cannot contain '/'"),
    ),
    "wrong word": (
        cell("delivery_models.csv", 2, "staff_mode", "Transfer"),
        ("delivery_models.csv", 2, "staff_mode", "is not one of the words allowed; did you mean 'transfer'?"),
    ),
    # Dates and years
    "date of another country": (
        cell("contracts.csv", 2, "end_date", "31/03/2029"),
        ("contracts.csv", 2, "end_date", "is not a date; write year-month-day such as 2028-03-31"),
    ),
    "no such day": (
        cell("contracts.csv", 2, "end_date", "2029-02-29"),
        ("contracts.csv", 2, "end_date", "is not a day of the calendar"),
    ),
    "years that do not follow": (
        cell("budgets.csv", 2, "financial_year", "2026/28"),
        ("budgets.csv", 2, "financial_year", "the two years do not follow one another; write 2026/27"),
    ),
    "calendar year": (
        cell("budgets.csv", 2, "financial_year", "2026"),
        ("budgets.csv", 2, "financial_year", "is not a financial year; write it such as 2026/27"),
    ),
    "budget outside the horizon": (
        cell("budgets.csv", 2, "financial_year", "2029/30"),
        ("budgets.csv", 2, "financial_year", "is outside the years of the case; use 2025/26 to 2028/29"),
    ),
    "change outside the horizon": (
        whole(
            "baseline_changes.csv", "council,service,financial_year,line,amount_gbp\nA,ICT,2025/26,pay,-1\n"
        ),
        ("baseline_changes.csv", 2, "financial_year", "use 2026/27 to 2028/29"),
    ),
    "end before start": (
        both(
            cell("arrangements.csv", 2, "first_year", "2028/29"),
            cell("arrangements.csv", 2, "last_year", "2027/28"),
        ),
        ("arrangements.csv", 2, "last_year", "is before first_year (2028/29); give 2028/29 or later"),
    ),
    # case.toml
    "misspelt key": (
        swap("case.toml", "discount_rate", "discount_rat"),
        ("case.toml", 6, "discount_rat", "did you mean 'discount_rate'?"),
    ),
    "misspelt key in a table": (
        swap("case.toml", "pay =", "pays ="),
        ("case.toml", 10, "prices.pays", "did you mean 'prices.pay'?"),
    ),
    "duplicate key": (
        swap("case.toml", "years = 3", "years = 3\nyears = 4"),
        ("case.toml", 5, None, "the key or table stands twice"),
    ),
    "missing key": (swap("case.toml", "years = 3", ""), ("case.toml", None, "years", "the key is missing")),
    "quoted number": (
        swap("case.toml", "years = 3", 'years = "3"'),
        ("case.toml", 4, "years", "'3': is text; write the number without quotation marks"),
    ),
    "boolean for a number": (
        swap("case.toml", "years = 3", "years = true"),
        ("case.toml", 4, "years", "yes/no is not a number"),
    ),
    "TOML nan": (
        swap("case.toml", "discount_rate = 0.035", "discount_rate = nan"),
        ("case.toml", 6, "discount_rate", "is not a number"),
    ),
    "TOML inf": (
        swap("case.toml", "general = 0.02", "general = inf"),
        ("case.toml", 9, "prices.general", "infinity is not a number of anything"),
    ),
    "TOML huge": (
        swap("case.toml", "general = 0.02", "general = 1e400"),
        ("case.toml", 9, "prices.general", "is in scientific notation"),
    ),
    "too many years": (
        swap("case.toml", "years = 3", "years = 31"),
        ("case.toml", 4, "years", "is too large; give a whole number in years, from 1 to 30"),
    ),
    "date with a time": (
        swap("case.toml", "2026-01-01", "2026-01-01T10:00:00"),
        ("case.toml", 5, "decision_date", "is not a date"),
    ),
    "unreadable TOML": (
        swap("case.toml", "years = 3", "years = 3,000"),
        ("case.toml", 4, None, "cannot be read"),
    ),
    "number of a million digits": (
        swap("case.toml", "years = 3", "years = " + "3" * 10_000),
        ("case.toml", None, None, "cannot be read: a number is too long"),
    ),
    "no case.toml": (gone("case.toml"), ("case.toml", None, None, "the file is missing")),
    # Encodings
    "UTF-16": (
        encoded("councils.csv", "utf-16"),
        ("councils.csv", None, None, "it looks like UTF-16); save"),
    ),
    "UTF-16 without a mark": (
        encoded("councils.csv", "utf-16-le"),
        ("councils.csv", None, None, "it looks like UTF-16); save the file as 'CSV UTF-8"),
    ),
    "Latin-1": (
        encoded("councils.csv", "latin-1", "Council B", "Sir Ddinbych, Y Bala a Môn".replace(",", "")),
        ("councils.csv", 3, None, "it looks like an old Windows or Latin-1 encoding"),
    ),
    "semicolons": (
        swap("councils.csv", ",", ";"),
        ("councils.csv", 1, None, "the columns are separated by semicolons; use commas"),
    ),
    "tabs": (swap("councils.csv", ",", "\t"), ("councils.csv", 1, None, "separated by tabs")),
    # Meaning
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
        ("baseline_services.csv", 2, "arrangement_today", "has 1 members today, fewer than"),
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
    "assumption of nothing": (
        whole("assumptions.csv", 'path,reason\n"contracts.end_date[kC]",because\n'),
        ("assumptions.csv", 2, "path", "contracts has no row with contract 'kC'; did you mean"),
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


def faults_of(folder: Path) -> list[tuple[str, int | None, str | None, str]]:
    with pytest.raises(InputError) as caught:
        load_case(folder)
    return [(fault.file, fault.row, fault.column, fault.sentence()) for fault in caught.value.faults]


def spoilt(tmp_path: Path, good: Path, edit: Edit) -> Path:
    folder = tmp_path / "case"
    shutil.copytree(good, folder)
    edit(folder)
    return folder


@pytest.mark.parametrize("what", GOLDEN_FAULTS)
def test_fault_is_reported_at_its_place(what: str, tmp_path: Path) -> None:
    edit, (file, row, column, words) = GOLDEN_FAULTS[what]
    found = faults_of(spoilt(tmp_path, GOLDEN, edit))
    there = [sentence for *place, sentence in found if place == [file, row, column]]
    assert any(words in sentence for sentence in there), "\n".join(map(str, found))


def test_there_are_forty_bad_inputs_at_least() -> None:
    assert len(GOLDEN_FAULTS) >= 40


def test_all_faults_are_reported_together(tmp_path: Path) -> None:
    edit = both(
        swap("case.toml", "years = 3", "years = 0"),
        cell("councils.csv", 3, "population", "many"),
        cell("baseline.csv", 2, "fte", "-1"),
        cell("baseline.csv", 3, "service", "HR"),
        cell("contracts.csv", 2, "end_date", "soon"),
        line("services.csv", "HR"),
    )
    places = {(file, row, column) for file, row, column, _ in faults_of(spoilt(tmp_path, GOLDEN, edit))}
    assert places == {
        ("case.toml", 4, "years"),
        ("councils.csv", 3, "population"),
        ("baseline.csv", 2, "fte"),
        ("contracts.csv", 2, "end_date"),
        ("services.csv", 3, None),
    }


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    assert "there is no such folder" in faults_of(tmp_path / "nowhere")[0][3]
    (tmp_path / "file").write_text("")
    assert "is not a folder" in faults_of(tmp_path / "file")[0][3]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(encoded("councils.csv", "utf-8-sig"), id="the mark that Excel writes"),
        pytest.param(swap("councils.csv", "\n", "\r\n"), id="Windows line ends"),
        pytest.param(line("councils.csv", ",\n\n,"), id="blank rows"),
        pytest.param(whole("notes.txt", "mine"), id="a file of another kind"),
        pytest.param(
            cell("councils.csv", 3, "name", "Two,\tlines".replace("\t", " ")), id="a comma in a name"
        ),
        pytest.param(
            both(
                *(swap(f"{name}.csv", "B,", "NA,") for name in ("councils", "baseline", "baseline_services")),
                swap("contracts.csv", "B,ICT", "NA,ICT"),
                swap("joining.csv", "B,ICT", "NA,ICT"),
                swap("budgets.csv", "B,2026", "NA,2026"),
            ),
            id="NA is an identifier",
        ),
        pytest.param(swap("budgets.csv", "2026/27", "2026-27"), id="year with a hyphen"),
    ],
)
def test_what_is_accepted(edit: Edit, tmp_path: Path) -> None:
    assert load_case(spoilt(tmp_path, GOLDEN, edit)).case.councils[0] == "A"


def test_layout_does_not_change_the_digest(tmp_path: Path) -> None:
    edit = both(
        encoded("councils.csv", "utf-8-sig"),
        swap("budgets.csv", "2026/27", "2026-27"),
        cell("baseline.csv", 2, "fte", "12.00"),
        cell("contracts.csv", 2, "novation_allowed", "TRUE"),
        line("councils.csv", ","),
    )
    changed = load_case(spoilt(tmp_path, GOLDEN, edit))
    original = load_case(GOLDEN)
    assert changed.digest == original.digest
    assert changed.file_hashes != original.file_hashes
    assert changed.case == original.case


def test_content_changes_the_digest(tmp_path: Path) -> None:
    changed = load_case(spoilt(tmp_path, GOLDEN, cell("baseline.csv", 2, "fte", "12.01")))
    assert changed.digest != load_case(GOLDEN).digest


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (whole("funding.csv", "source\n"), ("funding.csv", None, None, "is not used by this version")),
        (
            swap("case.toml", "2026-01-01", "2028-06-01"),
            (
                "arrangements.csv",
                2,
                None,
                "nobody can join within the case: the lead time ends on 2028-12-01",
            ),
        ),
        (
            both(swap("scale_curves.csv", ",500,", ",300,"), swap("scale_curves.csv", ",8.5", ",3.5")),
            ("baseline.csv", 2, "fte", "times the 8.00 FTE of the curve at its own volume"),
        ),
        (
            both(
                swap("scale_curves.csv", "1000,", "1400,"),
                swap("scale_curves.csv", "500,", "1001,"),
                both(
                    cell("baseline_services.csv", 3, "volume", "500"), cell("councils.csv", 2, "council", "A")
                ),
                line("councils.csv", "C,"),
                line("baseline_services.csv", "C,ICT,300,1"),
                line("baseline.csv", "C,ICT,all,6,0,1,,,,"),
            ),
            ("scale_curves.csv", 3, "volume", "smaller pools than 1001 will not be considered"),
        ),
        (line("services.csv", "HR,staff,4"), ("services.csv", 3, "service", "is needed by nobody")),
        (line("councils.csv", "C,"), ("councils.csv", 4, "council", "needs no service")),
    ],
)
def test_warnings(edit: Edit, expected: Expected, tmp_path: Path) -> None:
    loaded = load_case(spoilt(tmp_path, GOLDEN, edit))
    file, row, column, words = expected
    found = [(w.file, w.row, w.column, w.sentence()) for w in loaded.warnings]
    assert any(
        place == (file, row, column) and words in text for *at, text in found if (place := tuple(at))
    ), found


def test_the_golden_case_warns_of_nothing_else() -> None:
    found = [(w.file, w.row, w.column) for w in load_case(GOLDEN).warnings]
    # A has 12 FTE where the curve says 9.6 at 600 users.
    assert found == [("baseline.csv", 2, "fte")]


def test_the_template_has_no_faults_and_no_warnings() -> None:
    assert load_case(TEMPLATE).warnings == ()
