"""`stress`: break-ups, forced breaks, scenarios and the fresh sample, by hand.

The golden pair (CORE part 3), discounted at 3.5%, prices rising alike, so real amounts are as they stand. In
2028/29 its members no longer pay 500,000 + 336,000 of staff, 240,000 + 144,000 of other spend, 100,000 and
120,000 of contracts and 4,000 + 2,800 of recruitment, 1,446,800, and the pool costs 1,125,000 and 5,600 of
recruitment: 316,200 are promised. In 2027/28 the pool costs 1,200,000: 246,800. They put 500,000 + 240,000
(A) and 336,000 + 144,000 (B) into it, 1,220,000. With an exit cost of half a year's spend, a break-up
    in 2028/29 costs d3 (316,200 + 610,000) = 835,379.33;
    in 2027/28 d2 (246,800 + 610,000) + d3 316,200 = 1,085,026.25.
A bears 60% of the saving that is lost (by volume) and 740 / 1,220 of the exit: in 2028/29
d3 (189,720 + 370,000) = 504,835.37, so that of its 224,149.18 there is a loss of 280,686.19.

The tiny case (tests/formulations/tiny.py) saves 38,000: its pool promises 10,000 in year 1 and 30,000 in
year 2, and two posts cost 2,000.
"""

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from optimizer.analysis.stress.events import (
    break_ups,
    expected_exit_costs,
    forced_breaks,
    opened_chains,
    scenarios,
)
from optimizer.analysis.stress.sampled import (
    BLOCK,
    Sampled,
    check_samples,
    curses,
    refuse_contradicted,
    rows_of,
    sampled,
)
from optimizer.analysis.stress.stress import refuse_seed, stress
from optimizer.analysis.why.prices import kept_plan
from optimizer.case import LoadedCase
from optimizer.case.case import Case
from optimizer.case.risks import Risk
from optimizer.errors import CheckFailedError, UsageError
from optimizer.report.read import read_run
from optimizer.risk.evaluate import ALL, evaluate, in_pence
from optimizer.risk.sample import draw
from optimizer.risk.statistics import Estimate
from optimizer.verify import promise
from optimizer.verify.promise import Promise
from tests.analysis.runs import kept_run
from tests.builders import golden_case
from tests.formulations.tiny import rows, tiny

SILENT = {"risk.reference_class": "no"}
"""Nothing happens otherwise than planned, unless a table says so."""

HEADER = "driver scope distribution low mode high probability values probabilities source grade"
HALF = "realisation * discrete - - - - 0.5 1 test ASSUMED"
"""Half of the running saving arrives, for certain."""


def promised(folder: Path, loaded: LoadedCase) -> tuple[Case, Promise]:
    """Solve the case and return what its plan promises."""
    plan, _ = kept_plan(kept_run(folder, loaded))
    return loaded.case, promise(loaded.case, plan)


def certain(driver: str, value: str) -> Risk:
    """Return a row that draws one value for everything."""
    return Risk(
        driver=driver,  # type: ignore[arg-type]
        scope="*",
        distribution="discrete",
        low=None,
        mode=None,
        high=None,
        probability=None,
        early_years=0,
        early_factor=Decimal(1),
        values=(Decimal(value),),
        probabilities=(Decimal(1),),
        loading=Decimal(0),
        source="a test",
        grade="ASSUMED",
        from_reference_class=False,
    )


def test_a_break_up_of_the_golden_pair(tmp_path: Path) -> None:
    loaded = golden_case()
    _, promise_ = promised(tmp_path / "run", loaded)
    case = replace(loaded.case, risks={("exit_cost", "*"): certain("exit_cost", "0.5")})
    earlier, later = break_ups(case, promise_, ("ICT",))
    assert [(one.service, one.year) for one in (earlier, later)] == [("ICT", 2), ("ICT", 3)]
    assert (earlier.cost_gbp[ALL], later.cost_gbp[ALL]) == (Decimal("1085026.25"), Decimal("835379.33"))
    assert later.saving_gbp[ALL] == Decimal("372588.62") - Decimal("835379.33")
    assert later.cost_gbp["A"] == Decimal("504835.37")
    assert later.saving_gbp["A"] == Decimal("-280686.19")
    assert later.cost_gbp["A"] + later.cost_gbp["B"] == later.cost_gbp[ALL]
    assert break_ups(case, promise_, ()) == ()


