"""Morris' effects and Sobol' indices of functions that have known ones; what is missing is not made up."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from optimizer.analysis.sweep import salib
from optimizer.analysis.sweep.design import points, shares
from optimizer.analysis.sweep.indices import notes
from optimizer.analysis.sweep.spec import Design
from optimizer.analysis.sweep.sweep import prepared
from optimizer.analysis.sweep.tables import sweep_files, write_sweep
from optimizer.analysis.sweep.work import Answer, answer
from optimizer.errors import InputError, UsageError
from tests.analysis.processes import ROOT
from tests.analysis.sweep.made import column, made_up, planned, rows
from tests.builders import CASES

RATE = '[[vary]]\npath = "case.discount_rate"\nlow = 0\nhigh = 0.09\nname = "rate"\n'
JOINS = '[[vary]]\npath = "joining.join_gbp[*,*]"\nlow_percent = -60\nhigh_percent = 60\nname = "joins"\n'
FTE = '[[vary]]\npath = "baseline.fte[A,ICT,all]"\nlow_percent = 0\nhigh_percent = 9\nname = "fte"\n'
KEEP = '\n[outputs]\nkeep = ["npv_saving_gbp"]\n'


def morris(trajectories: int, seed: int = 0) -> str:
    return f'\n[design]\nkind = "morris"\ntrajectories = {trajectories}\nseed = {seed}\n{KEEP}'


def sobol(base_points: int, seed: int = 0) -> str:
    return f'\n[design]\nkind = "sobol_indices"\nbase_points = {base_points}\nseed = {seed}\n{KEEP}'


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return shutil.copytree(CASES / "golden", tmp_path / "golden")


def linear(settings: Mapping[str, str]) -> float:
    """Over its whole range the rate takes 900 away, the joining costs 2,700; nothing else matters."""
    return 5_000 - 10_000 * float(settings["rate"]) - 22.5 * float(settings["joins"])


def linear_in_rate(settings: Mapping[str, str]) -> float:
    return 100 * float(settings["rate"])


def product(settings: Mapping[str, str]) -> float:
    """Return 1,000 x rate x joining costs: of either the effect depends on the other."""
    return 1_000 * float(settings["rate"]) * float(settings["joins"])


def test_effects_of_a_linear_saving_are_its_slopes(case: Path) -> None:
    found = made_up(case, RATE + JOINS + FTE + morris(5), linear)
    assert len(found.points) == 5 * 4
    assert rows(found, "morris.csv") == [
        {
            "measure": "npv_saving_gbp",
            "entry": entry,
            "unit": "GBP",
            "mu": f"-{size}.00" if size else "0.00",
            "mu_star": f"{size}.00",
            "sigma": "0.00",
            "confidence": "0.00",
            "trajectories": "5",
            "left_out": "0",
        }
        for entry, size in (("joins", 2700), ("rate", 900), ("fte", 0))
    ]
    assert notes(found) == ()


def test_effects_through_one_another_have_a_spread(case: Path) -> None:
    """0.09 x 1,000 x 60 = 5,400 either way is what the rate does at the ends of the joining costs."""
    found = made_up(case, RATE + JOINS + morris(12), product)
    [first, second] = rows(found, "morris.csv")
    assert {first["entry"], second["entry"]} == {"rate", "joins"}
    rate = first if first["entry"] == "rate" else second
    assert 1800 <= float(rate["mu_star"]) <= 5400
    assert abs(float(rate["mu"])) < float(rate["mu_star"])
    assert (float(rate["sigma"]) > 1000, float(rate["confidence"]) > 0) == (True, True)


def test_a_group_is_one_entry(case: Path) -> None:
    group = 'group = "both"\n'
    found = made_up(case, RATE + group + JOINS + group + morris(3), linear)
    assert len(found.points) == 3 * 2
    assert [(row["entry"], row["mu"]) for row in rows(found, "morris.csv")] == [("both", "-3600.00")]


def test_indices_of_a_sum_are_the_shares_of_its_variance(case: Path) -> None:
    """Variances as 2,700 squared to 900 squared: 0.9 and 0.1, alone as well as in all."""
    found = made_up(case, RATE + JOINS + FTE + sobol(256), linear)
    assert len(found.points) == 256 * 5
    table = {row["entry"]: row for row in rows(found, "sobol_indices.csv")}
    assert list(table) == ["joins", "rate", "fte"]
    for entry, share in (("joins", 0.9), ("rate", 0.1), ("fte", 0.0)):
        assert float(table[entry]["S1"]) == pytest.approx(share, abs=0.02)
        assert float(table[entry]["ST"]) == pytest.approx(share, abs=0.02)
        assert float(table[entry]["ST_confidence"]) < 0.2
        assert (table[entry]["base_points"], table[entry]["left_out"]) == ("256", "0")


def test_what_two_do_together_is_in_the_total_alone(case: Path) -> None:
    """Of a product of two centred factors nothing is explained by one alone, and all by both."""

    def centred(one: Mapping[str, str]) -> float:
        return 1_000 * (float(one["rate"]) - 0.045) * float(one["joins"])

    for row in rows(made_up(case, RATE + JOINS + sobol(1024), centred), "sobol_indices.csv"):
        assert float(row["S1"]) == pytest.approx(0, abs=0.06)
        assert float(row["ST"]) == pytest.approx(1, abs=0.06)


def test_the_sample_is_the_one_that_the_indices_are_made_for() -> None:
    """Rows in the order in which SALib's own sample has them."""
    from SALib.sample import sobol as their_sample

    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its way to hand on a seed
        rng = np.random.Generator(np.random.PCG64(7))
        theirs = their_sample.sample(problem, 8, calc_second_order=False, seed=rng)
    ours = shares(Design("sobol_indices", blocks=8, seed=7), 3)
    assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("design", [morris, sobol])
