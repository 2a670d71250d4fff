"""Solve a run again from its folder alone, and say whether it comes out the same.

The same inputs, versions and options give the same bytes in every table. That is promised for runs that ended
with a proof; a search that was stopped, by the clock or by hand, stops at another place the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from optimizer.analysis.differences import Difference, differences
from optimizer.errors import CheckFailedError, InfeasibleError, InterruptedRun, NoPlanError
from optimizer.pipeline import Run, Step, solve_case
from optimizer.report.manifest import platform_name, versions
from optimizer.report.read import PLAN, KeptRun
from optimizer.report.write import run_texts

Answer = Literal["same", "may differ", "differs"]


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out.

    Attributes:
        answer: `same`; `may differ`, where it is not the same and `reasons` say why it need not be;
            `differs`, where it should be the same and is not.
        reasons: why it need not be the same, whether it is or not.
        differences: every cell and decision in which it is not the same.
        was: how the kept run ended.
        now: how this one ended.
        same_model: whether both solved the same model; None where one of them has none.
    """

    answer: Answer
    reasons: tuple[str, ...]
    differences: tuple[Difference, ...]
    was: str
    now: str
    same_model: bool | None

    @property
    def exit_code(self) -> int:
        """Return what the command ends with."""
        return CheckFailedError.exit_code if self.answer == "differs" else 0


def replay(kept: KeptRun, progress: Callable[[Step], None] | None = None) -> Replay:
    """Solve a kept run again and compare.

    Raises:
        InterruptedRun: where the user stopped the search, so that there is nothing to say.
        InternalError: where the solver broke down.
        CheckFailedError: where a check fails that did not fail in the kept run.
    """
    run: Run | None = None
    try:
        run = solve_case(kept.loaded, kept.sets, kept.options, progress)
        now = str(run.facts.status)
    except (InfeasibleError, NoPlanError, CheckFailedError) as error:
        now = type(error).__name__
        if isinstance(error, CheckFailedError) and kept.status != now:
            raise
    if now == "interrupted":
        message = "Stopped before the search had ended, so nothing can be said of the plan."
        raise InterruptedRun(message)
    found = _differences(kept, run, now)
    same_model = kept.model_digest == run.facts.model_digest if kept.has_plan and run else None
    reasons = tuple(_reasons(kept, now))
    clock = [one for one in found if _is_clock(one)]
    answer: Answer = "same"
    if found:
        answer = "may differ" if reasons or len(clock) == len(found) else "differs"
    if clock:
        reasons += ("how far a second solver comes in its time depends on the machine",)
    return Replay(answer, reasons, found, kept.status, now, same_model)


def _differences(kept: KeptRun, run: Run | None, now: str) -> tuple[Difference, ...]:
    if run is None or not kept.has_plan:
        status = Difference("manifest.json", "result", "status", kept.status, now)
        return () if kept.status == now else (status,)
    return differences(_results(kept.texts), _results(run_texts(run)))


def _results(texts: Mapping[str, str]) -> dict[str, str]:
    """Return what a run found; what it was given is in the folder as well, but is not in question."""
    return {name: text for name, text in texts.items() if name == PLAN or name.endswith(".csv")}


def _reasons(kept: KeptRun, now: str) -> Iterator[str]:
    """Yield why this run as a whole need not be as the kept one was."""
    installed = versions()
    for name, number in installed.items():
        before = kept.versions.get(name, "unknown")
        if before != number:
            yield f"it was made with {name} {before}, and this is {number}"
    if kept.platform != platform_name():
        yield f"it was made on {kept.platform}, and this is {platform_name()}"
    yield from kept.option_notes
    if kept.status == "interrupted":
        yield "its search was interrupted, before the proof"
    stopped = "on the time limit, and what is found until then depends on the machine"
    if kept.status in {"time_limit", "NoPlanError"}:
        yield f"its search stopped {stopped}"
    if now in {"time_limit", "NoPlanError"}:
        yield f"the search stopped this time {stopped}"


def _is_clock(one: Difference) -> bool:
    """Say whether a cell is the answer of a second solver that ran out of time in one run only."""
    said = {one.was or "", one.now or ""}
    return (
        (one.file, one.row, one.column) == ("summary.csv", "second_opinion", "value")
        and "confirmed" in said
        and any(text.startswith("not refuted in ") for text in said)
    )
