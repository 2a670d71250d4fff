"""Switching values of the golden case, each figure by hand; and plans that save the same.

All of it rests on the golden case (tests/test_golden.py). Joining costs 20,000 and 40,000 in year 1, so the
plan saves 372,588.62 - 60,000 p / 1.035 where they are p higher. Where both join a year later it is
129,247.49 - 60,000 p / 1.035^2, and where nobody does nothing is saved.

- Where the service has to be shared from 2026/27 on, the plan stays; it saves nothing any more at
  p = 372,588.62 x 1.035 / 60,000 = 642.72%.
- B's pot of 2026/27 is 114,240 (nominal) and has to pay for its joining, 40,000 (1 + p) x 1.02, and for the
  end of its contract, which may run on instead. So the plan can be kept until p = 180%, a later start saves
  until p = 230.76%, and then nobody shares.
- The pot itself: with 40,000 x 1.02 = 40,800 B can join in 2026/27, with less a year later; then its part of
  the set-up, 60,000 x 1.02 x 7/17 = 25,200, is still due in 2026/27. Below that nobody shares.
"""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from optimizer.analysis.solving import Question
from optimizer.analysis.switch import switch as module
from optimizer.analysis.switch import work
from optimizer.analysis.switch.search import Crossing, Search
from optimizer.analysis.switch.switch import Switch, planned, switched
from optimizer.analysis.switch.tables import switch_files
from optimizer.analysis.switch.words import sentences
from optimizer.analysis.switch.work import Answer, Task, answered
from tests.analysis.switch.worlds import searched, way
from tests.builders import CASES

DESIGN = '[design]\nkind = "one_at_a_time"\n[solve]\nsecond_opinion_seconds = 0\n'
JOINS = '[[vary]]\npath = "joining.join_gbp[*,*]"\nlow_percent = 0\nhigh_percent = 1000\nname = "joining"\n'
POT = '[[vary]]\npath = "budgets.amount_gbp[B,*,transition]"\nlow = 0\nhigh = 114240\nname = "pot"\n'
RATE = '[[vary]]\npath = "case.discount_rate"\nlow = 0.03\nhigh = 0.04\n'
SHARED = '[policy.shared]\nkind = "pool_required"\nservice = "ICT"\nreason = "It is promised."\n'
SHARED += 'first_year = "2026/27"\nlast_year = "2028/29"\n'


def copied(folder: Path, text: str) -> Path:
    case = shutil.copytree(CASES / "golden", folder / "golden")
    (case / "sweeps").mkdir()
    (case / "sweeps" / "s.toml").write_text(text + DESIGN, encoding="utf-8")
    (case / "constraints" / "shared.toml").write_text(SHARED, encoding="utf-8")
    return case


@pytest.fixture(scope="module")
def budget(tmp_path_factory: pytest.TempPathFactory) -> Switch:
    case = copied(tmp_path_factory.mktemp("budget"), JOINS + POT)
    return switched(planned(case, "s", ("budget",)), workers=1)


def at(search: Search, crossing: Crossing) -> tuple[float, float]:
    assert crossing.after is not None
    before, after = (float(search.way.values(one)[0]) for one in (crossing.before, crossing.after))
    return before, after


def rows(found: Switch, file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(switch_files(found)[file])))


def test_one_plan_gives_way_to_the_next_as_the_hand_finds_it(budget: Switch) -> None:
    joining, pot = budget.searches
    before, after = at(joining, joining.decision)
    assert before <= 180 < after <= before + 1.1
    before, after = at(joining, joining.of_the_best)
    assert before <= 230.76 < after <= before + 1.1
    assert joining.of_the_plan.to == "infeasible"

    before, after = at(pot, pot.decision)
    assert after < 40_800 <= before <= after + 125
    before, after = at(pot, pot.of_the_best)
    assert after < 25_200 <= before <= after + 125
    assert pot.decision.to == joining.decision.to


def test_decisions_by_ranges(budget: Switch) -> None:
    shown = [
        (row["input"], row["plan"], row["from_npv_saving_gbp"], row["to_npv_saving_gbp"])
        for row in rows(budget, "ranges.csv")
    ]
    later, none = str(budget.searches[0].decision.to), str(budget.searches[0].labels[1024])
    assert [one[:2] for one in shown] == [
        *(("joining", plan) for plan in ("1", later, none)),
        *(("pot", plan) for plan in (none, later, "1")),
    ]
    joining, pot = shown[:3], shown[3:]
    assert joining[0][2] == pot[2][3] == "372588.62"
    # Just below 180%: the contract runs on, 305,767.93 - 60,000 x 1.7969 / 1.035.
    assert float(joining[0][3]) == pytest.approx(305_767.93 - 60_000 * 1.7969 / 1.035, abs=1)
    assert float(joining[1][2]) == pytest.approx(129_247.49 - 60_000 * 1.8066 / 1.035**2, abs=1)
    assert {*joining[2][2:], *pot[0][2:]} == {"0.00"}
    assert float(pot[1][2]) == pytest.approx(129_247.49, abs=1)
    stays = rows(budget, "decisions.csv")
    assert [row["first_year"] for row in stays if row["plan"] == later and row["host"]] == ["2027/28"] * 2
    assert [row["arrangement"] for row in stays if row["plan"] == none] == [""] * 2


