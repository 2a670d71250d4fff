"""A refuted answer: the second try that is published, the one that is not, and model against referee.

HiGHS is made to lie as often as a test says; SCIP, the model and the referee are real unless a test says so.
"""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from typer.testing import CliRunner

from optimizer import corroborate, pipeline, second_try
from optimizer.case import LoadedCase, LoadedSets, sets_from_texts
from optimizer.cli.app import app
from optimizer.cli.show_run import run_as_json
from optimizer.errors import CheckFailedError
from optimizer.model.second_opinion import SecondOpinion, SecondVerdict
from optimizer.model.settle import EXACT, settled
from optimizer.model.solve import Outcome, SolveOptions, SolveStatus
from optimizer.pipeline import FailedRun, Run, solve_case
from optimizer.report.write import run_texts, write_failed_run, write_run
from optimizer.verify import business_as_usual, verify
from optimizer.verify.verdict import Verdict, Violation
from tests.builders import CASES, golden_case
from tests.test_second_opinion import NPV_GBP, REQUIRED

Values = npt.NDArray[np.float64]
Lie = Callable[..., list[dict[str, Any]]]

NO_PLAN: dict[str, Any] = {"values": None, "objective": None, "bound": None}
FALSE_INFEASIBLE = {"status": SolveStatus.INFEASIBLE, **NO_PLAN}


@pytest.fixture(scope="module")
def loaded() -> LoadedCase:
    return golden_case()


@pytest.fixture(scope="module")
def formulation(loaded: LoadedCase) -> Any:
    return pipeline.formulate(pipeline.prepare(loaded.case, ()))


@pytest.fixture(scope="module")
def nothing(formulation: Any) -> dict[str, Any]:
    """Doing nothing, called optimal."""
    values = formulation.business_as_usual()
    return {"status": SolveStatus.OPTIMAL, "values": values, "objective": 0.0, "bound": 0.0}


@pytest.fixture(scope="module")
def best(formulation: Any) -> Values:
    """The golden plan in the model's columns."""
    values = pipeline.solve(formulation.matrix(), SolveOptions()).values
    assert values is not None
    return values


@pytest.fixture
def lie(monkeypatch: pytest.MonkeyPatch) -> Lie:
    """Change what the first solver says, try by try; return what it was asked each time."""
    honest = pipeline.solve

    def change(*lies: dict[str, Any]) -> list[dict[str, Any]]:
        asked: list[dict[str, Any]] = []

        def lying(matrix: Any, options: SolveOptions, **known: Any) -> Outcome:
            asked.append({"options": options, **known})
            fields = lies[len(asked) - 1] if len(asked) <= len(lies) else {}
            if isinstance(fields.get("values"), str):
                fields = fields | {"values": known[fields["values"]]}
            return dataclasses.replace(honest(matrix, options, **known), **fields)

        monkeypatch.setattr(pipeline, "solve", lying)
        return asked

    return change


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Values], None]:
    """Let the second solver offer a point, whatever it is asked."""

    def change(values: Values) -> None:
        def say(*_: Any, **__: Any) -> SecondOpinion:
            return SecondOpinion(SecondVerdict.REFUTED, 0.1, 9.0, "SCIP", "10", "SCIP found a plan.", values)

        monkeypatch.setattr(corroborate.second_opinion, "ask_about_bound", say)
        monkeypatch.setattr(corroborate.second_opinion, "ask_about_infeasible", say)

    return change


def scip_needed() -> None:
    pytest.importorskip("pyscipopt", reason="PySCIPOpt has no wheel for this platform")


def fail(loaded: LoadedCase, sets: LoadedSets | None, folder: Path) -> tuple[str, dict[str, Any]]:
    """Run what must be refused; return the words and what answers.json and the manifest hold."""
    kept: list[FailedRun] = []
    with pytest.raises(CheckFailedError) as caught:
        solve_case(loaded, sets, keep_failure=kept.append)
    write_failed_run(kept[0], folder)
    assert not {"plan.json", "summary.csv"} & {path.name for path in folder.iterdir()}
    assert (folder / "model.mps").is_file()
    told = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["result"]["exit_code"] == 8
    return str(caught.value), told | {"opinion": manifest["second_opinion"]}


