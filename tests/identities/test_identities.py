"""What must hold between the answers to two questions, whatever the questions are.

Each check asks a question about a tiny random case, changes it and asks again, through the whole engine.
Answers are compared as intervals from what the plan saves to what no plan can exceed, so a difference
counts only where it is proved; a saving may be off by 1 GBP or a ten millionth of business as usual,
which is what the engine promises. Each check says whether its example could have failed for a reason
that matters, and some must.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from optimizer.errors import CheckFailedError
from tests.brute_force.draw import Draw
from tests.identities import changes
from tests.identities.question import Best, Question, best, best_confirmed, best_of_seed, question

SCALING_SLACK_GBP = 10.0
MOST_REFUSED_SHARE = 0.02


def demand(holds: Callable[[Best, Best], bool], before: Best, after: Best, *asked: Question) -> None:
    """Fail where an identity does not hold, unless it does as soon as a second opinion is asked.

    Args:
        holds: the identity, of the answers before and after the change.
        before: the answer before.
        after: the answer after.
        asked: both questions.

    Raises:
        CheckFailedError: where the engine refuses an answer then (exit code 8).
    """
    if not holds(before, after):
        assert holds(*[best_confirmed(one) for one in asked])


def at_most(before: Best, after: Best) -> bool:
    return after.is_at_most(before)


def equal(before: Best, after: Best) -> bool:
    return after.equals(before)


def tightening_never_raises(seed: int, draw: Draw) -> bool:
    """A policy more, or a stricter one, leaves fewer plans to choose from."""
    changed = changes.tightened(question(seed), draw)
    before, after = best_of_seed(seed), best(changed)
    demand(at_most, before, after, question(seed), changed)
    return after.gbp < before.gbp - 100


def money_times_k_is_saving_times_k(seed: int, draw: Draw) -> bool:
    """In pounds or in tenths of pounds, it is the same question.

    Not quite to the penny: averages (pay-offs, strain, recruitment) and the other spend in scope are
    rounded once on reading to 1p, and cells of the ledger to 1p. Each average is off by up to 0.5p for
    each of at most 60 FTE that come or go in each of 4 years, 3 x 60 x 4 x 0.005 = 3.60 GBP; at most 6
    amounts of other spend by 0.5p in 4 years, 0.12 GBP; some 1,000 cells by up to 0.5p, were they all
    off in one direction, 5 GBP. So 10 GBP for each k cover it, against savings of ten to a hundred
    thousand.
    """
    factor = draw.pick((2, 3, 10))
    changed = changes.dearer(question(seed), factor)
    before, after = best_of_seed(seed), best(changed)
    demand(
        lambda one, many: many.equals(one.times(factor, SCALING_SLACK_GBP)),
        *(before, after, question(seed), changed),
    )
    return before.gbp > 1000


def names_and_order_do_not_count(seed: int, draw: Draw) -> bool:
    """The value is the same whatever things are called and in which order they stand."""
    changed = changes.renamed(question(seed), draw)
    before, after = best_of_seed(seed), best(changed)
    demand(equal, before, after, question(seed), changed)
    return before.gbp > 1000


def copies_that_share_nothing_add_up(seed: int, draw: Draw) -> bool:
    """Services couple only through policies and capacities of a host; without them n copies save n times."""
    asked, number = changes.alone(question(seed)), draw.pick((2, 2, 3))
    changed = changes.copied(asked, number)
    before, after = best(asked), best(changed)
    demand(lambda one, many: many.equals(one.times(number)), before, after, asked, changed)
    return before.gbp > 1000


def an_ample_budget_is_none(seed: int, _: Draw) -> bool:
    """A limit that cannot be reached changes nothing, though it brings recharges into the model."""
    changed = changes.with_ample_budget(question(seed))
    before, after = best_of_seed(seed), best(changed)
    demand(equal, before, after, question(seed), changed)
    return before.gbp > 1000


def a_higher_cost_never_raises(seed: int, draw: Draw) -> bool:
    """Where doing nothing does not bear the cost, every plan's saving falls or stays."""
    changed = changes.with_higher_cost(question(seed), draw)
    before, after = best_of_seed(seed), best(changed)
    demand(at_most, before, after, question(seed), changed)
    return after.gbp < before.gbp - 100


