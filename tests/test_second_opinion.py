"""The second opinion in a run: what each verdict does to what is published, told and kept.

HiGHS is made to lie and SCIP is real, or the other way round; the referee is always the real one.
"""

import dataclasses
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer import corroborate, pipeline
from optimizer.case import LoadedCase, LoadedSets, sets_from_texts
from optimizer.cli.show_run import run_as_json, second_opinion
from optimizer.errors import CheckFailedError, InfeasibleError, UsageError
from optimizer.model.second_opinion import NOT_INSTALLED, SecondOpinion, SecondVerdict
from optimizer.model.solve import Outcome, SolveStatus
from optimizer.pipeline import FailedRun, Run, RunOptions, solve_case
from optimizer.report.tables import summary
from optimizer.report.write import write_failed_run, write_run
from tests.builders import golden_case
from tests.test_pipeline import FORBIDDEN, REQUIRED_ALONE

REQUIRED = """
[policy.must]
kind = "pool_required"
service = "ICT"
first_year = "2027/28"
reason = "The councils want it."
"""
NPV_GBP = Decimal("372588.62")
Spoil = Callable[..., None]


@pytest.fixture(scope="module")
def loaded() -> LoadedCase:
    return golden_case()


@pytest.fixture
def spoil(monkeypatch: pytest.MonkeyPatch) -> Spoil:
    """Change what the first solver says."""
    honest = pipeline.solve

    def change(**fields: Any) -> None:
        def spoilt(*arguments: Any, **options: Any) -> Outcome:
            return dataclasses.replace(honest(*arguments, **options), **fields)

        monkeypatch.setattr(pipeline, "solve", spoilt)

    return change


@pytest.fixture
def second_says(monkeypatch: pytest.MonkeyPatch) -> Spoil:
    """Let the second solver say what is given, to both questions."""

    def change(verdict: SecondVerdict, message: str = "So it says.", **fields: Any) -> None:
        def say(*arguments: Any, **options: Any) -> SecondOpinion:
            return SecondOpinion(verdict, 0.25, 12.0, "SCIP", "10 (stub)", message, **fields)

        monkeypatch.setattr(corroborate.second_opinion, "ask_about_bound", say)
        monkeypatch.setattr(corroborate.second_opinion, "ask_about_infeasible", say)

    return change


def fail(loaded: LoadedCase, sets: LoadedSets | None, kind: type[Exception], folder: Path) -> dict[str, Any]:
    """Run what must fail; return the manifest, with the answers and the error's words added."""
    kept: list[FailedRun] = []
    with pytest.raises(kind) as caught:
        solve_case(loaded, sets, keep_failure=kept.append)
    [failed] = kept
    write_failed_run(failed, folder)
    names = {path.name for path in folder.iterdir()}
    assert {"manifest.json", "model.mps", "case.json"} <= names
    assert not names & {"plan.json", "summary.csv"}
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if "answers.json" in names:
        assert "answers.json" in manifest["files"]
        manifest["answers"] = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    return manifest | {"words": str(caught.value)}


def published(run: Run, folder: Path) -> tuple[str, dict[str, Any]]:
    """Write a run; return its row of summary.csv and its manifest."""
    write_run(run, folder)
    rows = (folder / "summary.csv").read_text(encoding="utf-8").splitlines()
    [row] = [row for row in rows if row.startswith("second_opinion,")]
    return row, json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def scip_needed() -> None:
    pytest.importorskip("pyscipopt", reason="PySCIPOpt has no wheel for this platform")


def test_a_proof_is_confirmed_and_said_everywhere(loaded: LoadedCase, tmp_path: Path) -> None:
    scip_needed()
    run = solve_case(loaded)
    row, manifest = published(run, tmp_path / "out")
    assert row == "second_opinion,confirmed,text"
    assert manifest["second_opinion"]["answer"] == manifest["result"]["second_opinion"] == "confirmed"
    assert manifest["second_opinion"]["solver"] == "SCIP"
    assert manifest["second_opinion"]["version"]
    assert manifest["times"]["second_opinion_seconds"] > 0
    assert manifest["times"]["second_opinion_limit_seconds"] == 30.0
    assert manifest["versions"]["pyscipopt"] != "unknown"
    assert second_opinion(run).startswith("Second opinion: confirmed.")
    assert "Second opinion: confirmed." in run_as_json(run, tmp_path)["message"]


