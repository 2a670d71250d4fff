"""Bad scopes, scenarios and settings of risk: each is added to the golden case, which has none."""

from __future__ import annotations

from tests.case.bad_inputs_risks import FAULTS_OF_DISTRIBUTIONS, OVERRUN, at, register, risk, triangular
from tests.case.folders import FULL, Edit, Expected, both, cell, line, swap, whole

SHALLOW = "ICT.A.lead_authority.infrastructure"

CHAIN = both(
    line("arrangements.csv", "ICT,A,lead_authority,50000"),
    cell("arrangements.csv", 3, "depth", "infrastructure"),
    cell("arrangements.csv", 2, "chain", "ict"),
    cell("arrangements.csv", 3, "chain", "ict"),
)
"""The one arrangement of the golden case deepens another."""

SETTINGS_OF_RISK = '[recharge]\nrunning_key = "volume"\n'


def keys_of_risk(text: str) -> Edit:
    return swap("case.toml", SETTINGS_OF_RISK, f"[risk]\n{text}\n\n{SETTINGS_OF_RISK}")


def scenarios(*rows: str) -> Edit:
    """Add stress scenarios; the first is row 2."""
    return whole("stress.csv", "\n".join(("scenario,driver,scope,value", *rows)) + "\n")


def in_stress(row: int, column: str, words: str) -> Expected:
    return ("stress.csv", row, column, words)


FAULTS_OF_SCOPES: dict[str, tuple[Edit, Expected]] = {
    "scope of no sort": (
        register(OVERRUN | {"scope": "pool:ICT"}),
        at(2, "scope", "'pool:ICT': is not a scope; write * or one of service:NAME, model:NAME"),
    ),
    "scope nearly of a sort": (
        register(OVERRUN | {"scope": "services:ICT"}),
        at(2, "scope", "'services:ICT': is not a scope; did you mean 'service:ICT'?"),
    ),
    "scope without its sort": (
        register(OVERRUN | {"scope": "ICT"}),
        at(2, "scope", "'ICT': is not a scope; write * or one of"),
    ),
    "scope of nothing": (
        register(OVERRUN | {"scope": "service:"}),
        at(2, "scope", "'service:': names no service; write service:NAME, or * for everything"),
    ),
    "scope with a list": (
        register(OVERRUN | {"scope": "service:ICT;HR"}),
        at(2, "scope", "an identifier cannot contain ';'"),
    ),
    "scope of an unknown service": (
        register(OVERRUN | {"scope": "service:IT"}),
        at(2, "scope", "'service:IT': there is no service 'IT'; did you mean 'ICT'?"),
    ),
    "scope of an unknown model": (
        register(OVERRUN | {"scope": "model:lead_authorities"}),
        at(2, "scope", "there is no delivery model 'lead_authorities'; did you mean 'lead_authority'?"),
    ),
    "scope of an unknown arrangement": (
        register(OVERRUN | {"scope": "arrangement:ICT.A.lead_authority"}),
        at(2, "scope", f"there is no arrangement 'ICT.A.lead_authority'; did you mean '{FULL}'?"),
    ),
    "scope of an unknown council": (
        register(risk("drop_out", "hazard", probability="0.1", scope="council:C")),
        at(2, "scope", "there is no council 'C'; use one of 'A', 'B'"),
    ),
    "overrun of a council": (
        register(OVERRUN | {"scope": "council:A"}),
        at(2, "scope", "transition_overrun is not said of a single council; use * or service:NAME, mod"),
    ),
    "break-up of a council": (
        register(risk("break_up", "hazard", probability="0.1", scope="council:A")),
        at(2, "scope", "break_up is not said of a single council; use * or service:NAME"),
    ),
    "withdrawal of a service": (
        register(risk("drop_out", "hazard", probability="0.1", scope="service:ICT")),
        at(2, "scope", "drop_out is not said of a single service; use * or council:NAME"),
    ),
    "pay award of a service": (
        register(triangular("pay_award", "0", "0.01", "0.02", scope="service:ICT")),
        at(2, "scope", "pay_award is not said of a single service; use * alone"),
    ),
    "supplier prices of an arrangement": (
        register(triangular("supplier_price", "0", "0.01", "0.02", scope=f"arrangement:{FULL}")),
        at(2, "scope", "supplier_price is not said of a single arrangement; use * or service:NAME"),
    ),
    "a repeated risk": (
        register(OVERRUN, triangular("delay", "0", "0.5", "1"), OVERRUN | {"high": "2"}),
        at(4, "driver, scope", "repeats row 2; remove one of the two"),
    ),
    "two fates of one chain": (
        both(
            CHAIN,
            register(
                triangular("realisation", "0", "0.5", "1"),
                triangular("realisation", "0", "0.4", "1", scope=f"arrangement:{SHALLOW}"),
            ),
        ),
        at(
            3,
            "scope",
            f"{FULL} (row 2) and {SHALLOW} (row 3) are of one chain, ict, and differ in realisation; a "
            "partnership has one fate: give all arrangements of the chain the same",
        ),
    ),
    "half a chain that breaks up": (
        both(
            CHAIN,
            register(risk("break_up", "hazard", probability="0.1", scope=f"arrangement:{FULL}")),
        ),
        at(2, "scope", f"{FULL} (row 2) and {SHALLOW} (as planned) are of one chain, ict"),
    ),
}

