"""Bad inputs in case.toml: what is spoilt in the golden case, and the fault that must come of it."""

from __future__ import annotations

from tests.case.folders import Edit, Expected, encoded, line, swap, whole

NAME = 'name = "Two councils, one service, three years"'
GENERATE = '[generate.ICT]\nhosts = ["A"]\nmodels = ["lead_authority"]'
NUMBERS = "numbers with digits and a decimal point only"

TOML: dict[str, tuple[Edit, Expected]] = {
    "text that is not closed": (
        swap("case.toml", 'years"', "years"),
        ("case.toml", 2, None, "cannot be read: Illegal character '\\n'; every key once, texts in quotation"),
    ),
    "table that is not closed": (
        swap("case.toml", "[prices]", "[prices"),
        ("case.toml", 8, None, NUMBERS),
    ),
    "table twice": (
        line("case.toml", "[prices]\ngeneral = 0.03"),
        ("case.toml", 16, None, "the key or table stands twice"),
    ),
    "key below the wrong table": (
        swap("case.toml", '"in_scope_fte"', '"in_scope_fte"\nprotection_years = 2'),
        ("case.toml", 16, "recharge.protection_years", "did you mean 'protection_years'?"),
    ),
    "table of tables": (
        swap("case.toml", "[prices]", "[[prices]]"),
        ("case.toml", 8, "prices", "there is no such key in case.toml"),
    ),
    "one value for a table": (
        swap("case.toml", "years = 3", "years = 3\nrisk = 0.02"),
        ("case.toml", 5, "risk", "there is no such key in case.toml"),
    ),
    "table for one value": (
        swap("case.toml", "general = 0.02", "general = { low = 0.01 }"),
        ("case.toml", 9, "prices.general", "is a table or a time where a single value belongs; write one"),
    ),
    "unknown table": (
        swap("case.toml", "[prices]", "[price]"),
        ("case.toml", 9, "price.general", "did you mean 'prices.general'?"),
    ),
    "no years": (
        swap("case.toml", "years = 3", "years = 0"),
        ("case.toml", 4, "years", "'0': is too small; give a whole number (years), from 1 to 30"),
    ),
    "half a year": (
        swap("case.toml", "years = 3", "years = 2.5"),
        ("case.toml", 4, "years", "'2.5': is not a whole number"),
    ),
    "no such day": (
        swap("case.toml", "2026-01-01", "2026-02-30"),
        ("case.toml", 5, None, "cannot be read: Invalid date or datetime"),
    ),
    "time of day": (
        swap("case.toml", "2026-01-01", "10:00:00"),
        ("case.toml", 5, "decision_date", "is a table or a time where a single value belongs"),
    ),
    "day in words": (
        swap("case.toml", "2026-01-01", '"1 January 2026"'),
        ("case.toml", 5, "decision_date", "is not a date; write year-month-day such as 2028-03-31"),
    ),
    "years that do not follow": (
        swap("case.toml", '"2025/26"', '"2025/27"'),
        ("case.toml", 3, "base_year", "the two years do not follow one another; write 2025/26"),
    ),
    "year of two digits": (
        swap("case.toml", '"2025/26"', '"25/26"'),
        ("case.toml", 3, "base_year", "is not a financial year; write it such as 2026/27"),
    ),
    "year of long ago": (
        swap("case.toml", '"2025/26"', '"1825/26"'),
        ("case.toml", 3, "base_year", "is not a year of our time"),
    ),
    "rate in per cent": (
        swap("case.toml", "= 0.035", "= 3.5"),
        ("case.toml", 6, "discount_rate", "is too large; give a share a year, from 0 to 1"),
    ),
    "rate below nothing": (
        swap("case.toml", "= 0.035", "= -0.035"),
        ("case.toml", 6, "discount_rate", "is too small; give a share a year, from 0 to 1"),
    ),
    "rate with a sign": (
        swap("case.toml", "= 0.035", '= "3.5%"'),
        ("case.toml", 6, "discount_rate", "is text; write the number without quotation marks"),
    ),
    "decimal comma": (swap("case.toml", "= 0.035", "= 0,035"), ("case.toml", 6, None, NUMBERS)),
    "exponent": (
        swap("case.toml", "= 0.035", "= 35e-3"),
        ("case.toml", 6, "discount_rate", "is in scientific notation; use digits and a decimal point only"),
    ),
    "unknown key of recharge": (
        swap("case.toml", '"volume"', '"volumes"'),
        ("case.toml", 14, "recharge.running_key", "did you mean 'volume'?"),
    ),
    "protection without end": (
        swap("case.toml", "years = 3", "years = 3\nprotection_years = 99"),
        ("case.toml", 5, "protection_years", "is too large; give a whole number (years), from 0 to 10"),
    ),
    "wait of two years": (
        swap("case.toml", "years = 3", "years = 3\nredundancy_wait_years = 2"),
        ("case.toml", 5, "redundancy_wait_years", "is too large; give a whole number (years), from 0 to 1"),
    ),
    "name of two lines": (
        swap("case.toml", NAME, 'name = """Two\ncouncils"""'),
        ("case.toml", 2, "name", "has a line break"),
    ),
    "name of 3,000 letters": (
        swap("case.toml", NAME, f'name = "{"x" * 3000}"'),
        ("case.toml", 2, "name", "is too long; use at most 2000 characters"),
    ),
    "no name": (
        swap("case.toml", NAME, 'name = ""'),
        ("case.toml", 2, "name", "nothing is given; give name of the case"),
    ),
    "nothing": (whole("case.toml", ""), ("case.toml", None, "base_year", "the key is missing; add it")),
    "UTF-16": (
        encoded("case.toml", "utf-16"),
        ("case.toml", None, None, "it looks like UTF-16); save the file as UTF-8 text"),
    ),
    "Latin-1": (
        encoded("case.toml", "latin-1", "Two councils", "Cyngor Môn"),
        ("case.toml", 1, None, "it looks like an old Windows or Latin-1 encoding"),
    ),
    "empty character": (
        line("case.toml", "#" * 300 + "\0"),
        ("case.toml", None, None, "the file has empty (NUL) characters in it"),
    ),
    "curly quotation marks": (
        swap("case.toml", '"2025/26"', "\u201c2025/26\u201d"),
        ("case.toml", 3, None, "cannot be read: Invalid value; every key once, texts in quotation marks"),
    ),
    "word without quotation marks": (
        swap("case.toml", '"volume"', "volume"),
        ("case.toml", 14, None, "cannot be read: Invalid value; every key once, texts in quotation marks"),
    ),
    "brackets without end": (
        swap("case.toml", "years = 3", "years = " + "[" * 100_000),
        ("case.toml", None, None, "cannot be read: too many brackets inside brackets"),
    ),
    "generate: unknown service": (
        line("case.toml", GENERATE.replace("ICT", "HR")),
        ("case.toml", 16, "service", "'HR': is not in services"),
    ),
    "generate: unknown key": (
        line("case.toml", f'{GENERATE}\ndepth = ["full"]'),
        ("case.toml", 19, "depth", "did you mean 'depths'?"),
    ),
    "generate: no depths": (
        line("case.toml", f"{GENERATE}\ndepths = []"),
        ("case.toml", 19, "depths", "the list is empty; name at least one, or leave the key out"),
    ),
    "generate: host twice": (
        line("case.toml", GENERATE.replace('["A"]', '["A", "A"]')),
        ("case.toml", 17, "hosts", "'A' stands twice in the list; remove one"),
    ),
    "generate: unknown model": (
        line("case.toml", GENERATE.replace("lead_authority", "lead")),
        ("case.toml", 16, "models", "is not in delivery_models; use one of 'lead_authority'"),
    ),
    "generate: a service twice": (
        line("case.toml", f"{GENERATE}\n{GENERATE}"),
        ("case.toml", 19, None, "the key or table stands twice"),
    ),
}