@pytest.mark.parametrize("seed", [0, 3])
def test_the_seed_decides_everything(case: Path, design: Callable[[int, int], str], seed: int) -> None:
    """Seed 0 too, which SALib takes for none."""
    text = RATE + JOINS + FTE

    def saving(one: Mapping[str, str]) -> float:
        return product(one) + 50 * float(one["fte"]) ** 2

    first, again = (sweep_files(made_up(case, text + design(4, seed), saving)) for _ in range(2))
    other = sweep_files(made_up(case, text + design(4, seed + 1), saving))
    assert first == again
    [name] = {"morris.csv", "sobol_indices.csv"} & set(first)
    assert (first["sweep.csv"] != other["sweep.csv"], first[name] != other[name]) == (True, True)


def without(saving: Callable[[Mapping[str, str]], float], *missing: int) -> Callable[..., Answer]:
    """Return a formula that has no plan at the points of some numbers, from 1."""
    number = 0

    def formula(settings: Mapping[str, str]) -> Answer:
        nonlocal number
        number += 1
        return answer("infeasible") if number in missing else planned(saving(settings))

    return formula


def test_trajectories_with_a_point_without_a_plan_are_left_out_and_counted(case: Path) -> None:
    """Of 5 trajectories of 3 points the 2nd (points 4 to 6) and the 5th (13 to 15) miss one.

    An elementary effect is the change of the saving by a step, over the share of its range that it goes.
    """
    found = made_up(case, RATE + JOINS + morris(5), without(product, 5, 13))
    assert set(column(found, "morris.csv", "trajectories")) == {"3"}
    assert set(column(found, "morris.csv", "left_out")) == {"2"}
    assert notes(found) == (
        "2 of 5 trajectories hold a point without a plan and are left out of the indices, which speak of the "
        "others only.",
    )
    sizes: dict[str, list[float]] = {"rate": [], "joins": []}
    every = [[float(text or 0) for text in point] for point in found.points]
    for start in (0, 6, 9):
        for (rate, joins), (rate_2, joins_2) in pairwise(every[start : start + 3]):
            change = 1_000 * (rate_2 * joins_2 - rate * joins)
            entry = "joins" if rate == rate_2 else "rate"
            share = (joins_2 - joins) / 120 if rate == rate_2 else (rate_2 - rate) / 0.09
            sizes[entry].append(abs(change / share))
    for row in rows(found, "morris.csv"):
        assert float(row["mu_star"]) == pytest.approx(sum(sizes[row["entry"]]) / 3, abs=0.02)


def test_base_points_with_a_point_without_a_plan_are_left_out_and_counted(case: Path) -> None:
    found = made_up(case, RATE + JOINS + sobol(8), without(linear, 1, 2, 32))
    assert set(column(found, "sobol_indices.csv", "base_points")) == {"6"}
    assert set(column(found, "sobol_indices.csv", "left_out")) == {"2"}
    assert "2 of 8 base points hold a point without a plan" in notes(found)[0]


@pytest.mark.parametrize(("design", "file"), [(morris(3), "morris.csv"), (sobol(2), "sobol_indices.csv")])
def test_where_too_few_are_left_there_are_none(case: Path, design: str, file: str) -> None:
    found = made_up(case, RATE + JOINS + design, without(linear, 1, 5))
    assert rows(found, file) == []
    assert notes(found)[0].endswith("left out of the indices: too few are left, so there are none.")


