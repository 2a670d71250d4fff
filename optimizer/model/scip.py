"""The SCIP child: a program of its own that looks for a point that another solver says cannot exist.

Started as `python -I scip.py FOLDER` by `second_opinion.py`, and like its sibling `highs.py` in everything
that is between parent and child, so that whatever goes wrong inside this solver ends this process only. It
stands alone: pyscipopt, numpy and the standard library. It is the only file that imports pyscipopt.

Reads: `FOLDER/model.npz` (see `MatrixModel.to_npz`), `FOLDER/options.json`.
Writes: `FOLDER/values.npz`, then `FOLDER/result.json`, each complete or absent. On standard output one JSON
object a line: `{"event": "beat"}` as long as the process works. Obeys: a line "stop" on standard input ends
the search; the end of standard input means that the parent is gone, and ends the process at once.

Two questions (`threshold` in the options, GBP k): is there a point with at least that objective; or, where it
is null, is there any point at all. "infeasible" says no; "found" comes with the point's values.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import sys
import threading
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

MISSING = 3
"""Exit code where PySCIPOpt is not installed or does not load."""

try:
    import pyscipopt
except ImportError as problem:
    sys.stderr.write(f"{problem}\n")
    sys.exit(MISSING)

INTEGRALITY_TOLERANCE = 1e-5
BEAT_SECONDS = 2.0
WORKING_SHARE = 0.02  # a process that burns less of a core than this is waiting for itself
MEMORY_SHARE = 0.8
MEGABYTE = 1024 * 1024
SETTLING_SECONDS = 10.0
FOLDER_PREFIX = "consolidate-solve-"

_STATUSES = {
    "infeasible": "infeasible",
    "timelimit": "time_limit",
    "userinterrupt": "interrupted",
    "memlimit": "out_of_memory",
}


class Channel:
    """The way back to the parent: a private copy of standard output that no library's print can spoil."""

    def __init__(self) -> None:
        """Take standard output over; from here on descriptor 1 is standard error."""
        self._handle = os.dup(1)
        os.dup2(2, 1)

    def send(self, **fields: Any) -> None:
        """Send one JSON object; a parent that no longer listens is no error here."""
        try:
            os.write(self._handle, (json.dumps(fields, allow_nan=False) + "\n").encode())
        except OSError:
            return


class Stop:
    """The request to stop: heard by the thread that reads standard input, passed on to the running solver."""

    def __init__(self, folder: Path) -> None:
        """Start to listen; `folder` is tidied away if the parent dies."""
        self.wanted = False
        self._folder = folder
        self._running: Any = None
        threading.Thread(target=self._listen, daemon=True).start()

    def run(self, solver: Any) -> None:
        """Run the solver to its end or until the parent asks to stop."""
        self._running = solver
        if not self.wanted:
            # Without the interpreter's lock, or neither sign of life nor request would get through.
            solver.optimizeNogil()
        self._running = None

    def _listen(self) -> None:
        # The bare descriptor: a buffered reader held by a daemon thread breaks the interpreter's shutdown.
        while received := os.read(0, 4096):
            if b"stop" in received:
                self.wanted = True
                if self._running is not None:
                    self._running.interruptSolve()
        # Nobody is left to hand a result to.
        if self._folder.name.startswith(FOLDER_PREFIX):
            shutil.rmtree(self._folder, ignore_errors=True)
        os._exit(1)


def _beat(channel: Channel) -> None:
    """Tell the parent that work goes on: only while processor time is used, so that a deadlock shows."""
    used = time.process_time()
    while True:
        time.sleep(BEAT_SECONDS)
        now = time.process_time()
        if now - used >= WORKING_SHARE * BEAT_SECONDS:
            channel.send(event="beat")
        used = now


def limit_memory(asked_bytes: int | None) -> int | None:
    """Cap the address space at `asked_bytes`, by default 80% of the physical memory; return the cap."""
    try:
        import resource

        limit = asked_bytes or int(MEMORY_SHARE * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = limit if hard < 0 else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ImportError, OSError, ValueError):
        return asked_bytes
    return limit


def load(stored: Any, integer: Any, lower: Any, upper: Any, objective: Any) -> tuple[Any, list[Any]]:
    """Return a solver that holds the stored model (maximised) with these kinds, bounds and costs."""
    solver = pyscipopt.Model("model")
    solver.hideOutput()
    columns = []
    for place, whole in enumerate(integer.tolist()):
        low, high = _limit(lower[place]), _limit(upper[place])
        binary = whole and low is not None and low >= 0.0 and high is not None and high <= 1.0
        kind = "B" if binary else "I" if whole else "C"
        columns.append(solver.addVar(f"x{place}", kind, lb=low, ub=high, obj=float(objective[place])))
    solver.setMaximize()
    order = np.argsort(stored["matrix_index"], kind="stable")
    starts = np.searchsorted(stored["matrix_index"][order], np.arange(len(stored["row_lower"]) + 1)).tolist()
    counts = np.diff(stored["matrix_start"])
    places = np.repeat(np.arange(len(columns)), counts)[order].tolist()
    sizes = stored["matrix_value"][order].tolist()
    terms = [pyscipopt.scip.Term(column) for column in columns]
    for row in range(len(stored["row_lower"])):
        low, high = _limit(stored["row_lower"][row]), _limit(stored["row_upper"][row])
        entries = range(starts[row], starts[row + 1])
        _add_row(solver, {terms[places[entry]]: sizes[entry] for entry in entries}, low, high)
    return solver, columns


