"""One policy of a constraint set: typed by its kind, checked, blanks replaced by what they mean."""

from __future__ import annotations

from decimal import Decimal

from optimizer.case.case import Case, Negotiable, Policy
from optimizer.case.dictionary import policy_keys, policy_kinds
from optimizer.case.parse import Wrong, nearest
from optimizer.case.policies.blanks import with_blanks_filled
from optimizer.case.policies.entry import Entry
from optimizer.case.policies.parameters import typed_parameter
from optimizer.case.policies.rules import ODDITIES, RULES
from optimizer.case.raw import Findings


def typed_policy(entry: Entry, case: Case, findings: Findings) -> Policy | None:
    """Return the policy of an entry with every parameter resolved; None with faults where it has some."""
    before = len(findings.faults)
    kinds = policy_kinds()
    name = entry.keys.get("kind")
    if not isinstance(name, str) or name not in kinds:
        problem = "the key is missing" if name is None else "there is no such kind of policy"
        findings.fault(entry.place("kind", name), problem, nearest(str(name or ""), kinds))
        return None
    kind = kinds[name]
    for key in entry.keys:
        if key not in policy_keys() and key not in kind.parameters:
            hint = nearest(key, [*kind.parameters, *policy_keys()])
            findings.fault(entry.place(key), f"a policy of kind {name} has no such parameter", hint)
    texts = {key: _text(entry, key, findings) for key in ("reason", "source", "owner")}
    negotiable, price = _firmness(entry, case, findings)
    values = {
        spec.column: value
        for spec in kind.parameters.values()
        if not isinstance(value := typed_parameter(entry, spec, case, findings), Wrong)
    }
    if len(findings.faults) > before:
        return None
    filled = with_blanks_filled(kind, values, case)
    for label, rule in RULES.get(name, ()):
        remedy = rule(filled, case)
        if remedy:
            findings.fault(entry.place(), label, remedy)
    for odd in ODDITIES.get(name, ()):
        if found := odd(filled, case):
            key, problem, remedy = found
            findings.warning(entry.place(key, entry.keys.get(key)), problem, remedy)
    return Policy(
        policy=entry.policy,
        set=entry.set,
        kind=name,
        reason=texts["reason"],
        source=texts["source"],
        parameters=filled,
        owner=texts["owner"],
        negotiable=negotiable,
        price_gbp_per_unit=price,
    )


def _text(entry: Entry, key: str, findings: Findings) -> str:
    value = entry.keys.get(key, "")
    if not isinstance(value, str):
        findings.fault(entry.place(key, value), "is not text", "put it in quotation marks")
        return ""
    if policy_keys()[key].required and not value.strip():
        remedy = "say who wants the policy and why, in a sentence"
        findings.fault(entry.place(key), "nothing is given", remedy)
    return value.strip()


def _firmness(entry: Entry, case: Case, findings: Findings) -> tuple[Negotiable, Decimal | None]:
    """Return whether the policy may be given up or missed, and the price of missing it."""
    specs = policy_keys()
    negotiable = typed_parameter(entry, specs["negotiable"], case, findings)
    price = typed_parameter(entry, specs["price_gbp_per_unit"], case, findings)
    if isinstance(negotiable, Wrong) or isinstance(price, Wrong):
        return "hard", None
    if negotiable == "preference" and price is None:
        remedy = "give price_gbp_per_unit, or make the policy negotiable or hard"
        findings.fault(entry.place("negotiable", negotiable), "a preference has no price", remedy)
    if negotiable != "preference" and price is not None:
        problem = "only a preference has a price"
        findings.fault(entry.place("price_gbp_per_unit", price), problem, 'say negotiable = "preference"')
    return negotiable, price
