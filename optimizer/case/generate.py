"""Write `optimizer/case/tables.py` and `docs/data_dictionary.md`: `python -m optimizer.case.generate`."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from pathlib import Path

from optimizer.case.dictionary import GENERATE, SETTINGS, ColumnSpec, tables
from optimizer.case.document import dictionary_markdown

TYPES = {
    "text": "str",
    "path": "str",
    "identifier": "str",
    "identifier_or_shared": "str",
    "identifier_or_star": "str",
    "identifiers": "tuple[str, ...]",
    "measure": "str",
    "scope": "str",
    "choice": "str",
    "bool": "bool",
    "date": "date",
    "financial_year": "FinancialYear",
    "financial_years": "tuple[FinancialYear, ...]",
    "integer": "int",
    "number": "Number",
    "share": "Number",
    "gbp": "Number",
    "fte": "Number",
    "shares": "tuple[Number, ...]",
}

HEAD = '''"""One frozen row model for every table. Written by `python -m optimizer.case.generate` only.

Blank cells have become their defaults; None is left where a blank means something of its own. A financial
year is the calendar year in which it begins.
"""

# The descriptions of the dictionary are long.
# ruff: noqa: E501
# fmt: off
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

Number = Annotated[
    Decimal,
    Field(allow_inf_nan=False),
    WithJsonSchema({"type": "string", "pattern": "^-?[0-9]+(\\\\.[0-9]+)?$"}),
]
FinancialYear = Annotated[
    int, Field(ge=1990, le=2200), WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}[/-][0-9]{2}$"})
]


class Row(BaseModel):
    """What all rows share: frozen, closed, nothing coerced."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    file_row: int = Field(default=0, ge=0, exclude=True, description="line in the file, 0 without one")
'''


def class_name(table: str) -> str:
    """Return the name of the model of a table: `baseline_services` is `BaselineServicesRow`."""
    if table == SETTINGS:
        return "SettingsRow"
    return "".join(word.capitalize() for word in table.split("_")) + "Row"


def field_text(spec: ColumnSpec) -> str:
    """Return the line that declares one column."""
    kind = TYPES[spec.type]
    if spec.type == "choice":
        kind = f"Literal[{', '.join(repr(choice) for choice in spec.choices)}]".replace("'", '"')
    has_blank = not spec.required and not spec.default
    parts = []
    if has_blank and kind == "str" and spec.type == "text":
        parts.append('default=""')
    elif has_blank:
        kind += " | None"
        parts.append("default=None")
    elif spec.default:
        parts.append(f"default={default_text(spec)}")
    inside = ""
    if spec.least is not None:
        inside += f"{'gt' if spec.least_excluded else 'ge'}={limit_text(spec, spec.least)}, "
    if spec.most is not None:
        inside += f"le={limit_text(spec, spec.most)}, "
    if inside and spec.type == "shares":
        kind = kind.replace("Number", f"Annotated[Number, Field({inside.rstrip(', ')})]")
    elif inside:
        parts.append(inside.rstrip(", "))
    words = "; ".join(filter(None, [spec.description, spec.unit and f"unit: {spec.unit}"]))
    parts.append(f"description={words!r}" if '"' in words else f'description="{words}"')
    return f"{spec.field}: {kind} = Field({', '.join(parts)})"


def limit_text(spec: ColumnSpec, limit: Decimal) -> str:
    """Return a limit of the range as Python code."""
    return str(int(limit)) if spec.type == "integer" else f'Decimal("{limit}")'


def default_text(spec: ColumnSpec) -> str:
    """Return the default as Python code."""
    if spec.type == "integer":
        return spec.default
    if spec.type == "bool":
        return str(spec.default == "yes")
    if TYPES[spec.type] == "Number":
        return f'Decimal("{spec.default}")'
    return f'"{spec.default}"'


def module_text() -> str:
    """Return the whole module."""
    parts = [HEAD]
    for table, columns in tables().items():
        what = (
            "The keys of case.toml"
            if table == SETTINGS
            else "A table `[generate.SERVICE]` of case.toml"
            if table == GENERATE
            else f"A row of {table}.csv"
        )
        fields = "\n".join(field_text(spec) for spec in columns.values())
        head = f'class {class_name(table)}(Row):\n    """{what}."""'
        parts.append(f"{head}\n\n{textwrap.indent(fields, '    ')}\n")
    rows = [table for table in tables() if table != SETTINGS]
    body = "\n".join(f"{table}: tuple[{class_name(table)}, ...] = ()" for table in rows)
    parts.append(
        "class CaseTables(BaseModel):\n"
        '    """Everything that the user gave, typed: settings and the rows of every table in order."""\n\n'
        '    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)\n\n'
        f"    settings: SettingsRow\n{textwrap.indent(body, '    ')}\n"
    )
    models = "\n".join(f'"{table}": {class_name(table)},' for table in tables())
    parts.append(f"ROW_MODELS: Mapping[str, type[Row]] = {{\n{textwrap.indent(models, '    ')}\n}}\n")
    return "\n\n".join(parts)


def main() -> None:
    """Write the module beside this one, and the documentation of the checkout."""
    here = Path(__file__).resolve()
    here.with_name("tables.py").write_text(module_text(), encoding="utf-8")
    docs = here.parents[2] / "docs" / "data_dictionary.md"
    docs.write_text(dictionary_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
