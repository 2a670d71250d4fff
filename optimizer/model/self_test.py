"""Which known faults do the solvers of this installation have? Two tiny models tell, once per version.

Anybody can solve both with pencil and paper, and every release of HiGHS from 1.5.3 to 1.15.1 answers both
wrongly, without a word. The cause is one: a continuous column that an
equation over whole numbers makes whole (`x = a + b`) is taken for a whole number, but its limits are not
rounded. Every model of ours declares such columns whole, which avoids it; the other guards are there because
there will be other faults.
"""

from __future__ import annotations

import json
import os
import platform
import re
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.model.matrix import MatrixModel
from optimizer.model.second_opinion import SecondVerdict, ask_about_bound, ask_about_infeasible
from optimizer.model.solve import SOLVER_NAME, SolveOptions, SolveStatus, solve

_LIMIT_SECONDS = 10.0
_FORMAT = 1
_NONE = np.inf


@dataclass(frozen=True, slots=True)
class Finding:
    """What one solver made of one tiny model.

    Attributes:
        solver: name and version.
        fault: the known fault that the model shows.
        state: `absent`, `present`, or `unknown` where the solver gave no answer.
        detail: what it answered.
        guard: what keeps the fault from a published plan.
    """

    solver: str
    fault: str
    state: str
    detail: str
    guard: str


FALSE_INFEASIBLE = "calls a model infeasible that has a solution"
WRONG_OPTIMUM = "calls a wrong solution optimal"
_GUARDS = {
    FALSE_INFEASIBLE: (
        "Whole numbers are declared whole; business as usual is checked first and starts every search; "
        "a second solver is asked before a set is called infeasible."
    ),
    WRONG_OPTIMUM: (
        "Whole numbers are declared whole; every plan passes the referee; a second solver is asked for "
        "anything better than the bound."
    ),
}


def feasible_model() -> MatrixModel:
    """Return a model that is satisfied by nought everywhere, and that HiGHS 1.15.1 calls infeasible.

    x = a + b; z >= x; 2x + u <= 1; x + u >= 2z; 0 <= x <= 1, u >= 0; z, a, b binary; nothing to maximise.
    """
    rows = {
        "link": ({"x": 1.0, "a": -1.0, "b": -1.0}, 0.0, 0.0),
        "open": ({"z": 1.0, "x": -1.0}, 0.0, _NONE),
        "budget": ({"x": 2.0, "u": 1.0}, -_NONE, 1.0),
        "need": ({"x": 1.0, "u": 1.0, "z": -2.0}, 0.0, _NONE),
    }
    return _model({"z": 0.0, "x": 0.0, "a": 0.0, "b": 0.0, "u": 0.0}, rows, unlimited=("u",))


def optimal_model() -> MatrixModel:
    """Return a model whose maximum is 3/2 (y = 1/2, the rest nought); HiGHS 1.15.1 says -3/2.

    Maximise -3x + 3y - 3z - 2a + b; z >= x; x = a + b; 2x + 2y <= 1; 0 <= x, y <= 1; z, a, b binary.
    """
    rows = {
        "open": ({"x": -1.0, "z": 1.0}, 0.0, _NONE),
        "link": ({"x": 1.0, "a": -1.0, "b": -1.0}, 0.0, 0.0),
        "budget": ({"x": 2.0, "y": 2.0}, -_NONE, 1.0),
    }
    return _model({"x": -3.0, "y": 3.0, "z": -3.0, "a": -2.0, "b": 1.0}, rows)


OPTIMUM = 1.5


def self_test(cache: Path | None = None) -> tuple[Finding, ...]:
    """Return what the solvers of this installation make of the two models.

    Args:
        cache: folder in which the findings are kept for these versions; None for the user's own. A cache that
            cannot be read or written is no error: the test then runs again.
    """
    path = (cache or cache_folder()) / f"{_key()}.json"
    with suppress(OSError, ValueError, TypeError, KeyError):
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["format"] == _FORMAT and len(stored["findings"]) == len(_TESTS):
            return tuple(
                Finding(**{key: str(value) for key, value in dict(one).items()}) for one in stored["findings"]
            )
    findings = tuple(test() for test in _TESTS)
    if all(one.state != "unknown" for one in findings):
        _keep(path, {"format": _FORMAT, "findings": [asdict(one) for one in findings]})
    return findings