def test_a_forced_break_ends_every_pool_a_year_after_its_opening_at_the_earliest(tmp_path: Path) -> None:
    """2026/27 cannot be the end of a pool that opens in it, so it ends in 2027/28."""
    loaded = golden_case()
    _, promise_ = promised(tmp_path / "run", loaded)
    case = replace(loaded.case, risks={("exit_cost", "*"): certain("exit_cost", "0.5")})
    breaks = forced_breaks(case, promise_)
    assert [(one.year, one.cost_gbp[ALL]) for one in breaks] == [
        (1, Decimal("1085026.25")),
        (2, Decimal("1085026.25")),
        (3, Decimal("835379.33")),
    ]


def test_a_pool_that_is_only_carried_on_is_none_that_the_plan_opens(tmp_path: Path) -> None:
    today = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2020/21"}
    case, promise_ = promised(tmp_path / "run", tiny(today, SILENT))
    assert promise_.npv_gbp == 0
    assert opened_chains(case, promise_, ("S",)) == {}
    assert break_ups(case, promise_, ("S",)) == ()


def test_the_expected_exit_cost_is_the_mean_of_its_row() -> None:
    """A triangle of 0, 0.3 and 0.6 has the mean 0.3; without a row a break-up costs nothing more."""
    header = "driver scope distribution low mode high source grade"
    table = rows(header, "exit_cost * triangular 0 0.3 0.6 test ASSUMED")
    assert expected_exit_costs(tiny(None, SILENT, risks=table).case)["P"] == pytest.approx(300_000, abs=20)
    assert expected_exit_costs(tiny(None, SILENT).case) == {"P": 0}


def test_a_named_scenario(tmp_path: Path) -> None:
    """Half of 40,000 fails to arrive: 18,000 are left, 60% of the loss is A's."""
    table = rows("scenario driver scope value", "slow realisation * 0.5")
    case, promise_ = promised(tmp_path / "run", tiny(None, SILENT, stress=table))
    [event] = scenarios(case, promise_)
    assert (event.subject, event.saving_gbp) == ("slow", {ALL: 18_000, "A": 10_800, "B": 7_200})
    assert event.cost_gbp == {ALL: 20_000, "A": 12_000, "B": 8_000}
    assert scenarios(tiny(None, SILENT).case, promise_) == ()


def test_without_hazards_and_with_full_realisation_the_promise_is_kept(tmp_path: Path) -> None:
    case, promise_ = promised(tmp_path / "run", tiny(None, SILENT))
    assert all_alike(sampled(case, promise_, 200, 7)) == {ALL: 38_000, "A": 22_800, "B": 15_200}


def test_a_certain_outcome_is_every_outcome(tmp_path: Path) -> None:
    case, promise_ = promised(tmp_path / "run", tiny(None, SILENT, risks=rows(HEADER, HALF)))
    assert all_alike(sampled(case, promise_, 200, 7)) == {ALL: 18_000, "A": 10_800, "B": 7_200}


def all_alike(found: Sampled) -> dict[str, float]:
    """Return the saving that every measure of a sample gives, by council."""
    savings = {}
    for who, measures in found.measures.items():
        assert measures["chance_of_loss"] == Estimate(0.0, 0.0)
        values = {one.value for name, one in measures.items() if name != "chance_of_loss"}
        assert {one.standard_error for one in measures.values()} == {0.0}
        [savings[who]] = values
    return savings


def test_the_measures_are_those_of_the_savings(tmp_path: Path) -> None:
    """With the reference class; a sample in blocks is the same as in one piece."""
    case, promise_ = promised(tmp_path / "run", tiny())
    found = sampled(case, promise_, 1_000, 3)
    total = found.savings[ALL]
    assert len(total) == 1_000
    assert np.allclose(total, evaluate(promise_, draw(case, 1_000, 3)).total_gbp, atol=0.005)
    assert np.allclose(total, found.savings["A"] + found.savings["B"], atol=0.0101)
    measures = found.measures[ALL]
    assert measures["expected_gbp"].value == pytest.approx(total.mean())
    assert measures["cvar_gbp"].value == pytest.approx(np.sort(total)[:100].mean())
    assert measures["p10_gbp"].value == pytest.approx(np.quantile(total, 0.1))
    assert measures["chance_of_loss"].value == pytest.approx((total < 0).mean())
    assert measures["expected_gbp"].standard_error == pytest.approx(total.std(ddof=1) / math.sqrt(1_000))
    assert BLOCK < 100_000
    many = sampled(case, promise_, BLOCK + 100, 3).savings[ALL]
    assert len(many) == BLOCK + 100
    assert np.array_equal(many[:1_000], total)


