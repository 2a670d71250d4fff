"""Bad inputs that reading notices: rows, numbers, dates, keys, encodings, references."""

from __future__ import annotations

from tests.case.folders import FULL, Edit, Expected, both, cell, encoded, gone, line, swap, whole

# What is spoilt in the golden case, and file, row, column and words of the fault that must come of it.
FAULTS_OF_FILES: dict[str, tuple[Edit, Expected]] = {
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
            "there is no such column in baseline.csv; did you mean 'retained_fte'?",
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
        ("baseline.csv", 2, "fte", "is too small; give a number (FTE), 0 or more"),
    ),
    "share above 1": (
        cell("contracts.csv", 2, "replaces_share", "90"),
        ("contracts.csv", 2, "replaces_share", "is too large; give a share, from 0 to 1"),
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
        ("baseline.csv", 2, "fte", "nothing is given; give a number (FTE), 0 or more"),
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
        ("case.toml", 4, "years", "'true': is true or false, not a number"),
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
        ("case.toml", 4, "years", "is too large; give a whole number (years), from 1 to 30"),
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
}
