"""A plan as JSON text and back, exactly: decimals are strings, pence are whole numbers."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from optimizer.errors import UsageError
from optimizer.plan.plan import ContractState, Drawing, LedgerCell, Membership, Plan, StaffFlow

FORMAT = "consolidate plan 1"
_TABLES = {
    "memberships": Membership,
    "contracts": ContractState,
    "staff": StaffFlow,
    "ledger": LedgerCell,
    "drawings": Drawing,
}
_LATER_TABLES = ("drawings",)
"""Tables that plans of earlier versions lack: nothing is in them."""


def plan_to_json(plan: Plan) -> str:
    """Return the plan as JSON text, one record a line."""
    parts = [f' "format": {json.dumps(FORMAT)}']
    for table in _TABLES:
        records = [_record(row) for row in getattr(plan, table)]
        lines = ",\n".join(f"  {json.dumps(record, ensure_ascii=False)}" for record in records)
        parts.append(f" {json.dumps(table)}: [\n{lines}\n ]" if lines else f" {json.dumps(table)}: []")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def plan_from_json(text: str) -> Plan:
    """Read what `plan_to_json` wrote.

    Raises:
        UsageError: where the text is not a plan of this format.
    """
    try:
        read = json.loads(text)
        if read.pop("format") != FORMAT:
            message = f"This is not a plan in the form {FORMAT!r}."
            raise UsageError(message)
        read = dict.fromkeys(_LATER_TABLES, ()) | read
        if set(read) != set(_TABLES):
            message = f"The tables of a plan are {', '.join(_TABLES)}, not {', '.join(read)}."
            raise UsageError(message)
        tables = {
            table: tuple(_row(kind, record) for record in read[table]) for table, kind in _TABLES.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation) as error:
        message = f"The plan cannot be read ({error})."
        raise UsageError(message) from error
    return Plan(**tables)


def _record(row: Any) -> dict[str, Any]:
    return {
        name: format(value, "f") if isinstance(value, Decimal) else value
        for name, value in row._asdict().items()
    }


def _row(kind: Any, record: dict[str, Any]) -> Any:
    if "fte" in record:
        record = record | {"fte": Decimal(record["fte"])}
    return kind(**record)