def test_a_bound_that_is_too_low_is_refuted(loaded: LoadedCase, spoil: Spoil, tmp_path: Path) -> None:
    """HiGHS stops at doing nothing and calls it optimal, twice: the golden plan saves 372,588.62 GBP."""
    scip_needed()
    nothing = pipeline.formulate(pipeline.prepare(loaded.case, ())).business_as_usual()
    spoil(status=SolveStatus.OPTIMAL, values=nothing, objective=0.0, bound=0.0)
    told = fail(loaded, None, CheckFailedError, tmp_path / "out")
    assert told["result"]["exit_code"] == 8
    assert "HiGHS says that no plan saves more than 0.00 GBP, but SCIP found one that saves " in told["words"]
    assert "A second try was refused too: HiGHS says that no plan saves more than 0.00" in told["words"]
    assert told["second_opinion"]["answer"] == "refuted"
    assert told["answers"]["second_try"]["second"]["status"] == "refuted"
    first, second = told["answers"]["first"], told["answers"]["second"]
    assert (first["solver"], first["status"], first["bound_thousand_gbp"]) == ("HiGHS", "optimal", 0.0)
    assert (second["solver"], second["status"]) == ("SCIP", "refuted")
    assert 1 < second["reached_gbp_by_referee"] <= float(NPV_GBP)
    assert any("member[" in name for name in second["values"])


def test_a_false_infeasible_is_refuted(loaded: LoadedCase, spoil: Spoil, tmp_path: Path) -> None:
    """Business as usual breaks "sharing is required", so that nothing else contradicts HiGHS."""
    scip_needed()
    spoil(status=SolveStatus.INFEASIBLE, values=None, objective=None, bound=None)
    sets = sets_from_texts({"set": REQUIRED}, loaded.case)
    told = fail(loaded, sets, CheckFailedError, tmp_path / "out")
    assert told["result"]["exit_code"] == 8
    assert "HiGHS says that no plan keeps every rule, but SCIP found one" in told["words"]
    assert told["answers"]["first"]["values"] is None
    assert told["answers"]["second"]["reached_gbp_by_referee"] <= float(NPV_GBP)


def test_a_true_infeasible_is_confirmed(loaded: LoadedCase, tmp_path: Path) -> None:
    scip_needed()
    sets = sets_from_texts({"set": REQUIRED_ALONE}, loaded.case)
    told = fail(loaded, sets, InfeasibleError, tmp_path / "out")
    assert told["result"]["exit_code"] == 4
    assert "A second solver confirms it." in told["words"]
    assert told["second_opinion"]["answer"] == "confirmed"
    assert "answers" not in told


@pytest.mark.parametrize(
    ("verdict", "answer"),
    [
        (SecondVerdict.CONFIRMED, "confirmed"),
        (SecondVerdict.OUT_OF_TIME, "not refuted in 12 s"),
        (SecondVerdict.NOT_REFUTED, "not refuted"),
        (SecondVerdict.UNAVAILABLE, "unavailable"),
    ],
)
def test_every_other_verdict_is_published_in_its_words(
    loaded: LoadedCase, second_says: Spoil, tmp_path: Path, verdict: SecondVerdict, answer: str
) -> None:
    second_says(verdict)
    run = solve_case(loaded)
    row, manifest = published(run, tmp_path / "out")
    assert row == f"second_opinion,{answer},text"
    assert manifest["second_opinion"] == {
        "answer": answer,
        "message": "So it says.",
        "solver": "SCIP",
        "version": "10 (stub)",
    }
    assert second_opinion(run) == f"Second opinion: {answer}. So it says."
    sets = sets_from_texts({"set": REQUIRED_ALONE}, loaded.case)
    told = fail(loaded, sets, InfeasibleError, tmp_path / "failed")
    assert ("A second solver confirms it." in told["words"]) == (answer == "confirmed")
    assert ("rests on one solver" in told["words"]) == (answer != "confirmed")
    assert told["second_opinion"]["answer"] == answer


def test_a_machine_without_scip_says_so(loaded: LoadedCase, second_says: Spoil) -> None:
    second_says(SecondVerdict.UNAVAILABLE, NOT_INSTALLED)
    assert "pip install consolidate[second-opinion]" in second_opinion(solve_case(loaded))


def _business_as_usual(loaded: LoadedCase) -> Any:
    return pipeline.formulate(pipeline.prepare(loaded.case, ())).business_as_usual()


def test_a_point_that_is_no_better_for_the_referee_refutes_nothing(
    loaded: LoadedCase, second_says: Spoil
) -> None:
    second_says(SecondVerdict.REFUTED, values=_business_as_usual(loaded), objective=400.0)
    opinion = solve_case(loaded).facts.second_opinion
    assert opinion.answer == "not refuted"
    assert "made exact, it saves 0.00 GBP and not more than the bound" in opinion.message


