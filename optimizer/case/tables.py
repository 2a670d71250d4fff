"""One frozen row model for every table. Written by `python -m optimizer.case.generate` only.

Blank cells have become their defaults; None is left where a blank means something of its own. A financial
year is the calendar year in which it begins.
"""

# The descriptions of the dictionary are long.
# ruff: noqa: E501
# fmt: off
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

Number = Annotated[
    Decimal,
    Field(allow_inf_nan=False),
    WithJsonSchema({"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}),
]
FinancialYear = Annotated[
    int, Field(ge=1990, le=2200), WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}[/-][0-9]{2}$"})
]


class Row(BaseModel):
    """What all rows share: frozen, closed, nothing coerced."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    file_row: int = Field(default=0, ge=0, exclude=True, description="line in the file, 0 without one")


class SettingsRow(Row):
    """The keys of case.toml."""

    name: str = Field(description="name of the case, shown on every report")
    base_year: FinancialYear = Field(description="year 0: today's position, and the price base of every amount; unit: financial year")
    years: int = Field(ge=1, le=30, description="financial years after the base year that the case looks at; unit: years")
    decision_date: date = Field(description="the day on which the councils decide; lead times, and so the earliest start, count from it; unit: date")
    discount_rate: Number = Field(default=Decimal("0.035"), ge=Decimal("0"), le=Decimal("1"), description="real discount rate; year 0 is not discounted; unit: share a year")
    recorded_realisation: Number = Field(default=Decimal("0.35"), ge=Decimal("0"), le=Decimal("1"), description="share of a promised running saving that real schemes delivered, for the cautious figure shown beside the promise; unit: share")
    protection_years: int = Field(default=1, ge=0, le=10, description="years for which transferred staff keep their former higher pay at the cost of the council they came from; unit: years")
    redundancy_wait_years: int = Field(default=1, ge=0, le=1, description="1 = nobody is made redundant in the year of their transfer; unit: years")
    max_extension_years: int = Field(default=2, ge=0, le=10, description="longest bridging extension of a supplier contract after its end; unit: years")
    prices_general: Number = Field(default=Decimal("0.02"), ge=Decimal("-0.5"), le=Decimal("1"), description="general inflation; unit: share a year")
    prices_pay: Number = Field(default=Decimal("0.025"), ge=Decimal("-0.5"), le=Decimal("1"), description="pay awards; unit: share a year")
    prices_contract: Number = Field(default=Decimal("0.02"), ge=Decimal("-0.5"), le=Decimal("1"), description="supplier contract indexation; unit: share a year")
    recharge_running_key: Literal["equal", "volume", "in_scope_fte", "baseline_spend", "population", "custom"] = Field(default="volume", description="key by which the members of a pool share its running costs")
    recharge_one_off_key: Literal["equal", "volume", "in_scope_fte", "baseline_spend", "population", "custom"] = Field(default="in_scope_fte", description="key by which the members of a pool share its one-off costs")
    risk_outcomes: int = Field(default=200, ge=16, le=5000, description="size of the sample of outcomes that the search sees; at least 5 of them must lie in the tail beyond risk.level; unit: outcomes")
    risk_seed: int = Field(default=0, ge=0, le=2147483647, description="which sample is drawn; the same seed and register give the same outcomes")
    risk_level: Number = Field(default=Decimal("0.9"), ge=Decimal("0"), le=Decimal("0.999"), description="level of the tail that the risk-adjusted saving looks at: 0.9 = the worst tenth of the outcomes; unit: share")
    risk_weight: Number = Field(default=Decimal("0.5"), ge=Decimal("0"), le=Decimal("1"), description="weight of that tail in the risk-adjusted saving; the mean has the rest; unit: share")
    risk_reference_class: bool = Field(default=True, description="whether data/reference_risks.csv speaks for drivers that risks.csv does not name at all; no = what is not named happens as planned")


class GenerateRow(Row):
    """A table `[generate.SERVICE]` of case.toml."""

    service: str = Field(description="service for which arrangements are made from every combination, named service.host.model.depth")
    hosts: tuple[str, ...] = Field(description="candidate hosts")
    models: tuple[str, ...] = Field(description="candidate delivery models")
    depths: tuple[str, ...] | None = Field(default=None, description="candidate depths; blank = the default depth of each model")


class CouncilsRow(Row):
    """A row of councils.csv."""

    council: str = Field(description="identifier of an authority that needs services; always text, never a number cell")
    name: str = Field(default="", description="name for reports; blank = the identifier")
    ons_code: str = Field(default="", description="code of the Office for National Statistics")
    population: int | None = Field(default=None, ge=1, description="resident population; needed where the recharge key is population; unit: persons")
    custom_weight: Number = Field(default=Decimal("1"), gt=Decimal("0"), description="weight where the recharge key is custom")


class ProvidersRow(Row):
    """A row of providers.csv."""

    provider: str = Field(description="identifier of a body that may host but needs no service itself: company, outsourcer, other public body")
    margin_share: Number = Field(default=Decimal("0"), ge=Decimal("0"), le=Decimal("1"), description="margin added to the cost that the provider charges on; unit: share")
    irrecoverable_vat_share: Number = Field(default=Decimal("0"), ge=Decimal("0"), le=Decimal("1"), description="irrecoverable VAT as a share of the charge; unit: share")


class ServicesRow(Row):
    """A row of services.csv."""

    service: str = Field(description="identifier of a service that is decided separately")
    volume_unit: str = Field(description="what volume counts: users, payslips, cases")
    change_month: int = Field(default=4, ge=1, le=12, description="month on the first day of which arrangements of this service change (4 = 1 April); unit: month")
    service_group: str = Field(default="", description="group of services for policies that keep services at one host")


class BaselineRow(Row):
    """A row of baseline.csv."""

    council: str = Field(description="council whose posts these are")
    service: str = Field(description="service that the posts work for")
    role: str = Field(default="all", description="staff group inside the service")
    fte: Number = Field(ge=Decimal("0"), description="budgeted posts in the approved budget for the service on its own, also for today's members of a pool; unit: FTE")
    retained_fte: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="client function that always stays with the council; unit: FTE")
    pay_gbp_per_fte: Number = Field(ge=Decimal("0"), description="full cost that a post less would save: pay, national insurance, levy, primary pension rate; unit: GBP per FTE a year")
    turnover_share: Number = Field(default=Decimal("0.134"), ge=Decimal("0"), le=Decimal("1"), description="share of posts that fall vacant in a year; unit: share a year")
    redundancy_gbp_per_fte: Number = Field(default=Decimal("12500"), ge=Decimal("0"), description="pay-off for a redundancy; unit: GBP per FTE")
    strain_gbp_per_fte: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="pension strain for a redundancy; unit: GBP per FTE")
    recruitment_gbp_per_fte: Number = Field(default=Decimal("4000"), ge=Decimal("0"), description="cost of filling a vacancy; unit: GBP per FTE")
    redeployment_places: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="vacancies elsewhere in the council that can take surplus people in a year; unit: FTE a year")


class BaselineServicesRow(Row):
    """A row of baseline_services.csv."""

    council: str = Field(description="council that needs the service")
    service: str = Field(description="service that it needs")
    volume: int = Field(ge=0, description="volume of the service; constant over the years; unit: units of volume")
    non_staff_gbp: Number = Field(ge=Decimal("0"), description="controllable spend other than staff, contracts included, central overheads excluded; unit: GBP a year")
    platform: str = Field(default="", description="technical platform; blank = changing it costs nothing")
    arrangement_today: str | None = Field(default=None, description="arrangement that the council belongs to in the base year; blank = in-house")
    member_since: FinancialYear | None = Field(default=None, description="first year of that membership; needed with arrangement_today; unit: financial year")


class BaselineChangesRow(Row):
    """A row of baseline_changes.csv."""

    council: str = Field(description="council that has agreed on the change")
    service: str = Field(description="service whose cost changes")
    financial_year: FinancialYear = Field(description="the one year that the amount is for; unit: financial year")
    line: Literal["pay", "non_staff", "contract"] = Field(description="cost line that the amount is added to")
    amount_gbp: Number = Field(description="agreed saving (negative) or growth (positive), in business as usual and in every plan alike; unit: GBP")


class ContractsRow(Row):
    """A row of contracts.csv."""

    contract: str = Field(description="identifier of a supplier contract")
    council: str = Field(description="council that pays it")
    service: str = Field(description="service that it supports")
    annual_charge_gbp: Number = Field(ge=Decimal("0"), description="yearly charge, part of the council's non_staff_gbp; unit: GBP a year")
    end_date: date = Field(description="last day of the contract; unit: date")
    displaced_by: str = Field(default="infrastructure", description="shallowest depth of a pool that replaces it")
    novation_allowed: bool = Field(default=False, description="whether the host may take the contract over")
    novation_fee_gbp: Number = Field(default=Decimal("10000"), ge=Decimal("0"), description="one-off cost of a novation; unit: GBP")
    replaces_share: Number = Field(default=Decimal("0.9"), ge=Decimal("0"), le=Decimal("1"), description="share of the charge of a novated contract that the pool need not spend itself; unit: share")
    end_early_allowed: bool = Field(default=True, description="whether the contract can be bought out")
    end_early_fee_gbp: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="fixed cost of ending early; unit: GBP")
    end_early_share: Number = Field(default=Decimal("1"), ge=Decimal("0"), le=Decimal("1"), description="share of the charges left from the change date that ending early costs; unit: share")
    extension_premium_share: Number = Field(default=Decimal("0.1"), ge=Decimal("0"), le=Decimal("1"), description="premium on the charge for a bridging extension between the end of the contract and joining a pool; unit: share")
    index: Literal["pay", "contract", "general", "none"] = Field(default="contract", description="price index of the charge; none = fixed price in cash")


class ScaleCurvesRow(Row):
    """A row of scale_curves.csv."""

    service: str = Field(description="service of the curve")
    measure: str = Field(description="fte:ROLE or non_staff")
    volume: int = Field(ge=0, description="breakpoint; two rows at one volume make a step whose lower value holds at that volume; unit: units of volume")
    value: Number = Field(ge=Decimal("0"), description="what a pool of full depth needs at that volume; unit: FTE or GBP a year")


class ScaleRulesRow(Row):
    """A row of scale_rules.csv."""

    service: str = Field(description="service of the rule")
    measure: str = Field(description="fte:ROLE or non_staff")
    core: Number | None = Field(default=None, ge=Decimal("0"), description="fixed core; value = core + per_unit x volume; unit: FTE or GBP a year")
    per_unit: Number | None = Field(default=None, ge=Decimal("0"), description="rate for each unit of volume; unit: FTE or GBP a year per unit")
    elasticity: Number | None = Field(default=None, gt=Decimal("0"), description="elasticity b of cost to volume; value = reference_value x (volume / reference_volume)^b up to efficient_volume")
    reference_volume: int | None = Field(default=None, ge=1, description="volume at which the need is known; unit: units of volume")
    reference_value: Number | None = Field(default=None, gt=Decimal("0"), description="need at that volume; unit: FTE or GBP a year")
    efficient_volume: int | None = Field(default=None, ge=1, description="minimum efficient scale: beyond it the average cost is constant; unit: units of volume")


class DepthsRow(Row):
    """A row of depths.csv."""

    depth: str = Field(description="identifier of a depth of integration; rows in order, shallow first")
    service: str = Field(default="*", description="service that the row is for; * = every service without a row of its own")
    role: str = Field(default="*", description="staff group that the row is for; * = every role without a row of its own")
    staff_share: Number = Field(ge=Decimal("0"), le=Decimal("1"), description="share of in-scope FTE, and of the staff curve, that goes into the pool; unit: share")
    non_staff_share: Number = Field(ge=Decimal("0"), le=Decimal("1"), description="share of other spend, and of the non-staff curve, that goes into the pool; one value for all roles of a service; unit: share")


class DeliveryModelsRow(Row):
    """A row of delivery_models.csv."""

    model: str = Field(description="identifier of a delivery model")
    staff_mode: Literal["none", "secondment", "transfer"] = Field(description="none: nobody moves and staff_share counts as 0; secondment: staff move and nobody is made redundant; transfer: staff move to the host under the transfer of undertakings regulations")
    default_depth: str = Field(description="depth of its arrangements unless they say otherwise")
    ramp_shares: tuple[Annotated[Number, Field(ge=Decimal("0"), le=Decimal("1"))], ...] | None = Field(default=None, description="spend in scope that a joiner still pays itself in its first, second, third .. year; separated by ;; unit: shares")
    dip_share: Number = Field(default=Decimal("0.1"), ge=Decimal("0"), le=Decimal("1"), description="extra FTE needed in a joining year as a share of the FTE that move; unit: share")
    setup_gbp: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="one-off cost of opening a pool; unit: GBP")
    setup_capital_share: Number = Field(default=Decimal("0"), ge=Decimal("0"), le=Decimal("1"), description="share of the set-up cost that is capital; unit: share")
    governance_gbp_per_year: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="fixed yearly cost of governance; unit: GBP a year")
    per_partner_gbp_per_year: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="yearly coordination cost for each member beyond the first; unit: GBP a year")
    lead_months: int = Field(default=6, ge=0, le=120, description="months between the decision and the earliest change date; unit: months")
    setup_lead_share: Number = Field(default=Decimal("0"), ge=Decimal("0"), le=Decimal("1"), description="share of the set-up cost that falls in the year before the opening; unit: share")
    join_lead_share: Number = Field(default=Decimal("0"), ge=Decimal("0"), le=Decimal("1"), description="share of joining costs that falls in the year before joining; unit: share")
    minimum_term_years: int = Field(default=3, ge=0, le=30, description="years that a member and a pool are bound; unit: years")
    notice_years: int = Field(default=1, ge=0, le=30, description="years of notice before leaving; notice can be given from the first day of year 1; unit: years")
    least_members: int = Field(default=2, ge=1, le=100, description="fewest members, the host included; unit: members")
    most_members: int | None = Field(default=None, ge=1, le=100, description="most members, the host included; blank = no limit; unit: members")
    risk_rating: int = Field(default=3, ge=1, le=5, description="qualitative risk rating; unit: rating")
    reversible: bool = Field(default=True, description="whether the model can be undone")


class ArrangementsRow(Row):
    """A row of arrangements.csv."""

    arrangement: str | None = Field(default=None, description="identifier of a candidate pool; blank = service.host.model.depth")
    service: str = Field(description="the one service that the pool is for")
    host: str = Field(description="council or provider that hosts")
    model: str = Field(description="delivery model")
    depth: str | None = Field(default=None, description="depth of integration; blank = the default depth of the model")
    chain: str | None = Field(default=None, description="arrangements of one service and one host that deepen one another share a chain; blank = a chain of its own")
    deepening_credit_share: Number = Field(default=Decimal("0"), ge=Decimal("0"), le=Decimal("1"), description="share of set-up and joining cost saved by those who come from the same chain; unit: share")
    first_year: FinancialYear | None = Field(default=None, description="first year in which a council may join; blank = any; unit: financial year")
    last_year: FinancialYear | None = Field(default=None, description="last year in which a council may join; blank = any; unit: financial year")
    platform: str = Field(default="", description="platform of the pool; blank = the host's")
    pool_pay_gbp_per_fte: Number | None = Field(default=None, ge=Decimal("0"), description="pay in the pool for every role; blank = the host's pay by role; a provider must give it; unit: GBP per FTE a year")
    capacity_volume: int | None = Field(default=None, ge=0, description="most volume that the pool can take; unit: units of volume")
    capacity_fte: Number | None = Field(default=None, ge=Decimal("0"), description="most staff that the pool can hold; unit: FTE")
    capacity_transfers_fte_per_year: Number | None = Field(default=None, ge=Decimal("0"), description="most FTE that the pool can take in within a year; unit: FTE a year")
    staff_mode: Literal["none", "secondment", "transfer"] | None = Field(default=None, description="none: nobody moves and staff_share counts as 0; secondment: staff move and nobody is made redundant; transfer: staff move to the host under the transfer of undertakings regulations (blank = as the delivery model has it)")
    ramp_shares: tuple[Annotated[Number, Field(ge=Decimal("0"), le=Decimal("1"))], ...] | None = Field(default=None, description="spend in scope that a joiner still pays itself in its first, second, third .. year; separated by ; (blank = as the delivery model has it); unit: shares")
    dip_share: Number | None = Field(default=None, ge=Decimal("0"), le=Decimal("1"), description="extra FTE needed in a joining year as a share of the FTE that move (blank = as the delivery model has it); unit: share")
    setup_gbp: Number | None = Field(default=None, ge=Decimal("0"), description="one-off cost of opening a pool (blank = as the delivery model has it); unit: GBP")
    setup_capital_share: Number | None = Field(default=None, ge=Decimal("0"), le=Decimal("1"), description="share of the set-up cost that is capital (blank = as the delivery model has it); unit: share")
    governance_gbp_per_year: Number | None = Field(default=None, ge=Decimal("0"), description="fixed yearly cost of governance (blank = as the delivery model has it); unit: GBP a year")
    per_partner_gbp_per_year: Number | None = Field(default=None, ge=Decimal("0"), description="yearly coordination cost for each member beyond the first (blank = as the delivery model has it); unit: GBP a year")
    lead_months: int | None = Field(default=None, ge=0, le=120, description="months between the decision and the earliest change date (blank = as the delivery model has it); unit: months")
    setup_lead_share: Number | None = Field(default=None, ge=Decimal("0"), le=Decimal("1"), description="share of the set-up cost that falls in the year before the opening (blank = as the delivery model has it); unit: share")
    join_lead_share: Number | None = Field(default=None, ge=Decimal("0"), le=Decimal("1"), description="share of joining costs that falls in the year before joining (blank = as the delivery model has it); unit: share")
    minimum_term_years: int | None = Field(default=None, ge=0, le=30, description="years that a member and a pool are bound (blank = as the delivery model has it); unit: years")
    notice_years: int | None = Field(default=None, ge=0, le=30, description="years of notice before leaving; notice can be given from the first day of year 1 (blank = as the delivery model has it); unit: years")
    least_members: int | None = Field(default=None, ge=1, le=100, description="fewest members, the host included (blank = as the delivery model has it); unit: members")
    most_members: int | None = Field(default=None, ge=1, le=100, description="most members, the host included; blank = no limit (blank = as the delivery model has it); unit: members")
    risk_rating: int | None = Field(default=None, ge=1, le=5, description="qualitative risk rating (blank = as the delivery model has it); unit: rating")
    reversible: bool | None = Field(default=None, description="whether the model can be undone (blank = as the delivery model has it)")


class JoiningRow(Row):
    """A row of joining.csv."""

    council: str = Field(description="council that would join")
    arrangement: str = Field(description="arrangement that it would join")
    join_gbp: Number | None = Field(default=None, ge=Decimal("0"), description="one-off cost of joining; blank = the platform rule; unit: GBP")
    yearly_gbp: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="yearly cost that the member bears itself; unit: GBP a year")
    leave_gbp: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="one-off cost of leaving; unit: GBP")
    compensation_gbp: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="paid by the leaver to those who stay; unit: GBP")
    weight: Number | None = Field(default=None, gt=Decimal("0"), description="weight in the running recharge; blank = by the recharge key")


class PlatformChangesRow(Row):
    """A row of platform_changes.csv."""

    from_platform: str = Field(description="platform of the council before it joins")
    to_platform: str = Field(description="platform of the pool")
    fixed_gbp: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="fixed cost of the change; unit: GBP")
    per_volume_gbp: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="cost for each unit of the member's volume; unit: GBP per unit of volume")
    dual_running_months: Number = Field(default=Decimal("3"), ge=Decimal("0"), le=Decimal("60"), description="months in which both platforms are paid for; unit: months")


class BudgetsRow(Row):
    """A row of budgets.csv."""

    council: str = Field(description="council whose pot it is; shared = one pot for all")
    financial_year: FinancialYear = Field(description="year in which the amount may be spent; the base year too; unit: financial year")
    pot: str = Field(default="transition", description="name of the pot")
    amount_gbp: Number = Field(ge=Decimal("0"), description="amount in cash (nominal), read by budget policies only; unit: GBP")


class FundingRow(Row):
    """A row of funding.csv."""

    source: str = Field(description="name of a source that one-off costs are paid from: a grant, a pot of receipts, a reserve, a borrowing limit; read by policies of kind funded only")
    council: str = Field(default="shared", description="council whose source it is; shared = a pot on which any council may draw")
    financial_year: FinancialYear | None = Field(default=None, description="year of the amount, the base year too; blank = for a grant or borrowing any year, for receipts and reserves in hand from the base year on; unit: financial year")
    amount_gbp: Number = Field(ge=Decimal("0"), description="amount in cash (nominal): a grant to be spent in its year or lost, receipts or a contribution to a reserve of that year (both carry over), or the most that may be borrowed; unit: GBP")
    kind: Literal["grant", "capital_receipt", "reserve", "borrowing"] = Field(description="kind of the source; the same in all its rows")
    lines: tuple[str, ...] | None = Field(default=None, description="one-off lines that it may pay, parted by ;, the same in all its rows: joining, leaving, contract_end, contract_extension, novation, set_up_capital, set_up_revenue, redundancy, strain; blank = every one-off line")
    rate: Number | None = Field(default=None, ge=Decimal("0"), le=Decimal("1"), description="interest a year on the debt at the start of the year; needed by borrowing and by nothing else; unit: share a year")
    life_years: int | None = Field(default=None, ge=1, le=60, description="years over which borrowing is repaid in equal parts, from the year after it was taken; needed by borrowing and by nothing else; unit: years")
    floor_gbp: Number = Field(default=Decimal("0"), ge=Decimal("0"), description="balance below which a reserve never falls; the same in all rows of the pot; unit: GBP")


class RisksRow(Row):
    """A row of risks.csv."""

    driver: Literal["transition_overrun", "realisation", "delay", "break_up", "exit_cost", "drop_out", "stranded_cost", "pay_award", "supplier_price"] = Field(description="what may turn out otherwise than planned (docs/risk.md)")
    scope: str = Field(description="what the row is for: * = everything, service:NAME, model:NAME, arrangement:NAME or council:NAME; the closest row holds (arrangement, model, service, *; council, *)")
    distribution: Literal["triangular", "uniform", "lognormal", "discrete", "bernoulli", "hazard"] = Field(description="how it is distributed; the events break_up and drop_out are hazard or bernoulli, everything else is an amount and anything but hazard")
    low: Number | None = Field(default=None, description="smallest value of triangular and uniform; of lognormal the value that one outcome in ten stays below; unit: share or years")
    mode: Number | None = Field(default=None, description="likeliest value of triangular; unit: share or years")
    high: Number | None = Field(default=None, description="largest value of triangular and uniform; of lognormal the value that one outcome in ten exceeds; of bernoulli the value if it happens; unit: share or years")
    probability: Number | None = Field(default=None, ge=Decimal("0"), le=Decimal("1"), description="probability a year of hazard, or probability that bernoulli happens at all; unit: share")
    early_years: int | None = Field(default=None, ge=0, le=30, description="years at the start of a partnership (or of the plan) in which hazard is early_factor times as likely; blank = 0; unit: years")
    early_factor: Number | None = Field(default=None, ge=Decimal("0"), le=Decimal("100"), description="how many times as likely hazard is in the early years; blank = 1; unit: times")
    values: tuple[Number, ...] | None = Field(default=None, description="values of discrete, parted by ; (one value with probability 1 is certain); unit: shares or years")
    probabilities: tuple[Annotated[Number, Field(ge=Decimal("0"), le=Decimal("1"))], ...] | None = Field(default=None, description="probabilities of these values in the same order, parted by ; (together exactly 1); unit: shares")
    loading: Number = Field(default=Decimal("0"), ge=Decimal("-1"), le=Decimal("1"), description="how far it follows the one factor that all risks have in common, high in a bad world: positive for what is bad when high, negative for realisation")
    source: str = Field(description="where the numbers come from")
    grade: Literal["S", "OK", "INF", "ASSUMED"] = Field(description="S found in a public source; OK general knowledge; INF arithmetic or inference; ASSUMED an assumption of this case")


class StressRow(Row):
    """A row of stress.csv."""

    scenario: str = Field(description="name of a stress scenario; its rows happen together and everything else is as planned")
    driver: Literal["transition_overrun", "realisation", "delay", "break_up", "exit_cost", "drop_out", "stranded_cost", "pay_award", "supplier_price"] = Field(description="what turns out otherwise than planned")
    scope: str = Field(description="for what: * = everything, service:NAME, model:NAME, arrangement:NAME or council:NAME")
    value: Number = Field(description="what it is then; for break_up the whole years that a partnership lives, for drop_out the planned year (1 is the first) in which the council withdraws; unit: share or years")


class AssumptionsRow(Row):
    """A row of assumptions.csv."""

    path: str = Field(description="the cell that the assumption explains: table.column[key, ..] or case.key; * = every key")
    value: str = Field(default="", description="the value as assumed; blank = as in the table")
    unit: str = Field(default="", description="unit of the value")
    reason: str = Field(description="why this value")
    source: str = Field(default="", description="where it comes from")
    grade: Literal["S", "OK", "INF", "ASSUMED"] = Field(default="ASSUMED", description="S found in a public source; OK general knowledge; INF arithmetic or inference; ASSUMED an assumption of this case")


class CaseTables(BaseModel):
    """Everything that the user gave, typed: settings and the rows of every table in order."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    settings: SettingsRow
    generate: tuple[GenerateRow, ...] = ()
    councils: tuple[CouncilsRow, ...] = ()
    providers: tuple[ProvidersRow, ...] = ()
    services: tuple[ServicesRow, ...] = ()
    baseline: tuple[BaselineRow, ...] = ()
    baseline_services: tuple[BaselineServicesRow, ...] = ()
    baseline_changes: tuple[BaselineChangesRow, ...] = ()
    contracts: tuple[ContractsRow, ...] = ()
    scale_curves: tuple[ScaleCurvesRow, ...] = ()
    scale_rules: tuple[ScaleRulesRow, ...] = ()
    depths: tuple[DepthsRow, ...] = ()
    delivery_models: tuple[DeliveryModelsRow, ...] = ()
    arrangements: tuple[ArrangementsRow, ...] = ()
    joining: tuple[JoiningRow, ...] = ()
    platform_changes: tuple[PlatformChangesRow, ...] = ()
    budgets: tuple[BudgetsRow, ...] = ()
    funding: tuple[FundingRow, ...] = ()
    risks: tuple[RisksRow, ...] = ()
    stress: tuple[StressRow, ...] = ()
    assumptions: tuple[AssumptionsRow, ...] = ()


ROW_MODELS: Mapping[str, type[Row]] = {
    "case": SettingsRow,
    "generate": GenerateRow,
    "councils": CouncilsRow,
    "providers": ProvidersRow,
    "services": ServicesRow,
    "baseline": BaselineRow,
    "baseline_services": BaselineServicesRow,
    "baseline_changes": BaselineChangesRow,
    "contracts": ContractsRow,
    "scale_curves": ScaleCurvesRow,
    "scale_rules": ScaleRulesRow,
    "depths": DepthsRow,
    "delivery_models": DeliveryModelsRow,
    "arrangements": ArrangementsRow,
    "joining": JoiningRow,
    "platform_changes": PlatformChangesRow,
    "budgets": BudgetsRow,
    "funding": FundingRow,
    "risks": RisksRow,
    "stress": StressRow,
    "assumptions": AssumptionsRow,
}
