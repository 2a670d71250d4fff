"""What a dry run says of a folder that has been begun, and that it leaves the folder as it is."""

from __future__ import annotations

import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.analysis.solving import solved
from optimizer.analysis.sweep import estimate as module
from optimizer.analysis.sweep import outputs
from optimizer.analysis.sweep import points as point_module
from optimizer.analysis.sweep.design import points
from optimizer.analysis.sweep.estimate import Estimate, estimated
from optimizer.analysis.sweep.ledger import LEDGER, Ledger
from optimizer.analysis.sweep.points import Changed, Keys, changed, question
from optimizer.analysis.sweep.sweep import Sweep, identity, prepared, swept
from optimizer.analysis.sweep.tables import sweep_files
from optimizer.analysis.sweep.work import Answer, Task, answer, answered
from optimizer.errors import CheckFailedError, UsageError
from optimizer.risk.sample import draw
from optimizer.verify import promise
from optimizer.verify.exact import exact
from optimizer.verify.outcomes import cvar_gbp, expected_gbp, savings_gbp
from tests.builders import CASES

RATES = '[[vary]]\npath = "case.discount_rate"\nvalues = [0.035, 0.01, 0.02, 0.03]\n'
DESIGN = '[design]\nkind = "one_at_a_time"\n'
RISK = (
    '[outputs]\nkeep = ["in_sample_expected_npv_gbp", "in_sample_cvar_npv_gbp", "in_sample_chance_of_loss"]\n'
)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = shutil.copytree(CASES / "golden", tmp_path / "golden")
    (folder / "sweeps").mkdir()
    return folder


def read(case: Path, text: str = RATES + DESIGN) -> Sweep:
    (case / "sweeps" / "s.toml").write_text(text, encoding="utf-8")
    return prepared(case, "s", ())


def begun(sweep: Sweep, folder: Path, answers: dict[int, Answer]) -> Path:
    """Return a folder with the answers of some points, counted from 1."""
    folder.mkdir(exist_ok=True)
    keys, every = Keys(sweep.base, sweep.spec.options), list(points(sweep.spec))
    with Ledger(folder / LEDGER, identity(sweep)) as ledger:
        for number, one in answers.items():
            ledger.keep(keys.of(changed(sweep.spec, every[number - 1])), one)
    return folder


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """Nothing is solved: the case as it is takes 7 s, and whoever asks for it is noted."""
    asked: list[Task] = []

    def made(task: Task) -> Answer:
        asked.append(task)
        return answer("optimal", seconds=7.0)

    monkeypatch.setattr(module, "answered", made)
    return asked


def test_what_is_answered_is_counted_and_timed(case: Path, tmp_path: Path, unasked: list[Task]) -> None:
    """Five points, the first two the same: 1 to 3 are answered in 4 s and 8 s, two are left: 2 x 6 s / 2."""
    sweep = read(case)
    took = {1: answer("optimal", seconds=4.0), 3: answer("infeasible", seconds=8.0)}
    folder = begun(sweep, tmp_path / "out", took)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    found = estimated(sweep, 2, folder)
    assert found == Estimate(points=5, answered=3, remaining=2, point_seconds=6.0, workers=2, status="")
    assert found.seconds == 6.0
    assert unasked == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_broke_down_is_still_to_be_solved(case: Path, tmp_path: Path, unasked: list[Task]) -> None:
    sweep = read(case)
    folder = begun(sweep, tmp_path / "out", {3: answer("failed"), 4: answer("refused", seconds=1.0)})
    found = estimated(sweep, 1, folder)
    assert (found.answered, found.remaining, found.point_seconds) == (1, 3, 1.0)