def a_closed_pool_changes_nothing(seed: int, draw: Draw) -> bool:
    """A pool that opens too late, has closed too soon or is forbidden is as good as absent."""
    changed = changes.with_a_closed_pool(question(seed), draw)
    before, after = best_of_seed(seed), best(changed)
    demand(equal, before, after, question(seed), changed)
    return before.gbp > 1000


CHECKS: dict[str, Callable[[int, Draw], bool]] = {
    check.__name__: check
    for check in (
        tightening_never_raises,
        money_times_k_is_saving_times_k,
        names_and_order_do_not_count,
        copies_that_share_nothing_add_up,
        an_ample_budget_is_none,
        a_higher_cost_never_raises,
        a_closed_pool_changes_nothing,
    )
}


def hold(name: str, examples: int, seeds: int) -> None:
    """Hold an identity on so many examples, the same ones every time; some of them must matter."""
    mattered: list[bool] = []
    refused: list[int] = []

    # Where one fails, its numbers are all that is needed: smaller ones are other cases, not simpler ones.
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(0, seeds - 1), choice=st.integers(0, 999))
    def every_example(seed: int, choice: int) -> None:
        try:
            mattered.append(CHECKS[name](seed, Draw(f"{name} {seed} {choice}")))
        except CheckFailedError:
            refused.append(seed)

    every_example()
    assert len(mattered) + len(refused) >= examples
    assert sum(mattered) >= examples / 10, "hardly an example could have failed"
    assert len(refused) <= MOST_REFUSED_SHARE * examples, f"no answer to the questions of seeds {refused}"


@pytest.mark.parametrize("name", CHECKS)
def test_identity(name: str) -> None:
    hold(name, examples=15, seeds=20)


@pytest.mark.long
@pytest.mark.parametrize("name", CHECKS)
def test_identity_on_many_more(name: str) -> None:
    hold(name, examples=200, seeds=1000)


@pytest.mark.parametrize("factor", [3, 10])
def test_a_wrong_answer_of_the_solver_is_put_right(factor: int) -> None:
    # Found by these identities: HiGHS 1.15.1 called a third too little optimal here, while charges had
    # coefficients up to 2e10. SCIP refuted it, and the second try, without presolve, was right. Since charges
    # are scaled the first try is right as well; the case stays, as the one that is known to have gone wrong.
    pytest.importorskip("pyscipopt", reason="PySCIPOpt has no wheel for this platform")
    changed = changes.dearer(question(570), factor)
    assert best_confirmed(changed).equals(best_of_seed(570).times(factor, SCALING_SLACK_GBP))


def test_intervals_tell_what_is_proved() -> None:
    low, high, none = Best(100.0, 101.0, 1.0), Best(110.0, 110.0, 1.0), Best(None, None, 0.0)
    assert low.is_at_most(high)
    assert not high.is_at_most(low)
    assert none.is_at_most(low)
    assert not low.is_at_most(none)
    assert not low.equals(high)
    assert none.equals(none)
    assert low.times(10).equals(Best(1005.0, 1005.0, 1.0))
    assert not low.times(10).equals(Best(1025.0, 1025.0, 1.0))


def test_a_wrong_change_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    # Money that is forgotten when all the rest is multiplied, and a cost that falls in place of rising.
    monkeypatch.setattr(changes, "SCALE_TABLES", {"scale_curves": (), "scale_rules": ()})
    with pytest.raises(AssertionError):
        hold("money_times_k_is_saving_times_k", examples=15, seeds=20)
    monkeypatch.setattr(changes, "with_higher_cost", lambda asked, _: changes.alone(asked).with_policies())
    with pytest.raises(AssertionError):
        hold("a_higher_cost_never_raises", examples=15, seeds=20)
