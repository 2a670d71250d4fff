"""What a specification asks about, and every reason why it cannot be asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.analysis.sweep.read_spec import spec_of
from optimizer.analysis.sweep.spec import Spec
from optimizer.analysis.switch.inputs import Asked, Way, asked_of, check_probes
from optimizer.case import LoadedCase, LoadedSets, load_sets
from optimizer.case.raw import Findings
from optimizer.errors import InputError, UsageError
from tests.builders import CASES, golden_case

RATE = '[[vary]]\npath = "case.discount_rate"\n'
JOINS = '[[vary]]\npath = "joining.join_gbp[*,*]"\n'


@pytest.fixture(scope="module")
def case() -> LoadedCase:
    return golden_case()


@pytest.fixture(scope="module")
def sets(case: LoadedCase) -> LoadedSets:
    return load_sets(CASES / "golden", ("budget",), case.case)


def read(text: str, case: LoadedCase, sets: LoadedSets) -> Spec:
    findings = Findings()
    text += '\n[design]\nkind = "one_at_a_time"\n'
    spec = spec_of("s", "sweeps/s.toml", text.encode(), case, sets, findings)
    assert spec is not None, findings.faults
    return spec


def ends(asked: Asked) -> list[tuple[str, list[float], list[float], list[float]]]:
    return [
        (one.name, *([float(value) for value in values] for values in (one.low, one.now, one.high)))
        for one in asked.inputs
    ]


def test_ranges_lists_and_steps(case: LoadedCase, sets: LoadedSets) -> None:
    text = RATE + "low = 0.01\nhigh = 0.06\nsteps = 6\n" + JOINS + "percent = [20, -50, 10]\n"
    text += '[[vary]]\npath = "baseline.fte[A,ICT,all]"\nlow = 12\nhigh = 20\nname = "posts"\n'
    spec = read(text, case, sets)
    asked = asked_of(spec)
    assert ends(asked) == [
        ("case.discount_rate", [0.01], [0.035], [0.06]),
        ("joining.join_gbp[*,*]", [-50], [0], [20]),
        ("posts", [12], [12], [20]),
    ]
    # The last is at the lower end of its range already.
    ways = [(way.input.name, way.direction) for way in asked.ways(spec, 4)]
    assert ways == [
        *(("case.discount_rate", way) for way in ("down", "up")),
        *(("joining.join_gbp[*,*]", way) for way in ("down", "up")),
        ("posts", "up"),
    ]


def test_a_group_goes_its_way_together(case: LoadedCase, sets: LoadedSets) -> None:
    """Halfway down the rate is 0.0225 and joining 25% less: 15,000 and 30,000."""
    text = RATE + 'low = 0.01\nhigh = 0.06\ngroup = "g"\n'
    text += JOINS + 'low_percent = -50\nhigh_percent = 100\ngroup = "g"\n'
    spec = read(text, case, sets)
    asked = asked_of(spec)
    assert ends(asked) == [("g", [0.01, -50], [0.035, 0], [0.06, 100])]
    down = asked.ways(spec, 4)[0]
    assert down.values(down.length // 2) == (Decimal("0.0225"), Decimal(-25))
    assert sorted(down.change(down.length // 2).cells.values()) == ["0.0225", "15000", "30000"]
    assert not down.change(0).cells


def test_values_are_rounded_to_a_tenth_of_a_step_at_most_to_their_column(
    case: LoadedCase, sets: LoadedSets
) -> None:
    """From 12 up to 22.24 in 1,024 steps of 0.01; the rate from 0.035 up to 1 in steps of 0.0009."""
    text = (
        '[[vary]]\npath = "baseline.fte[A,ICT,all]"\nlow = 12\nhigh = 22.24\n' + RATE + "low = 0\nhigh = 1\n"
    )
    spec = read(text, case, sets)
    posts, _, rate = asked_of(spec).ways(spec, 4)
    assert posts.length == 1024
    assert posts.values(1) == (Decimal("12.01"),)
    assert rate.values(1) == (Decimal("0.03594"),)
    assert rate.values(1024) == (Decimal(1),)


@pytest.mark.parametrize(("probes", "length"), [(1, 1024), (3, 1536), (4, 1024), (600, 1200), (1000, 1000)])
def test_a_way_has_a_thousand_steps_or_more(
    probes: int, length: int, case: LoadedCase, sets: LoadedSets
) -> None:
    spec = read(RATE + "low = 0\nhigh = 0.035\n", case, sets)
    [way] = asked_of(spec).ways(spec, probes)
    assert way.length == length
    assert len(way.probed) == probes + 1
    assert way.probed[-1] == length


def test_a_range_beyond_the_value_now_is_asked_about_from_there(case: LoadedCase, sets: LoadedSets) -> None:
    text = RATE + "low = 0.05\nhigh = 0.06\n" + JOINS + "low_percent = -50\nhigh_percent = -10\n"
    spec = read(text, case, sets)
    asked = asked_of(spec)
    assert [one.holds_now for one in asked.inputs] == [False, False]
    up, down = asked.ways(spec, 4)
    assert (up.direction, [float(up.values(at)[0]) for at in (0, up.length)]) == ("up", [0.035, 0.06])
    assert (down.direction, [float(down.values(at)[0]) for at in (0, down.length)]) == ("down", [0, -50])
    assert all(one.holds_now for one in asked_of(read(RATE + "low = 0\nhigh = 0.035\n", case, sets)).inputs)


def test_what_has_no_range_is_left_out(case: LoadedCase, sets: LoadedSets) -> None:
    words = '[[vary]]\npath = "policy.one_off_pot.pot"\nvalues = ["transition", "tight"]\nname = "pot"\n'
    asked = asked_of(read(RATE + "low = 0\nhigh = 0.1\n" + words, case, sets))
    assert (len(asked.inputs), asked.left_out) == (1, ("pot",))
    one = RATE + "values = [0.05]\n"
    with pytest.raises(InputError, match=r"s.toml, vary: no entry has a range \(pot, case.discount_rate\)"):
        asked_of(read(words + one, case, sets))


FAULTS = {
    "differ": (JOINS + "low = 10\nhigh = 90000", "2 cells of different values, so there is no one value now"),
    "blank": (
        '[[vary]]\npath = "joining.weight[*,*]"\nlow = 1\nhigh = 2',
        "is blank in the case, so there is no value now",
    ),
    "horizon": ('[[vary]]\npath = "case.years"\nlow = 2\nhigh = 5', "different numbers of years"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults(name: str, case: LoadedCase, sets: LoadedSets) -> None:
    text, words = FAULTS[name]
    spec = read(text, case, sets)
    with pytest.raises(InputError) as error:
        asked_of(spec)
    assert words in str(error.value)
    assert str(error.value).startswith("s.toml, row 1, vary 1.path: ")


def test_all_faults_at_once(case: LoadedCase, sets: LoadedSets) -> None:
    with pytest.raises(InputError) as error:
        asked_of(read(FAULTS["horizon"][0] + "\n" + FAULTS["differ"][0], case, sets))
    assert [fault.row for fault in error.value.faults] == [1, 5]


def test_a_number_of_steps_that_makes_no_sense() -> None:
    for probes in (0, -1, 1001):
        with pytest.raises(UsageError, match="--steps must be a whole number from 1 to 1,000, not"):
            check_probes(probes)


def test_between_ends_where_no_other_value_lies(case: LoadedCase, sets: LoadedSets) -> None:
    spec = read('[[vary]]\npath = "baseline.fte[A,ICT,all]"\nlow = 12\nhigh = 12.04\n', case, sets)
    [way] = asked_of(spec).ways(spec, 4)
    assert isinstance(way, Way)
    assert [way.values(position)[0] for position in way.probed] == [
        Decimal(f"12.{cents:02}") for cents in range(5)
    ]
    assert way.between(way.probed[0], way.probed[1]) is None
