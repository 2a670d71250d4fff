"""What it costs where a partner pulls out, and whom: every partner, every pool, every year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from optimizer import guards
from optimizer.analysis.parallel import Broken, each
from optimizer.analysis.solving import Unsolved
from optimizer.analysis.stress.recost import Recosted, Recosting, recosted
from optimizer.analysis.stress.withdrawals import Withdrawal, agreements, withdrawals
from optimizer.case.case import Case, Policy
from optimizer.errors import CheckFailedError, InternalError, NoPlanError
from optimizer.plan.facts import RunOptions
from optimizer.plan.plan import Plan
from optimizer.verify.verdict import Accounts

SAFE_GBP = Decimal(1)
"""Who loses no more than this is not worse off."""

_FAILURES = {"check_failed": CheckFailedError.exit_code, "no_plan": NoPlanError.exit_code}
NOUGHT = Decimal("0.00")
IMPOSSIBLE = "by the rules of the model nobody can run what is left, nor close it in time"


@dataclass(frozen=True, slots=True)
class DropOut:
    """A withdrawal and who bears what of it. Amounts are GBP of net present saving.

    Attributes:
        withdrawal: who leaves what, when.
        change_gbp: by council, saving without the partner less saving of the plan; empty without an answer.
        service_saving_gbp: by council, what the service still saves against today carried on; likewise.
        conceded: which agreements on staff had to give way; empty where none.
        gap_gbp: staff and contracts could be chosen better by so much; None where it is not known.
        message: why there is no answer.
        failure: exit code that a failed answer asks for; 0 otherwise.
        seconds: time that it took.
    """

    withdrawal: Withdrawal
    change_gbp: Mapping[str, Decimal] = field(default_factory=dict)
    service_saving_gbp: Mapping[str, Decimal] = field(default_factory=dict)
    conceded: str = ""
    gap_gbp: Decimal | None = None
    message: str = ""
    failure: int = 0
    seconds: float = field(default=0.0, compare=False)

    @property
    def answered(self) -> bool:
        """Say whether it was re-costed."""
        return bool(self.change_gbp)

    @property
    def others_change_gbp(self) -> Decimal:
        """Return what all others gain, or lose (below 0), against the plan."""
        return self._of_others(self.change_gbp)

    @property
    def exit_charge_gbp(self) -> Decimal:
        """Return what the leaver would have to pay to make everybody whole who loses."""
        return sum(self.losers_gbp.values(), NOUGHT)

    @property
    def losers_gbp(self) -> dict[str, Decimal]:
        """Return the loss of each of the others that is worse off than under the plan."""
        leaver = self.withdrawal.council
        return {who: -gain for who, gain in self.change_gbp.items() if who != leaver and gain < 0}

    @property
    def is_safe(self) -> bool:
        """Say whether nobody else is worse off than under the plan by more than a pound."""
        return self.answered and all(loss <= SAFE_GBP for loss in self.losers_gbp.values())

    @property
    def others_saving_gbp(self) -> Decimal:
        """Return what the service still saves the others, together, against today carried on."""
        return self._of_others(self.service_saving_gbp)

    @property
    def others_still_gain(self) -> bool:
        """Say whether the others together are still better off with the service than with today's."""
        return self.others_saving_gbp > 0

    def _of_others(self, amounts: Mapping[str, Decimal]) -> Decimal:
        others = (amount for who, amount in amounts.items() if who != self.withdrawal.council)
        return sum(others, NOUGHT)


@dataclass(frozen=True, slots=True)
class DropOuts:
    """Every withdrawal, and what choosing staff and contracts afresh is worth by itself.

    Attributes:
        found: the withdrawals in order.
        afresh_gbp: by service, what all councils together gain where staff and contracts are chosen afresh
            and nobody leaves: part of every change of that service.
    """

    found: tuple[DropOut, ...]
    afresh_gbp: Mapping[str, Decimal]

    def last_safe_year(self, council: str, chain: str) -> DropOut | None:
        """Return the last withdrawal of a council from a chain that harms nobody else; None without one."""
        own = (
            one for one in self.found if (one.withdrawal.council, one.withdrawal.chain) == (council, chain)
        )
        return max((one for one in own if one.is_safe), key=lambda one: one.withdrawal.year, default=None)


