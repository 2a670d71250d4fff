"""Kinds that one number rules: it rises, or falls, by the largest miss."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.analysis.explain.changes import Change, ParameterChange, Value
from optimizer.analysis.explain.elastic import Miss
from optimizer.analysis.explain.kinds.translation import (
    STEP_GBP,
    Translation,
    council_names,
    count,
    named_councils,
    rounded_up,
    thousands,
)
from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import policy_kinds

_STEPS = {"gbp": STEP_GBP, "fte": Decimal("0.1"), "share": Decimal("0.01")}
Phrase = Callable[[Case, Policy, Value], str]


@dataclass(frozen=True, slots=True)
class Number:
    """One parameter that limits.

    Attributes:
        parameter: its name.
        rises: True where more of it allows more.
        phrase: what the new value allows, as a sentence.
        rule: the part of a row's rule that it limits; empty for every row of the policy.
    """

    parameter: str
    rises: bool
    phrase: Phrase
    rule: str = ""

    def change(self, policy: Policy, misses: Sequence[Miss]) -> ParameterChange | None:
        """Return the change of the parameter that the largest miss asks for.

        None where the parameter limits nothing, or no value that it may have is enough.
        """
        largest = max((miss.amount for miss in misses if self.rule in miss.rule), default=0.0)
        was = policy.parameters[self.parameter]
        if largest <= 0.0 or not isinstance(was, int | Decimal):
            return None
        spec = policy_kinds()[policy.kind].parameters[self.parameter]
        give = rounded_up(largest, _STEPS.get(spec.type, Decimal(1)))
        now = Decimal(was) + give if self.rises else Decimal(was) - give
        if spec.least is not None and (now < spec.least or (spec.least_excluded and now == spec.least)):
            return None
        return ParameterChange(
            policy.full_name, self.parameter, was, int(now) if isinstance(was, int) else now
        )


def by_numbers(*numbers: Number) -> Translation:
    """Return how a kind with these parameters gives way."""

    def changes(case: Case, policy: Policy, misses: Sequence[Miss]) -> tuple[Change, ...]:
        found = (number.change(policy, misses) for number in numbers)
        return tuple(change for change in found if change is not None)

    def say(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
        phrases = {number.parameter: number.phrase for number in numbers}
        return " and ".join(
            phrases[change.parameter](case, policy, change.now)
            for change in changes
            if isinstance(change, ParameterChange)
        )

    return Translation("most", changes, say)


def _money(value: Value) -> str:
    assert isinstance(value, Decimal)
    return thousands(value)


def _whole(value: Value) -> int:
    assert isinstance(value, int)
    return value


def _plural(number: int, one: str) -> str:
    return f"{count(number)} {one}{'' if number == 1 else 's'}"


def _who(case: Case, policy: Policy, *, each: bool) -> str:
    """Return the councils of a policy as words; every council of the case is `a council`, or left out."""
    councils = named_councils(case, policy)
    if councils:
        return ("each of " if each and len(councils) > 1 else "") + council_names(case, councils)
    return "each council" if each else "all councils together"


def _changes_a_year(case: Case, policy: Policy, now: Value) -> str:
    who = _who(case, policy, each=bool(policy.parameters["each_council"]))
    if policy.parameters.get("each_host"):
        who = "each host"
    return f"allow {who} {_plural(_whole(now), 'change')} a year"


def _changes_in_all(case: Case, policy: Policy, now: Value) -> str:
    return f"allow {_plural(_whole(now), 'change')} over all years"


def _service_years(case: Case, policy: Policy, now: Value) -> str:
    return f"be content with a plan that differs in {_plural(_whole(now), 'service year')}"


def _amount(words: str) -> Phrase:
    def phrase(case: Case, policy: Policy, now: Value) -> str:
        return f"{words} {_money(now)}"

    return phrase


def _members(words: str) -> Phrase:
    def phrase(case: Case, policy: Policy, now: Value) -> str:
        service = policy.parameters["service"]
        pool = f"a pool for {service}" if service else "a pool"
        return f"let {pool} have {words} {_plural(_whole(now), 'member')}"

    return phrase


def _hosted(words: str) -> Phrase:
    def phrase(case: Case, policy: Policy, now: Value) -> str:
        return f"let {_who(case, policy, each=True)} host {words} {_plural(_whole(now), 'service')}"

    return phrase


def _loss(case: Case, policy: Policy, now: Value) -> str:
    who = _who(case, policy, each=True).replace("each council", "a council")
    return f"let {who} end up to {_money(now)} worse off over the whole case"


def _saving_or_loss(words: str) -> Phrase:
    def phrase(case: Case, policy: Policy, now: Value) -> str:
        assert isinstance(now, Decimal)
        return f"{words} {'a loss' if now < 0 else 'a saving'} of {_money(abs(now))}"

    return phrase


def _under_stress(case: Case, policy: Policy, now: Value) -> str:
    scenario = policy.parameters["scenario"]
    where = f"in the scenario {scenario}" if scenario else "in every stress scenario"
    return _saving_or_loss(f"be content, {where}, with")(case, policy, now)


def _chance(case: Case, policy: Policy, now: Value) -> str:
    assert isinstance(now, Decimal)
    below = policy.parameters["below_gbp"]
    what = f"a saving below {_money(below)}" if below else "a loss"
    return f"accept {what} in up to {now:.0%} of the outcomes"


NUMBERS: Mapping[str, Translation] = {
    "changes_limit": by_numbers(Number("most_per_year", rises=True, phrase=_changes_a_year)),
    "partners": by_numbers(
        Number("least", rises=False, phrase=_members("as few as"), rule="least"),
        Number("most", rises=True, phrase=_members("as many as"), rule="most"),
    ),
    "host_fairness": by_numbers(
        Number("least", rises=False, phrase=_hosted("as few as"), rule="least"),
        Number("most", rises=True, phrase=_hosted("as many as"), rule="most"),
    ),
    "least_saving": by_numbers(
        Number("least_gbp", rises=False, phrase=_amount("be content with a saving of"))
    ),
    "cash_cost_limit": by_numbers(Number("most_gbp", rises=True, phrase=_amount("let all years cost up to"))),
    "one_off_cost_limit": by_numbers(
        Number("most_gbp", rises=True, phrase=_amount("let the whole plan cost once up to"))
    ),
    "risk_budget": by_numbers(
        Number("most_gbp", rises=True, phrase=_amount("raise the risk budget (rated pounds) to"))
    ),
    "total_changes_limit": by_numbers(Number("most", rises=True, phrase=_changes_in_all)),
    "differs": by_numbers(Number("least", rises=False, phrase=_service_years)),
    "expected_saving": by_numbers(
        Number(
            "least_gbp", rises=False, phrase=_saving_or_loss("be content, on average over the outcomes, with")
        )
    ),
    "cvar_limit": by_numbers(
        Number("least_gbp", rises=False, phrase=_saving_or_loss("be content, in the worst outcomes, with"))
    ),
    "chance_of_loss_limit": by_numbers(Number("most_share", rises=True, phrase=_chance)),
    "stress_limit": by_numbers(Number("least_gbp", rises=False, phrase=_under_stress)),
    "no_loser": by_numbers(Number("most_loss_gbp", rises=True, phrase=_loss)),
}