def test_the_realised_share_at_which_nothing_is_saved(budget: Switch) -> None:
    """One-offs 60,000 + 137,000 / 1.035 + 32,500 / 1.035^2 = 222,706.25, running 372,588.62 more."""
    one_off = 60_000 + 137_000 / 1.035 + 32_500 / 1.035**2
    share = budget.break_even_share
    assert share is not None
    assert float(share) == pytest.approx(one_off / (372_588.62 + one_off), abs=0.00005)
    nothing = replace(budget, present=replace(budget.present, saving_gbp=Decimal(0)))
    assert nothing.break_even_share is None
    only_running = replace(budget, present=replace(budget.present, recorded_gbp=Decimal("130406.02")))
    assert only_running.break_even_share is None


def test_the_tables_say_what_was_found(budget: Switch) -> None:
    table = rows(budget, "switching_values.csv")
    assert [(row["input"], row["direction"], row["what"], row["result"]) for row in table] == [
        ("joining", "up", "decision", "changes"),
        ("joining", "up", "present_plan_saving", "plan_breaks_a_rule"),
        ("joining", "up", "best_saving", "falls_to_zero"),
        ("pot", "down", "decision", "changes"),
        ("pot", "down", "present_plan_saving", "plan_breaks_a_rule"),
        ("pot", "down", "best_saving", "falls_to_zero"),
    ]
    pot = table[3]
    assert (pot["unit"], pot["value_now"], pot["low"], pot["high"]) == ("GBP", "114240", "0", "114240")
    change = (float(pot["value_at"]) - 114_240) / 1142.4
    assert float(pot["change_percent"]) == pytest.approx(change, abs=0.005)
    assert pot["changes_to"] == (
        "ICT: Council A and Council B share it from 2027/28, hosted by Council A (lead authority, full)"
    )
    assert (pot["narrowed"], pot["gap_gbp"], pot["present_plan_npv_saving_gbp"]) == ("yes", "0.00", "")
    assert table[0]["unit"] == "%"


def test_the_saving_falls_to_zero_where_the_hand_finds_it(tmp_path: Path) -> None:
    """Where the service must be shared, the plan stays, and from 642.72% on it costs more than it saves."""
    asked = planned(copied(tmp_path, JOINS), "s", ("shared",))
    found = switched(asked, workers=1)
    [search] = found.searches
    assert search.decision.to is None
    for crossing in (search.of_the_plan, search.of_the_best):
        before, after = at(search, crossing)
        assert before < 372_588.62 * 1.035 / 600 <= after <= before + 1.1
        assert crossing.to == "not_positive"
    end, value = (
        "The preferred option stays up to +1,000% (net cost £207.1k there).",
        "joining is 644% higher",
    )
    assert sentences(asked.sweep.loaded.case, search, by_saving_alone=True) == (
        end,
        f"The net present saving of the present plan falls to zero if {value}.",
        f"The best achievable saving falls to zero if {value}: no plan saves anything there.",
    )
    saving = search.best(search.way.length).saving_gbp
    assert float(saving) == pytest.approx(372_588.62 - 600_000 / 1.035, abs=0.01)
    # The case, four probes and eight halvings.
    assert found.solved == 1 + 4 + 8
    assert asked.least == 5
    assert found.solved <= asked.with_one_change <= asked.most


def test_an_end_of_the_range_where_no_plan_is_possible(tmp_path: Path) -> None:
    """The service has to be shared, and a policy lets a pool have two members now: with one there is none."""
    text = '[[vary]]\npath = "policy.small.most"\nlow = 1\nhigh = 3\nname = "most"\n'
    case = copied(tmp_path, text)
    small = '[policy.small]\nkind = "partners"\nmost = 2\nreason = "No more than two."\n'
    (case / "constraints" / "shared.toml").write_text(SHARED + small, encoding="utf-8")
    found = switched(planned(case, "s", ("shared",)), workers=1)
    down, up = found.searches
    assert (down.decision.to, at(down, down.decision)) == ("infeasible", (2, 1))
    assert up.decision.to is None
    assert sentences(found.prepared.sweep.loaded.case, down, by_saving_alone=True) == (
        "Below 2 no plan keeps every rule (none does at 1).",
    )
    assert [(row["from_value"], row["to_value"], row["status"]) for row in rows(found, "ranges.csv")] == [
        ("1", "1", "no_plan_possible"),
        ("2", "3", "optimal"),
    ]
    assert found.exit_code == 0


