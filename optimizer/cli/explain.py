"""The command `explain`, and what `solve` does with it where no plan is possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.options import CaseArgument, JsonOption, SearchLimitOption, SetsOption
from optimizer.cli.signals import noticing_a_stop
from optimizer.cli.terminal import Terminal, reporting
from optimizer.errors import CheckFailedError, ConsolidateError, InfeasibleError, InterruptedRun
from optimizer.plan.facts import SECOND_OPINION_SECONDS

if TYPE_CHECKING:
    from optimizer.analysis.explain import Infeasible, Progress
    from optimizer.pipeline import FailedRun, Step

CONFLICTS = 5
"""So many conflicts and ways out are looked for, unless another number is asked for."""

SOLVE_RESOLVE_SECONDS, SOLVE_LEAST_SECONDS = 30.0, 15.0
"""What `solve` takes for repairs: all solves of repaired cases together, and each search for how little a
policy has to give. `explain` takes its time."""


def explain(
    case: CaseArgument,
    constraints: SetsOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Also write explanation.json and explanation.csv, with what they are of, into this folder.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int,
        typer.Option("--limit", metavar="N", min=1, help="Look for N conflicts and for N ways out at most."),
    ] = CONFLICTS,
    time_limit: SearchLimitOption = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Seed of each search.")] = 0,
    second_opinion_seconds: Annotated[
        float,
        typer.Option(
            "--second-opinion-seconds",
            metavar="N",
            help="Give a second solver N seconds to confirm each conflict; 0 asks none.",
        ),
    ] = SECOND_OPINION_SECONDS,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the folder if it exists.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say which policies clash and what can give way, or what each policy costs.

    Where no plan keeps every policy: the smallest sets of policies that clash, each confirmed by a second
    solver, and a menu of repairs, each solved, the one that saves most first. Only negotiable policies are
    offered; the model's own logic never is. Where there is a plan: which policies it is tight against, and
    what would be saved without each of them, solved again.

    Exit codes: 0 it answered, whether a plan is possible or not; 1 internal error; 2 wrong usage; 3 bad
    input; 6 a search ran out of time; 8 a check failed; 130 interrupted, and nothing is written.

    Example: consolidate explain examples/cambridge_3c -c base -c network_2015
    """
    with reporting(as_json) as terminal:
        from optimizer.analysis.explain import Limits
        from optimizer.analysis.explain import explain as explained
        from optimizer.analysis.explain.documents import explanation_as_json, folder_files
        from optimizer.analysis.explain.explanation import exit_code
        from optimizer.case import load_case, load_sets
        from optimizer.cli.progress import watching
        from optimizer.cli.show_explain import show_explanation
        from optimizer.plan.facts import RunOptions
        from optimizer.report.folder import check_target, write_folder

        options = RunOptions(
            time_limit_seconds=time_limit, seed=seed, second_opinion_seconds=second_opinion_seconds
        )
        if output is not None:
            check_target(output, overwrite=overwrite)
        loaded = load_case(case)
        sets = load_sets(case, tuple(constraints or ()), loaded.case)
        with watching(terminal) as progress, noticing_a_stop() as look:
            found = explained(loaded, sets, options, Limits(count=limit), looking(look, progress))
            look()
        if output is not None:
            write_folder(output, folder_files(found, loaded, sets, options), overwrite=overwrite)
        if as_json:
            terminal.result(explanation_as_json(found, loaded, sets))
        else:
            show_explanation(terminal, loaded.case, found)
            if output is not None:
                terminal.text(f"\nAll of it: {output}")
        raise typer.Exit(exit_code(found))


def looking(look: Callable[[], None], progress: Progress | None) -> Progress:
    """Return what is told of every step, and looks before each whether the user has asked to stop."""

    def tell(step: Step) -> None:
        look()
        if progress is not None:
            progress(step)

    return tell


@dataclass(slots=True)
class Failures:
    """What `solve` does where it ends without a plan: keep what is known and, if none is possible, say why.

    Attributes:
        terminal: where it speaks.
        progress: told of every step; None for nobody.
        write: writes the folder of the failed run.
        found: the explanation, once there is one.
    """

    terminal: Terminal
    progress: Progress | None
    write: Callable[[FailedRun], None]
    found: tuple[FailedRun, Infeasible] | None = None

    def keep(self, failed: FailedRun) -> None:
        """Write the failed run, with an explanation where no plan is possible.

        Raises:
            CheckFailedError: where explaining shows that solver and referee contradict one another.
        """
        if not isinstance(failed.error, InfeasibleError):
            self.write(failed)
            return
        from optimizer.analysis.explain import Limits, explain_infeasible
        from optimizer.analysis.explain.documents import explanation_files

        limits = Limits(CONFLICTS, SOLVE_RESOLVE_SECONDS, SOLVE_LEAST_SECONDS)
        try:
            with noticing_a_stop() as look:
                tell = looking(look, self.progress)
                found = explain_infeasible(failed.loaded, failed.sets, failed.options, limits, tell)
                look()
        except CheckFailedError as error:
            self.write(replace(failed, error=error))
            raise
        except (ConsolidateError, KeyboardInterrupt) as error:
            # That no plan is possible is known; why can be asked another time.
            self.write(failed)
            stopped = isinstance(error, KeyboardInterrupt | InterruptedRun)
            why = "it was stopped" if stopped else str(error)
            self.terminal.note(f"Not explained here ({why}); `consolidate explain` explains it.")
            return
        self.write(replace(failed, explanation=explanation_files(found, failed.loaded, failed.sets)))
        self.found = failed, found

    def explained(self, error: InfeasibleError, folder: Path) -> InfeasibleError:
        """Print the explanation, if there is one, and return the error with where it was written."""
        if self.found is None:
            return error
        from optimizer.analysis.explain.documents import DOCUMENT, TABLE, explanation_as_json
        from optimizer.cli.show_explain import show_explanation

        failed, found = self.found
        if not self.terminal.as_json:
            show_explanation(self.terminal, failed.loaded.case, found)
        document = explanation_as_json(found, failed.loaded, failed.sets)
        told = {name: document[name] for name in ("conflicts", "all_conflicts", "repairs", "all_repairs")}
        where = f"Explanation written: {folder / DOCUMENT} and {folder / TABLE}."
        return InfeasibleError(f"{error}\n{where}", told | {"run_folder": str(folder)})