def assert_second_try(run: Run, folder: Path, claim: str) -> None:
    """The right plan is published, and it is said everywhere that it is not the first answer."""
    assert run.accounts.measures.npv_saving_gbp == NPV_GBP
    assert run.facts.second_opinion.answer == "confirmed"
    write_run(run, folder)
    [row] = [
        row
        for row in (folder / "summary.csv").read_text(encoding="utf-8").splitlines()
        if row.startswith("answer,")
    ]
    assert row == 'answer,"second try, as the first was refuted",text'
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["result"]["answer"] == "second try, as the first was refuted"
    [warning, *_] = run_as_json(run, folder)["warnings"]
    for words in (manifest["solver"]["message"], warning):
        assert claim in words
        assert "The first answer was refuted and is not used." in words
        assert "this is the answer of the second try" in words


def test_the_second_try_is_published_and_says_so(
    loaded: LoadedCase, lie: Lie, nothing: dict[str, Any], tmp_path: Path
) -> None:
    scip_needed()
    asked = lie(nothing)
    run = solve_case(loaded)
    assert_second_try(run, tmp_path / "out", "HiGHS says that no plan saves more than 0.00 GBP, but SCIP")
    first, second = asked
    assert (first["options"].seed, first["options"].presolve) == (0, True)
    assert (second["options"].seed, second["options"].presolve) == (1, False)
    assert second["options"].gap == first["options"].gap
    assert second["known_feasible"] is True
    assert not np.array_equal(second["start"], first["start"])
    stages = list(run.timings_seconds)
    assert stages[-3:] == ["second opinion", "second try", "risk"]


def test_a_false_infeasible_has_a_second_try(loaded: LoadedCase, lie: Lie, tmp_path: Path) -> None:
    scip_needed()
    lie(FALSE_INFEASIBLE)
    sets = sets_from_texts({"set": REQUIRED}, loaded.case)
    claim = "HiGHS says that no plan keeps every rule, but SCIP found one that saves "
    assert_second_try(solve_case(loaded, sets), tmp_path / "out", claim)


def test_the_command_warns_of_a_second_try(lie: Lie, nothing: dict[str, Any], tmp_path: Path) -> None:
    scip_needed()
    lie(nothing)
    ended = CliRunner().invoke(app, ["solve", str(CASES / "golden"), "-o", str(tmp_path / "out")])
    assert ended.exit_code == 0
    assert ended.stderr.startswith("Warning: The first answer was refuted and is not used. HiGHS says")


def test_the_same_case_has_the_same_second_try(loaded: LoadedCase, lie: Lie, nothing: dict[str, Any]) -> None:
    scip_needed()
    texts = []
    for _ in range(2):
        lie(nothing)
        texts.append(run_texts(solve_case(loaded)))
    assert texts[0] == texts[1]


def test_a_first_answer_that_stands_is_called_the_first(loaded: LoadedCase, lie: Lie) -> None:
    asked = lie()
    run = solve_case(loaded)
    assert len(asked) == 1
    assert "\nanswer,first,text\n" in run_texts(run)["summary.csv"]
    assert run.facts.first_refuted == ""


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ({"status": SolveStatus.TIME_LIMIT, "message": "Out of time."}, "no proof either: Out of time."),
        ({"status": SolveStatus.INTERRUPTED, "message": "Stopped."}, "no proof either: Stopped."),
        ({"status": SolveStatus.ERROR, "message": "It errs.", **NO_PLAN}, "no proof either: It errs."),
        ({"status": SolveStatus.HUNG, "message": "It hangs.", **NO_PLAN}, "no proof either: It hangs."),
        ({"status": SolveStatus.CRASHED, "message": "Broken.", **NO_PLAN}, "no proof either: Broken."),
        (FALSE_INFEASIBLE, "no proof either: "),
        ({"objective": 380.0}, "was refused too: The model puts the "),
    ],
)
def test_a_second_try_that_does_not_hold_publishes_nothing(
    loaded: LoadedCase, lie: Lie, nothing: dict[str, Any], tmp_path: Path, second: Any, words: str
) -> None:
    scip_needed()
    lie(nothing, second)
    said, told = fail(loaded, None, tmp_path / "out")
    assert said.startswith("HiGHS says that no plan saves more than 0.00 GBP, but SCIP found one")
    assert words in said
    assert "Nothing is published" in said
    assert told["opinion"]["answer"] == "refuted"
    assert (told["first"]["bound_thousand_gbp"], told["second"]["status"]) == (0.0, "refuted")
    assert told["second_try"]["first"]["status"] == str(second.get("status", "optimal"))


