"""The sample: the same for the same seed, in blocks or whole, and each driver drawn apart from the others."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import numpy.typing as npt
import pytest

from optimizer.case.case import Case
from optimizer.case.risks import Driver, Risk
from optimizer.risk.outcomes import Outcomes
from optimizer.risk.sample import as_planned, blocks, draw, fresh_seed, stressed
from tests.risk.registers import certain, everything, risk, with_register, with_seed
from tests.verify import cases

CASE = cases.rich()
FIELD: dict[Driver, str] = {
    "transition_overrun": "overrun",
    "realisation": "realised",
    "delay": "delay",
    "break_up": "life_years",
    "exit_cost": "exit_cost",
    "drop_out": "drop_year",
    "stranded_cost": "stranded",
    "pay_award": "pay_award",
    "supplier_price": "supplier_price",
}


def arrays(outcomes: Outcomes) -> dict[str, npt.NDArray[np.int64]]:
    return {
        field.name: getattr(outcomes, field.name)
        for field in fields(Outcomes)
        if isinstance(getattr(outcomes, field.name), np.ndarray)
    }


def differing(one: Outcomes, other: Outcomes) -> set[str]:
    return {name for name, values in arrays(one).items() if (values != arrays(other)[name]).any()}


def normal_scores(values: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the scores of values that are uniform on 0 to 1."""
    from scipy.special import ndtri

    found: npt.NDArray[np.float64] = ndtri(np.clip(values / 1e6, 1e-6, 1 - 1e-6))
    return found


def uniform(driver: Driver, scope: str = "*", loading: str = "0") -> Risk:
    return risk(driver, "uniform", scope, loading, low="0", high="1")


@pytest.fixture(scope="module")
def case() -> Case:
    return with_register(CASE, *everything())


def test_columns_are_in_the_order_of_the_case(case: Case) -> None:
    outcomes = draw(case, 16, 0)
    assert outcomes.arrangements == tuple(CASE.arrangements)
    assert outcomes.chains == tuple(dict.fromkeys(one.chain for one in CASE.arrangements.values()))
    assert (outcomes.councils, outcomes.services) == (CASE.councils, tuple(CASE.services))
    assert outcomes.overrun.shape == (16, len(CASE.arrangements))
    for name in ("realised", "delay", "life_years", "exit_cost"):
        assert getattr(outcomes, name).shape == (16, len(outcomes.chains))
    for name in ("drop_year", "stranded"):
        assert getattr(outcomes, name).shape == (16, len(CASE.councils))
    assert (outcomes.pay_award.shape, outcomes.supplier_price.shape) == ((16,), (16, len(CASE.services)))
    assert {values.dtype for values in arrays(outcomes).values()} == {np.dtype(np.int64)}


def test_same_seed_gives_the_same_sample(case: Case) -> None:
    assert differing(draw(case, 100, 7), draw(case, 100, 7)) == set()


def test_another_seed_gives_another_sample(case: Case) -> None:
    assert differing(draw(case, 100, 7), draw(case, 100, 8)) == set(FIELD.values())


@pytest.mark.parametrize(("outcomes", "size"), [(1000, 1), (1000, 37), (1000, 999), (1000, 5000), (1, 1)])
def test_blocks_are_one_draw(case: Case, outcomes: int, size: int) -> None:
    whole = arrays(draw(case, outcomes, 3))
    pieces = list(blocks(case, outcomes, 3, size))
    assert [len(piece) for piece in pieces[:-1]] == [size] * (len(pieces) - 1)
    assert sum(len(piece) for piece in pieces) == outcomes
    for name, values in whole.items():
        assert (np.concatenate([arrays(piece)[name] for piece in pieces]) == values).all()


def test_small_sample_is_the_beginning_of_a_large_one(case: Case) -> None:
    small, large = arrays(draw(case, 50, 3)), arrays(draw(case, 80, 3))
    assert all((values == large[name][:50]).all() for name, values in small.items())


