"""Sweep specifications: what is understood, and every fault with its place and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.analysis.sweep.design import count, points
from optimizer.analysis.sweep.read_spec import read_spec, spec_of
from optimizer.analysis.sweep.spec import Spec
from optimizer.case import LoadedCase, LoadedSets, load_sets
from optimizer.case.raw import Findings
from optimizer.errors import InputError
from tests.builders import CASES, golden_case

GRID = '\n[design]\nkind = "grid"\n'
RATE = '[[vary]]\npath = "case.discount_rate"\nvalues = [0.03, 0.05]\n'
JOINS = '[[vary]]\npath = "joining.join_gbp[*,*]"\npercent = [-10, 50]\n'
POOL = "ICT.A.lead_authority.full"


@pytest.fixture(scope="module")
def case() -> LoadedCase:
    return golden_case()


@pytest.fixture(scope="module")
def sets(case: LoadedCase) -> LoadedSets:
    return load_sets(CASES / "golden", ("budget",), case.case)


def read(text: str, case: LoadedCase, sets: LoadedSets) -> Spec:
    findings = Findings()
    spec = spec_of("s", "sweeps/s.toml", text.encode(), case, sets, findings)
    if spec is None:
        raise InputError(tuple(findings.faults))
    return spec


def test_one_at_a_time(case: LoadedCase, sets: LoadedSets) -> None:
    spec = read(RATE + JOINS + '[design]\nkind = "one_at_a_time"\n', case, sets)
    assert count(spec) == 5
    assert list(points(spec)) == [(None, None), ("0.03", None), ("0.05", None), (None, "-10"), (None, "50")]
    rate, joins = spec.varies
    assert (rate.column, rate.as_in_the_case) == ("in_case.discount_rate", "0.035")
    # 20,000 and 40,000 less a tenth; half more.
    assert (joins.texts("-10"), joins.texts("50")) == (("18000", "36000"), ("30000", "60000"))
    assert (joins.column, joins.as_in_the_case) == ("in_joining.join_gbp[*,*]_percent", "0")


def test_grid_and_groups(case: LoadedCase, sets: LoadedSets) -> None:
    spec = read(RATE + JOINS + GRID, case, sets)
    assert list(points(spec)) == [("0.03", "-10"), ("0.03", "50"), ("0.05", "-10"), ("0.05", "50")]
    together = read(RATE + 'group = "g"\n' + JOINS + 'group = "g"\n' + GRID, case, sets)
    assert list(points(together)) == [("0.03", "-10"), ("0.05", "50")]
    assert count(together) == 2


def test_ranges(case: LoadedCase, sets: LoadedSets) -> None:
    """Three steps from 1% to 4%: 0.01, 0.025, 0.04; money to the penny; else its ends."""
    text = '[[vary]]\npath = "case.discount_rate"\nlow = 0.01\nhigh = 0.04\n'
    assert list(points(read(text + "steps = 3\n" + GRID, case, sets))) == [("0.01",), ("0.025",), ("0.04",)]
    assert list(points(read(text + GRID, case, sets))) == [("0.01",), ("0.04",)]
    pennies = f'[[vary]]\npath = "joining.join_gbp[A,{POOL}]"\nlow_percent = 0\nhigh_percent = 0.001\n'
    [vary] = read(pennies + GRID, case, sets).varies
    assert vary.texts("0.0001") == ("20000.02",)
    # A scale curve is kept in hundredths too, and its reader refuses more.
    curve = '[[vary]]\npath = "scale_curves.value[ICT,*,*]"\npercent = [-3.3333]\n'
    [vary] = read(curve + GRID, case, sets).varies
    assert all(len(text.partition(".")[2]) <= 2 for text in vary.texts("-3.3333"))


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "random"])
def test_sampled_points_stay_in_the_range_and_follow_the_seed(
    kind: str, case: LoadedCase, sets: LoadedSets
) -> None:
    text = '[[vary]]\npath = "case.discount_rate"\nlow = 0.01\nhigh = 0.05\n' + JOINS
    design = f'[design]\nkind = "{kind}"\npoints = 16\nseed = '
    first = list(points(read(text + design + "1\n", case, sets)))
    assert first == list(points(read(text + design + "1\n", case, sets)))
    assert first != list(points(read(text + design + "2\n", case, sets)))
    rates = [float(str(rate)) for rate, _ in first]
    assert len(set(rates)) == 16
    assert all(0.01 <= rate <= 0.05 for rate in rates)
    assert {joins for _, joins in first} == {"-10", "50"}
    if kind == "latin_hypercube":
        # One in each sixteenth of the range.
        assert sorted(int((rate - 0.01) / 0.04 * 16) for rate in rates) == list(range(16))


def test_paths_lead_to_policies_and_sets(case: LoadedCase, sets: LoadedSets) -> None:
    text = '[[vary]]\npath = "policy.one_off_pot.pot"\nvalues = ["transition", "tight"]\n'
    text += '[[vary]]\npath = "set"\nvalues = ["", "other"]\n'
    pot, whole = read(text + GRID, case, sets).varies
    assert (pot.target.policy, pot.target.base) == ("budget.one_off_pot", ("transition",))
    assert whole.as_in_the_case == ""


FAULTS = {
    "unknown table": ('path = "bseline.fte[A,ICT,all]"\nvalues = [1]', "did you mean 'baseline'?"),
    "unknown column": ('path = "baseline.ft[A,ICT,all]"\nvalues = [1]', "did you mean 'fte'?"),
    "unknown key": ('path = "baseline.fte[C,ICT,all]"\nvalues = [1]', "has no row with council 'C'"),
    "nearest key": ('path = "baseline.fte[A,ict,all]"\nvalues = [1]', "did you mean 'ICT'?"),
    "no such rows together": (
        'path = "budgets.amount_gbp[A,*,*]"\nvalues = [1]',
        "matches nothing: budgets has no row with council 'A'",
    ),
    "no keys": ('path = "baseline.fte"\nvalues = [1]', "write baseline.fte[council,service,role]"),
    "too few keys": ('path = "baseline.fte[A,ICT]"\nvalues = [1]', "does not have its 3 keys"),
    "a key": ('path = "baseline.council[A,ICT,all]"\nvalues = ["B"]', "tells the rows of baseline apart"),
    "empty table": (
        'path = "risks.low[*,*]"\nvalues = [1]',
        "the case has no rows in risks",
    ),
    "not a path": ('path = "discount rate"\nvalues = [1]', "is not a path"),
    "no path": ("values = [1]", "write path = "),
    "brackets": ('path = "case.years[A]"\nvalues = [2]', "remove the square brackets"),
    "unknown policy": ('path = "policy.one_of_pot.pot"\nvalues = ["a"]', "did you mean 'one_off_pot'?"),
    "unknown parameter": ('path = "policy.one_off_pot.pto"\nvalues = ["a"]', "did you mean 'pot'?"),
    "out of range": ('path = "case.discount_rate"\nvalues = [0.03, 3]', "vary 1.values: '3': is too large"),
    "text for a number": ('path = "case.discount_rate"\nvalues = ["0.03"]', "without quotation marks"),
    "parts of a penny": (f'path = "joining.join_gbp[A,{POOL}]"\nvalues = [0.001]', "parts of a penny"),
    "percent out of range": (
        'path = "baseline.turnover_share[A,ICT,all]"\npercent = [5000]',
        "0.1 becomes 5.1, which is too large",
    ),
    "percent of words": ('path = "case.recharge.running_key"\npercent = [10]', "is not a quantity"),
    "percent of a blank": (f'path = "joining.weight[A,{POOL}]"\npercent = [10]', "blank in the case"),
    "no values": ('path = "case.discount_rate"', "has no values"),
    "an empty list": ('path = "case.discount_rate"\nvalues = []', "there are no points"),
    "two ways": ('path = "case.discount_rate"\nvalues = [0.1]\npercent = [1]', "values and percent together"),
    "twice": ('path = "case.discount_rate"\nvalues = [0.03, 0.03]', "stands twice"),
    "upside down": ('path = "case.discount_rate"\nlow = 0.05\nhigh = 0.03', "is not above low (0.05)"),
    "half a range": ('path = "case.discount_rate"\nlow = 0.05', "give both ends of the range"),
    "one step": ('path = "case.discount_rate"\nlow = 0.01\nhigh = 0.03\nsteps = 1', "is too small"),
    "steps in one": (
        'path = "case.years"\nlow = 2\nhigh = 4\nsteps = 9',
        "steps fall together",
    ),
    "unknown word": ('path = "case.discount_rate"\nvalue = [0.1]', "did you mean 'values'?"),
}


@pytest.mark.parametrize(("entry", "said"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_entry_is_told_with_its_place(
    entry: str, said: str, case: LoadedCase, sets: LoadedSets
) -> None:
    with pytest.raises(InputError) as error:
        read(f"# a sweep\n\n[[vary]]\n{entry}\n{GRID}", case, sets)
    assert said in str(error.value)
    assert "sweeps/s.toml, row " in str(error.value)
    assert ", vary 1" in str(error.value)


WHOLE = {
    "no points": ("", GRID, "nothing is varied, so there are no points"),
    "no design": (RATE, "", "design.kind: the key is missing"),
    "unknown design": (RATE, '[design]\nkind = "gridd"\n', "did you mean 'grid'?"),
    "no number of points": (RATE, '[design]\nkind = "random"\n', "say how many points"),
    "zero points": (RATE, '[design]\nkind = "random"\npoints = 0\n', "design.points: '0': is too small"),
    "points of a grid": (RATE, GRID + "points = 5\n", "leave the key out"),
    "unbalanced": (RATE, '[design]\nkind = "sobol"\npoints = 100\n', "a power of two, such as 128"),
    "unknown measure": (RATE, GRID + '[outputs]\nkeep = ["npv"]\n', "there is no such measure"),
    "unknown key": ("varry = 1\n" + RATE, GRID, "did you mean 'vary'?"),
    "time limit": (RATE, GRID + "[solve]\ntime_limit_seconds = 0\n", "is too small"),
    "same name": (RATE + 'name = "a"\n' + JOINS + 'name = "a"\n', GRID, "entry 1 has the same name"),
    "same cell": (
        JOINS + JOINS.replace("*,*", "A,*"),
        GRID,
        "changes what 'joining.join_gbp[*,*]' changes too",
    ),
    "uneven group": (
        RATE + 'group = "g"\n' + JOINS.replace("50]", '50, 60]\ngroup = "g"'),
        GRID,
        "has not as many values",
    ),
}


@pytest.mark.parametrize(("entries", "design", "said"), WHOLE.values(), ids=WHOLE)
def test_a_faulty_specification(
    entries: str, design: str, said: str, case: LoadedCase, sets: LoadedSets
) -> None:
    with pytest.raises(InputError) as error:
        read(entries + design, case, sets)
    assert said in str(error.value)


def test_all_faults_at_once_with_their_rows(case: LoadedCase, sets: LoadedSets) -> None:
    text = RATE.replace("0.05", "5") + JOINS.replace("joining", "joinig_") + '[design]\nkind = "gridd"\n'
    with pytest.raises(InputError) as error:
        read(text, case, sets)
    assert [(fault.row, fault.column, fault.value) for fault in error.value.faults] == [
        (3, "vary 1.values", "5"),
        (5, "vary 2.path", "joinig_.join_gbp[*,*]"),
        (8, "design.kind", "gridd"),
    ]


def test_a_specification_is_found_by_name_or_path(tmp_path: Path, case: LoadedCase, sets: LoadedSets) -> None:
    (tmp_path / "sweeps").mkdir()
    (tmp_path / "sweeps" / "rate.toml").write_text(RATE + GRID, encoding="utf-8")
    assert read_spec(tmp_path, "rate", case, sets).name == "rate"
    assert read_spec(Path(), str(tmp_path / "sweeps" / "rate.toml"), case, sets).name == "rate"
    with pytest.raises(InputError, match=r"sweeps/rte\.toml: there is no such .*; did you mean 'rate'\?"):
        read_spec(tmp_path, "rte", case, sets)