def test_a_wrong_evaluation_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case, promise_ = promised(tmp_path / "run", tiny())
    drawn = draw(case, 100, 3)
    right = in_pence(evaluate(promise_, drawn))
    refuse_contradicted(promise_, drawn, right, np.arange(100))
    for who in right:
        wrong = {**right, who: right[who] + 0.02}
        with pytest.raises(CheckFailedError, match=f"In outcome 8 .* for {who or 'all councils'}, the ind"):
            refuse_contradicted(promise_, drawn, wrong, np.array([7]))
    less = replace(promise_, npv_gbp=promise_.npv_gbp + Fraction(1, 10))
    with pytest.raises(CheckFailedError, match="all councils"):
        refuse_contradicted(less, drawn, right, np.array([0]))


def test_rows_of_outcomes() -> None:
    drawn = draw(tiny().case, 100, 3)
    some = rows_of(drawn, [5, 5, 9])
    assert (len(some), some.chains) == (3, drawn.chains)
    assert np.array_equal(some.realised, drawn.realised[[5, 5, 9]])
    assert np.array_equal(some.drop_year, drawn.drop_year[[5, 5, 9]])


@pytest.mark.parametrize(
    ("samples", "level", "said"),
    [
        (99, "0.9", "--samples must be a whole number from 100 to 1,000,000, not 99."),
        (1_000_001, "0.9", "not 1,000,001"),
        (199, "0.95", "too small for the level 0.95 .* worst 0.05 .* Ask for 200 or more"),
        (9_999, "0.999", "Ask for 10,000 or more"),
    ],
)
def test_samples_that_say_nothing_are_refused(samples: int, level: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check_samples(samples, Decimal(level))


def test_samples_at_the_limit_are_enough() -> None:
    for samples, level in ((100, "0.9"), (200, "0.95"), (10_000, "0.999"), (1_000_000, "0")):
        check_samples(samples, Decimal(level))


def test_the_sample_of_the_search_is_not_a_fresh_one() -> None:
    refuse_seed(None, 0)
    refuse_seed(5, 0)
    refuse_seed(0, None)
    with pytest.raises(UsageError, match="--seed 0 gives the sample that the search has seen"):
        refuse_seed(0, 0)
    with pytest.raises(UsageError, match="0 or more, not -1"):
        refuse_seed(-1, None)


def with_measure(value: float, error: float) -> Sampled:
    return Sampled(100, 0, {}, {ALL: {"expected_gbp": Estimate(value, error)}})


def test_only_what_differs_by_more_than_sampling_error_is_a_curse() -> None:
    """Errors of 3 and 4 make 5 together: twice that is 10."""
    fresh = with_measure(100.0, 4.0)
    assert list(curses(with_measure(110.0, 3.0), fresh)) == []
    [curse] = curses(with_measure(110.1, 3.0), fresh)
    assert (curse.measure, curse.searched.value, curse.fresh.value) == ("expected_gbp", 110.1, 100.0)
    assert len(list(curses(with_measure(89.0, 3.0), fresh))) == 1
    assert list(curses(with_measure(999.0, math.nan), fresh)) == []


SOUGHT = '[policy.enough]\nkind = "expected_saving"\nleast_gbp = 1000\nreason = "Worth the trouble."\n'


def test_a_run_that_looked_at_outcomes_is_shown_on_both_samples(tmp_path: Path) -> None:
    """The same certain outcome on both, so they agree; the exact seed of the search is refused."""
    kept_run(tmp_path / "run", tiny(None, SILENT, risks=rows(HEADER, HALF)), SOUGHT)
    kept = read_run(tmp_path / "run")
    found = stress(kept, 100, workers=1)
    assert found.searched is not None
    assert (found.searched.outcomes, found.searched.seed) == (200, 0)
    assert found.searched.measures == found.fresh.measures
    assert (found.curses, found.exit_code) == ((), 0)
    with pytest.raises(UsageError, match="the sample that the search has seen"):
        stress(kept, 100, seed=0, workers=1)


def test_a_run_that_did_not_has_nothing_to_compare(tmp_path: Path) -> None:
    found = stress(kept_run(tmp_path / "run", tiny()), 100, seed=0, workers=1)
    assert (found.searched, found.curses) == (None, ())
    assert len(found.break_ups) == 1
    assert len(found.drop_outs.found) == 4
    assert len(found.forced_breaks) == 2


def test_wrong_names_are_refused(tmp_path: Path) -> None:
    kept = kept_run(tmp_path / "run", tiny())
    with pytest.raises(UsageError, match="'X' is not among the services"):
        stress(kept, 100, service="X")
    with pytest.raises(UsageError, match="'X' is not among the councils"):
        stress(kept, 100, council="X")
