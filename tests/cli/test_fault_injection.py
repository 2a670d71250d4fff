"""Whatever the solver says: its own message and exit code, and never a plan that is wrong.

The whole command runs on the golden case; only the child program is another one.
"""

from collections.abc import Callable
from pathlib import Path

import highspy
import pytest

from optimizer.model import solve as solve_module
from tests.cli.conftest import Run
from tests.cli.solver_stubs import ALONE, MEMORY, NPV_GBP, assert_ended, liar, program

Stub = Callable[[str], None]
KNOWN = "The solver says that no plan satisfies every rule, but a known plan does."
NO_LIMIT = "The saving has no limit: a rule or a bound is missing from the model."
UNCLEAR = "The solver cannot tell whether there is no plan or a saving without limit."


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stub:
    """Put a program in the place of the solver's child."""
    return lambda body: monkeypatch.setattr(solve_module, "_CHILD", program(tmp_path, body))


STATUSES: dict[str, tuple[tuple[int, str], tuple[int, str]]] = {
    "kOptimal": ((0, "Proved: no plan saves more"), (8, "The solver says optimal, but gives no plan.")),
    "kTimeLimit": (
        (5, "Not proved: the time limit was reached."),
        (6, "The time limit was reached before a plan was found."),
    ),
    "kInterrupt": (
        (130, "Not proved: it was interrupted."),
        (130, "Stopped as asked, before a plan was found."),
    ),
    "kHighsInterrupt": (
        (130, "Not proved: it was interrupted."),
        (130, "Stopped as asked, before a plan was found."),
    ),
    # It was not asked to stop at the first plan, so that is no answer.
    "kSolutionLimit": (
        (1, "The search ended with feasible, which is not an answer."),
        (8, "The solver says feasible, but gives no plan."),
    ),
    "kInfeasible": ((8, KNOWN), (8, KNOWN)),
    "kUnboundedOrInfeasible": ((8, UNCLEAR), (8, UNCLEAR)),
    "kUnbounded": ((1, NO_LIMIT), (1, NO_LIMIT)),
    "kMemoryLimit": ((1, MEMORY), (1, MEMORY)),
    **{
        name: (
            (8, f"The solver ended without an answer ({name})."),
            (8, f"The solver ended without an answer ({name})."),
        )
        for name in (
            *("kNotset", "kLoadError", "kModelError", "kPresolveError", "kSolveError", "kPostsolveError"),
            *("kModelEmpty", "kObjectiveBound", "kObjectiveTarget", "kIterationLimit", "kUnknown"),
        )
    },
}
"""How the command ends when HiGHS says so: with a plan, and without one."""


def test_every_status_of_the_solver_is_looked_at() -> None:
    assert STATUSES.keys() == highspy.HighsModelStatus.__members__.keys()


@pytest.mark.parametrize("plan", [True, False], ids=["with_a_plan", "without_a_plan"])
@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_its_message_and_exit_code(
    run: Run, case: Path, stub: Stub, status: str, plan: bool
) -> None:
    stub(liar(status, plan=plan))
    ended = run("solve", case, "-o", "out", *ALONE)
    assert_ended(ended, *STATUSES[status][0 if plan else 1])
    if Path("out", "summary.csv").exists():  # a status may be a lie, the plan is the real one
        assert f"npv_saving_gbp,{NPV_GBP},GBP" in Path("out", "summary.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        ("kInfeasible", 4, "This rests on one solver, not confirmed by a second one."),
        ("kUnboundedOrInfeasible", 8, UNCLEAR),
        ("kTimeLimit", 6, "The time limit was reached before a plan was found."),
        ("kOptimal", 8, "The solver says optimal, but gives no plan."),
    ],
)
def test_where_today_is_no_plan_the_solver_is_asked_about_it(
    run: Run, case: Path, stub: Stub, infeasible: str, status: str, code: int, words: str
) -> None:
    stub(liar(status, plan=False))
    assert_ended(run("solve", case, "-c", infeasible, "-o", "out", *ALONE), code, words)


LIES = {
    "honest": ("", 0, "Proved: no plan saves more"),
    "objective is not a number": (
        "fields['bound'] = float('nan')",
        *(8, "its result cannot be read (NaN in the result)"),
    ),
    "objective is infinite": (
        "fields['bound'] = float('inf')",
        *(8, "its result cannot be read (Infinity in the result)"),
    ),
    "objective too high": (
        "fields['bound'] += 10",
        *(8, "lie further apart than the asked gap"),
    ),
    "bound below its own plan": ("fields['bound'] -= 10", 8, "Refuted bound: "),
    "bound below business as usual": ("fields['bound'] = -1.0", 8, "Refuted bound: "),
    "no bound": ("fields['bound'] = None", 8, "but gives no bound"),
    "bound is text": ("fields['bound'] = 'much'", 8, "its result cannot be read"),
    "values missing": ("values = None", 8, "The solver says optimal, but gives no plan."),
    "some values missing": ("values = values[:-1]", 8, "its result cannot be read"),
    "values are not numbers": ("values[0] = np.nan", 8, "contains values that are not numbers"),
    "values are infinite": ("values[0] = np.inf", 8, "contains values that are not numbers"),
    "fractional decisions": (
        "values[np.flatnonzero(integer)[0]] = 0.4",
        *(8, "has decisions that are not whole numbers"),
    ),
    "decisions nearly whole": (
        "values[np.flatnonzero(integer)[0]] += 1e-5",
        *(8, "has decisions that are not whole numbers"),
    ),
    "fractional by its own word": (
        "values = None; fields['settled'] = 'fractional'",
        *(8, "has decisions that are neither yes nor no"),
    ),
    "no plan at its whole numbers": (
        "values = None; fields['settled'] = 'fixed_lp_failed'",
        *(8, "breaks a rule once its decisions are whole numbers"),
    ),
    "rules broken": ("values[integer.astype(bool)] = 1.0", 8, "rules of the model, the worst: "),
    "a word that nobody knows": ("fields['status'] = 'certainly'", 8, "ended without an answer"),
    "a plan of the time limit that breaks rules": (
        "fields['status'] = 'time_limit'; values[integer.astype(bool)] = 1.0",
        *(8, "rules of the model, the worst: "),
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_no_lie_about_a_result_is_published(run: Run, case: Path, stub: Stub, lie: str) -> None:
    body, code, words = LIES[lie]
    stub(f"fields, values = honest()\n{body}\nsay(fields, values)")
    assert_ended(run("solve", case, "-o", "out", *ALONE), code, words)


def test_a_solver_without_a_number_for_its_objective(run: Run, case: Path, stub: Stub) -> None:
    """The child's own reading: HiGHS says optimal and its objective and bound are not numbers."""
    stub(liar("kOptimal", plan=True, bound="float('nan')"))
    assert_ended(run("solve", case, "-o", "out", *ALONE), 8, "but gives no bound")
