"""Enumerator, referee and optimiser set side by side; every difference comes back as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from formulations import composition
from optimizer.case import LoadedCase
from optimizer.case.case import Case, Policy
from optimizer.model.formulate import formulate
from optimizer.model.prepare import prepare
from optimizer.verify import verify
from tests.brute_force.enumerate import Answer, Found, brute_force
from tests.brute_force.random_cases import random_case
from tests.solving import Solved, solve

TOLERANCE_GBP = 1.0


def differences(seed: int) -> list[str]:
    """Return all that is wrong with the case of a seed, nothing if all agree."""
    loaded, policies = random_case(seed)
    answer = brute_force(loaded.case, policies)
    found = [
        f"place {place}: {problem}"
        for place, one in enumerate(answer.best, start=1)
        for problem in differences_with_referee(loaded.case, policies, one)
    ]
    found += _differences_of_model(answer, loaded, policies)
    if formulate(prepare(loaded.case, tuple(policies))).model.charges_read:
        # Charges have a second form, for larger pools than cases have that can be enumerated.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(composition, "MOST_COMPOSITIONS", 0)
            found += (f"by price: {problem}" for problem in _differences_of_model(answer, loaded, policies))
    return [f"seed {seed}: {problem}" for problem in found]


def _differences_of_model(answer: Answer, loaded: LoadedCase, policies: Sequence[Policy]) -> list[str]:
    try:
        solved = solve(loaded, policies)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other seeds are still looked at
        return [f"the optimiser ended with {type(error).__name__}: {error}"]
    return list(differences_with_optimiser(answer, solved))


def differences_with_referee(case: Case, policies: Sequence[Policy], found: Found) -> Iterator[str]:
    """Yield where the referee disagrees with a plan of the enumerator: a rule, a cell or a figure."""
    verdict = verify(case, tuple(policies), found.plan)
    for violation in verdict.violations:
        yield f"the referee says {violation.rule} at {violation.place}: {violation.detail}"
    if verdict.accounts is None:
        yield "the referee does not cost the plan"
        return
    measures = verdict.accounts.measures
    yield from _apart("saving", float(measures.npv_saving_gbp), found.value_gbp)
    for council, value in found.council_value_gbp.items():
        yield from _apart(f"saving of {council}", float(measures.council_npv_gbp[council]), value)


def differences_with_optimiser(answer: Answer, solved: Solved) -> Iterator[str]:
    """Yield where the optimiser's answer is not the best of the enumerator."""
    if solved.npv_gbp is None or not answer.feasible:
        if solved.status == "infeasible" and not answer.feasible:
            return
        best = f"{answer.best[0].value_gbp:.2f}" if answer.feasible else "infeasible"
        yield f"the optimiser says {solved.status} ({solved.npv_gbp}), brute force {best}"
        return
    if solved.status != "optimal":
        yield f"the optimiser ended {solved.status}"
    yield from _apart("optimum", solved.npv_gbp, answer.best[0].value_gbp)
    assert solved.verdict is not None
    for violation in solved.verdict.violations:
        yield f"the optimiser's plan breaks {violation.rule} at {violation.place}: {violation.detail}"


def _apart(what: str, told_gbp: float, own_gbp: float) -> Iterator[str]:
    if not abs(told_gbp - own_gbp) <= TOLERANCE_GBP:
        yield f"{what}: {told_gbp:.2f} against {own_gbp:.2f} by brute force, {told_gbp - own_gbp:+.2f} GBP"