def test_a_second_try_by_an_earlier_objective_is_told_too(loaded: LoadedCase, lie: Lie) -> None:
    scip_needed()
    asked = lie({"status": SolveStatus.OPTIMAL, "values": "start", "objective": 0.0, "bound": 0.0})
    objective = '[[objective]]\nmeasure = "worst_off_council"\nreason = "Nobody is left behind."\n'
    run = solve_case(loaded, sets_from_texts({"set": objective}, loaded.case))
    assert [one["options"].presolve for one in asked] == [True, False, True]
    assert run.facts.first_refuted.startswith("The first answer was refuted and is not used.")
    assert run.accounts.measures.worst_council_npv_gbp > 140_000


def test_the_last_seed_is_followed_by_the_first() -> None:
    assert second_try.options_of(SolveOptions(seed=2**31 - 1)).seed == 0


def test_a_point_is_made_exact_before_the_referee_sees_it(
    loaded: LoadedCase, formulation: Any, best: Values, lie: Lie, nothing: dict[str, Any], offer: Any
) -> None:
    """Whole numbers off by a millionth, staff that moves off by a hundredth of a percent: both put right."""
    matrix = formulation.matrix()
    moved = np.array([".transferred[" in name or ".recruited[" in name for name in matrix.column_names])
    assert (moved & (best > 0)).any()
    inexact = np.where(moved, best * 1.0001, np.where(matrix.integer, best + 1e-6, best))
    assert not verify(loaded.case, (), formulation.plan(inexact)).holds  # or this could not fail
    exact = settled(matrix, inexact)
    assert exact is not None
    assert matrix.violations(exact, EXACT) == ()
    assert matrix.objective_at(exact) == pytest.approx(matrix.objective_at(best), abs=1e-6)
    lie(nothing, nothing)
    offer(inexact)
    with pytest.raises(CheckFailedError, match=r"found one that saves 372588\.62 GBP and passes"):
        solve_case(loaded)


def test_whole_numbers_that_keep_no_row_cannot_be_made_exact(formulation: Any) -> None:
    matrix = formulation.matrix()
    assert settled(matrix, np.where(matrix.integer, 1.0, 0.0)) is None


REFUSED = Violation("staff.balance", "ICT.A, all, 2026/27", "it does not add up")


@pytest.mark.parametrize(
    ("claim", "disagreement", "words"),
    [
        ("bound", "rule", "staff.balance, ICT.A"),
        ("bound", "money", "it saves 0.00 GBP and not 372588.62 GBP"),
        # (A plan that the referee accepts refutes "infeasible", whatever it saves.)
        ("infeasible", "rule", "staff.balance, ICT.A"),
    ],
)
def test_model_and_referee_that_contradict_each_other_publish_nothing(
    loaded: LoadedCase, best: Values, lie: Lie, nothing: dict[str, Any], offer: Any,
    monkeypatch: pytest.MonkeyPatch, claim: str, disagreement: str, words: str, tmp_path: Path,
) -> None:  # fmt: skip
    broken = Verdict((REFUSED,), None)
    verdict = broken if disagreement == "rule" else business_as_usual(loaded.case, ())
    monkeypatch.setattr(corroborate, "verify", lambda *_: verdict)
    asked = lie(nothing if claim == "bound" else FALSE_INFEASIBLE)
    offer(best)
    sets = None if claim == "bound" else sets_from_texts({"set": REQUIRED}, loaded.case)
    said, told = fail(loaded, sets, tmp_path / "out")
    assert len(asked) == 1  # another search cannot mend it
    for text in (said, told["opinion"]["message"]):
        assert text.startswith("The model and the independent check contradict each other. HiGHS says that")
        assert words in text
    assert "please report it" in said
    assert told["opinion"]["answer"] == told["second"]["status"] == "contradictory"
    assert words in told["second"]["independent_check"]


def test_a_contradiction_in_the_second_try_publishes_nothing(
    loaded: LoadedCase, lie: Lie, nothing: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scip_needed()
    lie(nothing, nothing)
    verdicts = iter([verify])
    monkeypatch.setattr(
        corroborate, "verify", lambda *given: next(verdicts, lambda *_: Verdict((REFUSED,), None))(*given)
    )
    said, told = fail(loaded, None, tmp_path / "out")
    assert "A second try was refused too: The model and the independent check contradict" in said
    assert told["second_try"]["second"]["status"] == told["opinion"]["answer"] == "contradictory"