FAULTS_OF_SCENARIOS: dict[str, tuple[Edit, Expected]] = {
    "scenario without a name": (
        scenarios(",realisation,*,0.3"),
        in_stress(2, "scenario", "nothing is given; give name of a stress scenario"),
    ),
    "scenario without a value": (
        scenarios("weak,realisation,*,"),
        in_stress(2, "value", "nothing is given; give a share or years"),
    ),
    "scenario of no driver": (
        scenarios("weak,realization,*,0.3"),
        in_stress(2, "driver", "'realization': is not one of the words allowed; did you mean 'realisation'?"),
    ),
    "scenario of an unknown service": (
        scenarios("weak,realisation,service:HR,0.3"),
        in_stress(2, "scope", "there is no service 'HR'; use one of 'ICT'"),
    ),
    "scenario of a council that is late": (
        scenarios("weak,delay,council:A,1"),
        in_stress(2, "scope", "delay is not said of a single council"),
    ),
    "scenario with a value that cannot be": (
        scenarios("weak,realisation,*,35"),
        in_stress(2, "value", "'35': realisation cannot be 35; give share of the promised saving, from 0 to"),
    ),
    "scenario of part of a year": (
        scenarios("ends,break_up,*,2.5"),
        in_stress(2, "value", "'2.5': is not a whole number of years; give years that the partnership lives"),
    ),
    "scenario before the first year": (
        scenarios("ends,drop_out,council:B,0"),
        in_stress(2, "value", "'0': drop_out cannot be 0; give planned year of the withdrawal, from 1 to 3"),
    ),
    "scenario after the case": (
        scenarios("ends,break_up,*,4"),
        in_stress(2, "value", "'4': is after the last year of the case, so that break_up never happens"),
    ),
    "scenario with a row twice": (
        scenarios("weak,delay,*,1", "late,delay,*,1", "weak,delay,*,2"),
        in_stress(4, "scenario, driver, scope", "repeats row 2; remove one of the two"),
    ),
    "scenario with two fates of one chain": (
        both(CHAIN, scenarios("weak,delay,*,1", f"other,delay,arrangement:{SHALLOW},2")),
        in_stress(3, "scope", f"{FULL} (as planned) and {SHALLOW} (row 3) are of one chain, ict, and differ"),
    ),
}

FAULTS_OF_RISK_SETTINGS: dict[str, tuple[Edit, Expected]] = {
    "sample too small for the tail": (
        keys_of_risk("outcomes = 200\nlevel = 0.99"),
        (
            "case.toml",
            None,
            "risk.outcomes",
            "'200': only 2 of the outcomes lie beyond the level 0.99, and a mean of fewer than 5 says "
            "nothing; give at least 500, or lower risk.level",
        ),
    ),
    "sample of too few outcomes": (
        keys_of_risk("outcomes = 15"),
        ("case.toml", 14, "risk.outcomes", "is too small; give a whole number (outcomes), from 16 to 5000"),
    ),
    "level of everything": (
        keys_of_risk("level = 1"),
        ("case.toml", 14, "risk.level", "is too large; give a share, from 0 to 0.999"),
    ),
    "weight above 1": (
        keys_of_risk("weight = 50"),
        ("case.toml", 14, "risk.weight", "is too large; give a share, from 0 to 1"),
    ),
    "reference class in words": (
        keys_of_risk('reference_class = "no"'),
        ("case.toml", 14, "risk.reference_class", "is text; write true or false without quotation marks"),
    ),
    "unknown key of risk": (
        keys_of_risk("samples = 100"),
        ("case.toml", 14, "risk.samples", "there is no such key in case.toml"),
    ),
}

FAULTS_OF_RISKS = FAULTS_OF_DISTRIBUTIONS | FAULTS_OF_SCOPES | FAULTS_OF_SCENARIOS | FAULTS_OF_RISK_SETTINGS

WARNINGS_OF_RISKS: list[tuple[Edit, Expected]] = [
    (
        register(OVERRUN | {"loading": "-0.5"}),
        at(2, "loading", "transition_overrun would get better as everything else gets worse"),
    ),
    (
        register(triangular("realisation", "0", "0.5", "1", loading="0.5")),
        at(2, "loading", "what is bad when low usually has a negative loading: make sure that this is meant"),
    ),
    (
        register(risk("drop_out", "hazard", probability="0.1", scope="council:A")),
        at(2, "scope", "no row of drop_out reaches council:B, so there it is certain to be as planned"),
    ),
    (
        both(CHAIN, register(OVERRUN | {"scope": f"arrangement:{FULL}"})),
        at(2, "scope", f"no row of transition_overrun reaches arrangement:{SHALLOW}, so there"),
    ),
]
