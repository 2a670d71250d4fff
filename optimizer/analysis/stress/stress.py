"""Put a run's plan under stress: a fresh sample, break-ups, drop-outs, forced breaks, named scenarios."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from optimizer.analysis.stress.drop_outs import DropOuts, drop_outs
from optimizer.analysis.stress.events import Event, break_ups, expected_exit_costs, forced_breaks, scenarios
from optimizer.analysis.stress.sampled import (
    Curse,
    Sampled,
    check_samples,
    curses,
    reads_sample,
    sampled,
    searched_sample,
)
from optimizer.analysis.why.prices import asked_services, kept_plan
from optimizer.errors import CheckFailedError, InternalError, NoPlanError, UsageError
from optimizer.report.read import KeptRun
from optimizer.risk.sample import FRESH, fresh_seed
from optimizer.verify import promise
from optimizer.verify.verdict import Accounts

_GRAVEST_FIRST = (CheckFailedError.exit_code, InternalError.exit_code, NoPlanError.exit_code)


@dataclass(frozen=True, slots=True)
class Stress:
    """All that is known of what may go wrong with a plan.

    Attributes:
        accounts: of the plan, as the referee finds them for the folder's plan.
        level: of the mean of the worst outcomes.
        fresh: the fresh sample.
        searched: the sample that the search saw; None where it looked at none.
        curses: measures that look better, or worse, on the searched sample than on the fresh one.
        break_ups: of each chain that the plan opens or deepens, in each year after.
        exit_costs: by chain, what a break-up is taken to cost its members, in millionths of a year's spend.
        drop_outs: of each partner of each pool, in each year.
        forced_breaks: of all pools, in each year.
        scenarios: named stress scenarios of the case.
        workers: how many processes were asked for; None for one a core.
        seconds: time of all of it.
    """

    accounts: Accounts
    level: Decimal
    fresh: Sampled
    searched: Sampled | None
    curses: tuple[Curse, ...]
    break_ups: tuple[Event, ...]
    exit_costs: dict[str, int]
    drop_outs: DropOuts
    forced_breaks: tuple[Event, ...]
    scenarios: tuple[Event, ...]
    workers: int | None = field(compare=False)
    seconds: float = field(compare=False)

    @property
    def exit_code(self) -> int:
        """Return 0 where every question has its answer, else the gravest failure: 8, 1 or 6."""
        failures = {one.failure for one in self.drop_outs.found}
        return next((code for code in _GRAVEST_FIRST if code in failures), 0)


def stress(
    kept: KeptRun,
    samples: int = FRESH,
    seed: int | None = None,
    service: str | None = None,
    council: str | None = None,
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Stress:
    """Put the plan of a run under stress.

    Args:
        kept: the run.
        samples: outcomes of the fresh sample.
        seed: of the fresh sample; None for one that no search has seen.
        service: break-ups and drop-outs of this service only; None for every service.
        council: drop-outs of this council only; None for every council.
        workers: number of processes; None for one a core.
        progress: told how many drop-outs have their answer, and how many there are.

    Raises:
        UsageError: where the run has no plan, there is no such service or council, or the sample is too
            small, too large or the one that the search has seen.
        CheckFailedError: where the folder's plan does not hold, or two ways to work out a figure disagree.
        InterruptedRun, KeyboardInterrupt: where the user stopped it.
    """
    began = time.monotonic()
    case = kept.loaded.case
    risk = case.settings.risk
    check_samples(samples, risk.level)
    services = asked_services(case, service, council)
    looked = reads_sample(kept.sets.policies, kept.sets.objectives)
    refuse_seed(seed, risk.seed if looked else None)
    plan, accounts = kept_plan(kept)
    promised = promise(case, plan)
    fresh = sampled(case, promised, samples, fresh_seed(case) if seed is None else seed)
    searched = searched_sample(case, promised) if looked else None
    return Stress(
        accounts=accounts,
        level=risk.level,
        fresh=fresh,
        searched=searched,
        curses=() if searched is None else tuple(curses(searched, fresh)),
        break_ups=break_ups(case, promised, services),
        exit_costs=expected_exit_costs(case),
        drop_outs=drop_outs(
            case,
            kept.sets.policies,
            plan,
            accounts,
            kept.options,
            services,
            council,
            workers=workers,
            progress=progress,
        ),
        forced_breaks=forced_breaks(case, promised),
        scenarios=scenarios(case, promised),
        workers=workers,
        seconds=time.monotonic() - began,
    )


def refuse_seed(seed: int | None, seen: int | None) -> None:
    """Refuse a seed that is none, or that of the sample that the search has seen.

    Raises:
        UsageError: where it is.
    """
    if seed is not None and seed < 0:
        message = f"--seed must be a whole number of 0 or more, not {seed}."
        raise UsageError(message)
    if seed is not None and seed == seen:
        message = (
            f"--seed {seed} gives the sample that the search has seen ([risk] seed of the case), on which "
            "any plan looks better than it is: name another seed, or none."
        )
        raise UsageError(message)
