"""What sets want the plan to be best at: read in order, and spoilt in every way."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.case import LoadedCase, sets_from_texts
from optimizer.case.case import Objective
from optimizer.case.dictionary import objectives, policy_kinds
from optimizer.errors import InputError
from tests.builders import golden_case


@pytest.fixture(scope="module")
def loaded() -> LoadedCase:
    return golden_case()


def objective(measure: str, more: str = "") -> str:
    return f'[[objective]]\nmeasure = "{measure}"\nreason = "because"\n{more}\n'


def test_objectives_are_read_in_their_order(loaded: LoadedCase) -> None:
    text = objective("worst_off_council", "tolerance = 5000.50") + objective(
        "least_disruption", "tolerance = 2"
    )
    sets = sets_from_texts({"fair": text}, loaded.case)
    assert sets.objectives == (
        Objective("worst_off_council", Decimal("5000.50"), "because", "fair"),
        Objective("least_disruption", Decimal(2), "because", "fair"),
    )
    assert sets.policies == ()
    assert sets.warnings == ()


def test_every_objective_can_be_kept_by_a_policy() -> None:
    for kind in objectives().values():
        assert kind.parameter in policy_kinds()[kind.kept_by].parameters
        assert policy_kinds()[kind.kept_by].whole_units == kind.whole_units


FAULTS = [
    (objective("profit"), "objective 1.measure", "there is no such objective"),
    ("[[objective]]\nreason = 'x'", "objective 1.measure", "the key is missing"),
    ("[[objective]]\nmeasure = 'least_risk'", "objective 1.reason", "nothing is given"),
    (objective("least_risk", "weight = 2"), "objective 1.weight", "an objective has no such key"),
    (objective("least_risk", "tolerance = -1"), "objective 1.tolerance", "is too small"),
    (objective("least_disruption", "tolerance = 1.5"), "objective 1.tolerance", "is not a whole number"),
    (objective("lowest_cost", 'tolerance = "5%"'), "objective 1.tolerance", "is text"),
    (objective("least_risk") * 2, "objective 2.measure", "the measure is there already"),
    (
        objective("net_saving") + objective("least_risk"),
        "objective 2.measure",
        "can change nothing after net_saving without a tolerance",
    ),
    ("objective = 3", "objective", "is not a list of objectives"),
    ("[objective]\nmeasure = 'least_risk'", "objective", "is not a list of objectives"),
]


@pytest.mark.parametrize(("text", "column", "problem"), FAULTS)
def test_faults_say_where_and_what(text: str, column: str, problem: str, loaded: LoadedCase) -> None:
    with pytest.raises(InputError) as raised:
        sets_from_texts({"fair": text}, loaded.case)
    [fault] = raised.value.faults
    assert (fault.file, fault.column) == ("sets/fair.toml", column)
    assert problem in fault.problem
    assert fault.remedy


def test_two_sets_cannot_both_say_what_comes_first(loaded: LoadedCase) -> None:
    with pytest.raises(InputError, match="the set one says already what the plan is to be best at"):
        sets_from_texts({"one": objective("least_risk"), "two": objective("lowest_cost")}, loaded.case)