OBJECTIVE = '[[objective]]\nmeasure = "least_disruption"\ntolerance = 2\nreason = "Few changes."\n'
WISH = '[policy.few]\nkind = "partners"\nmost = 1\nreason = "Alone."\nnegotiable = "preference"\n'
WISH += "price_gbp_per_unit = 100000\n"


def test_where_more_counts_than_the_saving_nobody_says_that_no_plan_saves(tmp_path: Path) -> None:
    case = copied(tmp_path, JOINS)
    for name, text in (("objective", OBJECTIVE), ("wish", WISH), ("shared", SHARED)):
        (case / "constraints" / f"{name}.toml").write_text(text, encoding="utf-8")
    alone = {name: planned(case, "s", (name,)).by_saving_alone for name in ("objective", "wish", "shared")}
    assert alone == {"objective": False, "wish": False, "shared": True}
    search = searched(lambda x: {"A": 1_001 - 1_001 * x}, way("0", "0", "2"))
    *_, said = sentences(planned(case, "s", ()).sweep.loaded.case, search, by_saving_alone=False)
    assert said == "The preferred option, whichever it is, no longer saves anything if x is 1 (now 0)."


def test_a_decision_that_is_kept_is_solved_afresh_in_everything_else(tmp_path: Path) -> None:
    """Starting in 2027/28 saves 129,247.49, not sharing nothing, and the plan itself what it saves."""
    sweep = planned(copied(tmp_path, JOINS), "s", ()).sweep
    task = Task(sweep.base, module.AS_IT_IS, sweep.spec.options, None)
    best = answered(task)
    assert best.memberships is not None
    later = tuple(one for one in best.memberships if one.year > 1)
    savings = [answered(replace(task, held=held)).saving_gbp for held in (best.memberships, later, ())]
    assert savings == [Decimal("372588.62"), Decimal("129247.49"), 0]


def test_what_breaks_down_once_is_tried_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sweep = planned(copied(tmp_path, JOINS), "s", ()).sweep
    task = Task(sweep.base, module.AS_IT_IS, sweep.spec.options, ())
    whole, calls = work.question, 0

    def broken(*given: Any) -> Question:
        nonlocal calls
        calls += 1
        if calls != 2:
            message = "no memory"
            raise MemoryError(message)
        return whole(*given)

    monkeypatch.setattr(work, "question", broken)
    assert answered(task).status == "optimal"
    with pytest.raises(MemoryError):
        answered(task)
    assert calls == 4


def test_a_twin_of_the_plan_is_no_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two arrangements on the same terms: away from the case the solver names the other one."""
    case = copied(tmp_path, RATE)
    (case / "arrangements.csv").write_text(
        "arrangement,service,host,model,pool_pay_gbp_per_fte\n"
        "one,ICT,A,lead_authority,50000\ntwin,ICT,A,lead_authority,50000\n",
        encoding="utf-8",
    )
    (case / "joining.csv").write_text(
        "council,arrangement,join_gbp\nA,one,20000\nB,one,40000\nA,twin,20000\nB,twin,40000\n",
        encoding="utf-8",
    )
    asked = planned(case, "s", (), 1)
    present = answered(Task(asked.sweep.base, module.AS_IT_IS, asked.sweep.spec.options, None))
    assert present.memberships is not None
    other = {"one": "twin", "twin": "one"}[present.memberships[0].arrangement]
    twin = tuple(one._replace(arrangement=other) for one in present.memberships)

    def naming_the_twin(task: Task) -> Answer:
        return answered(replace(task, held=twin) if task.change.cells and task.held is None else task)

    monkeypatch.setattr(module, "answered", naming_the_twin)
    found = switched(asked, workers=1)
    for search in found.searches:
        end = search.way.length
        kept = search.kept(end, 1)
        assert search.best(end).memberships == twin
        assert kept is not None
        assert kept.memberships == present.memberships
        assert search.best(end).saving_gbp == kept.saving_gbp
        assert search.decision.to is None
    assert len(rows(found, "ranges.csv")) == 1
    assert {row["plan"] for row in rows(found, "decisions.csv")} == {"1"}
