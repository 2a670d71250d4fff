"""The HiGHS child: a program of its own that solves one stored model and writes down what it found.

Started as `python -I highs.py FOLDER` by `solve.py`. It imports nothing but highspy, numpy and the standard
library, so that it starts in a quarter of a second and so that whatever goes wrong inside the solver (a
crash, memory, a hang) ends this process and not the engine. It is the only file that imports highspy.

Reads: `FOLDER/model.npz` (see `MatrixModel.to_npz`), `FOLDER/options.json`, where wanted `FOLDER/start.npz`.
Writes: `FOLDER/values.npz`, then `FOLDER/result.json`, each complete or absent. On standard output one JSON
object a line: `{"event": "beat"}` as long as the process works, `{"event": "progress", ...}` as the search
advances. Obeys: a line "stop" on standard input ends the search with the best plan so far; the end of
standard input means that the parent is gone, and ends the process at once.
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
from pathlib import Path
from typing import Any

import highspy
import numpy as np

INTEGRALITY_TOLERANCE = 1e-5
SPARSIFY = 1 << 14  # a rule of the presolve that, with the aggregator, runs for ever on some tiny models
LINEAR_TOLERANCE = 1e-9  # a model without whole numbers is asked about to have an exact point
BEAT_SECONDS = 2.0
WORKING_SHARE = 0.02  # a process that burns less of a core than this is waiting for itself
PROGRESS_SECONDS = 0.25
MEMORY_SHARE = 0.8
FOLDER_PREFIX = "consolidate-solve-"

_STATUSES = {
    "kOptimal": "optimal",
    "kInfeasible": "infeasible",
    "kUnbounded": "unbounded",
    "kUnboundedOrInfeasible": "unbounded_or_infeasible",
    "kTimeLimit": "time_limit",
    "kInterrupt": "interrupted",
    "kHighsInterrupt": "interrupted",
    "kSolutionLimit": "feasible",
    "kMemoryLimit": "out_of_memory",
}


class Channel:
    """The way back to the parent: a private copy of standard output that no library's print can spoil."""

    def __init__(self) -> None:
        """Take standard output over; from here on descriptor 1 is standard error."""
        self._handle = os.dup(1)
        os.dup2(2, 1)
        self._lock = threading.Lock()

    def send(self, **fields: Any) -> None:
        """Send one JSON object; a parent that no longer listens is no error here."""
        line = (json.dumps(fields, allow_nan=False) + "\n").encode()
        try:
            with self._lock:
                os.write(self._handle, line)
        except OSError:
            return


class Stop:
    """The request to stop: set by the thread that reads standard input, read by the solver's callbacks."""

    def __init__(self, folder: Path) -> None:
        """Start to listen; `folder` is tidied away if the parent dies."""
        self.wanted = False
        self._folder = folder
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        # The bare descriptor: a buffered reader held by a daemon thread breaks the interpreter's shutdown.
        while received := os.read(0, 4096):
            if b"stop" in received:
                self.wanted = True
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


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def limit_memory(asked_bytes: int | None) -> None:
    """Cap the address space at `asked_bytes`, by default 80% of the physical memory, where that works."""
    try:
        import resource
    except ImportError:
        return
    try:
        limit = asked_bytes or int(MEMORY_SHARE * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 else min(limit, hard), hard))
    except (OSError, ValueError):
        return


def load(stored: Any, integer: bool, lower: Any, upper: Any) -> Any:
    """Return a solver that holds the stored model (maximised) with these column bounds."""
    solver = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("parallel", "off")):
        demand(solver.setOptionValue(name, value), f"option {name}")
    kinds = stored["integer"].astype(np.int32) if integer else np.zeros(len(lower), dtype=np.int32)
    # Stored noughts are left out, or HiGHS takes the model with a warning that we could not tell from a
    # serious one.
    kept = stored["matrix_value"] != 0.0
    starts = np.concatenate([[0], np.cumsum(kept)]).astype(np.int32)[stored["matrix_start"]]
    status = solver.passModel(
        len(lower), len(stored["row_lower"]), int(kept.sum()),
        int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMaximize),
        float(stored["objective_constant"]), stored["objective"],
        lower, upper, stored["row_lower"], stored["row_upper"],
        starts, stored["matrix_index"][kept], stored["matrix_value"][kept], kinds,
    )  # fmt: skip
    demand(status, "the model")
    return solver


def demand(status: Any, what: str) -> None:
    """Raise where HiGHS did not take something just as given; it would go on without a word.

    Raises:
        RuntimeError: where the status is not kOk.
    """
    if status != highspy.HighsStatus.kOk:
        message = f"HiGHS did not accept {what}: {status}"
        raise RuntimeError(message)


