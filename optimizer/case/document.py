"""The reference documentation that the data dictionary gives: docs/data_dictionary.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple

from optimizer.case.dictionary import (
    GENERATE,
    REQUIRED_TABLES,
    SETTINGS,
    ColumnSpec,
    cost_lines,
    file_of,
    objectives,
    policy_keys,
    policy_kinds,
    tables,
)
from optimizer.case.parameters import Parameter, parameters
from optimizer.case.reference_data import reference_table


def dictionary_markdown() -> str:
    """Return the text of docs/data_dictionary.md: every table, kind of policy and cost line."""
    parts = [HEAD]
    for table, columns in tables().items():
        need = "required" if table in (*REQUIRED_TABLES, SETTINGS) else "may be absent"
        title = {
            SETTINGS: "case.toml",
            GENERATE: "case.toml, tables `[generate.SERVICE]`",
        }.get(table, file_of(table))
        if table == SETTINGS:
            note = "Keys; `prices.general` is the key `general` of the table `[prices]`."
        else:
            keys = [f"`{spec.column}`" for spec in columns.values() if spec.key]
            note = (
                f"One row for every {' and '.join([', '.join(keys[:-1]), keys[-1]] if keys[1:] else keys)}."
            )
        parts.append(f"## {title} ({need})\n\n{note}\n\n{_markdown_table('column', columns.values())}")
    aims = "\n".join(
        f"| {aim.objective} | {aim.unit} | {'more' if aim.more_is_better else 'less'} | {aim.description} |"
        for aim in objectives().values()
    )
    parts.append(f"{OBJECTIVES}{aims}\n")
    parts.append(f"{POLICIES}\n{_markdown_table('key', policy_keys().values())}")
    for kind in policy_kinds().values():
        table = _markdown_table("parameter", kind.parameters.values())
        parts.append(f"## {kind.kind} ({kind.unit})\n\n{kind.description}\n\n{table}")
    rows = "\n".join(
        f"| {line.line} | {line.bearer} | {line.timing} | {'yes' if line.one_off else 'no'} | {line.index} | "
        f"{line.cashable_share} | {line.kind} | {line.cause} | {line.description} |"
        for line in cost_lines().values()
    )
    parts.append(f"{COST_LINES}{rows}\n")
    known = "\n".join(_parameter_row(one) for one in parameters().values())
    parts.append(f"{PARAMETERS}{known}\n")
    councils = "\n".join(f"| {' | '.join(row.values())} |" for row in reference_table("councils.csv"))
    parts.append(f"{COUNCILS}{councils}\n")
    return "\n".join(parts)


HEAD = """# Data dictionary

Made from `data/dictionary.csv`, `data/policy_kinds.csv` and `data/cost_lines.csv` by
`python -m optimizer.case.generate`, with the values of `data/parameters.csv`; a test keeps it fresh.

A case is a folder with `case.toml` and CSV tables (UTF-8, separated by commas). Numbers are digits with a
decimal point: no thousands separators, currency or percent signs. Money is exact in pence and in prices of
the base year unless it says otherwise, FTE in hundredths. A financial year is written `2026/27`, a date
`2028-03-31`, yes and no as `yes` and `no`. A blank cell stands for the default; the name in brackets
behind it is that of the reference parameter (last table) that it comes from.

Or it is one workbook (`.xlsx`) with the same tables as sheets: sheet `baseline` stands for `baseline.csv`,
and so on; sheet `case` has the keys of `case.toml`, and sheet `generate` its tables
`[generate.SERVICE]`. Constraint sets are files either way, in the folder `constraints` in the folder of the
case or beside the workbook.
"""

OBJECTIVES = """# Objectives

What the plan is to be best at. One constraint set of a run may list objectives as tables `[[objective]]`
with `measure`, `reason` and `tolerance` (how much of it may be given up for those that follow, in its unit;
0 unless given), the most important first. They are searched for one after another, and the net saving last.

| measure | unit | better is | meaning |
|---|---|---|---|
"""

POLICIES = """# Kinds of policy

A constraint set is a file `constraints/NAME.toml` of tables `[policy.NAME]` with the keys that every policy
may have and the parameters of its kind. Behind each kind stands the unit in which its slack is counted.
"""

COST_LINES = """# Cost lines

The cause is what the difference between two plans is put down to.

| line | borne by | timing | one-off | price index | cashable share | kind | cause | meaning |
|---|---|---|---|---|---|---|---|---|
"""


PARAMETERS = """# Reference parameters

`data/parameters.csv`: what is known, or assumed, of schemes of this kind. Every default above is the value
of one of them, and so is every number of the reference class of risks (`data/reference_risks.csv`); there are
no other defaults. A blank value stands where only a range is known. Grades: S found in a public source
(`data/sources.csv` has them by key), OK general knowledge, INF arithmetic or inference, ASSUMED an
assumption.

| parameter | about | value | low | high | unit | grade | source | meaning |
|---|---|---|---|---|---|---|---|---|
"""


COUNCILS = """# Councils of the schemes

`data/councils.csv`: the councils of the four schemes in `examples/`, to copy from. No command reads it.

| name | ONS code | type | region | population | year | source | source of the code | grade | example | note |
|---|---|---|---|---|---|---|---|---|---|---|
"""


def _parameter_row(one: Parameter) -> str:
    texts = (one.value, one.low, one.high)
    numbers = (f"`{text}`" if text else "" for text in texts)
    return "| " + " | ".join((one.parameter, one.group, *numbers, *astuple(one)[5:])) + " |"


def _markdown_table(first: str, columns: Iterable[ColumnSpec]) -> str:
    lines = [f"| {first} | type | unit | range | default | meaning |", "|---|---|---|---|---|---|"]
    lines += [_markdown_row(spec) for spec in columns]
    return "\n".join(lines) + "\n"


def _markdown_row(spec: ColumnSpec) -> str:
    name = f"**{spec.column}**" if spec.key else spec.column
    allowed = spec.range_words or ", ".join(spec.choices)
    if spec.references:
        allowed = f"one of {spec.references}"
    default = "required" if spec.required else f"`{spec.default}` ({spec.parameter})" if spec.default else ""
    kind = spec.type.replace("_", " ")
    cells = (name, kind, spec.unit, allowed, default, spec.description.replace("|", "/"))
    return "| " + " | ".join(cells) + " |"
