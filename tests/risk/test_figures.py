"""The figures of risk in every run: what is published, on which sample, and who does not pay for it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from optimizer import pipeline
from optimizer.cli.show_run import run_as_json, show_run
from optimizer.cli.terminal import Terminal
from optimizer.pipeline import Journal, Run, RunOptions, answer, solve_case
from optimizer.report.manifest import run_manifest
from optimizer.report.tables import tables
from optimizer.risk.evaluate import evaluate
from optimizer.risk.figures import fresh_figures
from optimizer.risk.sample import draw, fresh_seed
from optimizer.verify import promise
from tests.builders import golden_case
from tests.risk.registers import certain, everything, with_register, with_seed
from tests.verify import cases
from tests.verify.plans import good_plans

ALONE = RunOptions(second_opinion_seconds=0)


@pytest.fixture(scope="module")
def run() -> Run:
    loaded = golden_case()
    return solve_case(replace(loaded, case=with_register(loaded.case, *everything())), options=ALONE)


@pytest.fixture(scope="module")
def savings(run: Run) -> pd.Series:
    """Return the savings on a sample of 10,000 outcomes with the seed that the manifest names."""
    case = run.loaded.case
    seed = json.loads(run_manifest(run, {}))["risk"]["seed"]
    return pd.Series(evaluate(promise(case, run.plan), draw(case, 10_000, seed)).total_gbp).round(2)


def test_summary_has_the_measures_of_the_fresh_sample(run: Run, savings: pd.Series) -> None:
    """Worked out again with pandas: the worst tenth of 10,000 outcomes are a thousand."""
    text = tables(run)["summary"].to_csv()
    summary = pd.read_csv(io.StringIO(text), keep_default_na=False).set_index("measure")
    worst = savings.nsmallest(1000)
    shortfalls = (worst.max() - savings).clip(lower=0)
    expected = {
        "expected_npv_gbp": (savings.mean(), "GBP"),
        "expected_npv_standard_error_gbp": (savings.sem(), "GBP"),
        "p10_npv_gbp": (savings.quantile(0.1), "GBP"),
        "p50_npv_gbp": (savings.quantile(0.5), "GBP"),
        "p80_npv_gbp": (savings.quantile(0.8), "GBP"),
        "p90_npv_gbp": (savings.quantile(0.9), "GBP"),
        "chance_of_loss": ((savings < 0).mean(), "share of outcomes"),
        "cvar_npv_gbp": (worst.mean(), "GBP"),
        "cvar_npv_standard_error_gbp": (shortfalls.std() / (0.1 * 100), "GBP"),
        "cvar_level": (0.9, "share of outcomes"),
        "risk_outcomes": (10_000, "outcomes"),
    }
    for measure, (value, unit) in expected.items():
        assert float(summary.value[measure]) == pytest.approx(value, abs=0.0051), measure
        assert summary.unit[measure] == unit
    assert 0 < float(summary.value["chance_of_loss"]) < 1


def test_manifest_says_both_samples(run: Run) -> None:
    risk = json.loads(run_manifest(run, {}))["risk"]
    settings = run.loaded.case.settings.risk
    assert risk == {
        "outcomes": 10_000,
        "seed": fresh_seed(run.loaded.case),
        "outcomes_of_the_search": settings.outcomes,
        "seed_of_the_search": settings.seed,
    }
    assert risk["seed"] != risk["seed_of_the_search"]


def test_fresh_sample_is_not_that_of_the_search() -> None:
    """No outcome of the one begins the other, whatever the seed."""
    for seed in (0, 1, 2**31 - 1):
        case = with_seed(with_register(cases.rich(), *everything()), seed)
        fresh, searched = draw(case, 16, fresh_seed(case)), draw(case, 16, seed)
        assert (fresh.delay != searched.delay).any(axis=1).all()


def test_terminal_shows_the_risk_beside_the_promise(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    show_run(Terminal(as_json=False), run, Path("out"))
    lines = capsys.readouterr().out.splitlines()
    place = next(number for number, line in enumerate(lines) if "as promised" in line)
    shown = " ".join(" ".join(lines[place + 1 : place + 4]).split())
    risk = run.risk
    assert f"Expected (chance of a loss: {risk.chance_of_loss:.0%}) net " in shown
    assert f"One outcome in ten is worse than net cost £{risk.p10_npv_gbp / -1000:,.1f}k" in shown
    assert f"One outcome in ten is better than net saving £{risk.p90_npv_gbp / 1000:,.1f}k" in shown
    assert run_as_json(run, Path("out"))["measures"]["expected_npv_gbp"] == float(risk.expected_npv_gbp)


@pytest.mark.parametrize(("chance", "words"), [("0", "0%"), ("0.004", "under 1%"), ("1", "100%")])
def test_rare_loss_is_not_shown_as_none(
    run: Run, chance: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rare = replace(run, risk=replace(run.risk, chance_of_loss=Decimal(chance)))
    show_run(Terminal(as_json=False), rare, Path("out"))
    assert f"chance of a loss: {words})" in " ".join(capsys.readouterr().out.split())


def test_without_risks_the_plan_saves_what_it_promises() -> None:
    case, plan = good_plans()["deepening"]
    promised = promise(case, plan)
    figures = fresh_figures(with_register(case), promised)
    npv = round(Decimal(promised.npv_gbp.numerator) / Decimal(promised.npv_gbp.denominator), 2)
    for amount in (
        *(figures.expected_npv_gbp, figures.p10_npv_gbp, figures.p50_npv_gbp, figures.p80_npv_gbp),
        *(figures.p90_npv_gbp, figures.cvar_npv_gbp),
    ):
        assert amount == npv
    assert figures.chance_of_loss == (npv < 0)
    assert figures.expected_npv_standard_error_gbp == figures.cvar_npv_standard_error_gbp == 0


def test_certain_loss_is_certain() -> None:
    """Nothing of the promise arrives, and the transition still has its price."""
    case, plan = good_plans()["golden"]
    figures = fresh_figures(with_register(case, certain("realisation", "0")), promise(case, plan))
    assert figures.chance_of_loss == 1
    assert figures.p90_npv_gbp < 0


def test_run_that_was_stopped_has_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = pipeline.solve

    def stopped(*given: object, **options: object) -> object:
        outcome = honest(*given, **options)  # type: ignore[arg-type]
        return replace(outcome, status=type(outcome.status).TIME_LIMIT)

    monkeypatch.setattr(pipeline, "solve", stopped)
    run = solve_case(golden_case(), options=ALONE)
    assert run.facts.status == "time_limit"
    assert run.risk.outcomes == 10_000


def test_other_solves_do_not_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    """`why` and `explain` ask `answer`, again and again."""

    def refuse(*_given: object) -> None:
        raise AssertionError

    monkeypatch.setattr(pipeline, "fresh_figures", refuse)
    found = answer(golden_case().case, (), ALONE, Journal())
    assert found.facts.status == "optimal"
    with pytest.raises(AssertionError):
        solve_case(golden_case(), options=ALONE)


def test_reading_a_case_does_not_wait_for_scipy() -> None:
    code = "import sys, optimizer.pipeline, optimizer.cli; print('scipy.stats' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


@pytest.mark.skipif(sys.platform == "win32", reason="memory is not counted on this system")
def test_a_hundred_thousand_outcomes_fit_into_a_gibibyte() -> None:
    """As a process of its own counts it, drawn in blocks, with the savings of every council kept."""
    code = """
import resource, sys
from optimizer.risk.evaluate import evaluate
from optimizer.risk.sample import blocks
from optimizer.verify import promise
from tests.risk.registers import everything, with_register
from tests.verify.plans import good_plans
case, plan = good_plans()["deepening"]
case = with_register(case, *everything())
promised = promise(case, plan)
pieces = [evaluate(promised, piece) for piece in blocks(case, 100_000, 1, 10_000)]
assert sum(len(piece.total_gbp) for piece in pieces) == 100_000
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak if sys.platform == "darwin" else peak * 1024)
"""
    root = Path(__file__).parents[2]
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert int(found.stdout) < 2**30
