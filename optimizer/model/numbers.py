"""The numbers of a case as the model uses them: floats, thousand pounds, year indices, nothing to look up.

Made once by `optimizer.model.prepare`, the only place where units change and prices are indexed. All money is
in thousand pounds of the base year (`_k`), before price indices unless the name says otherwise; FTE are FTE;
years are indices 1..H with 0 for today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

Council = str
Arrangement = str
Service = str
Role = str
Contract = str
Chain = str
Year = int


@dataclass(frozen=True, slots=True)
class ServiceNumbers:
    """One service: `phi` is the part of a year after its change date."""

    service: Service
    phi: float
    roles: tuple[Role, ...]
    arrangements: tuple[Arrangement, ...]
    councils: tuple[Council, ...]


@dataclass(frozen=True, slots=True)
class NeedNumbers:
    """What one council needs of one service; `other_k` is non-staff spend without contract charges."""

    volume: int
    other_k: float
    today: Arrangement | None


@dataclass(frozen=True, slots=True)
class PostNumbers:
    """The posts of one council, service and role on its own."""

    fte: float
    pay_k: float
    turnover: float
    recruitment_k: float


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a scale curve: volumes `lower`..`upper`, and the pool's needs at both ends.

    `fte` gives (at lower, at upper) per role, `non_staff_k` likewise; depth shares are already in.
    """

    lower: int
    upper: int
    fte: Mapping[Role, tuple[float, float]]
    non_staff_k: tuple[float, float]


@dataclass(frozen=True, slots=True)
class PoolRoleNumbers:
    """What a pool pays and spends for a role that moves (roles that nobody moves are absent)."""

    pay_k: float
    turnover: float
    redundancy_k: float
    strain_k: float
    recruitment_k: float
    staff_limit_fte: float
    staff_today_fte: float


@dataclass(frozen=True, slots=True)
class PoolNumbers:
    """A candidate pool.

    `host_is_member`: the host itself needs the service, so the pool is open exactly while it takes part.
    `markup` is what the members pay for each pound of a provider's cost (1 for a council's pool).
    `may_retire`: redundancies are possible (staff transferred, not seconded). `risk_rating` is 1 to 5.
    """

    arrangement: Arrangement
    service: Service
    host: str
    chain: Chain
    host_is_member: bool
    host_is_provider: bool
    markup: float
    candidates: tuple[Council, ...]
    least_members: int
    most_members: int
    capacity_volume: int | None
    capacity_fte: float | None
    capacity_transfers_fte: float | None
    model: str
    dip: float
    may_retire: bool
    risk_rating: int
    setup_k: float
    setup_capital: float
    setup_lead: float
    governance_k: float
    per_partner_k: float
    deepening_credit: float
    bands: tuple[Band, ...]
    roles: Mapping[Role, PoolRoleNumbers]
    displaces: tuple[Contract, ...]
    members_today: int
    volume_today: int
    need_today_k: float


@dataclass(frozen=True, slots=True)
class CandidateNumbers:
    """One council that may join one arrangement.

    `join_years` are the years in which joining is allowed; `protection_k[j]` and `ramp_k[j]` are what it pays
    in the j-th year after joining (0 = the joining year); `in_scope_spend_k` is pay and other spend in scope,
    a year; weights are scaled to mean 1 over the candidates.
    """

    in_scope_fte: Mapping[Role, float]
    in_scope_other_k: float
    in_scope_spend_k: float
    join_k: float
    join_lead: float
    yearly_k: float
    leave_k: float
    compensation_k: float
    protection_k: tuple[float, ...]
    ramp_k: tuple[float, ...]
    running_weight: float
    one_off_weight: float
    member_today: bool
    join_years: tuple[Year, ...]


@dataclass(frozen=True, slots=True)
class ChainNumbers:
    """Arrangements that deepen one another; `bound_until[c]` is the last year a member of today must stay."""

    chain: Chain
    arrangements: tuple[Arrangement, ...]
    minimum_term_years: int
    notice_years: int
    bound_until: Mapping[Council, Year]


@dataclass(frozen=True, slots=True)
class ContractNumbers:
    """A supplier contract.

    `live_before[t]`, `live_after[t]`: the parts of year t before and after the change date that lie before
    its
    end. `end_k[t]` is the cost of ending it on the change date of t. `extension_k[t]` lists (year, premium)
    to
    be paid where its council is displaced in t. `replaces_k` is the yearly charge that a pool need not spend.
    """

    contract: Contract
    council: Council
    service: Service
    charge_k: float
    index: str
    live_before: Mapping[Year, float]
    live_after: Mapping[Year, float]
    end_allowed: bool
    end_k: Mapping[Year, float]
    novation_allowed: bool
    novation_fee_k: float
    replaces_k: float
    extension_k: Mapping[Year, tuple[tuple[Year, float], ...]]
    displacing: tuple[Arrangement, ...]