def _add_row(solver: Any, entries: dict[Any, float], lower: float | None, upper: float | None) -> None:
    if lower is None and upper is None:
        return
    filled = {term: size for term, size in entries.items() if size != 0.0}
    if not filled:
        # PySCIPOpt knows no empty row; one that nought does not satisfy must not get lost.
        filled = {pyscipopt.scip.Term(solver.addVar(lb=0.0, ub=0.0)): 1.0}
    solver.addCons(pyscipopt.scip.ExprCons(pyscipopt.Expr(filled), lhs=lower, rhs=upper))


def _limit(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None


def values_of(solver: Any, columns: list[Any]) -> Any:
    """Return the best point, float64[n]."""
    solution = solver.getBestSol()
    return np.array([solver.getSolVal(solution, column) for column in columns], dtype=np.float64)


def settle(stored: Any, values: Any, stop: Stop) -> tuple[str, Any]:
    """Round the whole numbers, fix them and solve again for everything else.

    Returns:
        "ok" and the values, whole numbers exact; "fractional" (not whole within 1e-5) or "fixed_lp_failed"
        and None.
    """
    integer = stored["integer"]
    whole = np.round(values[integer])
    if np.abs(values[integer] - whole).max(initial=0.0) > INTEGRALITY_TOLERANCE:
        return "fractional", None
    lower, upper = stored["column_lower"].copy(), stored["column_upper"].copy()
    # Adding zero turns -0.0 into 0.0.
    lower[integer] = upper[integer] = np.clip(whole, lower[integer], upper[integer]) + 0.0
    solver, columns = load(stored, np.zeros_like(integer), lower, upper, stored["objective"])
    solver.setParam("limits/time", SETTLING_SECONDS)
    stop.run(solver)
    if solver.getStatus() != "optimal" or solver.getNSols() == 0:
        return "fixed_lp_failed", None
    settled = values_of(solver, columns)
    settled[integer] = lower[integer]
    return "ok", settled


def search(
    folder: Path, options: dict[str, Any], memory: int | None, stop: Stop
) -> tuple[dict[str, Any], Any]:
    """Look for the point; return the result's fields and its values (None where there is none)."""
    with np.load(folder / "model.npz", allow_pickle=False) as archive:
        stored = {name: archive[name] for name in archive.files}
    threshold = options["threshold"]
    costs = stored["objective"] if threshold is not None else np.zeros_like(stored["objective"])
    solver, columns = load(stored, stored["integer"], stored["column_lower"], stored["column_upper"], costs)
    if threshold is not None:
        # A row, so that the first point found is an answer; and a limit a hair below it, so that SCIP prunes.
        asked = float(threshold) - float(stored["objective_constant"])
        pairs = zip(columns, costs.tolist(), strict=True)
        _add_row(solver, {pyscipopt.scip.Term(column): cost for column, cost in pairs}, asked, None)
        solver.setObjlimit(asked - 1e-6 * max(1.0, abs(asked)))
        # The answer hoped for is that there is none, which no heuristic can find.
        solver.setHeuristics(pyscipopt.SCIP_PARAMSETTING.OFF)
    settings = {
        "limits/solutions": 1,
        "limits/time": float(options["time_limit_seconds"]),
        "randomization/randomseedshift": options["seed"],
        "randomization/permutationseed": options["seed"],
        "parallel/maxnthreads": 1,
        "lp/threads": 1,
        "misc/catchctrlc": False,
    }
    if memory is not None:
        settings["limits/memory"] = memory / MEGABYTE
    for name, value in settings.items():
        solver.setParam(name, value)
    began = time.monotonic()
    stop.run(solver)
    seconds = time.monotonic() - began
    verdict = solver.getStatus()
    values, settled = None, "none"
    status = "interrupted" if stop.wanted else _STATUSES.get(verdict, "error")
    if solver.getNSols() > 0:
        status = "found"
        settled, values = settle(stored, values_of(solver, columns), stop)
    fields = {"status": status, "verdict": verdict, "settled": settled, "solver_seconds": seconds}
    return fields, values


def write(folder: Path, fields: dict[str, Any], values: Any) -> None:
    """Write the values and then the result, each under another name first."""
    if values is not None:
        with (folder / "values.part").open("wb") as handle:
            np.savez(handle, allow_pickle=False, values=values)
        (folder / "values.part").replace(folder / "values.npz")
    (folder / "result.part").write_text(json.dumps(fields, allow_nan=False), encoding="utf-8")
    (folder / "result.part").replace(folder / "result.json")


def versions() -> str:
    """Return SCIP's version and, as its wheels bring SCIP along, PySCIPOpt's."""
    solver = pyscipopt.Model()
    number = f"{solver.getMajorVersion()}.{solver.getMinorVersion()}.{solver.getTechVersion()}"
    try:
        return f"{number} (PySCIPOpt {version('pyscipopt')})"
    except PackageNotFoundError:
        return number


def main() -> None:
    """Run the child; the exit code is 0 whenever a result was written."""
    # Ctrl-C reaches every process of a terminal, SIGTERM every process of a service that is stopped; the
    # parent decides what they mean.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    folder = Path(sys.argv[1])
    channel, stop = Channel(), Stop(folder)
    threading.Thread(target=_beat, args=(channel,), daemon=True).start()
    options = json.loads((folder / "options.json").read_text(encoding="utf-8"))
    memory = limit_memory(options["memory_limit_bytes"])
    try:
        fields, values = search(folder, options, memory, stop)
    except MemoryError:
        fields, values = {"status": "out_of_memory"}, None
    except Exception as error:  # PySCIPOpt raises bare exceptions
        fields, values = {"status": "error", "verdict": f"{type(error).__name__}: {error}"}, None
    write(folder, fields | {"solver_version": versions()}, values)
    sys.stderr.flush()
    # Without the solver's and the interpreter's clearing up: the result is written, nothing after it may
    # spoil it.
    os._exit(0)


if __name__ == "__main__":
    main()
