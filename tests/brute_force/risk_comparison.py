"""Brute force, referee and optimiser side by side on risk; every difference comes back as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from optimizer.case.case import Case, Objective
from optimizer.errors import InfeasibleError
from optimizer.pipeline import Answer, Journal, best
from optimizer.plan.facts import RunOptions
from optimizer.risk import sample
from optimizer.verify import promise, verify
from optimizer.verify.outcomes import savings_gbp
from tests.brute_force.draw import Draw
from tests.brute_force.risk import Best, World
from tests.brute_force.risk_cases import risky_case
from tests.brute_force.risk_programme import Asked, Tail
from tests.brute_force.risk_questions import QUESTIONS, Question, question

TOLERANCE_GBP = 1.0
PLANS = 4
"""Plans of each case, besides the best ones, whose worth in every outcome is compared."""
OPTIONS = RunOptions(gap_gbp=Decimal("0.10"), second_opinion_seconds=0.0)


def differences(seed: int, names: Sequence[str] = tuple(QUESTIONS)) -> list[str]:
    """Return all that is wrong with the answers to the questions of a seed, nothing if all agree."""
    world = World(risky_case(seed))
    found = [f"any plan: {problem}" for problem in differences_on_any_plan(world, Draw(f"any plan {seed}"))]
    for name in names:
        asked = question(world, Draw(f"{name} {seed}"), name)
        answer = world.best(asked.asked)
        if answer is not None:
            found += [f"{name}: {problem}" for problem in differences_with_referee(world.case, asked, answer)]
        found += [f"{name}: {problem}" for problem in differences_with_optimiser(world.case, asked, answer)]
    return [f"seed {seed}: {problem}" for problem in found]


def questions_of(seed: int) -> tuple[str, ...]:
    """Return two of the questions, so that all come round in turn where there is no time for all."""
    names = tuple(QUESTIONS)
    return names[seed % len(names)], names[(seed + len(names) // 2) % len(names)]


def differences_with_referee(case: Case, asked: Question, found: Best) -> Iterator[str]:
    """Yield where the referee disagrees with a plan of brute force: a rule, an outcome or a figure."""
    verdict = verify(case, asked.policies, found.plan, asked.objective)
    for violation in verdict.violations:
        yield f"the referee says {violation.rule} at {violation.place}: {violation.detail}"
    if verdict.accounts is None:
        yield "the referee does not cost the plan"
        return
    yield from _apart("net saving", float(verdict.accounts.measures.npv_saving_gbp), found.net_gbp)
    yield from _apart("objective", float(verdict.accounts.objective_gbp), found.value_gbp)
    yield from _outcomes_apart(case, found)
    in_sample, risk = verdict.accounts.in_sample, case.settings.risk
    if in_sample is not None:
        expected, adjusted = Tail(), Tail(float(risk.level), float(risk.weight))
        for what, told, tail in (
            ("expected saving", in_sample.expected_gbp, expected),
            ("risk-adjusted saving", in_sample.risk_adjusted_gbp, adjusted),
        ):
            yield from _apart(what, float(told), tail.of(found.savings_gbp))


def differences_on_any_plan(world: World, draw: Draw) -> Iterator[str]:
    """Yield where the referee disagrees on what some plans are worth, good or bad."""
    for combination in draw.sample(world.combinations, min(PLANS, len(world.combinations))):
        yield from _outcomes_apart(world.case, combination.found(combination.net_gbp, combination.net_flows))


def _outcomes_apart(case: Case, found: Best) -> Iterator[str]:
    promised = promise(case, found.plan)
    risk = case.settings.risk
    told = savings_gbp(promised, sample.draw(case, risk.outcomes, risk.seed))
    for number, (theirs, own) in enumerate(zip(told, found.savings_gbp, strict=True)):
        yield from _apart(f"outcome {number}", float(theirs), own)
    names, scenarios = sample.stressed(case)
    for name, theirs in zip(names, savings_gbp(promised, scenarios), strict=True):
        yield from _apart(f"scenario {name}", float(theirs), found.scenarios_gbp[name])


def optimised(case: Case, asked: Question) -> Answer | None:
    """Return the answer of every stage and guard to the one question, None where no plan keeps the limit."""
    aim = Objective(asked.objective, Decimal(0), "asked of brute force too", "random")
    try:
        return best(case, asked.policies, OPTIONS, Journal(), aim, confirm_bound=False)
    except InfeasibleError:
        return None


def differences_with_optimiser(case: Case, asked: Question, answer: Best | None) -> Iterator[str]:
    """Yield where the optimiser's answer is not that of brute force."""
    try:
        solved = optimised(case, asked)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other seeds are still looked at
        yield f"the optimiser ended with {type(error).__name__}: {error}"
        return
    if solved is None or answer is None:
        if solved is not answer:
            told = "infeasible" if solved is None else f"{solved.accounts.objective_gbp}"
            own = "infeasible" if answer is None else f"{answer.value_gbp:.2f}"
            yield f"the optimiser says {told}, brute force {own}"
        return
    if solved.facts.status != "optimal":
        yield f"the optimiser ended {solved.facts.status}"
    yield from _apart("optimum", float(solved.accounts.objective_gbp), answer.value_gbp)
    for violation in solved.verdict.violations:
        yield f"the optimiser's plan breaks {violation.rule} at {violation.place}: {violation.detail}"


def is_bound(world: World, asked: Question, answer: Best | None) -> bool:
    """Say whether the limit of a question changes the answer."""
    freely = world.best(Asked(asked.asked.objective))
    assert freely is not None
    return answer is None or freely.value_gbp - answer.value_gbp > TOLERANCE_GBP


def _apart(what: str, told_gbp: float, own_gbp: float) -> Iterator[str]:
    if not abs(told_gbp - own_gbp) <= TOLERANCE_GBP:
        yield f"{what}: {told_gbp:.2f} against {own_gbp:.2f} by brute force, {told_gbp - own_gbp:+.2f} GBP"