@dataclass(frozen=True, slots=True)
class LoanNumbers:
    """Interest a year on the debt at the start of a year, and years of repayment in equal parts."""

    rate: float
    life_years: int


@dataclass(frozen=True, slots=True)
class PotNumbers:
    """A source of money for one-off costs; amounts are nominal.

    `council` is None where any council may draw. `amounts_k` is by year, None standing for any year, and then
    the only key. What carries over is there in later years too, less `floor_k`; `loans` has the keys of
    `amounts_k` where the money is borrowed, else none. Of two pots that may pay, the less dear is drawn on;
    `dearness` has no other meaning.
    """

    source: str
    council: Council | None
    carries_over: bool
    lines: frozenset[str]
    floor_k: float
    amounts_k: Mapping[Year | None, float]
    loans: Mapping[Year | None, LoanNumbers]
    dearness: float


@dataclass(frozen=True, slots=True)
class PolicyNumbers:
    """A policy with money in thousand pounds; `name` is `set.policy`.

    `price_k` is what missing a preference costs, in thousand pounds for a unit (for a thousand pounds, where
    the unit is money); None where the policy may not be missed. `whole_units`: it is missed in whole units.
    """

    name: str
    kind: str
    parameters: Mapping[str, str | int | bool | float | tuple[str, ...] | tuple[int, ...] | None]
    price_k: float | None = None
    whole_units: bool = True


@dataclass(frozen=True, slots=True)
class OutcomeNumbers:
    """Outcomes of the risk register as floats; one row of every array is one outcome (docs/risk.md).

    `names` tells named scenarios apart; it is empty for a sample. Columns of `overrun` are arrangements, of
    `realised`, `delay_years`, `life_years` and `exit_cost` chains, of `drop_year` and `stranded` councils, of
    `supplier_price` services, each in the order of the numbers. Everything is a share but for delays and
    lives (years) and the planned year from which a council has withdrawn; lives and years after the last one
    never come.
    """

    names: tuple[str, ...]
    overrun: Floats
    realised: Floats
    delay_years: Floats
    life_years: Whole
    exit_cost: Floats
    drop_year: Whole
    stranded: Floats
    pay_award: Floats
    supplier_price: Floats

    @property
    def number(self) -> int:
        """Return how many outcomes there are."""
        return len(self.pay_award)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything that the formulations may know.

    `real_price[index][t]` turns base-year money into real money; `growth[t]` turns real into nominal;
    `discount[t]` is the factor of year t. `bau_real_k[council][t]` is what each council pays under business
    as usual, recharges included; `bau_cashable_k[council][t]` is that with every line times its
    `cashable_share[line]`. `changes_k[c, s, t, line]` are agreed savings and growth. `sample` and `scenarios`
    are there where a policy or the objective reads them; `risk_level` and `risk_weight` are those of the
    objective; `promise_today_k` is what today's chains release less what they cost, `indexed_today_k` what
    councils pay under business as usual by service, year and price index, both real.
    """

    years: tuple[Year, ...]
    councils: tuple[Council, ...]
    services: Mapping[Service, ServiceNumbers]
    needs: Mapping[tuple[Council, Service], NeedNumbers]
    posts: Mapping[tuple[Council, Service, Role], PostNumbers]
    pools: Mapping[Arrangement, PoolNumbers]
    candidates: Mapping[tuple[Council, Arrangement], CandidateNumbers]
    chains: Mapping[Chain, ChainNumbers]
    contracts: Mapping[Contract, ContractNumbers]
    redeployment_places: Mapping[tuple[Service, Role], float]
    redundancy_wait_years: int
    real_price: Mapping[str, tuple[float, ...]]
    growth: tuple[float, ...]
    discount: tuple[float, ...]
    changes_k: Mapping[tuple[Council, Service, Year, str], float]
    budgets_k: Mapping[tuple[str, Year, str], float]
    funding: tuple[PotNumbers, ...]
    cashable_share: Mapping[str, float]
    bau_real_k: Mapping[Council, tuple[float, ...]]
    bau_cashable_k: Mapping[Council, tuple[float, ...]]
    policies: tuple[PolicyNumbers, ...]
    objective: str = "net_saving"
    sample: OutcomeNumbers | None = None
    scenarios: OutcomeNumbers | None = None
    risk_level: float = 0.0
    risk_weight: float = 0.0
    promise_today_k: Mapping[tuple[Chain, Year], float] = field(default_factory=dict)
    indexed_today_k: Mapping[tuple[Service, Year, str], float] = field(default_factory=dict)

    @property
    def outcomes(self) -> tuple[OutcomeNumbers, ...]:
        """Return every group of outcomes that something reads."""
        return tuple(group for group in (self.sample, self.scenarios) if group is not None)

    @property
    def last_year(self) -> Year:
        """Return H, the last year of the case."""
        return self.years[-1]