def cache_folder() -> Path:
    """Return the folder for things of this user that can be made again, as the platform has it."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "consolidate"


def _highs_infeasible() -> Finding:
    outcome = solve(feasible_model(), SolveOptions(time_limit_seconds=_LIMIT_SECONDS))
    solver = f"{SOLVER_NAME} {outcome.solver_version}"
    if outcome.status is SolveStatus.OPTIMAL:
        return _finding(solver, FALSE_INFEASIBLE, "absent", "It finds the solution.")
    known = outcome.status in {SolveStatus.INFEASIBLE, SolveStatus.ERROR}
    return _finding(solver, FALSE_INFEASIBLE, "present" if known else "unknown", outcome.message)


def _highs_optimum() -> Finding:
    outcome = solve(optimal_model(), SolveOptions(time_limit_seconds=_LIMIT_SECONDS))
    solver = f"{SOLVER_NAME} {outcome.solver_version}"
    if outcome.status is SolveStatus.OPTIMAL and outcome.objective is not None:
        right = abs(outcome.objective - OPTIMUM) <= 1e-6
        detail = f"It says {outcome.objective:g}; {OPTIMUM:g} is right."
        return _finding(solver, WRONG_OPTIMUM, "absent" if right else "present", detail)
    known = outcome.status in {SolveStatus.INFEASIBLE, SolveStatus.ERROR}
    return _finding(solver, WRONG_OPTIMUM, "present" if known else "unknown", outcome.message)


def _scip_infeasible() -> Finding:
    found = ask_about_infeasible(feasible_model(), _LIMIT_SECONDS)
    states = {SecondVerdict.REFUTED: "absent", SecondVerdict.UNAVAILABLE: "unknown"}
    solver = f"{found.solver_name} {found.solver_version}".strip()
    return _finding(solver, FALSE_INFEASIBLE, states.get(found.verdict, "present"), found.message)


def _scip_optimum() -> Finding:
    low = ask_about_bound(optimal_model(), OPTIMUM - 1.0, 0.001, _LIMIT_SECONDS)
    high = ask_about_bound(optimal_model(), OPTIMUM, 0.001, _LIMIT_SECONDS)
    solver = f"{low.solver_name} {low.solver_version}".strip()
    if SecondVerdict.UNAVAILABLE in (low.verdict, high.verdict):
        return _finding(solver, WRONG_OPTIMUM, "unknown", low.message)
    right = (low.verdict, high.verdict) == (SecondVerdict.REFUTED, SecondVerdict.CONFIRMED)
    detail = (
        "It refutes a wrong bound and confirms the right one." if right else f"{low.message} {high.message}"
    )
    return _finding(solver, WRONG_OPTIMUM, "absent" if right else "present", detail)


_TESTS: tuple[Callable[[], Finding], ...] = (
    _highs_infeasible,
    _highs_optimum,
    _scip_infeasible,
    _scip_optimum,
)


def _finding(solver: str, fault: str, state: str, detail: str) -> Finding:
    return Finding(solver, fault, state, detail, _GUARDS[fault])


def _key() -> str:
    """Return a file name for these versions of the solvers, of ours and of the platform."""
    parts = [f"solvers-{_FORMAT}", platform.system(), platform.machine(), platform.python_version()]
    for package in ("consolidate", "highspy", "pyscipopt"):
        try:
            parts.append(f"{package}-{version(package)}")
        except PackageNotFoundError:
            parts.append(f"{package}-none")
    return re.sub(r"[^\w.-]", "_", "_".join(parts))


def _keep(path: Path, fields: dict[str, Any]) -> None:
    """Write the findings in one step; a cache that cannot be written is none."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _model(
    objective: dict[str, float],
    rows: dict[str, tuple[dict[str, float], float, float]],
    unlimited: tuple[str, ...] = (),
) -> MatrixModel:
    """Return a model of columns from 0 to 1, those called z, a and b whole."""
    names = tuple(objective)
    entries = [
        [
            (place, coefficients[name])
            for place, (coefficients, _, _) in enumerate(rows.values())
            if name in coefficients
        ]
        for name in names
    ]
    flat = [entry for column in entries for entry in column]
    return MatrixModel(
        column_names=names,
        row_names=tuple(rows),
        objective=np.array(list(objective.values())),
        objective_constant=0.0,
        column_lower=np.zeros(len(names)),
        column_upper=np.array([_NONE if name in unlimited else 1.0 for name in names]),
        integer=np.array([name in "zab" for name in names]),
        matrix_start=np.cumsum([0, *map(len, entries)]).astype(np.int32),
        matrix_index=np.array([place for place, _ in flat], dtype=np.int32),
        matrix_value=np.array([size for _, size in flat]),
        row_lower=np.array([low for _, low, _ in rows.values()]),
        row_upper=np.array([high for _, _, high in rows.values()]),
    )
