"""`why` where something is wrong: answers that contradict one another, breakdowns, limits, wrong names."""

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.analysis import parallel
from optimizer.analysis.solving import Question, Unsolved
from optimizer.analysis.why import prices as prices_module
from optimizer.analysis.why.in_the_way import Assessed, Obstacle, assessed
from optimizer.analysis.why.prices import why
from optimizer.case.case import Policy
from optimizer.errors import CheckFailedError, UsageError
from optimizer.plan.facts import NOT_ASKED, RunOptions
from tests.analysis.runs import HOST, by_title, kept_run, two_pools
from tests.formulations.tiny import rows, tiny


def test_an_alternative_that_beats_the_bound_is_a_failed_check(tmp_path: Path) -> None:
    """A run that had to start in year 2, asked again without that policy: year 1 saves 28,000 more."""
    window = '[policy.late]\nkind = "start_window"\nearliest = "2027/28"\nreason = "Not at once."\n'
    kept = kept_run(tmp_path / "run", two_pools(), window)
    spoilt = replace(kept, sets=replace(kept.sets, policies=()))
    with pytest.raises(
        CheckFailedError,
        match=r"was not the best.*'S starts in 2026/27 instead of 2027/28' .*£28,000.00 more",
    ):
        why(spoilt, workers=1)
    # A run that was stopped has proved nothing: then it is news and no contradiction.
    stopped = replace(spoilt, result={**kept.result, "bound_gbp": None, "gap_gbp": None})
    prices = by_title(why(stopped, workers=1))
    assert prices["S starts in 2026/27 instead of 2027/28"].difference_gbp == 28_000


def test_answers_that_contradict_one_another_are_a_failed_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q, at B, is the only pool under committee: B hosting and the committee are the same plan."""
    pools = rows("arrangement service host model setup_gbp", "P S A lead 0", "Q S B committee 5000")
    models = rows(
        "model staff_mode default_depth dip_share minimum_term_years notice_years least_members",
        "lead transfer full 0 1 0 2",
        "committee transfer full 0 1 0 2",
    )
    kept = kept_run(tmp_path / "run", tiny(arrangements=pools, delivery_models=models))

    def wrong(task: tuple[Question, tuple[Policy, ...]]) -> Assessed:
        answer = assessed(task)
        if any(one.kind == "pool_open" and one.parameters["model"] for one in task[1]):
            nothing = Unsolved("infeasible", "No.", NOT_ASKED, 0.0)
            return replace(answer, result=nothing, obstacle=Obstacle((), "confirmed"))
        return answer

    monkeypatch.setattr(prices_module, "assessed", wrong)
    words = (
        "'S under committee instead of lead' is called impossible, but the plan for 'B hosts S instead of A'"
    )
    with pytest.raises(CheckFailedError, match=words):
        why(kept, workers=1)


def test_a_plan_that_does_not_hold_is_not_compared_with(tmp_path: Path) -> None:
    kept = kept_run(tmp_path / "run", two_pools())
    forbidden = kept_run(tmp_path / "other", two_pools(), HOST.replace('"B"', '"A"')).sets
    with pytest.raises(CheckFailedError, match=r"does not pass the independent check:\n- policy"):
        why(replace(kept, sets=forbidden), workers=1)
    with pytest.raises(CheckFailedError, match="says that its plan saves 5 GBP"):
        why(replace(kept, result={**kept.result, "npv_saving_gbp": 5}), workers=1)


def test_a_worker_that_breaks_down_leaves_one_alternative_without_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = kept_run(tmp_path / "run", two_pools())
    honest = parallel.attempt

    def attempt(work: object, task: object) -> object:
        if task[0].policies[0].kind == "pool_forbidden" and len(task[1]) == 1:  # type: ignore[index]
            return parallel.Broken("It broke.")
        return honest(work, task)  # type: ignore[arg-type]

    monkeypatch.setattr(parallel, "attempt", attempt)
    found = why(kept, workers=1)
    assert [price.answer for price in found.prices] == ["unanswered", "priced", "priced"]
    assert found.prices[0].message == "It broke."
    assert found.exit_code == 1


def test_a_search_that_runs_out_of_time_has_no_answer(tmp_path: Path) -> None:
    kept = kept_run(tmp_path / "run", two_pools())
    hurried = replace(kept, options=RunOptions(time_limit_seconds=1e-9, second_opinion_seconds=0))
    found = why(hurried, workers=1)
    unanswered = [price for price in found.prices if price.answer == "unanswered"]
    assert unanswered
    assert found.exit_code == 6
    assert all("time" in price.message for price in unanswered)


def test_unknown_names_and_runs_without_a_plan(tmp_path: Path) -> None:
    kept = kept_run(tmp_path / "run", two_pools())
    with pytest.raises(UsageError, match=r"'s' is not among the services of the case: did you mean 'S'\?"):
        why(kept, service="s")
    with pytest.raises(UsageError, match="'C' is not among the councils of the case: use one of 'A', 'B'"):
        why(kept, council="C")
    with pytest.raises(UsageError, match=r"has no plan \(it ended with NoPlanError\)"):
        why(replace(kept, result={"status": "NoPlanError"}))
