"""What each candidate pool pays, needs and may hold, and what each candidate member brings and pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from optimizer.case.case import Arrangement, Candidate, Contract, Knot, Need, PoolRole, Service
from optimizer.case.curves import largest_value
from optimizer.case.resolve import Depths, Resolved
from optimizer.case.rounding import EXACT, micros, micros_up, pounds
from optimizer.case.tables import CaseTables

ZERO = Decimal(0)


class Pools:
    """Makes the arrangements and candidates of a case from its tables and what was derived before."""

    def __init__(
        self,
        tables: CaseTables,
        services: Mapping[str, Service],
        needs: Mapping[tuple[str, str], Need],
        contracts: Mapping[str, Contract],
        curves: Mapping[tuple[str, str], tuple[Knot, ...]],
        providers: frozenset[str],
    ) -> None:
        """Index the tables; arguments as in `Case`."""
        self._settings = tables.settings
        self._services = services
        self._needs = needs
        self._contracts = contracts
        self._curves = curves
        self._providers = providers
        self._depths = Depths(tables)
        self._councils = {row.council: row for row in tables.councils}
        self._joining = {(row.council, row.arrangement): row for row in tables.joining}
        self._changes = {(row.from_platform, row.to_platform): row for row in tables.platform_changes}
        self._members: dict[str, list[Need]] = {}
        for need in needs.values():
            self._members.setdefault(need.service, []).append(need)

    def staff_share(self, pool: Resolved, role: str) -> Decimal:
        """Return the share of the in-scope FTE of a role that moves; 0 where the model moves nobody."""
        if pool.terms.staff_mode == "none":
            return ZERO
        return self._depths.staff_share(pool.depth, pool.service, role)

    def non_staff_share(self, pool: Resolved) -> Decimal:
        """Return the share of other spend that goes into the pool."""
        roles = self._services[pool.service].roles
        shares = self._depths.non_staff_shares(pool.depth, pool.service, roles)
        return shares[0] if shares else ZERO

    def platform(self, pool: Resolved) -> str:
        """Return the platform of the pool: its own, else the host's, else blank."""
        if pool.given and pool.given.platform:
            return pool.given.platform
        need = self._needs.get((pool.host, pool.service))
        return need.platform if need else ""

    def candidates(self, pool: Resolved) -> list[Candidate]:
        """Return every council that needs the service, with what it would bring and pay."""
        return [self._candidate(pool, need) for need in self._members.get(pool.service, ())]

    def _candidate(self, pool: Resolved, need: Need) -> Candidate:
        in_scope = {role: self._in_scope_fte(pool, need, role) for role in self._services[pool.service].roles}
        other = pounds(EXACT.multiply(self.non_staff_share(pool), need.other_gbp))
        given = self._joining.get((need.council, pool.arrangement))
        cost = None if given is None else given.join_gbp
        running = None if given is None else given.weight
        return Candidate(
            council=need.council,
            arrangement=pool.arrangement,
            in_scope_fte=in_scope,
            in_scope_other_gbp=other,
            join_gbp=self.platform_cost(pool, need, other) if cost is None else cost,
            yearly_gbp=given.yearly_gbp if given else ZERO,
            leave_gbp=given.leave_gbp if given else ZERO,
            compensation_gbp=given.compensation_gbp if given else ZERO,
            running_weight=running or self._weight(self._settings.recharge_running_key, pool, need, in_scope),
            one_off_weight=self._weight(self._settings.recharge_one_off_key, pool, need, in_scope),
        )

    def _in_scope_fte(self, pool: Resolved, need: Need, role: str) -> Decimal:
        """Return n of CORE: staff_share x (FTE less retained), 6 decimals."""
        post = need.posts.get(role)
        if post is None:
            return ZERO
        return micros(EXACT.multiply(self.staff_share(pool, role), post.fte - post.retained_fte))

    def needs_platform_change(self, pool: Resolved, need: Need) -> bool:
        """Return whether joining means a change of platform; a blank on either side means none."""
        target = self.platform(pool)
        return bool(need.platform and target and need.platform != target)

    def platform_cost(self, pool: Resolved, need: Need, in_scope_other_gbp: Decimal) -> Decimal:
        """Return the cost of a change of platform: fixed, per volume, and months of in-scope spend twice.

        Zero where there is no change; a pair that the table lacks is a fault of the checks.
        """
        change = self._changes.get((need.platform, self.platform(pool)))
        if change is None or not self.needs_platform_change(pool, need):
            return ZERO
        volume_cost = EXACT.multiply(change.per_volume_gbp, Decimal(need.volume))
        twice = EXACT.divide(EXACT.multiply(change.dual_running_months, in_scope_other_gbp), Decimal(12))
        return pounds(change.fixed_gbp + volume_cost + twice)

    def _weight(self, key: str, pool: Resolved, need: Need, in_scope: Mapping[str, Decimal]) -> Decimal:
        """Return the weight of a candidate under a recharge key (docs/conventions.md, Money)."""
        council = self._councils[need.council]
        posts = need.posts.values()
        if key == "volume":
            return Decimal(need.volume)
        if key == "population":
            return Decimal(council.population or 0)
        if key == "custom":
            return council.custom_weight
        if key == "in_scope_fte":
            if any(self.staff_share(pool, role) for role in in_scope):
                return sum(in_scope.values(), ZERO)
            return sum((post.fte - post.retained_fte for post in posts), ZERO)
        if key == "baseline_spend":
            pay = sum((EXACT.multiply(post.fte, post.pay_gbp_per_fte) for post in posts), ZERO)
            return pounds(pay + need.non_staff_gbp)
        return Decimal(1)

    def arrangement(self, pool: Resolved, members: Sequence[Candidate]) -> Arrangement:
        """Return the pool with all its terms."""
        given, terms = pool.given, pool.terms
        base = self._settings.base_year
        first, last = (given.first_year, given.last_year) if given else (None, None)
        return Arrangement(
            arrangement=pool.arrangement,
            service=pool.service,
            host=pool.host,
            model=pool.model,
            depth=pool.depth,
            chain=pool.chain,
            hosted_by_member=(pool.host, pool.service) in self._needs,
            hosted_by_provider=pool.host in self._providers,
            deepening_credit_share=given.deepening_credit_share if given else ZERO,
            first_year=None if first is None else first - base,
            last_year=None if last is None else last - base,
            platform=self.platform(pool),
            capacity_volume=given.capacity_volume if given else None,
            capacity_fte=given.capacity_fte if given else None,
            capacity_transfers_fte_per_year=given.capacity_transfers_fte_per_year if given else None,
            staff_mode=terms.staff_mode,
            ramp_shares=terms.ramp_shares or (),
            dip_share=terms.dip_share,
            setup_gbp=terms.setup_gbp,
            setup_capital_share=terms.setup_capital_share,
            governance_gbp_per_year=terms.governance_gbp_per_year,
            per_partner_gbp_per_year=terms.per_partner_gbp_per_year,
            lead_months=terms.lead_months,
            setup_lead_share=terms.setup_lead_share,
            join_lead_share=terms.join_lead_share,
            minimum_term_years=terms.minimum_term_years,
            notice_years=terms.notice_years,
            least_members=terms.least_members,
            most_members=terms.most_members,
            risk_rating=terms.risk_rating,
            reversible=terms.reversible,
            non_staff_share=self.non_staff_share(pool),
            roles={role: self._role(pool, members, role) for role in self._services[pool.service].roles},
            displaces=self._displaced(pool),
        )

    def _displaced(self, pool: Resolved) -> tuple[str, ...]:
        """Return the contracts for the service that a pool of this depth replaces."""
        rank = self._depths.rank
        return tuple(
            contract.contract
            for contract in self._contracts.values()
            if contract.service == pool.service and rank[pool.depth] >= rank[contract.displaced_by]
        )

    def _role(self, pool: Resolved, members: Sequence[Candidate], role: str) -> PoolRole:
        pay = pool.given.pool_pay_gbp_per_fte if pool.given else None
        if pay is None:
            need = self._needs.get((pool.host, pool.service))
            post = need.posts.get(role) if need else None
            pay = post.pay_gbp_per_fte if post else ZERO
        return PoolRole(
            staff_share=self.staff_share(pool, role),
            pay_gbp_per_fte=pay,
            turnover_share=micros(self._average(pool, members, role, "turnover_share")),
            redundancy_gbp_per_fte=pounds(self._average(pool, members, role, "redundancy_gbp_per_fte")),
            strain_gbp_per_fte=pounds(self._average(pool, members, role, "strain_gbp_per_fte")),
            recruitment_gbp_per_fte=pounds(self._average(pool, members, role, "recruitment_gbp_per_fte")),
            staff_limit_fte=self._staff_limit(pool, members, role),
        )

    def _average(self, pool: Resolved, members: Sequence[Candidate], role: str, column: str) -> Decimal:
        """Return the average of a column of the baseline, weighted by in-scope FTE; 0 where nobody moves."""
        total = weighted = ZERO
        for member in members:
            fte = member.in_scope_fte[role]
            if fte:
                post = self._needs[member.council, pool.service].posts[role]
                total += fte
                weighted = EXACT.add(weighted, EXACT.multiply(fte, getattr(post, column)))
        return EXACT.divide(weighted, total) if total else ZERO

    def _staff_limit(self, pool: Resolved, members: Sequence[Candidate], role: str) -> Decimal:
        """Return Smax (docs/conventions.md, Workforce), rounded *up* so that it never cuts off a requirement.

        The FTE of all candidates, and the largest requirement at any volume up to that of all candidates with
        the dip of all of them: a pool may have recruited up to its requirement before the people of a late
        joiner come, and may be unable to part with anyone.
        """
        share = self.staff_share(pool, role)
        knots = self._curves.get((pool.service, f"fte:{role}"))
        everyone = sum((member.in_scope_fte[role] for member in members), ZERO)
        if not share or knots is None:
            return micros_up(everyone)
        needs = [self._needs[member.council, pool.service] for member in members]
        volume = sum(need.volume for need in needs)
        required = EXACT.multiply(share, largest_value(knots, volume))
        dip = EXACT.multiply(pool.terms.dip_share, everyone)
        return micros_up(EXACT.add(everyone, EXACT.add(required, dip)))
