"""Measure the reports of a run: `python -m tests.bench.reports`. Prints a table and writes nothing.

Both reports of the Cambridge case against its solve (without the second opinion): less than half of it, or
3 seconds; the page under 500 kB, the workbook under 2 MB. A made-up case of 12 councils, 8 services and 10
years, all services shared by all from the second year on: 15 seconds.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from optimizer.case import LoadedCase, LoadedSets, load_case, sets_from_texts
from optimizer.pipeline import solve_case
from optimizer.plan.facts import RunOptions
from optimizer.report.content import content_of_run
from optimizer.report.read import read_run
from optimizer.report.reports import PAGE, WORKBOOK, reports
from optimizer.report.write import write_run
from tests.bench.__main__ import EXAMPLE, Measured
from tests.bench.large_case import SERVICES, large_case

LARGE_SECONDS = 15.0
MOST_BYTES = {PAGE: 500_000, WORKBOOK: 2_000_000}
EVERYBODY = """
[policy.{service}]
kind = "pool_required"
service = "{service}"
arrangement = "{service}_{host}"
first_year = "2027/28"
last_year = "2035/36"
reason = "So that there is something to report."
"""


def measured(loaded: LoadedCase, sets: LoadedSets, folder: Path) -> tuple[float, float, dict[str, int]]:
    """Return the seconds of the solve and of both reports, and the size of each."""
    began = time.perf_counter()
    run = solve_case(loaded, sets, RunOptions(second_opinion_seconds=0, time_limit_seconds=300))
    solved = time.perf_counter()
    write_run(run, folder, with_reports=False)
    kept = read_run(folder)
    reading = time.perf_counter()
    found = reports(content_of_run(kept))
    return solved - began, time.perf_counter() - reading, {name: len(data) for name, data in found.items()}


def main() -> None:
    """Measure and print."""
    cambridge = load_case(EXAMPLE)
    large = large_case(councils=12, services=8, years=10)
    duties = (
        EVERYBODY.format(service=name, host=large.case.arrangements[f"{name}_council_{number}"].host)
        for number, name in enumerate(SERVICES, start=1)
    )
    everybody = sets_from_texts({"everybody": "".join(duties)}, large.case)
    with tempfile.TemporaryDirectory() as folder:
        nothing = sets_from_texts({}, cambridge.case)
        solving, reporting, sizes = measured(cambridge, nothing, Path(folder) / "cambridge")
        _line(Measured("both reports of Cambridge / solve", reporting, solving, 0.5, 3.0, "3 s").row())
        for name, size in sizes.items():
            verdict = "ok" if size < MOST_BYTES[name] else "MISSED"
            most = f"< {MOST_BYTES[name] // 1000} kB"
            _line(f"{name + ' of Cambridge':52}{size / 1000:9.0f} kB  {most}  {verdict}")
        _, reporting, sizes = measured(large, everybody, Path(folder) / "large")
        verdict = "ok" if reporting < LARGE_SECONDS else "MISSED"
        _line(f"{'both reports of 12 councils':52}{reporting:9.2f} s   < {LARGE_SECONDS:g} s  {verdict}")
        for name, size in sizes.items():
            _line(f"{name + ' of 12 councils':52}{size / 1000:9.0f} kB")


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