def test_answers_of_another_program_do_not_count(
    case: Path, tmp_path: Path, unasked: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begun(read(case), tmp_path / "out", {3: answer("optimal", seconds=4.0)})
    assert estimated(read(case), 1, folder).answered == 1
    monkeypatch.setattr(point_module, "program", lambda: "of another day")
    assert estimated(read(case), 1, folder).answered == 0


def test_a_folder_that_is_not_there_is_not_made(case: Path, tmp_path: Path, unasked: list[Task]) -> None:
    found = estimated(read(case), 64, tmp_path / "out")
    assert found == Estimate(
        points=5, answered=0, remaining=5, point_seconds=7.0, workers=5, status="optimal"
    )
    assert len(unasked) == 1
    assert not (tmp_path / "out").exists()


def test_everything_answered_takes_no_time(case: Path, tmp_path: Path, unasked: list[Task]) -> None:
    sweep = read(case)
    folder = begun(
        sweep, tmp_path / "out", {number: answer("optimal", seconds=2.0) for number in range(1, 6)}
    )
    found = estimated(sweep, None, folder)
    assert (found.answered, found.remaining, found.seconds, unasked) == (5, 0, 0.0, [])


def test_a_changed_input_leaves_what_it_does_not_touch(
    case: Path, tmp_path: Path, unasked: list[Task]
) -> None:
    """Only the point of the case as it is reads the rate of the case."""
    folder = begun(read(case), tmp_path / "out", {number: answer("optimal") for number in range(1, 6)})
    text = (case / "case.toml").read_text(encoding="utf-8")
    (case / "case.toml").write_text(text.replace("= 0.035", "= 0.05"), encoding="utf-8")
    found = estimated(read(case), 1, folder)
    assert (found.answered, found.remaining) == (4, 1)


def test_a_ledger_in_use_or_damaged(case: Path, tmp_path: Path, unasked: list[Task]) -> None:
    sweep = read(case)
    folder = begun(sweep, tmp_path / "out", {1: answer("optimal", seconds=4.0)})
    with Ledger(folder / LEDGER, identity(sweep)) as ledger:
        # Another process may look on; what is in the log beside the file counts too.
        ledger.keep("other", answer("optimal"))
        assert estimated(sweep, 1, folder).answered == 2
    (folder / LEDGER).write_bytes(b"spoilt" * 1000)
    found = estimated(sweep, 1, folder)
    assert (found.unread, found.answered, found.remaining) == (True, 0, 5)
    assert [path.name for path in folder.iterdir()] == [LEDGER]


def test_the_folder_of_another_sweep_is_refused(case: Path, tmp_path: Path, unasked: list[Task]) -> None:
    folder = begun(read(case), tmp_path / "out", {1: answer("optimal")})
    (case / "sweeps" / "t.toml").write_text(RATES + DESIGN, encoding="utf-8")
    with pytest.raises(UsageError, match="holds another sweep"):
        estimated(prepared(case, "t", ()), 1, folder)


def test_where_the_referee_contradicts_an_outcome_the_point_has_no_answer(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def contradicted(*_: object) -> None:
        message = "In outcome 7 the fast evaluation finds another saving."
        raise CheckFailedError(message)

    monkeypatch.setattr(outputs, "searched_sample", contradicted)
    sweep = read(case, RATES + DESIGN + RISK)
    one = answered(Task(sweep.base, Changed({}, {}, ()), sweep.spec.options, risk=True))
    assert (one["status"], one["message"], one["outputs"]) == (
        "check_failed",
        "In outcome 7 the fast evaluation finds another saving.",
        {},
    )


def test_measures_over_outcomes_are_those_of_the_exact_referee(case: Path, tmp_path: Path) -> None:
    """Worked out where they are kept only, and under keys of their own: an older answer has none."""
    values = RATES.replace("[0.035, 0.01, 0.02, 0.03]", "[0.035]") + DESIGN
    plain = swept(read(case, values), tmp_path / "out", workers=0)
    sweep = read(case, values + RISK)
    assert estimated(sweep, 1, tmp_path / "out").answered == 0
    found = swept(sweep, tmp_path / "out", workers=0)
    assert (plain.solved, found.solved) == (1, 1)
    assert not set(plain.keys) & set(found.keys)

    asked = question(sweep.base, changed(sweep.spec, found.points[0]), sweep.spec.options)
    plan, settings = solved(asked), asked.case.settings.risk
    savings = savings_gbp(promise(asked.case, plan.plan), draw(asked.case, settings.outcomes, settings.seed))
    wanted = {
        "in_sample_expected_npv_gbp": expected_gbp(savings),
        "in_sample_cvar_npv_gbp": cvar_gbp(savings, exact(settings.level)),
        "in_sample_chance_of_loss": Fraction(sum(saving < 0 for saving in savings), len(savings)),
    }
    shown = found.answers[0]["outputs"]
    for name, value in wanted.items():
        assert abs(Fraction(Decimal(shown[name])) - value) <= Fraction(1, 100), name
    assert shown["in_sample_chance_of_loss"] == f"{float(wanted['in_sample_chance_of_loss']):.6f}"
    assert (
        sweep_files(found)["sweep.csv"]
        .splitlines()[0]
        .startswith("point,in_case.discount_rate,out_in_sample_")
    )
