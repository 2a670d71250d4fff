"""Price every alternative to a run's plan: force it, solve again, and split the difference by cause."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from optimizer import guards
from optimizer.analysis.parallel import Broken, each
from optimizer.analysis.solving import Question, Solved, Unsolved
from optimizer.analysis.why.alternatives import Alternative, alternatives
from optimizer.analysis.why.causes import split_by_cause
from optimizer.analysis.why.in_the_way import Assessed, Obstacle, assessed
from optimizer.analysis.why.neighbours import Neighbour, refuse_contradictions
from optimizer.case.case import Case
from optimizer.case.parse import nearest
from optimizer.errors import CheckFailedError, InternalError, NoPlanError, UsageError
from optimizer.plan.plan import Plan
from optimizer.report.plan_json import plan_from_json
from optimizer.report.read import PLAN, KeptRun
from optimizer.report.words import decisions
from optimizer.verify import verify
from optimizer.verify.verdict import Accounts

Answer = Literal["priced", "impossible", "unanswered"]


@dataclass(frozen=True, slots=True)
class Price:
    """What an alternative would change. Amounts are GBP of net present saving, negative: it saves less.

    Attributes:
        alternative: what was forced.
        answer: `priced`; `impossible`, where no plan keeps it together with the run's policies;
            `unanswered`, where a limit, a failed check or a breakdown came first.
        difference_gbp: saving with the alternative less saving of the plan, all councils; None without one.
        causes_gbp: the same by cause, adding up to it to the penny; empty without one.
        council_difference_gbp: the same for the council in question, recharges included; None without one.
        penalty_difference_gbp: what missed preferences cost more than in the plan; None without a plan.
        gap_gbp: another plan with the alternative may save up to so much more; None where it is not known.
        plan: the alternative's decisions on the service in words, each a sentence.
        obstacle: what is in the way of an impossible one; None for the others.
        message: why there is no price, in words, where more is known than what is in the way.
        failure: exit code that a failed answer asks for; 0 otherwise.
        seconds: time that it took.
    """

    alternative: Alternative
    answer: Answer
    difference_gbp: Decimal | None = None
    causes_gbp: Mapping[str, Decimal] = field(default_factory=dict)
    council_difference_gbp: Decimal | None = None
    penalty_difference_gbp: Decimal | None = None
    gap_gbp: Decimal | None = None
    plan: tuple[str, ...] = ()
    obstacle: Obstacle | None = None
    message: str = ""
    failure: int = 0
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Why:
    """Every alternative and its price.

    Attributes:
        accounts: of the plan, as the referee finds them for the folder's plan.
        run_status: how the run's search ended; only `optimal` is a proof that no alternative is better.
        gap_gbp: another plan than the run's may save up to so much more; None where the run does not know.
        objectives: what the run puts before the net present saving, in order.
        plan: the plan's decisions on each service in words, each a sentence.
        prices: the alternatives in the order of the case.
        workers: how many processes were asked for; None for one a core.
        seconds: time of all of it.
    """

    accounts: Accounts
    run_status: str
    gap_gbp: Decimal | None
    objectives: tuple[str, ...]
    plan: Mapping[str, tuple[str, ...]]
    prices: tuple[Price, ...]
    workers: int | None = field(compare=False)
    seconds: float = field(compare=False)

    @property
    def exit_code(self) -> int:
        """Return 0 where every alternative has its answer, else the gravest failure: 8, 1 or 6."""
        failures = {price.failure for price in self.prices}
        return next((code for code in _GRAVEST_FIRST if code in failures), 0)


_GRAVEST_FIRST = (CheckFailedError.exit_code, InternalError.exit_code, NoPlanError.exit_code)
_FAILURES = {"check_failed": CheckFailedError.exit_code, "no_plan": NoPlanError.exit_code}


def why(
    kept: KeptRun,
    service: str | None = None,
    council: str | None = None,
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Why:
    """Price the alternatives to a run's plan.

    Args:
        kept: the run.
        service: one service; None for every service.
        council: ask of this council's own memberships; None to ask of the services as a whole.
        workers: number of processes; None for one a core.
        progress: told how many alternatives have their answer, and how many there are.

    Raises:
        UsageError: where the run has no plan, or there is no such service or council.
        CheckFailedError: where the folder's plan does not hold, an alternative proves that it was not the
            best, or the answers to two alternatives contradict one another.
        InterruptedRun, KeyboardInterrupt: where the user stopped it.
    """
    began = time.monotonic()
    case = kept.loaded.case
    services = asked_services(case, service, council)
    plan, accounts = kept_plan(kept)
    found = alternatives(case, plan, services, council or "")
    count = 0

    def finished(place: int, answer: object) -> None:
        nonlocal count
        count += 1
        if progress is not None:
            progress(count, len(found))

    if progress is not None:
        progress(0, len(found))
    policies, options = kept.sets.policies, kept.options
    questions = [
        (Question(case, (*policies, *one.policies), options, kept.sets.objectives), one.policies)
        for one in found
    ]
    answers = each(assessed, questions, workers=workers, finished=finished)
    prices = tuple(_price(case, accounts, *pair) for pair in zip(found, answers, strict=True))
    _refuse_better_plans(kept, accounts, found, answers)
    refuse_contradictions(
        case,
        [
            Neighbour(one.title, one.policies, answer.result)
            for one, answer in zip(found, answers, strict=True)
            if isinstance(answer, Assessed)
        ],
        guards.tolerance_gbp(accounts),
        compare_bounds=not kept.sets.objectives,
    )
    return Why(
        accounts=accounts,
        run_status=kept.status,
        gap_gbp=_amount(kept.result.get("gap_gbp")),
        objectives=tuple(one.measure for one in kept.sets.objectives),
        plan={one: _in_words(case, plan, one) for one in services},
        prices=prices,
        workers=workers,
        seconds=time.monotonic() - began,
    )


def kept_plan(kept: KeptRun) -> tuple[Plan, Accounts]:
    """Return the plan of a run and the referee's accounts of it.

    Raises:
        UsageError: where the run published no plan.
        CheckFailedError: where the plan does not hold, or does not save what the folder says.
    """
    if not kept.has_plan:
        message = (
            f"The run in {kept.folder} has no plan (it ended with {kept.status}), so there is nothing to "
            "compare with: name a run that found one."
        )
        raise UsageError(message)
    plan = plan_from_json(kept.texts[PLAN])
    verdict = verify(kept.loaded.case, kept.sets.policies, plan)
    accounts = guards.accounts_of(verdict, "The plan of the run")
    if not verdict.holds:
        message = f"The plan of the run does not pass the independent check:\n{guards.listed(verdict)}"
        raise CheckFailedError(message)
    said, saves = _amount(kept.result.get("npv_saving_gbp")), accounts.measures.npv_saving_gbp
    if said != saves:
        message = f"The run says that its plan saves {said} GBP; the independent check finds {saves} GBP."
        raise CheckFailedError(message)
    return plan, accounts


def asked_services(case: Case, service: str | None, council: str | None) -> tuple[str, ...]:
    """Return the services in question.

    Raises:
        UsageError: where there is no such service or council, or the council does not need the service.
    """
    for what, name, known in (
        ("service", service, tuple(case.services)),
        ("council", council, case.councils),
    ):
        if name is not None and name not in known:
            message = f"{name!r} is not among the {what}s of the case: {nearest(name, known)}"
            raise UsageError(message)
    if service is not None and council is not None and (council, service) not in case.needs:
        needed = ", ".join(one for who, one in case.needs if who == council)
        message = f"{council} has no need of {service} in this case; it needs {needed}."
        raise UsageError(message)
    return tuple(case.services) if service is None else (service,)


def _price(case: Case, plan: Accounts, alternative: Alternative, answer: Assessed | Broken) -> Price:
    if isinstance(answer, Broken):
        failure = InternalError.exit_code
        return Price(alternative, "unanswered", message=answer.message, failure=failure)
    found, seconds = answer.result, answer.seconds
    if isinstance(found, Unsolved):
        if answer.obstacle is not None:
            message = "" if answer.obstacle.policies else alternative.too_early
            return Price(
                alternative, "impossible", obstacle=answer.obstacle, message=message, seconds=seconds
            )
        failure = _FAILURES.get(found.kind, InternalError.exit_code)
        return Price(alternative, "unanswered", message=found.message, failure=failure, seconds=seconds)
    other = found.accounts
    difference = other.measures.npv_saving_gbp - plan.measures.npv_saving_gbp
    theirs = None
    if alternative.council:
        by_council = (accounts.measures.council_npv_gbp[alternative.council] for accounts in (other, plan))
        theirs = next(by_council) - next(by_council)
    return Price(
        alternative,
        "priced",
        difference_gbp=difference,
        causes_gbp=split_by_cause(
            case, alternative.service, plan.cash, other.cash, case.councils, difference
        ),
        council_difference_gbp=theirs,
        penalty_difference_gbp=(other.penalty_gbp - plan.penalty_gbp).quantize(guards.PENNY),
        gap_gbp=None if found.facts.gap_gbp is None else abs(found.facts.gap_gbp),  # never -0.00
        plan=_in_words(case, found.plan, alternative.service),
        seconds=seconds,
    )


def _in_words(case: Case, plan: Plan, service: str) -> tuple[str, ...]:
    return tuple(one.sentence() for one in decisions(case, plan) if one.service == service)


def _refuse_better_plans(
    kept: KeptRun, plan: Accounts, found: tuple[Alternative, ...], answers: list[Assessed | Broken]
) -> None:
    """Raise where an alternative reaches more than the run proved to be possible.

    Every alternative keeps all policies of the run, so what it reaches was within the run's reach too. Where
    the run puts other objectives first, more net saving is no contradiction: it may have been given up.

    Raises:
        CheckFailedError: where it does.
    """
    bound = _amount(kept.result.get("bound_gbp"))
    if bound is None or kept.sets.objectives:
        return
    best = max(_reached(found, answers), key=lambda one: one[1], default=None)
    if best is None or best[1] <= bound + guards.tolerance_gbp(plan):
        return
    alternative, reached = best
    message = (
        f"The plan of the run was not the best, so nothing is published: with {alternative.title!r} it would "
        f"reach £{reached:,.2f}, which is £{reached - plan.objective_gbp:,.2f} more, although the run says "
        f"that nothing reaches more than £{bound:,.2f}. Please report this, with the run folder."
    )
    raise CheckFailedError(message)


def _reached(
    found: tuple[Alternative, ...], answers: list[Assessed | Broken]
) -> Iterator[tuple[Alternative, Decimal]]:
    for alternative, answer in zip(found, answers, strict=True):
        if isinstance(answer, Assessed) and isinstance(answer.result, Solved):
            yield alternative, answer.result.accounts.objective_gbp


def _amount(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
