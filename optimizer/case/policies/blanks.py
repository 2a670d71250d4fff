"""What a blank parameter of a policy means, where the dictionary gives it a meaning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.case.case import Case
from optimizer.case.dictionary import PolicyKind


def with_blanks_filled(kind: PolicyKind, values: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """Return the parameters with blank councils and years replaced by what the dictionary says they mean."""
    filled = dict(values)
    last = case.settings.years
    if kind.kind == "pool_required":
        filled["first_year"] = last if values["first_year"] is None else values["first_year"]
    elif kind.kind == "pool_forbidden":
        filled["first_year"] = 1 if values["first_year"] is None else values["first_year"]
    if "last_year" in kind.parameters:
        filled["last_year"] = last if values["last_year"] is None else values["last_year"]
    if kind.kind == "funded" and values["sources"] is None:
        filled["sources"] = tuple(dict.fromkeys(source for source, _ in case.funding))
    if "councils" in kind.parameters and values["councils"] is None:
        filled["councils"] = tuple(
            council for council in case.councils if _meant_by_blank(kind.kind, council, values, case)
        )
    return filled


def _meant_by_blank(kind: str, council: str, values: Mapping[str, Any], case: Case) -> bool:
    if kind == "pool_required":
        return (council, values["service"]) in case.needs
    if kind == "transition_budget":
        return any(who == council and pot == values["pot"] for who, _, pot in case.budgets_gbp)
    return True
