"""A plan in words: which councils share which service, who hosts, how, and from when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from optimizer.case.case import Case
from optimizer.plan.plan import Plan
from optimizer.risk.figures import RiskFigures
from optimizer.verify.verdict import InSample

TODAY = "as today"


@dataclass(frozen=True, slots=True)
class Decision:
    """One pool of a service over years in which nothing about the service changes, or its absence.

    Attributes:
        service: the service.
        since: financial year from which it is so, `as today` where nothing changes, empty where the service
            is not shared and never was.
        until: last financial year for which it is so.
        arrangement: the pool; empty where no council shares the service.
        host: name of the host; empty likewise.
        delivery_model: empty likewise.
        depth: empty likewise.
        councils: names of the members; empty likewise.
    """

    service: str
    since: str
    until: str
    arrangement: str
    host: str
    delivery_model: str
    depth: str
    councils: tuple[str, ...]

    def sentence(self) -> str:
        """Return the decision as a sentence without a full stop."""
        if not self.arrangement:
            return f"{self.service}: not shared" + (f" from {self.since}" if self.since else "")
        when = TODAY if self.since == TODAY else f"from {self.since}"
        return (
            f"{self.service}: {in_words(self.councils)} share it {when}, hosted by {self.host} ({self.how})"
        )

    @property
    def how(self) -> str:
        """Return delivery model and depth as words; empty where the service is not shared."""
        return f"{self.delivery_model}, {self.depth}".replace("_", " ") if self.arrangement else ""


def decisions(case: Case, plan: Plan) -> tuple[Decision, ...]:
    """Return the decisions of a plan, service by service and in order of time."""
    return tuple(one for service in case.services for one in _of_service(case, plan, service))


def members(case: Case, one: Decision) -> str:
    """Return who shares: `all 3 councils` where that is everybody who needs the service, else the names."""
    needing = sum(1 for _, service in case.needs if service == one.service)
    everyone = len(one.councils) == needing > 2
    return f"all {needing} councils" if everyone else in_words(one.councils)


def in_words(names: tuple[str, ...]) -> str:
    """Return `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def thousands(amount_gbp: Decimal) -> str:
    """Return an amount as thousand pounds with one decimal: `£372.6k`, `-£54.5k`."""
    rounded = (abs(amount_gbp) / 1000).quantize(Decimal("0.1"), ROUND_HALF_UP)
    sign = "-" if amount_gbp < 0 and rounded else ""
    return f"{sign}£{rounded:,}k"


def net(amount_gbp: Decimal) -> str:
    """Return `net saving £372.6k` or `net cost £54.5k`: nobody should have to know which sign is good."""
    if amount_gbp < 0:
        return f"net cost {thousands(-amount_gbp)}"
    return f"net saving {thousands(amount_gbp)}"


def _of_service(case: Case, plan: Plan, service: str) -> Iterator[Decision]:
    states = _states(case, plan, service)
    years = range(1, case.settings.years + 1)
    starts = [year for year in years if year == 1 or states[year] != states[year - 1]]
    shared_before = bool(states[0])
    for place, start in enumerate(starts):
        state = states[start]
        end = starts[place + 1] - 1 if place + 1 < len(starts) else case.settings.years
        if not state and not shared_before and len(starts) > 1:
            continue  # In-house until the first pool opens: the pool's own line says from when.
        unchanged = start == 1 and state == states[0]
        since = "" if not state and unchanged else TODAY if unchanged else case.year_label(start)
        shared_before = shared_before or bool(state)
        for arrangement in dict.fromkeys(state.values()) or [""]:
            yield _decision(case, service, since, case.year_label(end), arrangement, state)


def _states(case: Case, plan: Plan, service: str) -> list[Mapping[str, str]]:
    """Return for each year 0..H which councils are in which arrangement of the service."""
    order = [council for council, needed in case.needs if needed == service]
    found: list[dict[str, str]] = [{} for _ in range(case.settings.years + 1)]
    for council in order:
        today = case.needs[council, service].arrangement_today
        if today is not None:
            found[0][council] = today
    for row in plan.memberships:
        if case.arrangements[row.arrangement].service == service:
            found[row.year][row.council] = row.arrangement
    return [{council: state[council] for council in order if council in state} for state in found]


def _decision(
    case: Case, service: str, since: str, until: str, arrangement: str, state: Mapping[str, str]
) -> Decision:
    if not arrangement:
        return Decision(service, since, until, "", "", "", "", ())
    pool = case.arrangements[arrangement]
    members = tuple(
        case.council_names.get(council, council) for council, name in state.items() if name == arrangement
    )
    host = case.council_names.get(pool.host, pool.host)
    return Decision(service, since, until, arrangement, host, pool.model, pool.depth, members)


def better_than_fresh(seen: InSample | None, outcomes: int, fresh: RiskFigures) -> str:
    """Return a warning where the sample that the search saw promises more, or less, than a fresh one.

    By more than two standard errors of the difference, as of independent outcomes; empty otherwise.
    """
    if seen is None:
        return ""
    # The spread of single outcomes is that of the fresh sample, which is much the larger.
    error = float(fresh.expected_npv_standard_error_gbp) * (1 + fresh.outcomes / outcomes) ** 0.5
    if abs(float(seen.expected_gbp - fresh.expected_npv_gbp)) <= 2 * error:
        return ""
    return (
        f"Over the {outcomes:,} outcomes that the search saw this plan saves "
        f"{thousands(seen.expected_gbp)} on average, over {fresh.outcomes:,} fresh ones "
        f"{thousands(fresh.expected_npv_gbp)}: chance does not explain that. A plan that is chosen on a "
        "sample fits that sample; trust the fresh figure, or search with more outcomes (risk.outcomes in "
        "case.toml)."
    )
