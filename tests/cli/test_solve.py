"""`consolidate solve`: the golden figures, the run folder, and every exit code with its first sentence."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer import pipeline
from optimizer.model.solve import Outcome, SolveStatus
from optimizer.report.plan_json import plan_from_json
from tests.cli.conftest import Ended, Run

NPV_GBP = 372588.62
TABLES = (
    *("summary", "memberships", "pools", "staff", "contracts", "cash", "recharges", "funding"),
    "policies",
)


@pytest.fixture
def spoil(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change what the solver says, leaving everything after it as it is."""
    honest = pipeline.solve

    def change(**fields: Any) -> None:
        def spoilt(*arguments: Any, **options: Any) -> Outcome:
            return dataclasses.replace(honest(*arguments, **options), **fields)

        monkeypatch.setattr(pipeline, "solve", spoilt)

    return change


def leftovers(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def assert_failed(ended: Ended, code: int, sentence: str, folder: Path) -> dict[str, Any]:
    """The code, the sentence, the manifest and the model; never a plan table."""
    assert ended.code == code
    assert ended.first_line.startswith(sentence)
    found = leftovers(folder)
    assert {"manifest.json", "model.mps", "case.json"} <= found
    assert not found & ({f"{table}.csv" for table in TABLES} | {"plan.json"})
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["result"]["exit_code"] == code
    return manifest  # type: ignore[no-any-return]  # JSON


def test_golden_case_ends_with_the_figures_worked_out_by_hand(run: Run, case: Path) -> None:
    ended = run("solve", case, "-o", "out")
    assert ended.code == 0
    assert all(line.startswith("Warning: ") for line in ended.stderr.splitlines())
    for words in ("net saving £372.6k", "net saving £224.1k", "net saving £148.4k", "£229.5k", "1.52 years"):
        assert words in ended.stdout
    assert "net cost £14.4k" in ended.stdout
    assert ended.stdout.splitlines()[-2:] == [
        f"Reports: {Path('out', 'report.html')} and report.xlsx",
        "All tables: out",
    ]
    assert leftovers(Path("out")) == {f"{table}.csv" for table in TABLES} | {
        "outcomes.csv",
        "plan.json",
        "case.json",
        "manifest.json",
        "report.xlsx",
        "report.html",
    }


def test_json_is_one_object_and_nothing_else(run: Run, case: Path) -> None:
    ended = run("solve", case, "--json")
    assert ended.code == 0
    assert ended.object["run_folder"] == str(Path("runs", "golden"))
    assert ended.object["measures"]["npv_saving_gbp"] == NPV_GBP
    assert ended.object["measures"]["payback_year"] == "2027/28"
    [decision] = ended.object["decisions"]
    assert (decision["host"], decision["since"]) == ("Council A", "2026/27")


def test_second_opinion_can_be_left_out(run: Run, case: Path) -> None:
    ended = run("solve", case, "-o", "out", "--second-opinion-seconds", "0")
    assert ended.code == 0
    assert "Second opinion: not asked." in ended.stdout
    assert "\nsecond_opinion,not asked,text\n" in Path("out", "summary.csv").read_text(encoding="utf-8")


def test_default_folder_has_the_names_of_the_sets(run: Run, case: Path) -> None:
    (case / "constraints").mkdir(exist_ok=True)
    (case / "constraints" / "fair.toml").write_text(
        '[policy.fair]\nkind = "no_loser"\nreason = "Nobody pays for another."\n', encoding="utf-8"
    )
    ended = run("solve", case, "-c", "fair", "--json")
    assert ended.code == 0
    folder = Path("runs", "golden-fair")
    assert ended.object["run_folder"] == str(folder)
    assert (folder / "sets" / "fair.toml").is_file()
    [_, row] = (folder / "policies.csv").read_text(encoding="utf-8").splitlines()
    assert row.startswith("fair,fair,no_loser,yes,slack,")


def test_two_runs_differ_in_the_times_of_the_manifest_only(run: Run, case: Path) -> None:
    assert run("solve", case, "-o", "one").code == 0
    assert run("solve", case, "-o", "two").code == 0
    assert leftovers(Path("one")) == leftovers(Path("two"))
    for name in leftovers(Path("one")) - {"manifest.json"}:
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes(), name
    one, two = (
        json.loads(Path(name, "manifest.json").read_text(encoding="utf-8")) for name in ("one", "two")
    )
    assert one.pop("times").keys() == two.pop("times").keys()
    assert one == two
    assert one["reproducible"] is True


def test_existing_folder_is_refused_before_any_work(run: Run, case: Path) -> None:
    Path("out").mkdir()
    ended = run("solve", case, "-o", "out")
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.first_line == (
        "out exists already: name another folder with -o, or add --overwrite to replace it."
    )


def test_overwrite_replaces_a_run(run: Run, case: Path) -> None:
    assert run("solve", case, "-o", "out").code == 0
    assert run("solve", case, "-o", "out", "--overwrite").code == 0


def test_bad_data_lists_every_fault_and_writes_nothing(run: Run, case: Path) -> None:
    table = case / "baseline.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("50000", "fifty").replace("48000", "-48000"), encoding="utf-8")
    ended = run("solve", case, "-o", "out")
    assert (ended.code, ended.stdout) == (3, "")
    assert ended.first_line == "The input has 2 faults; nothing was written."
    assert ended.stderr.count("- baseline.csv, row ") == 2
    assert not Path("out").exists()
    as_json = run("solve", case, "--json")
    assert as_json.code == as_json.object["exit_code"] == 3
    assert {fault["column"] for fault in as_json.object["faults"]} == {"pay_gbp_per_fte"}


@pytest.mark.parametrize(
    "options",
    [
        ("--gap-gbp", "-1"),
        ("--gap-gbp", "much"),
        ("--time-limit", "0"),
        ("--seed", "-1"),
        ("--second-opinion-seconds", "-1"),
    ],
)
def test_senseless_options_are_wrong_usage(run: Run, case: Path, options: tuple[str, str]) -> None:
    assert run("solve", case, *options).code == 2
    assert not Path("runs").exists()


def test_missing_case_is_wrong_usage(run: Run) -> None:
    ended = run("solve", "nowhere")
    assert (ended.code, ended.stdout) == (2, "")
    assert "nowhere" in ended.stderr


def test_infeasible_set_leaves_manifest_and_model(run: Run, case: Path, infeasible: str) -> None:
    ended = run("solve", case, "-c", infeasible, "-o", "out")
    manifest = assert_failed(ended, 4, "No plan keeps every rule of the constraint sets.", Path("out"))
    assert "consolidate explain" in ended.stderr
    assert manifest["result"]["status"] == "InfeasibleError"
    assert Path("out", "sets", "clash.toml").is_file()


def test_time_limit_with_a_plan_is_published_with_its_gap(
    run: Run, case: Path, spoil: Callable[..., None]
) -> None:
    spoil(status=SolveStatus.TIME_LIMIT, bound=400.0)
    ended = run("solve", case, "-o", "out")
    assert ended.code == 5
    assert "Not proved: the time limit was reached. A plan that saves up to £27,411.38 more" in ended.stdout
    assert "7.4% of the saving" in ended.stdout
    summary = Path("out", "summary.csv").read_text(encoding="utf-8")
    assert "status,time_limit,text\n" in summary
    assert "gap_gbp,27411.38,GBP\n" in summary
    manifest = json.loads(Path("out", "manifest.json").read_text(encoding="utf-8"))
    assert manifest["reproducible"] is False


def test_stopped_search_may_understate_its_plan_but_not_overstate_it(
    run: Run, case: Path, spoil: Callable[..., None]
) -> None:
    spoil(status=SolveStatus.TIME_LIMIT, bound=400.0, objective=300.0)
    assert run("solve", case, "-o", "under").code == 5
    assert "npv_saving_gbp,372588.62,GBP\n" in Path("under", "summary.csv").read_text(encoding="utf-8")
    spoil(status=SolveStatus.TIME_LIMIT, bound=400.0, objective=380.0)
    assert_failed(run("solve", case, "-o", "over"), 8, "The model puts the net saving at", Path("over"))


def test_search_content_with_a_wide_gap_may_understate_its_plan_by_no_more_than_that_gap(
    run: Run, case: Path, spoil: Callable[..., None]
) -> None:
    spoil(bound=400.0, objective=300.0)
    assert run("solve", case, "-o", "under", "--gap-gbp", "100000").code == 0
    summary = Path("under", "summary.csv").read_text(encoding="utf-8")
    assert "npv_saving_gbp,372588.62,GBP\n" in summary
    assert "\ngap_gbp,27411.38,GBP\n" in summary
    spoil(bound=372.0, objective=300.0)
    ended = run("solve", case, "-o", "more", "--gap-gbp", "100000")
    assert_failed(ended, 8, "The model puts the net saving at", Path("more"))


def test_time_limit_without_a_bound_leaves_the_gap_empty(
    run: Run, case: Path, spoil: Callable[..., None]
) -> None:
    spoil(status=SolveStatus.TIME_LIMIT, bound=None)
    assert run("solve", case, "-o", "out").code == 5
    assert "\ngap_gbp,,GBP\n" in Path("out", "summary.csv").read_text(encoding="utf-8")


def test_time_limit_without_a_plan(run: Run, case: Path, spoil: Callable[..., None]) -> None:
    spoil(status=SolveStatus.TIME_LIMIT, values=None, objective=None, message="No time.")
    assert_failed(run("solve", case, "-o", "out"), 6, "No time.", Path("out"))


def test_interrupted_run_keeps_its_plan(run: Run, case: Path, spoil: Callable[..., None]) -> None:
    spoil(status=SolveStatus.INTERRUPTED)
    assert run("solve", case, "-o", "out").code == 130
    text = Path("out", "plan.json").read_text(encoding="utf-8")
    assert len(plan_from_json(text).memberships) == 6


def test_interrupted_run_without_a_plan_writes_nothing(
    run: Run, case: Path, spoil: Callable[..., None]
) -> None:
    spoil(status=SolveStatus.INTERRUPTED, values=None, objective=None, message="Stopped.")
    ended = run("solve", case, "-o", "out")
    assert (ended.code, ended.first_line) == (130, "Stopped.")
    assert not Path("out").exists()


@pytest.mark.parametrize("status", [SolveStatus.CRASHED, SolveStatus.HUNG, SolveStatus.OUT_OF_MEMORY])
def test_broken_solver_is_an_internal_error_in_words(
    run: Run, case: Path, spoil: Callable[..., None], status: SolveStatus
) -> None:
    spoil(status=status, values=None, objective=None, message="The solver broke down.")
    ended = run("solve", case, "-o", "out")
    assert (ended.code, ended.first_line) == (1, "The solver broke down.")
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"status": SolveStatus.INFEASIBLE, "values": None, "objective": None},
            "The solver says that no plan is possible, but carrying on as today keeps every rule.",
        ),
        (
            {"status": SolveStatus.ERROR, "values": None, "objective": None, "message": "Refuted."},
            "Refuted.",
        ),
        ({"objective": 380.0}, "The model puts the net saving at 380000.00 GBP, the independent check at"),
        (
            {"bound": 372.0},
            "The solver says that no plan brings the net saving above 372000.00 GBP, but one is",
        ),
    ],
)
def test_contradictions_publish_nothing(
    run: Run, case: Path, spoil: Callable[..., None], fields: dict[str, Any], sentence: str
) -> None:
    spoil(**fields)
    assert_failed(run("solve", case, "-o", "out"), 8, sentence, Path("out"))