def watch(solver: Any, stop: Stop, channel: Channel, mixed: bool) -> None:
    """Let the callbacks of HiGHS read the request to stop and tell the progress."""
    last = 0.0

    def interrupt(event: Any) -> None:
        nonlocal last
        event.data_in.user_interrupt = stop.wanted
        now = time.monotonic()
        if now - last >= PROGRESS_SECONDS and event.callback_type == mip:
            last = now
            tell(event.data_out)

    def tell(out: Any) -> None:
        objective, bound = _finite(out.mip_primal_bound), _finite(out.mip_dual_bound)
        channel.send(event="progress", seconds=out.running_time, objective=objective, bound=bound)

    mip = highspy.cb.HighsCallbackType.kCallbackMipInterrupt
    solver.cbSimplexInterrupt.subscribe(interrupt)
    solver.cbIpmInterrupt.subscribe(interrupt)
    if mixed:
        solver.cbMipInterrupt.subscribe(interrupt)
        solver.cbMipImprovingSolution.subscribe(lambda event: tell(event.data_out))


def start_from(solver: Any, start: Any) -> None:
    """Hand over a starting plan, float64[n]; NaN where nothing is suggested."""
    known = np.flatnonzero(np.isfinite(start)).astype(np.int32)
    if len(known):
        demand(solver.setSolution(len(known), known, start[known]), "the starting plan")


def settle(stored: Any, values: Any) -> tuple[str, Any]:
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
    solver = load(stored, False, lower, upper)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal or not solver.getSolution().value_valid:
        return "fixed_lp_failed", None
    settled = np.array(solver.getSolution().col_value, dtype=np.float64)
    settled[integer] = lower[integer]
    return "ok", settled


def solve(folder: Path, options: dict[str, Any], stop: Stop, channel: Channel) -> tuple[dict[str, Any], Any]:
    """Solve the stored model; return the result's fields and the values (None where there is no plan)."""
    with np.load(folder / "model.npz", allow_pickle=False) as archive:
        stored = {name: archive[name] for name in archive.files}
    mixed = bool(stored["integer"].any())
    solver = load(stored, mixed, stored["column_lower"], stored["column_upper"])
    settings = {
        "random_seed": options["seed"], "mip_rel_gap": 0.0, "mip_abs_gap": options["gap"],
        "presolve_rule_off": SPARSIFY,
    }  # fmt: skip
    if options["time_limit_seconds"] is not None:
        settings["time_limit"] = options["time_limit_seconds"]
    if not options["presolve"]:
        settings["presolve"] = "off"
    if not mixed:
        settings["primal_feasibility_tolerance"] = LINEAR_TOLERANCE
    if options["stop_at_first_feasible"]:
        settings["mip_max_improving_sols"] = 1
    for name, value in settings.items():
        demand(solver.setOptionValue(name, value), f"option {name}")
    watch(solver, stop, channel, mixed)
    if mixed and (folder / "start.npz").exists():
        with np.load(folder / "start.npz", allow_pickle=False) as archive:
            start_from(solver, archive["values"])
    began = time.monotonic()
    solver.run()
    seconds = time.monotonic() - began
    verdict, information = solver.getModelStatus().name, solver.getInfo()
    solution = solver.getSolution()
    valid = (
        solution.value_valid
        and information.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    )
    status = _STATUSES.get(verdict, "error")
    bound = _finite(information.mip_dual_bound) if mixed else None
    if not mixed and status == "optimal":
        bound = _finite(information.objective_function_value)
    values, settled = None, "none"
    # Without a feasible point the solution still has entries; they mean nothing and are not read.
    if valid and status in {"optimal", "time_limit", "interrupted", "feasible"}:
        settled, values = "ok", np.array(solution.col_value, dtype=np.float64)
        if mixed:
            settled, values = settle(stored, values)
    fields = {
        "status": status, "verdict": verdict, "bound": bound, "settled": settled,
        "solver_seconds": seconds, "solver_version": solver.version(),
    }  # fmt: skip
    return fields, values


def write(folder: Path, fields: dict[str, Any], values: Any) -> None:
    """Write the values and then the result, each under another name first."""
    if values is not None:
        with (folder / "values.part").open("wb") as handle:
            np.savez(handle, allow_pickle=False, values=values)
        (folder / "values.part").replace(folder / "values.npz")
    (folder / "result.part").write_text(json.dumps(fields, allow_nan=False), encoding="utf-8")
    (folder / "result.part").replace(folder / "result.json")


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
    limit_memory(options["memory_limit_bytes"])
    version = highspy.Highs().version()
    try:
        fields, values = solve(folder, options, stop, channel)
    except MemoryError:
        fields, values = {"status": "out_of_memory", "solver_version": version}, None
    except (RuntimeError, ValueError) as error:
        fields, values = {"status": "error", "verdict": str(error), "solver_version": version}, None
    write(folder, fields, values)
    sys.stderr.flush()
    # Without the solver's and the interpreter's clearing up: the result is written, nothing after it may
    # spoil it.
    os._exit(0)


if __name__ == "__main__":
    main()
