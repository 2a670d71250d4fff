"""`consolidate stress`: what it prints and writes, and what it refuses."""

import csv
import json
import os
import signal
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from optimizer.analysis.stress import stress as module
from optimizer.analysis.stress.drop_outs import DropOuts
from optimizer.analysis.stress.sampled import Curse, Sampled
from optimizer.analysis.stress.tables import COLUMNS
from optimizer.risk.evaluate import ALL
from optimizer.risk.statistics import Estimate
from tests.analysis.processes import ROOT, Working
from tests.cli.conftest import Run

QUICK = ("--second-opinion-seconds", "0")
FEW = ("--samples", "1000", "--workers", "1")


@pytest.fixture
def kept(run: Run, case: Path) -> str:
    """The run folder of the golden case."""
    assert run("solve", case, "-o", "out", *QUICK).code == 0
    return "out"


def test_the_terminal_says_it_in_words(run: Run, kept: str) -> None:
    ended = run("stress", kept, *FEW)
    assert (ended.code, ended.stderr) == (0, "")
    said = ended.stdout
    assert said.startswith(
        "Two councils, one service, three years\n\n"
        "The plan: net saving £372.6k (present value, all councils), as promised.\n"
    )
    parts = [
        "What to expect, over the outcomes of the risk register",
        "1,000 fresh outcomes, seed 4294967296. Expected saving: ",
        "If one partnership breaks up, in its worst year",
        "If one partner pulls out, at its worst time for the others",
        "Exit charge: what the leaver would have to pay so that nobody else loses.",
        "If every partnership ends in one year",
        "Re-costed plans, and a sample of the outcomes, are checked to the penny.",
    ]
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    # Without B, A loses all that it had gained (tests/analysis/test_stress_drop_outs.py); the worst is first.
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert "Council B ICT the start £224.1k £224.1k never no" in lines
    assert lines.index("Council B ICT the start £224.1k £224.1k never no") < lines.index(
        "Council A ICT 2027/28 £193.3k £193.3k never no"
    )
    assert "the search saw" not in said
    assert max(map(len, said.splitlines())) < 120
    assert {path.name for path in Path().iterdir()} == {"golden", "out"}


def test_the_object_and_the_files_say_the_same(run: Run, kept: str) -> None:
    before = {path: path.read_bytes() for path in Path(kept).rglob("*") if path.is_file()}
    ended = run("stress", kept, *FEW, "--seed", "5", "--json", "-o", "stress")
    assert ended.code == 0
    found = ended.object
    assert (found["status"], found["exit_code"], found["run_folder"]) == ("answered", 0, "out")
    assert (found["npv_saving_gbp"], found["searched"]) == (372588.62, None)
    assert (found["fresh"]["outcomes"], found["fresh"]["seed"]) == (1000, 5)
    assert {path.name for path in Path("stress").iterdir()} == {
        *("stress.csv", "outcomes.csv", "drop_outs.csv", "stress.json")
    }
    written = json.loads(Path("stress/stress.json").read_text(encoding="utf-8"))
    assert written.pop("versions")["scipy"]
    assert written == found
    with Path("stress/stress.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert {row["part"] for row in rows} == {
        *("distribution", "break_up", "drop_out", "forced_break", "scenario")
    }
    values = {tuple(row.values())[:6]: row["value"] for row in rows}
    assert len(values) == len(rows)
    heads = {key[:4] for key in values if key[0] == "drop_out" and key[3] == "before the start"}
    assert {key[2] for key in heads} == {"ICT"}
    head = next(key for key in sorted(heads) if key[1].startswith("B leaves "))
    assert values[(*head, "A", "change_gbp")] == "-224149.18"
    assert values[(*head, "", "exit_charge_gbp")] == "224149.18"
    expected = found["fresh"]["all_councils"]["expected_gbp"]
    assert values["distribution", "fresh", "", "", "", "expected_gbp"] == f"{expected['value']:.2f}"
    first = found["break_ups"][0]
    place = ("break_up", first["subject"], "ICT", first["financial_year"])
    assert Decimal(values[(*place, "", "cost_gbp")]) == Decimal(str(first["cost_gbp"]))
    assert Decimal(values[(*place, "B", "saving_left_gbp")]) == Decimal(
        str(first["council_saving_left_gbp"]["B"])
    )
    with Path("stress/drop_outs.csv").open(encoding="utf-8", newline="") as file:
        exits = list(csv.DictReader(file))
    assert [(row["council"], row["leaves"], row["answer"]) for row in exits] == [
        (council, year, "re-costed")
        for council in "AB"
        for year in ("before the start", "2027/28", "2028/29")
    ]
    assert (exits[0]["change_gbp[B]"], exits[0]["others_still_gain"]) == ("-148439.44", "no")
    assert before == {path: path.read_bytes() for path in Path(kept).rglob("*") if path.is_file()}


