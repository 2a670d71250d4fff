"""Explanations of the tiny case (tests/formulations/tiny.py), without a second solver unless asked for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from optimizer.analysis.explain import Infeasible, Limits, explain, explain_infeasible
from optimizer.analysis.explain.explanation import Explanation
from optimizer.case import LoadedCase, LoadedSets
from optimizer.case.case import Policy
from optimizer.plan.facts import RunOptions
from tests.formulations.tiny import policy

Value = str | int | bool | Decimal | tuple[str, ...] | tuple[int, ...] | None


def named(name: str, kind: str, **parameters: Value) -> Policy:
    """Return the policy `s.NAME`."""
    return replace(policy(kind), policy=name, parameters=parameters)


def hard(given: Policy) -> Policy:
    return replace(given, negotiable="hard")


def required(name: str = "must", **parameters: Value) -> Policy:
    """A and B share S in both years, unless something else is said."""
    return named(
        name,
        "pool_required",
        **{"service": "S", "councils": ("A", "B"), "arrangement": None, "first_year": 1, "last_year": 2}
        | parameters,
    )


def forbidden(name: str = "must_not", **parameters: Value) -> Policy:
    """Nobody shares S in either year, unless something else is said."""
    blank: dict[str, Value] = dict.fromkeys(("service", "host", "model", "arrangement"))
    return named(
        name,
        "pool_forbidden",
        **blank | {"councils": ("A", "B"), "first_year": 1, "last_year": 2} | parameters,
    )


def sets_of(*policies: Policy) -> LoadedSets:
    return LoadedSets(policies, (), {}, {}, {}, ())


def options(second_opinion_seconds: float = 0.0) -> RunOptions:
    return RunOptions(second_opinion_seconds=second_opinion_seconds)


def explained(case: LoadedCase, *policies: Policy, **given: float) -> Explanation:
    return explain(case, sets_of(*policies), options(), Limits(**given))  # type: ignore[arg-type]


def conflicts_of(case: LoadedCase, *policies: Policy, second_opinion_seconds: float = 0.0) -> Infeasible:
    return explain_infeasible(case, sets_of(*policies), options(second_opinion_seconds), Limits())


def clashing(found: Infeasible) -> list[list[str]]:
    """Return the names of the policies of each conflict, all sorted."""
    return sorted(sorted(policy.policy for policy in conflict.policies) for conflict in found.conflicts)


def menu(found: Infeasible) -> dict[str, float | None]:
    """Return the saving of each repair by its sentence, in the order of the menu."""
    return {
        repair.sentence: None
        if repair.resolved.npv_saving_gbp is None
        else float(repair.resolved.npv_saving_gbp)
        for repair in found.repairs
    }
