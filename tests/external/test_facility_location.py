"""Published optima of single-source facility location, reproduced by the whole engine."""

from __future__ import annotations

import pytest

from tests.external.facility_location import FOLDER, SCALE, as_case, instances, read_instance
from tests.external.times import SECONDS, TOLERANCE
from tests.solving import solve

IN_EVERY_RUN = ("p1", "p2", "p3")
"""Names of the instances of each family that are solved in every run; the rest takes minutes."""


def reproduce(family: str, name: str) -> None:
    instance = read_instance(family, name)
    loaded, policies = as_case(instance)
    solved = solve(loaded, policies, time_limit_seconds=SECONDS)
    assert solved.status == "optimal"
    assert solved.npv_gbp is not None
    assert -solved.npv_gbp / SCALE == pytest.approx(instance.optimum, rel=TOLERANCE)


ALL = instances()
SHORT = [one for one in ALL if one[1] in IN_EVERY_RUN]
LONG = [one for one in ALL if one[1] not in IN_EVERY_RUN]


def test_the_instances_are_there() -> None:
    if not ALL:
        pytest.skip(f"the published instances are not at {FOLDER}")
    assert len({family for family, _ in SHORT}) == 3


@pytest.mark.parametrize(("family", "name"), SHORT)
def test_published_optimum(family: str, name: str) -> None:
    reproduce(family, name)


@pytest.mark.long
@pytest.mark.parametrize(("family", "name"), LONG)
def test_more_published_optima(family: str, name: str) -> None:
    reproduce(family, name)
