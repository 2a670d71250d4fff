"""`consolidate replay`: the same; not the same, with a reason or without; damaged folders."""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimizer import pipeline
from optimizer.analysis import replay as analysis
from optimizer.model.solve import Outcome, SolveStatus
from optimizer.plan.facts import Opinion
from tests.cli.conftest import Ended, Run, case, infeasible, run

__all__ = ["case", "infeasible", "run"]  # fixtures of the command line

QUICK = ("--second-opinion-seconds", "0")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def sign_again(folder: Path, name: str) -> None:
    """Let the manifest name the hash that a file has now."""
    manifest = folder / "manifest.json"
    fields = json.loads(manifest.read_text(encoding="utf-8"))
    fields["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    manifest.write_text(json.dumps(fields), encoding="utf-8")


def set_in_manifest(folder: Path, *keys: str, value: Any) -> None:
    path = folder / "manifest.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    inner = fields
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    path.write_text(json.dumps(fields), encoding="utf-8")


@pytest.fixture
def kept(run: Run, case: Path) -> Path:
    """The run folder of the golden case."""
    assert run("solve", case, "-o", "out", *QUICK).code == 0
    return Path("out")


def test_same_inputs_versions_and_options_give_the_same(run: Run, kept: Path) -> None:
    before = {path: path.read_bytes() for path in kept.rglob("*")}
    ended = run("replay", kept)
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout == "The same: every decision and every cell of every table comes out as it was.\n"
    assert {path: path.read_bytes() for path in kept.rglob("*")} == before
    assert list(Path().glob("runs*")) == []
    assert run("replay", kept, "--json").object == {
        "status": "same",
        "exit_code": 0,
        "run_folder": "out",
        "was": "optimal",
        "now": "optimal",
        "reasons": [],
        "same_model": True,
        "differences": [],
    }


def test_sets_are_taken_in_their_order_and_options_as_they_were(
    run: Run, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case / "constraints"
    folder.mkdir(exist_ok=True)
    policy = '[policy.host]\nkind = "pool_forbidden"\nservice = "ICT"\nreason = "No."\n'
    (folder / "zero.toml").write_text(policy, encoding="utf-8")
    later = policy.replace("pool_forbidden", "pool_required") + 'replaces = "zero.host"\n'
    (folder / "after.toml").write_text(later, encoding="utf-8")
    options = ("--gap-gbp", "0.5", "--seed", "7", "--time-limit", "90", *QUICK)
    assert run("solve", case, "-c", "zero", "-c", "after", "-o", "out", *options).code == 0
    asked = []
    honest = analysis.solve_case
    monkeypatch.setattr(analysis, "solve_case", lambda *given: asked.append(given) or honest(*given))
    assert run("replay", "out", "--json").object["status"] == "same"
    [(_, sets, given, _)] = asked
    assert list(sets.set_texts) == ["zero", "after"]
    assert (str(given.gap_gbp), given.seed, given.time_limit_seconds) == ("0.5", 7, 90.0)
    assert given.second_opinion_seconds == 0.0


def test_a_table_that_should_be_the_same_and_is_not(run: Run, kept: Path) -> None:
    # Somebody who changes a figure and its hash is found out by the figures themselves.
    change(kept / "cash.csv", "600000.00", "600000.01")
    sign_again(kept, "cash.csv")
    ended = run("replay", kept)
    assert (ended.code, ended.stderr) == (8, "")
    lines = ended.stdout.splitlines()
    assert lines[0].startswith("Not the same, although it should be")
    assert all("was '600000.01', now '600000.00'" in line for line in lines[2:-1])
    assert lines[-1].startswith("The model is the same to the byte")
    as_json = run("replay", kept, "--json")
    assert as_json.code == as_json.object["exit_code"] == 8
    assert {one["file"] for one in as_json.object["differences"]} == {"cash.csv"}


@pytest.mark.parametrize("name", ["cash.csv", "plan.json"])
@pytest.mark.parametrize("text", ["", "[]", '"', "a,b\n1\n", "{}"])
def test_nonsense_in_place_of_a_file_is_not_the_same(run: Run, kept: Path, name: str, text: str) -> None:
    (kept / name).write_text(text, encoding="utf-8")
    sign_again(kept, name)
    ended = run("replay", kept)
    assert (ended.code, ended.stderr) == (8, "")
    assert f"- {name}" in ended.stdout


def test_another_decision_that_should_be_the_same(run: Run, kept: Path, case: Path) -> None:
    (case / "constraints").mkdir(exist_ok=True)
    forbids = '[policy.no]\nkind = "pool_forbidden"\nservice = "ICT"\nreason = "No."\n'
    (case / "constraints" / "no.toml").write_text(forbids, encoding="utf-8")
    assert run("solve", case, "-c", "no", "-o", "other", *QUICK).code == 0
    for name in ("plan.json", "memberships.csv"):
        (kept / name).write_bytes(Path("other", name).read_bytes())
        sign_again(kept, name)
    found = run("replay", kept, "--json").object
    assert (found["status"], found["exit_code"]) == ("differs", 8)
    assert {one["row"] for one in found["differences"] if one["file"] == "plan.json"} >= {"memberships"}
    assert {"file": "memberships.csv", "row": "A, ICT, 2026/27", "column": "host", "was": "", "now": "A"} in (
        found["differences"]
    )


@pytest.mark.parametrize(
    ("keys", "value", "words"),
    [
        (("versions", "highspy"), "1.15.0", "made with highspy 1.15.0, and this is"),
        (("platform",), "Plan9 mips", "made on Plan9 mips, and this is"),
        (("options", "haste"), 3, "had the option haste, which this version lacks"),
        (("options", "second_opinion_seconds"), None, "does not say its second_opinion_seconds"),
        (("result", "status"), "time_limit", "its search stopped on the time limit"),
        (("result", "status"), "interrupted", "its search was interrupted"),
    ],
)
def test_what_need_not_be_the_same_says_why(
    run: Run, kept: Path, keys: tuple[str, ...], value: object, words: str
) -> None:
    set_in_manifest(kept, *keys, value=value)
    if keys[-1] != "second_opinion_seconds":  # then that answer in summary.csv is another one already
        same = run("replay", kept, "--json").object
        assert same["status"] == "same"
        assert words in same["reasons"][0]
    change(kept / "cash.csv", "600000.00", "600000.01")
    sign_again(kept, "cash.csv")
    ended = run("replay", kept)
    assert ended.code == 0
    assert ended.stdout.startswith("Not the same, and it need not be.\nWhy it need not be:\n- ")
    assert words in ended.stdout


@pytest.fixture
def spoil(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change what the solver says."""
    honest = pipeline.solve

    def spoilt(**fields: Any) -> None:
        def solve(*arguments: Any, **options: Any) -> Outcome:
            return dataclasses.replace(honest(*arguments, **options), **fields)

        monkeypatch.setattr(pipeline, "solve", solve)

    return spoilt


def test_a_time_limit_this_time_is_a_reason(run: Run, kept: Path, spoil: Callable[..., None]) -> None:
    spoil(status=SolveStatus.TIME_LIMIT, bound=400.0)
    found = run("replay", kept, "--json").object
    assert (found["status"], found["exit_code"], found["now"]) == ("may differ", 0, "time_limit")
    assert found["reasons"][0].startswith("the search stopped this time on the time limit")


def test_no_plan_in_time_is_a_reason(run: Run, kept: Path, spoil: Callable[..., None]) -> None:
    spoil(status=SolveStatus.TIME_LIMIT, values=None, objective=None)
    found = run("replay", kept, "--json").object
    assert (found["status"], found["now"], found["same_model"]) == ("may differ", "NoPlanError", None)


def test_an_interrupted_replay_says_nothing_of_the_plan(
    run: Run, kept: Path, spoil: Callable[..., None]
) -> None:
    spoil(status=SolveStatus.INTERRUPTED)
    ended = run("replay", kept)
    assert (ended.code, ended.stdout) == (130, "")
    assert ended.first_line.startswith("Stopped before the search had ended")


def test_another_bound_is_a_difference(run: Run, kept: Path, spoil: Callable[..., None]) -> None:
    spoil(bound=372.589)
    found = run("replay", kept, "--json").object
    assert (found["status"], found["exit_code"]) == ("differs", 8)
    assert {one["row"] for one in found["differences"]} == {"bound_gbp", "gap_gbp"}


@pytest.mark.parametrize(
    ("answer", "exit_code"), [("not refuted in 30 s", 0), ("not refuted", 8), ("unavailable", 8)]
)
def test_only_the_clock_excuses_another_second_opinion(
    run: Run, case: Path, monkeypatch: pytest.MonkeyPatch, answer: str, exit_code: int
) -> None:
    said = ["confirmed", answer]
    monkeypatch.setattr(pipeline.corroborate, "on_bound", lambda *_: Opinion(said.pop(0), "So it says."))
    assert run("solve", case, "-o", "out").code == 0
    found = run("replay", "out", "--json").object
    assert found["exit_code"] == exit_code
    [difference] = found["differences"]
    assert (difference["row"], difference["was"]) == ("second_opinion", "confirmed")
    assert len(found["reasons"]) == (exit_code == 0)


def test_the_clock_excuses_nothing_else(run: Run, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = ["confirmed", "not refuted in 30 s"]
    monkeypatch.setattr(pipeline.corroborate, "on_bound", lambda *_: Opinion(said.pop(0), "So it says."))
    assert run("solve", case, "-o", "out").code == 0
    change(Path("out", "cash.csv"), "600000.00", "600000.01")
    sign_again(Path("out"), "cash.csv")
    assert run("replay", "out").code == 8


def test_a_run_without_a_plan_ends_so_again(run: Run, case: Path, infeasible: str) -> None:
    assert run("solve", case, "-c", infeasible, "-o", "out", *QUICK).code == 4
    ended = run("replay", "out")
    assert (ended.code, ended.stdout) == (0, "The same: it ends without a plan again (InfeasibleError).\n")
    set_in_manifest(Path("out"), "result", "status", value="CheckFailedError")
    differs = run("replay", "out", "--json").object
    assert (differs["status"], differs["was"], differs["now"]) == (
        "differs",
        "CheckFailedError",
        "InfeasibleError",
    )


def test_a_check_that_fails_now_is_reported_as_such(run: Run, kept: Path, spoil: Callable[..., None]) -> None:
    spoil(bound=1.0)
    ended = run("replay", kept)
    assert (ended.code, ended.stdout) == (8, "")
    assert "no plan brings the net saving above 1000.00 GBP" in ended.stderr


def damaged(run: Run, folder: Path, *sentences: str) -> Ended:
    ended = run("replay", folder)
    assert (ended.code, ended.stdout) == (3, "")
    for sentence in sentences:
        assert sentence in ended.stderr
    return ended


def test_all_missing_and_changed_files_are_reported_together(run: Run, kept: Path) -> None:
    (kept / "staff.csv").unlink()
    change(kept / "cash.csv", "600000.00", "600000.01")
    change(kept / "plan.json", "novated", "run_on")
    ended = damaged(run, kept, "staff.csv: is missing", "cash.csv: was changed", "plan.json: was changed")
    assert ended.first_line == "The input has 3 faults; nothing was written."


def test_a_case_changed_by_hand_is_refused_even_when_signed_again(run: Run, kept: Path) -> None:
    change(kept / "case.json", '"50000"', '"51000"')
    damaged(run, kept, "case.json: was changed after it was written")
    sign_again(kept, "case.json")
    damaged(run, kept, "case.json: was changed after it was written")


def test_another_case_is_refused(run: Run, kept: Path) -> None:
    set_in_manifest(kept, "case", "digest", value="0" * 64)
    damaged(run, kept, "case.json: is not the case of the manifest")


@pytest.mark.parametrize(
    ("keys", "value", "words"),
    [
        (("files",), {}, "does not name case.json"),
        (("files", "../golden/case.toml"), "0", "outside the folder"),
        (("files", "/etc/hostname"), "0", "outside the folder"),
        (("files", "C:\\case.json"), "0", "outside the folder"),
        (("sets", "legal"), "0", "does not name sets/legal.toml"),
        (("options",), {"seed": -1}, "not as a run writes it"),
        (("options",), {"seed": "many"}, "not as a run writes it"),
        (("options",), {"seed": True}, "not as a run writes it"),
        (("options",), {"seed": 1.5}, "not as a run writes it"),
        (("options",), {"second_opinion_seconds": float("nan")}, "not as a run writes it"),
        (("files", "a\0b"), "0", "not as a run writes it"),
        (("files", ""), "0", "is missing"),
        (("options",), {"gap_gbp": "much"}, "not as a run writes it"),
        (("versions",), 3, "not as a run writes it"),
        (("result",), {}, "not as a run writes it"),
        (("files",), ["cash.csv"], "not as a run writes it"),
    ],
)
def test_a_manifest_changed_by_hand(
    run: Run, kept: Path, keys: tuple[str, ...], value: object, words: str
) -> None:
    set_in_manifest(kept, *keys, value=value)
    damaged(run, kept, words)


def test_a_manifest_that_is_gone_or_torn(run: Run, kept: Path) -> None:
    text = (kept / "manifest.json").read_text(encoding="utf-8")
    (kept / "manifest.json").write_text(text[: len(text) // 2], encoding="utf-8")
    damaged(run, kept, "manifest.json: cannot be read")
    (kept / "manifest.json").unlink()
    damaged(run, kept, "manifest.json: is missing")


def test_what_is_no_run_folder_is_wrong_usage(run: Run, case: Path) -> None:
    ended = run("replay", case)
    assert (ended.code, ended.stdout) == (2, "")
    assert "golden is not a run folder: it has no manifest.json." in ended.first_line
    (case / "manifest.json").write_text('{"format": "another"}', encoding="utf-8")
    assert run("replay", case).code == 2
    assert run("replay", "nowhere").code == 2
    assert run("replay", case / "case.toml").code == 2