def drop_outs(
    case: Case,
    policies: tuple[Policy, ...],
    plan: Plan,
    accounts: Accounts,
    options: RunOptions,
    services: Iterable[str],
    council: str | None = None,
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> DropOuts:
    """Re-cost the plan without each partner of each pool, from each year on.

    Args:
        case: the case.
        policies: policies of the run; those on staff still bind.
        plan: the plan.
        accounts: of the plan.
        options: how the run was searched.
        services: services to look at.
        council: the only one that leaves; None for each.
        workers: number of processes; None for one a core.
        progress: told how many questions have their answer, and how many there are.

    Raises:
        CheckFailedError: where staff and contracts chosen afresh save less than those of the plan.
        InterruptedRun, KeyboardInterrupt: where the user stopped it.
    """
    leaving = withdrawals(case, plan, services, council)
    binding = {
        service: agreements(case, policies, service)
        for service in case.services
        if any(one.service == service for one in leaving)
    }
    tasks: dict[object, Recosting] = {}
    for service, terms in binding.items():
        tasks[service] = Recosting(case, plan, "", service, plan.memberships, *terms, options)
    for one in leaving:
        # Where two partners are all that there is, either of them leaves the same behind.
        tasks[one.chain, one.memberships] = Recosting(
            case, plan, one.chain, one.service, one.memberships, *binding[one.service], options
        )
    count = 0

    def finished(place: int, answer: object) -> None:
        nonlocal count
        count += 1
        if progress is not None:
            progress(count, len(tasks))

    if progress is not None:
        progress(0, len(tasks))
    answers = dict(
        zip(tasks, each(recosted, tuple(tasks.values()), workers=workers, finished=finished), strict=True)
    )
    tolerance_gbp = guards.tolerance_gbp(accounts)
    afresh = {
        service: _gain(accounts, answers[service], tolerance_gbp, kept)
        for service, (_, kept) in binding.items()
    }
    return DropOuts(
        tuple(_drop_out(accounts, one, answers[one.chain, one.memberships]) for one in leaving),
        afresh,
    )


def _drop_out(accounts: Accounts, withdrawal: Withdrawal, answer: Recosted | Unsolved | Broken) -> DropOut:
    if isinstance(answer, Broken):
        return DropOut(withdrawal, message=answer.message, failure=InternalError.exit_code)
    if isinstance(answer, Unsolved) and answer.kind == "infeasible":
        said = answer.second_opinion.answer
        return DropOut(withdrawal, message=f"{IMPOSSIBLE} (second solver: {said})", seconds=answer.seconds)
    if isinstance(answer, Unsolved):
        failure = _FAILURES.get(answer.kind, InternalError.exit_code)
        return DropOut(withdrawal, message=answer.message, failure=failure, seconds=answer.seconds)
    before = accounts.measures.council_npv_gbp
    change = {council: npv - before[council] for council, npv in answer.council_npv_gbp.items()}
    return DropOut(
        withdrawal,
        change_gbp=change,
        service_saving_gbp=answer.service_saving_gbp,
        conceded=answer.conceded,
        gap_gbp=answer.gap_gbp,
        seconds=answer.seconds,
    )


def _gain(
    accounts: Accounts,
    answer: Recosted | Unsolved | Broken,
    tolerance_gbp: Decimal,
    binding: tuple[Policy, ...],
) -> Decimal:
    """Return what choosing staff and contracts afresh is worth where nobody leaves; 0 without an answer.

    Raises:
        CheckFailedError: where it is less than nothing, although the plan's own choice was to be had.
    """
    if not isinstance(answer, Recosted):
        return NOUGHT
    gain = sum(answer.council_npv_gbp.values(), NOUGHT) - sum(
        accounts.measures.council_npv_gbp.values(), NOUGHT
    )
    priced = any(policy.price_gbp_per_unit is not None for policy in binding)
    if gain < -tolerance_gbp and not priced:
        message = (
            f"With staff and contracts chosen afresh and nobody leaving, the plan saves £{-gain:,.2f} less "
            "than it does, so the search for them is wrong and nothing is published. Please report this, "
            "with the run folder."
        )
        raise CheckFailedError(message)
    return gain