@pytest.mark.parametrize("driver", FIELD)
def test_row_of_one_driver_leaves_the_draws_of_the_others(driver: Driver) -> None:
    """Without it, the driver is as planned and everything else as before."""
    rows = everything()
    whole = draw(with_register(CASE, *rows), 64, 5)
    without = draw(with_register(CASE, *(row for row in rows if row.driver != driver)), 64, 5)
    assert differing(whole, without) == {FIELD[driver]}
    planned = arrays(as_planned(CASE))[FIELD[driver]]
    assert (arrays(without)[FIELD[driver]] == planned).all()


def test_row_of_one_scope_leaves_the_draws_of_the_rest() -> None:
    general = uniform("delay")
    one = draw(with_register(CASE, general), 64, 5)
    other = draw(with_register(CASE, general, certain("delay", "0.5", "service:PAY")), 64, 5)
    for place, chain in enumerate(one.chains):
        same = (one.delay[:, place] == other.delay[:, place]).all()
        assert same == chain.startswith("ICT")
        assert same or set(other.delay[:, place]) == {500_000}


def test_arrangements_of_a_service_share_the_own_part_of_a_draw() -> None:
    """One draw for each service: unlike rows read the same point, each in its own distribution."""
    rows = (
        risk("realisation", "uniform", low="0", high="1"),
        risk("realisation", "uniform", "arrangement:ICT.P.full", low="1", high="2"),
    )
    realised = draw(with_register(CASE, *rows), 64, 5).realised
    ict_a, ict_p, ict_joint, pay_b, pay_p = realised.T
    assert (ict_a == ict_joint).all()
    assert (ict_p == ict_a + 1_000_000).all()
    assert (pay_b == pay_p).all()
    assert (pay_b != ict_a).any()


def test_shared_draws_keep_their_own_loadings() -> None:
    """Scores are loading x factor + sqrt(1 - loading^2) x own: with loadings 0 and 0.6 of one own part,

    their correlation is 0.8, and that of the second with a driver of loading 1 is 0.6.
    """
    rows = (uniform("delay"), uniform("delay", "arrangement:ICT.P.full", "0.6"))
    outcomes = draw(with_register(CASE, *rows, uniform("pay_award", loading="1")), 2**14, 5)
    own, loaded = normal_scores(outcomes.delay[:, 0]), normal_scores(outcomes.delay[:, 1])
    factor = normal_scores(outcomes.pay_award)
    assert np.corrcoef([own, loaded, factor]) == pytest.approx(
        np.array([[1, 0.8, 0], [0.8, 1, 0.6], [0, 0.6, 1]]), abs=0.01
    )


@pytest.mark.parametrize(
    ("first", "second"), [("0.5", "0.8"), ("0.5", "-0.4"), ("-0.7", "-0.7"), ("0", "0.9")]
)
def test_loadings_multiply_to_the_correlation_of_scores(first: str, second: str) -> None:
    case = with_register(CASE, uniform("delay", loading=first), uniform("transition_overrun", loading=second))
    outcomes = draw(case, 2**14, 1)
    found = np.corrcoef(normal_scores(outcomes.delay[:, 0]), normal_scores(outcomes.overrun[:, 0]))[0, 1]
    assert found == pytest.approx(float(first) * float(second), abs=0.01)


def test_loadings_of_one_follow_the_factor_exactly() -> None:
    rows = (
        uniform("delay", loading="1"),
        uniform("exit_cost", loading="1"),
        uniform("realisation", loading="-1"),
    )
    outcomes = draw(with_register(CASE, *rows), 256, 1)
    assert len(set(outcomes.delay[:, 0])) > 250
    assert (outcomes.delay == outcomes.delay[:, :1]).all()
    assert (outcomes.exit_cost == outcomes.delay).all()
    assert (abs(outcomes.realised + outcomes.delay - 1_000_000) <= 1).all()


def test_every_chain_breaks_up_for_itself() -> None:
    outcomes = draw(with_register(CASE, risk("break_up", "hazard", probability="0.3")), 256, 1)
    for one in range(len(outcomes.chains)):
        for other in range(one):
            assert (outcomes.life_years[:, one] != outcomes.life_years[:, other]).any()
    assert outcomes.life_years.min() == 1
    assert outcomes.life_years.max() == CASE.settings.years + 1