def test_pandas_finds_the_published_figures_in_the_outcomes(run: Run, kept: str) -> None:
    found = run("stress", kept, *FEW, "--json", "-o", "stress").object
    outcomes = pd.read_csv("stress/outcomes.csv")
    assert list(outcomes) == ["outcome", "npv_saving_gbp", "npv_saving_gbp[A]", "npv_saving_gbp[B]"]
    assert list(outcomes.outcome) == list(range(1, 1001))
    assert found["level"] == 0.9
    for column, measures in (
        ("npv_saving_gbp", found["fresh"]["all_councils"]),
        ("npv_saving_gbp[A]", found["fresh"]["councils"]["A"]),
        ("npv_saving_gbp[B]", found["fresh"]["councils"]["B"]),
    ):
        savings = outcomes[column]
        assert measures["cvar_gbp"]["value"] == pytest.approx(savings.nsmallest(100).mean(), rel=1e-12)
        assert measures["expected_gbp"]["value"] == pytest.approx(savings.mean(), rel=1e-12)
        assert measures["p10_gbp"]["value"] == pytest.approx(savings.quantile(0.1), rel=1e-12)
        assert measures["chance_of_loss"]["value"] == (savings < 0).mean()


def test_the_default_sample_is_the_one_that_the_run_was_judged_on(run: Run, kept: str) -> None:
    """To a penny: the figures of stress are those of outcomes in whole pence."""
    found = run("stress", kept, "--workers", "1", "--json").object["fresh"]
    summary = pd.read_csv(f"{kept}/summary.csv").set_index("measure").value
    assert found["outcomes"] == 10_000
    for measure, name in (("expected_gbp", "expected_npv_gbp"), ("cvar_gbp", "cvar_npv_gbp")):
        assert found["all_councils"][measure]["value"] == pytest.approx(float(summary[name]), abs=0.011)


def test_the_same_again(run: Run, kept: str) -> None:
    for folder, seed in (("one", "5"), ("two", "5"), ("three", "6")):
        assert run("stress", kept, *FEW, "--seed", seed, "-o", folder).code == 0
    for name in ("stress.csv", "outcomes.csv", "drop_outs.csv"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()
    assert Path("one", "outcomes.csv").read_bytes() != Path("three", "outcomes.csv").read_bytes()


def test_of_one_council(run: Run, kept: str) -> None:
    found = run("stress", kept, "--council", "B", "--service", "ICT", *FEW, "--json").object
    assert {one["council"] for one in found["drop_outs"]} == {"B"}
    assert len(found["drop_outs"]) == 3


def test_the_curse_is_explained(run: Run, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    true = module.stress

    def cursed(*given: object, **named: object) -> module.Stress:
        found = true(*given, **named)  # type: ignore[arg-type]
        seen = {**found.fresh.measures[ALL], "expected_gbp": Estimate(123_400.0, 1.0)}
        searched = Sampled(200, 0, {}, {ALL: seen})
        curse = Curse("expected_gbp", Estimate(123_400.0, 1.0), Estimate(100_000.0, 1.0))
        share = Curse("chance_of_loss", Estimate(0.05, 0.01), Estimate(0.125, 0.01))
        return replace(found, searched=searched, curses=(curse, share), drop_outs=DropOuts((), {}))

    monkeypatch.setattr(module, "stress", cursed)
    said = run("stress", kept, *FEW).stdout
    assert "On the 200 outcomes that the search saw: expected £123.4k, chance of a loss " in said
    assert "\nWarning: the search chose the plan on outcomes that it had seen, so it looks better" in said
    assert "\n- expected saving: £123.4k on the searched sample, £100.0k on the fresh one\n" in said
    assert "\n- chance of a loss: 5% on the searched sample, 12.5% on the fresh one\n" in said
    assert "If one partner pulls out" not in said


def test_a_plan_that_shares_nothing_has_nothing_to_break_up(run: Run, case: Path) -> None:
    (case / "constraints").mkdir(exist_ok=True)
    none = '[policy.none]\nkind = "pool_forbidden"\nservice = "ICT"\nreason = "Not now."\n'
    (case / "constraints" / "none.toml").write_text(none, encoding="utf-8")
    assert run("solve", case, "-c", "none", "-o", "out", *QUICK).code == 0
    ended = run("stress", "out", *FEW, "-o", "stress")
    assert ended.code == 0
    assert "\nThe plan opens no partnership beyond today's, so none can break up.\n" in ended.stdout
    assert "If one" not in ended.stdout
    assert len(Path("stress/drop_outs.csv").read_text(encoding="utf-8").splitlines()) == 1


def test_wrong_usage(run: Run, kept: str) -> None:
    for words, said in (
        (("--samples", "99"), "--samples must be a whole number from 100 to 1,000,000, not 99.\n"),
        (
            ("--samples", "2000000"),
            "--samples must be a whole number from 100 to 1,000,000, not 2,000,000.\n",
        ),
        (("--seed", "-1"), "--seed must be a whole number of 0 or more, not -1.\n"),
        (("--service", "ict"), "'ict' is not among the services of the case: did you mean 'ICT'?\n"),
        (("--council", "b"), "'b' is not among the councils of the case: did you mean 'B'?\n"),
        (("--workers", "0"), "The number of workers must be 1 or more, not 0.\n"),
        (("-o", "out"), "out exists already: name a folder that does not.\n"),
    ):
        ended = run("stress", kept, *words)
        assert (ended.code, ended.stdout, ended.stderr) == (2, "", said)
    assert run("stress", "golden").first_line.startswith("golden is not a run folder")
    assert run("stress", "nothing").code == 2
    assert run("stress", kept, "--samples", "many").code == 2


def test_a_sample_too_small_for_its_tail(run: Run, case: Path) -> None:
    toml = case / "case.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8") + "\n[risk]\nlevel = 0.99\noutcomes = 500\n", encoding="utf-8"
    )
    assert run("solve", case, "-o", "out", *QUICK).code == 0
    ended = run("stress", "out", "--samples", "999")
    assert ended.code == 2
    assert "--samples 999 is too small for the level 0.99 of the case" in ended.stderr
    assert "Ask for 1,000 or more." in ended.stderr


