"""What a repair changes: a parameter of a policy, a cell of a table, or a policy set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from optimizer.case.case import Case, Policy
from optimizer.errors import InternalError

Value = str | int | bool | Decimal | tuple[str, ...] | tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """A parameter of the policy `set.name` gets another value; values as `Policy.parameters` has them."""

    policy: str
    parameter: str
    was: Value
    now: Value


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of an input table gets another value; `key` has the key columns and their cells as texts."""

    policy: str
    table: str
    key: tuple[tuple[str, str], ...]
    column: str
    was: Decimal
    now: Decimal


@dataclass(frozen=True, slots=True)
class SetAside:
    """The policy `set.name` no longer holds."""

    policy: str


Change = ParameterChange | CellChange | SetAside


def budget_cell(case: Case, policy: str, row: tuple[str, int, str], now: Decimal) -> CellChange:
    """Return the change of one amount of the budgets table.

    Args:
        case: the case.
        policy: `set.name` of the policy that reads it.
        row: council or `shared`, year as an index, pot.
        now: the new amount in pounds.
    """
    who, year, pot = row
    key = (("council", who), ("financial_year", case.year_label(year)), ("pot", pot))
    return CellChange(policy, "budgets", key, "amount_gbp", case.budgets_gbp[row], now)


def applied(
    case: Case, policies: Sequence[Policy], changes: Sequence[Change]
) -> tuple[Case, tuple[Policy, ...]]:
    """Return case and policies with the changes made.

    Raises:
        InternalError: where a change is not of this case and these policies.
    """
    by_name = {policy.full_name: policy for policy in policies}
    budgets = dict(case.budgets_gbp)
    for change in changes:
        policy = by_name.get(change.policy)
        if policy is None:
            message = f"There is no policy {change.policy} to repair."
            raise InternalError(message)
        match change:
            case SetAside():
                del by_name[change.policy]
            case ParameterChange():
                _expect(policy.parameters.get(change.parameter), change.was, change)
                parameters = {**policy.parameters, change.parameter: change.now}
                by_name[change.policy] = replace(policy, parameters=parameters)
            case CellChange():
                row = budget_row(case, change)
                _expect(budgets.get(row), change.was, change)
                budgets[row] = change.now
    return replace(case, budgets_gbp=budgets), tuple(by_name.values())


def budget_row(case: Case, change: CellChange) -> tuple[str, int, str]:
    """Return council or `shared`, year as an index and pot of a change of the budgets table."""
    key: Mapping[str, str] = dict(change.key)
    if change.table != "budgets" or change.column != "amount_gbp":
        message = f"No repair changes {change.table}.{change.column}."
        raise InternalError(message)
    return key["council"], int(key["financial_year"][:4]) - case.settings.base_year, key["pot"]


def _expect(found: Value, was: Value, change: Change) -> None:
    if found != was:
        message = f"The repair {change} is for another value than {found!r}."
        raise InternalError(message)
