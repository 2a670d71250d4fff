"""Runs side by side: the bridge to the penny by hand, and what is comparable where the cases are not one."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.analysis.compare.bridge import Step
from optimizer.analysis.compare.compare import Comparison, compare
from optimizer.analysis.compare.tables import comparison_as_json, comparison_files
from optimizer.errors import UsageError
from optimizer.report.read import KeptRun
from tests.analysis.runs import kept_run
from tests.formulations.tiny import TABLES, rows, tiny

ALONE = '[policy.alone]\nkind = "pool_forbidden"\nservice = "S"\nreason = "Not now."\n'


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> KeptRun:
    return kept_run(tmp_path_factory.mktemp("one") / "shared", tiny())


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> KeptRun:
    return kept_run(tmp_path_factory.mktemp("two") / "alone", tiny(), ALONE)


@pytest.fixture(scope="module")
def found(shared: KeptRun, alone: KeptRun) -> Comparison:
    return compare([shared, alone])


def test_the_bridge_by_hand(found: Comparison) -> None:
    """Not sharing gives up what the tiny case saves: 38,000.

    Staff: two years at 100,000 become 100,000 and 90,000, so 10,000. Other spend: 200,000 become 90,000 and
    80,000, so 30,000. Two redundancies at 1,000 are not paid.
    """
    [against] = found.against
    assert against.bridge is not None
    assert (against.bridge.from_gbp, against.bridge.to_gbp) == (Decimal("38000.00"), Decimal("0.00"))
    nil = Decimal("0.00")
    assert against.bridge.steps == (
        Step("S", "running", nil, Decimal("-30000.00")),
        Step("S", "staff", nil, Decimal("-10000.00")),
        Step("S", "transition", nil, Decimal("2000.00")),
    )
    assert sum(against.bridge.by_cause_gbp.values()) == Decimal("-38000.00")
    assert against.bridge.by_service_gbp == {"S": Decimal("-38000.00")}
    assert (against.same_case, against.notes) == (True, ())


def test_decisions_stand_side_by_side(found: Comparison) -> None:
    assert [(place.council, place.financial_year, place.arrangements) for place in found.places] == [
        ("A", "2026/27", ("P", "")),
        ("A", "2027/28", ("P", "")),
        ("B", "2026/27", ("P", "")),
        ("B", "2027/28", ("P", "")),
    ]
    assert not any(place.is_same for place in found.places)
    [saving] = [one for one in found.figures if one.measure == "npv_saving_gbp"]
    assert saving.values == ("38000.00", "0.00")


def test_what_was_given_otherwise(found: Comparison) -> None:
    [difference] = found.against[0].differences
    assert (difference.what, difference.place, difference.first) == ("policy", "s.alone", None)
    assert difference.other is not None
    assert difference.other.startswith(
        "pool_forbidden, negotiable: service S; councils A, B; first_year 2026/27"
    )


def test_a_run_against_itself_differs_in_nothing(shared: KeptRun) -> None:
    found = compare([shared, shared])
    assert all(one.is_same for one in (*found.places, *found.figures))
    [against] = found.against
    assert against.bridge is not None
    assert (against.bridge.steps, against.differences) == ((), ())


def test_other_inputs_are_told_apart_from_other_decisions(alone: KeptRun, tmp_path: Path) -> None:
    """A pays 1,000 more for each of 6 posts in two years: 12,000 in business as usual and in the plan."""
    dearer = tiny({"baseline.A S all.pay_gbp_per_fte": 11000})
    found = compare([alone, kept_run(tmp_path / "dearer", dearer, ALONE)])
    [against] = found.against
    assert against.bridge is not None
    assert against.bridge.steps == (Step("S", "staff", Decimal("12000.00"), Decimal("-12000.00")),)
    assert against.bridge.steps[0].total_gbp == 0
    assert not against.same_case
    assert "part of the difference comes from the inputs" in against.notes[0]
    assert [one.sentence() for one in against.differences] == [
        "input baseline.pay_gbp_per_fte [A, S, all]: 10000 -> 11000"
    ]


def test_another_base_year_has_no_bridge(shared: KeptRun, tmp_path: Path) -> None:
    later = tiny(settings={"base_year": "2026/27"})
    found = compare([shared, kept_run(tmp_path / "later", later)])
    [against] = found.against
    assert against.bridge is None
    assert "they are not subtracted, and there is no bridge" in " ".join(against.notes)
    years = {place.financial_year: place.arrangements for place in found.places if place.council == "A"}
    assert years == {"2026/27": ("P", None), "2027/28": ("P", "P"), "2028/29": (None, "P")}
    assert "bridge" in comparison_as_json(found)["against_the_first"][0]


def test_nothing_in_common_is_refused(shared: KeptRun, tmp_path: Path) -> None:
    strangers = {
        "services": rows("service volume_unit change_month", "T users 10"),
        **{
            name: [{**row, "service": "T"} for row in TABLES[name]]
            for name in ("baseline", "baseline_services", "scale_curves", "arrangements")
        },
    }
    with pytest.raises(UsageError, match="have nothing to compare: no council needs the same service"):
        compare([shared, kept_run(tmp_path / "strangers", tiny(**strangers))])


def test_one_run_is_not_enough(shared: KeptRun) -> None:
    with pytest.raises(UsageError, match="at least two run folders"):
        compare([shared])


def test_the_files_say_what_the_object_says(found: Comparison) -> None:
    files = comparison_files(found)
    said = comparison_as_json(found)
    bridge = list(csv.DictReader(io.StringIO(files["bridge.csv"])))
    assert [row["cause"] for row in bridge] == ["run 1", "running", "staff", "transition", "run 2"]
    steps = [Decimal(row["total_gbp"]) for row in bridge]
    assert sum(steps[:-1]) == steps[-1]
    assert steps[1:-1] == [
        Decimal(str(one["total_gbp"])) for one in said["against_the_first"][0]["bridge"]["steps"]
    ]
    decisions = list(csv.DictReader(io.StringIO(files["comparison.csv"])))
    assert (decisions[0]["arrangement_1"], decisions[0]["host_2"], decisions[0]["same"]) == ("P", "", "no")
    figures = {row["measure"]: row for row in csv.DictReader(io.StringIO(files["figures.csv"]))}
    assert figures["npv_saving_gbp"]["value_1"] == "38000.00"
    assert figures["bau_npv_gbp"]["same"] == "yes"
    assert [run["name"] for run in said["runs"]] == ["shared", "alone"]