def test_chain_takes_the_row_of_its_first_arrangement() -> None:
    """The checks of a case make the arrangements of a chain agree; here only the first has a row."""
    outcomes = draw(with_register(CASE, certain("delay", "2", "arrangement:ICT.A.net")), 16, 1)
    assert {int(value) for value in outcomes.delay[:, 0]} == {2_000_000}
    assert not outcomes.delay[:, 1:].any()


def test_means_are_those_of_the_distributions(case: Case) -> None:
    """Sobol points of 2^12 outcomes: means within a thousandth or so of the exact ones.

    Uniform 0..2.5: 1.25; triangular (0.1 + 0.6 + 1.3)/3 = 2/3; Bernoulli 0.6 x 0.4 = 0.24.
    """
    outcomes = draw(case, 2**12, 11)
    assert outcomes.delay.mean(axis=0) / 1e6 == pytest.approx([1.25] * 5, abs=2e-3)
    assert outcomes.realised.mean(axis=0) / 1e6 == pytest.approx([2 / 3] * 5, abs=2e-3)
    assert outcomes.exit_cost.mean(axis=0) / 1e6 == pytest.approx([0.24] * 5, abs=2e-3)


def test_without_a_register_everything_is_as_planned() -> None:
    drawn = arrays(draw(with_register(CASE), 5, 1))
    for name, planned in arrays(as_planned(CASE)).items():
        assert len(planned) == 1
        assert (drawn[name] == planned).all()


def test_as_planned_is_neutral() -> None:
    planned = as_planned(with_register(CASE, *everything()))
    values = {name: {int(value) for value in array.ravel()} for name, array in arrays(planned).items()}
    never = {CASE.settings.years + 1}
    assert values == dict.fromkeys(FIELD.values(), {0}) | {
        "realised": {1_000_000},
        "life_years": never,
        "drop_year": never,
    }


def test_scenarios_are_as_planned_but_for_what_they_name() -> None:
    scenarios: dict[str, tuple[tuple[Driver, str, str], ...]] = {
        "poor": (("realisation", "*", "0.35"), ("realisation", "service:PAY", "0.5")),
        "gone": (("drop_out", "council:B", "2"), ("stranded_cost", "*", "0.1234565")),
        "ended": (("break_up", "arrangement:ICT.A.net", "3"), ("break_up", "*", "40")),
        "nothing": (),
    }
    names, outcomes = stressed(with_register(CASE, *everything(), **scenarios))
    assert names == ("poor", "gone", "ended", "nothing")
    planned, never = as_planned(CASE), CASE.settings.years + 1
    poor, gone, ended, nothing = (
        replace(outcomes, **{name: array[row : row + 1] for name, array in arrays(outcomes).items()})
        for row in range(4)
    )
    assert differing(nothing, planned) == set()
    assert differing(poor, planned) == {"realised"}
    assert poor.realised.tolist() == [[350_000, 350_000, 350_000, 500_000, 500_000]]
    assert differing(gone, planned) == {"drop_year", "stranded"}
    assert gone.drop_year.tolist() == [[never, 2, never, never]]
    assert gone.stranded.tolist() == [[123_457] * 4]
    assert ended.life_years.tolist() == [[3, never, never, never, never]]
    assert differing(ended, planned) == {"life_years"}


def test_without_scenarios_there_are_none() -> None:
    names, outcomes = stressed(with_register(CASE))
    assert (names, len(outcomes)) == ((), 0)
    assert outcomes.realised.shape == (0, len(outcomes.chains))


@pytest.mark.parametrize("seed", [0, 1, 2**31 - 1])
def test_fresh_seed_is_that_of_no_search(seed: int) -> None:
    """A seed of the case is below 2^31."""
    assert fresh_seed(with_seed(CASE, seed)) >= 2**31
    assert fresh_seed(with_seed(CASE, seed)) != fresh_seed(with_seed(CASE, seed + 1))
