"""The self-test of the solvers: the two models, what they tell, and a cache that can do no harm."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.model import self_test as module
from optimizer.model.second_opinion import SecondVerdict
from optimizer.model.self_test import OPTIMUM, cache_folder, feasible_model, optimal_model, self_test
from optimizer.model.solve import Outcome, SolveOptions, SolveStatus, solve
from tests.model import test_known_bad as known_bad


def test_the_feasible_model_is_satisfied_by_nought() -> None:
    model = feasible_model()
    assert model.violations(np.zeros(5), 0.0) == ()


def test_the_optimum_is_the_best_of_all_points_by_hand() -> None:
    model = optimal_model()
    best = np.array([0.0 if name != "y" else 0.5 for name in ("x", "y", "z", "a", "b")])
    values = dict(zip(("x", "y", "z", "a", "b"), best, strict=True))
    point = np.array([values[name] for name in model.column_names])
    assert model.violations(point, 0.0) == ()
    assert model.objective_at(point) == OPTIMUM
    # x = a + b is whole and at most 1/2, so 0; then -3z - 2a + b <= 0 and y <= 1/2: 3/2 at most.


@pytest.mark.skipif(
    not known_bad.TRUE_OPTIMA, reason="the folder shared/known_bad is not beside the repository"
)
@pytest.mark.parametrize(("name", "model"), [("m1.lp", feasible_model()), ("m2.lp", optimal_model())])
def test_they_are_the_models_of_the_collection(name: str, model: Any, tmp_path: Path) -> None:
    stored = known_bad.read(name, tmp_path)
    for one in (stored, model):
        assert one.objective_constant == 0.0

    def rows(one: Any) -> Any:
        """Rows without names and order: sorted entries by (objective, upper, integer) of their column."""
        kinds = list(zip(one.objective + 0.0, one.column_upper, one.integer, strict=True))
        found = []
        for row in range(len(one.row_names)):
            entries = [
                (*kinds[one.entry_columns[place]], float(one.matrix_value[place]))
                for place in np.flatnonzero(one.matrix_index == row)
            ]
            found.append((sorted(entries), float(one.row_lower[row]), float(one.row_upper[row])))
        return sorted(found)

    assert rows(stored) == rows(model)


def test_every_solver_is_told_of_every_fault(tmp_path: Path) -> None:
    findings = self_test(tmp_path)
    assert [one.solver.split()[0] for one in findings] == ["HiGHS", "HiGHS", "SCIP", "SCIP"]
    assert {one.state for one in findings} <= {"absent", "present", "unknown"}
    assert all(one.guard and one.detail for one in findings)
    pytest.importorskip("pyscipopt")
    assert [one.state for one in findings[2:]] == ["absent", "absent"]


def test_the_second_time_nothing_is_solved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyscipopt")
    first = self_test(tmp_path / "new" / "folder")
    [kept] = (tmp_path / "new" / "folder").iterdir()
    assert json.loads(kept.read_text(encoding="utf-8"))["format"] == 1

    def never(*arguments: Any, **options: Any) -> Outcome:
        raise AssertionError

    monkeypatch.setattr(module, "solve", never)
    assert self_test(tmp_path / "new" / "folder") == first
    # Another version of a solver is another file.
    monkeypatch.setattr(module, "version", lambda package: "9.9")
    with pytest.raises(AssertionError):
        self_test(tmp_path / "new" / "folder")


@pytest.mark.parametrize(
    "spoilt", ["", "{", "[]", '{"format": 1}', '{"format": 1, "findings": [1, 2, 3, 4]}', "\0"]
)
def test_a_spoilt_cache_is_made_again(tmp_path: Path, spoilt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TESTS", (lambda: module.Finding("S", "f", "absent", "d", "g"),) * 4)
    first = self_test(tmp_path)
    [kept] = tmp_path.iterdir()
    kept.write_text(spoilt, encoding="utf-8")
    assert self_test(tmp_path) == first
    assert json.loads(kept.read_text(encoding="utf-8"))["findings"]


def test_a_cache_that_cannot_be_written_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TESTS", (lambda: module.Finding("S", "f", "absent", "d", "g"),) * 4)
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert len(self_test(tmp_path / "file")) == 4


def test_what_is_not_known_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TESTS", (lambda: module.Finding("S", "f", "unknown", "d", "g"),))
    self_test(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "states"),
    [
        ({"status": SolveStatus.OPTIMAL, "objective": 1.5}, ["absent", "absent"]),
        ({"status": SolveStatus.OPTIMAL, "objective": 1.2}, ["absent", "present"]),
        ({"status": SolveStatus.INFEASIBLE, "objective": None}, ["present", "present"]),
        ({"status": SolveStatus.ERROR, "objective": None}, ["present", "present"]),
        ({"status": SolveStatus.CRASHED, "objective": None}, ["unknown", "unknown"]),
    ],
)
def test_every_answer_of_highs_has_its_state(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], states: list[str]
) -> None:
    honest = solve(optimal_model(), SolveOptions())
    monkeypatch.setattr(module, "solve", lambda *arguments: replace(honest, **change))
    assert [module._highs_infeasible().state, module._highs_optimum().state] == states


@pytest.mark.parametrize(
    ("verdicts", "states"),
    [
        ({"infeasible": "refuted", "low": "refuted", "high": "confirmed"}, ["absent", "absent"]),
        ({"infeasible": "confirmed", "low": "confirmed", "high": "confirmed"}, ["present", "present"]),
        ({"infeasible": "not_refuted", "low": "refuted", "high": "refuted"}, ["present", "present"]),
        ({"infeasible": "unavailable", "low": "unavailable", "high": "confirmed"}, ["unknown", "unknown"]),
    ],
)
def test_every_answer_of_scip_has_its_state(
    monkeypatch: pytest.MonkeyPatch, verdicts: dict[str, str], states: list[str]
) -> None:
    def say(which: str) -> Any:
        return module_opinion(SecondVerdict(verdicts[which]))

    monkeypatch.setattr(module, "ask_about_infeasible", lambda *given: say("infeasible"))
    monkeypatch.setattr(
        module, "ask_about_bound", lambda model, bound, *given: say("low" if bound < OPTIMUM else "high")
    )
    assert [module._scip_infeasible().state, module._scip_optimum().state] == states


def module_opinion(verdict: SecondVerdict) -> Any:
    from optimizer.model.second_opinion import SecondOpinion

    return SecondOpinion(verdict, 0.1, 10.0, "SCIP", "10", "It says so.")


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [("linux", "XDG_CACHE_HOME", "x"), ("win32", "LOCALAPPDATA", "x"), ("darwin", "", "Caches")],
)
def test_the_cache_is_where_the_platform_has_it(
    monkeypatch: pytest.MonkeyPatch, platform: str, variable: str, expected: str
) -> None:
    monkeypatch.setattr(module.sys, "platform", platform)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    home = cache_folder()
    assert home.name == "consolidate"
    if variable:
        monkeypatch.setenv(variable, expected)
        assert cache_folder() == Path("x", "consolidate")
    else:
        assert home.parent.name == expected
