"""The validated case: everything that the model and the referee may know, resolved and frozen.

All money is in base-year pounds as `Decimal` with two places, FTE with at most six, and every derived
number (curves, shares, keys, joining costs) has been rounded once, on reading: it is data from here on.
Years are indices: 0 is the base year, 1..`years` are planned. `Case` is made by `optimizer.case.derive`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from optimizer.case.risks import Driver, Risk, RiskSettings, ScenarioValue

StaffMode = Literal["none", "secondment", "transfer"]
Negotiable = Literal["hard", "negotiable", "preference"]
PriceIndex = Literal["pay", "contract", "general", "none"]
FundingKind = Literal["grant", "capital_receipt", "reserve", "borrowing"]

SHARED = "shared"
"""Name that stands for all councils together in the budgets and funding tables."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A body that may host but needs no service itself."""

    provider: str
    margin_share: Decimal
    irrecoverable_vat_share: Decimal


@dataclass(frozen=True, slots=True)
class Service:
    """A service, its change date and its roles in order of first appearance in the baseline."""

    service: str
    volume_unit: str
    change_month: int
    service_group: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """The posts of one council, service and role, on its own (also for today's pool members)."""

    fte: Decimal
    retained_fte: Decimal
    pay_gbp_per_fte: Decimal
    turnover_share: Decimal
    redundancy_gbp_per_fte: Decimal
    strain_gbp_per_fte: Decimal
    recruitment_gbp_per_fte: Decimal
    redeployment_places: Decimal


@dataclass(frozen=True, slots=True)
class Need:
    """What one council needs of one service.

    `other_gbp` is non-staff spend without contract charges. `posts` holds every role of the service that
    the council has posts in. `arrangement_today` and `member_since` (an index, 0 or less) are None in-house.
    """

    council: str
    service: str
    volume: int
    non_staff_gbp: Decimal
    other_gbp: Decimal
    platform: str
    arrangement_today: str | None
    member_since: int | None
    posts: Mapping[str, Post]


@dataclass(frozen=True, slots=True)
class Contract:
    """A supplier contract; `end_date` is its last day."""

    contract: str
    council: str
    service: str
    annual_charge_gbp: Decimal
    end_date: date
    displaced_by: str
    novation_allowed: bool
    novation_fee_gbp: Decimal
    replaces_share: Decimal
    end_early_allowed: bool
    end_early_fee_gbp: Decimal
    end_early_share: Decimal
    extension_premium_share: Decimal
    index: PriceIndex


@dataclass(frozen=True, slots=True)
class Knot:
    """A breakpoint of a scale curve at full depth; two knots at one volume are a step, lower first."""

    volume: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class PoolRole:
    """What a pool pays and spends for one role.

    `staff_share` is 0 where the model moves nobody. The turnover and the one-off costs are the averages of
    the candidates, weighted by in-scope FTE (turnover to 6 places, costs to a penny); 0 where nobody moves.
    `staff_limit_fte` is the most staff that the pool can hold (Smax of the workforce rules), rounded up so
    that it never cuts off a requirement.
    """

    staff_share: Decimal
    pay_gbp_per_fte: Decimal
    turnover_share: Decimal
    redundancy_gbp_per_fte: Decimal
    strain_gbp_per_fte: Decimal
    recruitment_gbp_per_fte: Decimal
    staff_limit_fte: Decimal


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A candidate pool with everything inherited from its delivery model and depth filled in.

    `roles` has every role of the service. `displaces` lists the contracts (of any candidate member) that its
    depth replaces. `first_year`, `last_year` bound joining (indices, None = no bound). `most_members` is
    None without a limit. `hosted_by_member` is True where the host itself needs the service.
    """

    arrangement: str
    service: str
    host: str
    model: str
    depth: str
    chain: str
    hosted_by_member: bool
    hosted_by_provider: bool
    deepening_credit_share: Decimal
    first_year: int | None
    last_year: int | None
    platform: str
    capacity_volume: int | None
    capacity_fte: Decimal | None
    capacity_transfers_fte_per_year: Decimal | None
    staff_mode: StaffMode
    ramp_shares: tuple[Decimal, ...]
    dip_share: Decimal
    setup_gbp: Decimal
    setup_capital_share: Decimal
    governance_gbp_per_year: Decimal
    per_partner_gbp_per_year: Decimal
    lead_months: int
    setup_lead_share: Decimal
    join_lead_share: Decimal
    minimum_term_years: int
    notice_years: int
    least_members: int
    most_members: int | None
    risk_rating: int
    reversible: bool
    non_staff_share: Decimal
    roles: Mapping[str, PoolRole]
    displaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One council that may join one arrangement, with what it would bring and pay.

    `in_scope_fte` (n) has every role of the service (0 where nobody moves); `in_scope_other_gbp` is o;
    `running_weight` (w) is positive, `one_off_weight` (v) may be 0.
    """

    council: str
    arrangement: str
    in_scope_fte: Mapping[str, Decimal]
    in_scope_other_gbp: Decimal
    join_gbp: Decimal
    yearly_gbp: Decimal
    leave_gbp: Decimal
    compensation_gbp: Decimal
    running_weight: Decimal
    one_off_weight: Decimal