@pytest.mark.parametrize(
    ("design", "file", "figure"), [(morris, "morris.csv", "mu"), (sobol, "sobol_indices.csv", "S1")]
)
def test_what_does_not_vary_or_has_no_number_is_blank(
    case: Path, design: Callable[[int], str], file: str, figure: str
) -> None:
    text = (
        RATE + JOINS + design(4).replace('["npv', '["bound_gbp", "one_off_cost_gbp", "payback_years", "npv')
    )

    def formula(one: Mapping[str, str]) -> Answer:
        bound = "" if float(one["rate"]) > 0.03 else "1.00"
        return planned(linear(one), bound_gbp=bound, one_off_cost_gbp="7.00", payback_years="")

    table = rows(made_up(case, text, formula), file)
    assert {row["measure"] for row in table} == {"bound_gbp", "one_off_cost_gbp", "npv_saving_gbp"}
    blank = {row["measure"] for row in table if row[figure] == ""}
    # An effect of nothing is nothing; a share of no variance is no number.
    assert blank == ({"bound_gbp"} if design is morris else {"bound_gbp", "one_off_cost_gbp"})


def test_without_salib_a_morris_design_is_refused_before_anything_is_done(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(salib, "installed", lambda: False)
    (case / "sweeps").mkdir()
    (case / "sweeps" / "s.toml").write_text(RATE + morris(3), encoding="utf-8")
    with pytest.raises(
        UsageError, match=r"needs the package SALib, .* the extra `sensitivity` \(pip install"
    ):
        prepared(case, "s", ())


def test_without_salib_the_points_of_sobol_indices_are_solved_all_the_same(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = made_up(case, RATE + JOINS + sobol(4), linear)
    write_sweep(found, tmp_path)
    before = (tmp_path / "sweep.csv").read_bytes()
    monkeypatch.setattr(salib, "installed", lambda: False)
    without_it = made_up(case, RATE + JOINS + sobol(4), linear)
    assert without_it.points == found.points
    [note] = notes(without_it)
    assert note.startswith("There are no Sobol' indices: they need the package SALib, which is not installed")
    assert note.endswith("start the same command again: no point is solved anew.")
    write_sweep(without_it, tmp_path)
    assert not (tmp_path / "sobol_indices.csv").exists()
    assert (tmp_path / "sweep.csv").read_bytes() == before


def test_the_manifest_says_which_salib_it_was(case: Path) -> None:
    manifest = json.loads(sweep_files(made_up(case, RATE + sobol(4), linear_in_rate))["manifest.json"])
    assert manifest["salib"] == version("salib")
    assert set(manifest["files"]) >= {"sobol_indices.csv", "data_dictionary.csv"}
    grid = RATE + '[design]\nkind = "grid"\n'
    assert "salib" not in json.loads(sweep_files(made_up(case, grid, linear_in_rate))["manifest.json"])


def test_salib_is_loaded_only_where_it_is_needed(case: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom optimizer.analysis.sweep.sweep import prepared\n"
        "import optimizer.analysis.sweep.tables\n"
        f"prepared(Path({str(case)!r}), 's', ())\nassert 'SALib' not in sys.modules\n"
    )
    (case / "sweeps").mkdir()
    (case / "sweeps" / "s.toml").write_text(RATE + sobol(4), encoding="utf-8")
    subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": str(ROOT)}, check=True)


FAULTS = {
    "a list": (
        JOINS.replace("low_percent = -60\nhigh_percent = 60", "percent = [1, 2]"),
        morris(3),
        "goes along ranges",
    ),
    "steps": (JOINS + "steps = 3\n", morris(3), "goes along ranges"),
    "whole numbers between": (
        '[[vary]]\npath = "case.years"\nlow = 2\nhigh = 4\n',
        morris(3),
        "vary 1.path: 'case.years': its 4 levels are not equally far apart once they are rounded; take ends",
    ),
    "points of trajectories": (
        JOINS,
        morris(3).replace("trajectories", "points"),
        "give trajectories instead",
    ),
    "no trajectories": (
        JOINS,
        morris(3).replace("trajectories = 3\n", ""),
        "say how many trajectories to draw",
    ),
    "one trajectory": (JOINS, morris(1), "design.trajectories: '1': is too small"),
    "no base points": (JOINS, sobol(4).replace("base_points = 4\n", ""), "say how many base points to draw"),
    "unbalanced": (JOINS, sobol(6), "a power of two, such as 8"),
    "of a grid": (
        JOINS,
        morris(3).replace("morris", "grid"),
        "design.trajectories: '3': a grid design makes",
    ),
    "of a sample": (JOINS, morris(3).replace("morris", "random"), "give points instead"),
}


@pytest.mark.parametrize(("entry", "design", "said"), FAULTS.values(), ids=FAULTS)
def test_faults(case: Path, entry: str, design: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        made_up(case, entry + design, linear)
    assert said in str(error.value)


def test_whole_numbers_on_levels_are_taken(case: Path) -> None:
    text = '[[vary]]\npath = "case.years"\nlow = 3\nhigh = 6\nname = "years"\n' + morris(3)
    found = made_up(case, text, lambda one: 10 * float(one["years"]))
    assert {point[0] for point in points(found.sweep.spec)} <= {"3", "4", "5", "6"}
    assert column(found, "morris.csv", "mu") == ["30.00"]
