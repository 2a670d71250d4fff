"""What the referee says of a plan: what it breaks, and what it costs to the penny."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from optimizer.case.dictionary import NET_SAVING
from optimizer.errors import InternalError

Scenario = Literal["bau", "plan"]
PolicyState = Literal["tight", "slack", "missed"]


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule.

    `rule` is the rule's public name, such as `membership.one_arrangement` or `ledger.pool_pay`; `place` says
    where (`ict, south_cambs, 2017/18`); `detail` says by how much, in words.
    """

    rule: str
    place: str
    detail: str


class CashCell(NamedTuple):
    """A published cell of cash.csv; cost positive, income negative, pence."""

    scenario: Scenario
    body: str
    service: str
    arrangement: str
    year: int
    line: str
    basis: Literal["real", "nominal"]
    pence: int


class RechargeCell(NamedTuple):
    """What one member pays to one pool in a year; `share` is the exact share of the pool's total."""

    scenario: Scenario
    arrangement: str
    council: str
    year: int
    kind: Literal["running", "one_off"]
    basis: Literal["real", "nominal"]
    key: str
    share: Fraction
    pence: int


class PoolRow(NamedTuple):
    """State and cost of a pool in a year; amounts real, in pence, before recharging."""

    scenario: Scenario
    arrangement: str
    year: int
    open: bool
    members: int
    volume: int
    needed_fte: Fraction
    running_pence: int
    one_off_pence: int


class StaffRow(NamedTuple):
    """One flow or stock of staff in a year (flow names as in staff.csv)."""

    arrangement: str
    role: str
    year: int
    council: str
    service: str
    flow: str
    fte: Fraction


class ContractRow(NamedTuple):
    """What a contract is in a year (state of the year) and what it costs (real, pence)."""

    contract: str
    council: str
    service: str
    year: int
    state: Literal["in_house", "run_on", "novated", "ended"]
    arrangement: str
    charge_pence: int
    fee_pence: int


class FundingRow(NamedTuple):
    """What a source pays of a council's one-off line in a year, or what borrowing costs it then, in pence.

    `source` is empty where nothing pays. `line` is a fundable line, or `interest`, `repayment` or (in the
    last year) `debt_outstanding`.
    """

    source: str
    council: str
    year: int
    line: str
    pence: int


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """How close the plan is to a policy: `slack` in `unit`, the smallest over all that the policy limits.

    `slack` is None where the plan has nothing that the policy limits (least partners, and no pool is open).
    Only a preference can be `missed`; `penalty_gbp` is the price of that, None for what may not be missed.
    """

    policy: str
    set: str
    kind: str
    hard: bool
    state: PolicyState
    slack: Decimal | None
    unit: str
    penalty_gbp: Decimal | None


@dataclass(frozen=True, slots=True)
class Measures:
    """The headline figures (CORE part 4). Money as `Decimal` pounds to a penny; None where there is none."""

    npv_saving_gbp: Decimal
    npv_saving_at_recorded_realisation_gbp: Decimal
    bau_npv_gbp: Decimal
    one_off_cost_gbp: Decimal
    steady_state_saving_gbp: Decimal
    payback_year: int | None
    payback_years: Decimal | None
    peak_cash_gbp: Decimal
    worst_council_npv_gbp: Decimal
    cash_cost_gbp: Decimal
    rated_gbp: Decimal
    changes: int
    council_npv_gbp: Mapping[str, Decimal]
    saving_real_gbp: Mapping[int, Decimal]
    saving_nominal_gbp: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class InSample:
    """What a plan saves in the outcomes that the search saw: on average, and adjusted for risk."""

    expected_gbp: Decimal
    risk_adjusted_gbp: Decimal


@dataclass(frozen=True, slots=True)
class Accounts:
    """Everything that is published about a plan, derived from its free decisions alone.

    `funding` says what pays for what; `npv_after_grant_gbp` is the net present saving with the grants drawn.
    `objective` is what the search was for when the plan was found, one of data/objectives.csv. `in_sample` is
    None where neither it nor a policy reads outcomes.
    """

    cash: tuple[CashCell, ...]
    recharges: tuple[RechargeCell, ...]
    pools: tuple[PoolRow, ...]
    staff: tuple[StaffRow, ...]
    contracts: tuple[ContractRow, ...]
    policies: tuple[PolicyRow, ...]
    measures: Measures
    funding: tuple[FundingRow, ...]
    npv_after_grant_gbp: Decimal
    objective: str = NET_SAVING
    in_sample: InSample | None = None

    @property
    def penalty_gbp(self) -> Decimal:
        """Return the price of all missed preferences together."""
        return sum((row.penalty_gbp or Decimal(0) for row in self.policies), Decimal(0))

    @property
    def objective_gbp(self) -> Decimal:
        """Return what the search maximises, of a measure that should be small its negative.

        By default the net present saving less the price of missed preferences. Changes count as a pound each.
        """
        match self.objective:
            case "expected_saving":
                return self._sampled.expected_gbp
            case "risk_adjusted_saving":
                return self._sampled.risk_adjusted_gbp
            case "lowest_cost":
                return -self.measures.cash_cost_gbp
            case "worst_off_council":
                return self.measures.worst_council_npv_gbp
            case "least_risk":
                return -self.measures.rated_gbp
            case "least_disruption":
                return Decimal(-self.measures.changes)
            case _:
                return self.measures.npv_saving_gbp - self.penalty_gbp

    @property
    def _sampled(self) -> InSample:
        if self.in_sample is None:
            message = f"The objective {self.objective} reads outcomes, but none were drawn."
            raise InternalError(message)
        return self.in_sample


@dataclass(frozen=True, slots=True)
class Verdict:
    """The referee's answer. `accounts` is None only where the plan is too broken to be costed."""

    violations: tuple[Violation, ...]
    accounts: Accounts | None

    @property
    def holds(self) -> bool:
        """True where no rule is broken and every claimed cell agrees to a penny."""
        return not self.violations

    @property
    def holds_exactly(self) -> bool:
        """True where no policy that may not be missed is kept only by what rounding is allowed, either."""
        rows = () if self.accounts is None else self.accounts.policies
        return self.holds and not any(row.hard and row.slack is not None and row.slack < 0 for row in rows)