@dataclass(frozen=True, slots=True)
class BorrowingTerms:
    """Interest a year on the debt at the start of a year, and the years of repayment in equal parts."""

    rate: Decimal
    life_years: int


@dataclass(frozen=True, slots=True)
class FundingPot:
    """A source of money for one-off costs, of one council or `shared`.

    `lines` are the fundable lines that it may pay (never none). `amounts_gbp` is nominal, by year index;
    None stands for any year, and is then the only key: what is granted, or may be borrowed, in all.
    Capital receipts and reserves carry over; a reserve never falls below `floor_gbp`. `borrowing_terms` has
    the keys of `amounts_gbp` where the kind is borrowing, else none.
    """

    source: str
    council: str
    kind: FundingKind
    lines: tuple[str, ...]
    floor_gbp: Decimal
    amounts_gbp: Mapping[int | None, Decimal]
    borrowing_terms: Mapping[int | None, BorrowingTerms]


@dataclass(frozen=True, slots=True)
class Settings:
    """Keys of case.toml; `base_year` is the calendar year in which financial year 0 begins."""

    name: str
    base_year: int
    years: int
    decision_date: date
    discount_rate: Decimal
    recorded_realisation: Decimal
    price_general: Decimal
    price_pay: Decimal
    price_contract: Decimal
    running_key: str
    one_off_key: str
    protection_years: int
    redundancy_wait_years: int
    max_extension_years: int
    risk: RiskSettings


@dataclass(frozen=True, slots=True)
class Case:
    """The whole validated case. Mappings keep the order of the tables, which is the order of every output.

    `needs` is keyed (council, service); `candidates` (council, arrangement); `curves` (service, measure) with
    measure `fte:ROLE` or `non_staff`; `baseline_changes_gbp` (council, service, year, line);
    `budgets_gbp` (council or `shared`, year, pot), nominal; `funding` (source, council or `shared`); `risks`
    (driver, scope), those of the reference class that stand in for drivers that the case does not name among
    them; `scenarios` by name.
    """

    settings: Settings
    councils: tuple[str, ...]
    council_names: Mapping[str, str]
    providers: Mapping[str, Provider]
    services: Mapping[str, Service]
    needs: Mapping[tuple[str, str], Need]
    contracts: Mapping[str, Contract]
    curves: Mapping[tuple[str, str], tuple[Knot, ...]]
    arrangements: Mapping[str, Arrangement]
    candidates: Mapping[tuple[str, str], Candidate]
    baseline_changes_gbp: Mapping[tuple[str, str, int, str], Decimal]
    budgets_gbp: Mapping[tuple[str, int, str], Decimal]
    funding: Mapping[tuple[str, str], FundingPot]
    risks: Mapping[tuple[Driver, str], Risk]
    scenarios: Mapping[str, tuple[ScenarioValue, ...]]

    def in_scope_spend_gbp(self, council: str, arrangement: str) -> Decimal:
        """Return what a member puts into a pool a year: pay of its FTE in scope and other spend in scope.

        The measure of exposure wherever risk or concentration is counted; exact, in base-year prices.
        """
        member = self.candidates[council, arrangement]
        posts = self.needs[council, self.arrangements[arrangement].service].posts
        moving = ((posts[role], fte) for role, fte in member.in_scope_fte.items() if fte)
        pay = (post.pay_gbp_per_fte * fte for post, fte in moving)
        return sum(pay, member.in_scope_other_gbp)

    def year_label(self, year: int) -> str:
        """Return year index 1 of a case based in 2025/26 as `2026/27`."""
        start = self.settings.base_year + year
        return f"{start}/{(start + 1) % 100:02d}"


@dataclass(frozen=True, slots=True)
class Policy:
    """One named rule of a constraint set, with every parameter resolved.

    `parameters` has exactly the parameters that `data/policy_kinds.csv` lists for the kind: amounts as
    `Decimal` pounds, years as indices, lists as tuples, memberships as `council,arrangement,year index`; None
    where a blank means "no limit" or "any"; a blank list of councils, and blank first and last years, are
    replaced by what the description says they mean.
    `negotiable` says whether it may be given up where sets clash; `price_gbp_per_unit` is what a preference
    costs the search for each unit that it is missed by, None for what may not be missed.
    """

    policy: str
    set: str
    kind: str
    reason: str
    source: str
    parameters: Mapping[str, str | int | bool | Decimal | tuple[str, ...] | tuple[int, ...] | None]
    owner: str = ""
    negotiable: Negotiable = "negotiable"
    price_gbp_per_unit: Decimal | None = None

    @property
    def full_name(self) -> str:
        """Return `set.policy`, the name under which reports list it."""
        return f"{self.set}.{self.policy}"


@dataclass(frozen=True, slots=True)
class Objective:
    """One thing that the best plan is best at, and how much of it may be given up for what comes after.

    `measure` is one of data/objectives.csv; `tolerance` is in its unit.
    """

    measure: str
    tolerance: Decimal
    reason: str
    set: str