def test_a_point_that_breaks_a_rule_of_the_referee_refutes_nothing(
    loaded: LoadedCase, second_says: Spoil, tmp_path: Path
) -> None:
    formulation = pipeline.formulate(pipeline.prepare(loaded.case, ()))
    names = formulation.matrix().column_names
    point = np.array([float(name.startswith(("member", "decisions.member"))) for name in names])
    assert point.any()
    second_says(SecondVerdict.REFUTED, values=point, objective=400.0)
    opinion = solve_case(loaded).facts.second_opinion
    assert opinion.answer == "not refuted"
    assert "the independent check does not accept that plan" in opinion.message
    assert "nor does it keep the rules of the model exactly" in opinion.message


def test_a_point_that_is_no_plan_does_not_refute_infeasible(
    loaded: LoadedCase, second_says: Spoil, spoil: Spoil, tmp_path: Path
) -> None:
    """Carrying on as today satisfies all logic, but not the policy that requires sharing."""
    spoil(status=SolveStatus.INFEASIBLE, values=None, objective=None, bound=None)
    second_says(SecondVerdict.REFUTED, values=_business_as_usual(loaded), objective=0.0)
    told = fail(loaded, sets_from_texts({"set": REQUIRED}, loaded.case), InfeasibleError, tmp_path / "out")
    assert told["second_opinion"]["answer"] == "not refuted"
    assert "rests on one solver" in told["words"]


@pytest.mark.parametrize("status", [SolveStatus.TIME_LIMIT, SolveStatus.INTERRUPTED])
def test_a_stopped_search_is_not_asked_about(
    loaded: LoadedCase, spoil: Spoil, monkeypatch: pytest.MonkeyPatch, status: SolveStatus
) -> None:
    never_asked(monkeypatch)
    spoil(status=status)
    run = solve_case(loaded)
    assert summary(run)["second_opinion"] == ("not asked", "text")
    assert "stopped before its proof" in second_opinion(run)


def test_no_seconds_ask_nobody(loaded: LoadedCase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    never_asked(monkeypatch)
    options = RunOptions(second_opinion_seconds=0.0)
    row, _ = published(solve_case(loaded, options=options), tmp_path / "out")
    assert row == "second_opinion,not asked,text"
    sets = sets_from_texts({"set": REQUIRED_ALONE}, loaded.case)
    with pytest.raises(InfeasibleError, match="rests on one solver"):
        solve_case(loaded, sets, options)


def test_the_time_that_is_given_is_the_limit(loaded: LoadedCase, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def ask(matrix: Any, bound: float, tolerance: float, limit: float, **options: Any) -> SecondOpinion:
        asked.append(limit)
        assert bound == pytest.approx(float(NPV_GBP) / 1000, abs=0.002)
        assert tolerance == 0.001
        return SecondOpinion(SecondVerdict.CONFIRMED, 0.1, limit, "SCIP", "", "")

    monkeypatch.setattr(corroborate.second_opinion, "ask_about_bound", ask)
    solve_case(loaded, options=RunOptions(second_opinion_seconds=7.5))
    solve_case(loaded)
    assert asked == [7.5, 30.0]


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf")])
def test_senseless_seconds_are_refused(seconds: float) -> None:
    with pytest.raises(UsageError, match="second opinion"):
        RunOptions(second_opinion_seconds=seconds)


def test_the_answers_are_kept_of_other_contradictions_too(
    loaded: LoadedCase, spoil: Spoil, tmp_path: Path
) -> None:
    spoil(objective=380.0)
    told = fail(loaded, None, CheckFailedError, tmp_path / "out")
    assert told["second_opinion"]["answer"] == "not asked"
    assert told["answers"]["first"]["objective_thousand_gbp"] == 380.0
    assert told["answers"]["second"] is None


def test_forbidden_sharing_is_confirmed_as_nothing_to_gain(loaded: LoadedCase) -> None:
    scip_needed()
    run = solve_case(loaded, sets_from_texts({"set": FORBIDDEN}, loaded.case))
    assert (run.accounts.measures.npv_saving_gbp, run.facts.second_opinion.answer) == (0, "confirmed")


def never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*arguments: Any, **options: Any) -> SecondOpinion:
        raise AssertionError

    monkeypatch.setattr(corroborate.second_opinion, "ask_about_bound", ask)
    monkeypatch.setattr(corroborate.second_opinion, "ask_about_infeasible", ask)