def test_plan_that_breaks_a_rule_publishes_nothing(
    run: Run, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = pipeline.solve

    def nobody_recruits(*arguments: Any, **options: Any) -> Outcome:
        outcome = honest(*arguments, **options)
        assert outcome.values is not None
        names = arguments[0].column_names
        recruited = np.array(["recruited" in name for name in names])
        return dataclasses.replace(outcome, values=np.where(recruited, 0.0, outcome.values))

    monkeypatch.setattr(pipeline, "solve", nobody_recruits)
    ended = run("solve", case, "-o", "out")
    assert_failed(ended, 8, "The plan does not pass the independent check", Path("out"))
    assert "- workforce." in ended.stderr


def test_model_is_written_for_another_solver(run: Run, case: Path) -> None:
    assert run("solve", case, "-o", "out", "--write-model", "golden.mps").code == 0
    assert "ENDATA" in Path("golden.mps").read_text(encoding="utf-8")
    ended = run("solve", case, "-o", "out2", "--write-model", "nowhere/golden.mps")
    assert ended.code == 2
    assert ended.first_line.startswith("The model cannot be written to")


def test_unforeseen_failure_is_a_sentence_and_debug_shows_all(
    run: Run, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: Any, **options: Any) -> Outcome:
        raise ZeroDivisionError("by nil")

    monkeypatch.setattr(pipeline, "solve", broken)
    monkeypatch.delenv("CONSOLIDATE_DEBUG", raising=False)
    ended = run("solve", case, "-o", "out", "--json")
    assert ended.code == ended.object["exit_code"] == 1
    assert ended.first_line.startswith("The program failed inside (ZeroDivisionError: by nil)")
    monkeypatch.setenv("CONSOLIDATE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("solve", case, "-o", "out")