def test_a_run_without_a_plan(run: Run, case: Path, infeasible: str) -> None:
    assert run("solve", case, "-c", infeasible, "-o", "failed", *QUICK).code == 4
    ended = run("stress", "failed", *FEW)
    assert ended.code == 2
    assert ended.first_line.startswith("The run in failed has no plan (it ended with InfeasibleError)")


def test_a_folder_that_was_changed(run: Run, kept: str) -> None:
    path = Path(kept) / "plan.json"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    ended = run("stress", kept)
    assert ended.code == 3
    assert "plan.json: was changed after it was written" in ended.stderr


def test_a_contradiction_publishes_nothing(run: Run, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    true = module.sampled

    def tampered(case: object, promise: object, outcomes: int, seed: int) -> Sampled:
        from optimizer.analysis.stress import sampled as sampling

        rounded = sampling.in_pence
        monkeypatch.setattr(
            sampling, "in_pence", lambda savings: {who: one + 1 for who, one in rounded(savings).items()}
        )
        return true(case, promise, outcomes, seed)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "sampled", tampered)
    ended = run("stress", kept, *FEW, "-o", "stress")
    assert (ended.code, ended.stdout) == (8, "")
    assert ended.stderr.startswith("In outcome ")
    assert not Path("stress").exists()


def test_help_has_an_example(run: Run) -> None:
    ended = run("stress", "--help")
    assert ended.code == 0
    assert "Example: consolidate stress runs/demo --samples 20000 -o stress" in ended.stdout


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_ctrl_c_ends_every_worker_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    case = ROOT / "examples" / "cambridge_3c"
    assert run("solve", case, "-o", "out", "--time-limit", "4", *QUICK).code in {0, 5}
    working = Working(tmp_path, "-m", "optimizer.cli", "stress", "out", "-o", "stress", "--workers", "2")
    try:
        working.wait_for_two_solvers()
        os.killpg(working.process.pid, signal.SIGINT)  # as from a terminal
        _, errors = working.process.communicate(timeout=60)
    finally:
        working.process.kill()
    assert (working.process.returncode, errors) == (130, "Stopped as asked; nothing was written.\n")
    working.assert_nothing_is_left()
    assert {path.name for path in tmp_path.iterdir()} == {"out", "temporary"}
