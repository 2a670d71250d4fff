"""Bad rows of the risk register: each register is added to the golden case, which has none."""

from __future__ import annotations

from tests.case.folders import Edit, Expected, whole

COLUMNS = (
    *("driver", "scope", "distribution", "low", "mode", "high", "probability", "early_years", "early_factor"),
    *("values", "probabilities", "loading", "source", "grade"),
)


def register(*rows: dict[str, str]) -> Edit:
    """Add a register with these rows; the first is row 2. A source and a grade are given."""
    complete = [{"scope": "*", "source": "a guess", "grade": "ASSUMED"} | row for row in rows]
    texts = [",".join(row.get(column, "") for column in COLUMNS) for row in complete]
    return whole("risks.csv", "\n".join((",".join(COLUMNS), *texts)) + "\n")


def risk(driver: str, distribution: str, **cells: str) -> dict[str, str]:
    return {"driver": driver, "distribution": distribution, **cells}


def triangular(driver: str, low: str, mode: str, high: str, **cells: str) -> dict[str, str]:
    return risk(driver, "triangular", low=low, mode=mode, high=high, **cells)


def discrete(values: str, probabilities: str) -> dict[str, str]:
    return risk("delay", "discrete", values=values, probabilities=probabilities)


def at(row: int, column: str, words: str) -> Expected:
    return ("risks.csv", row, column, words)


OVERRUN = triangular("transition_overrun", "0", "0.2", "1")

FAULTS_OF_DISTRIBUTIONS: dict[str, tuple[Edit, Expected]] = {
    "risk of no driver": (
        register(triangular("overrun", "0", "0.2", "1")),
        at(2, "driver", "'overrun': is not one of the words allowed; did you mean 'transition_overrun'?"),
    ),
    "risk of no distribution": (
        register(risk("delay", "normal", low="0", high="1")),
        at(2, "distribution", "'normal': is not one of the words allowed"),
    ),
    "probability above 1": (
        register(risk("break_up", "hazard", probability="11")),
        at(2, "probability", "'11': is too large; give a share, from 0 to 1"),
    ),
    "probability below 0": (
        register(risk("break_up", "hazard", probability="-0.1")),
        at(2, "probability", "'-0.1': is too small; give a share, from 0 to 1"),
    ),
    "low above high": (
        register(risk("delay", "uniform", low="2", high="1")),
        at(2, "low", "'2': is more than high (1); exchange the two"),
    ),
    "mode below low": (
        register(triangular("delay", "0.5", "0.2", "1")),
        at(2, "mode", "'0.2': is less than low (0.5); give low, mode, high in order"),
    ),
    "mode above high": (
        register(triangular("delay", "0", "3", "1")),
        at(2, "mode", "'3': is more than high (1); give low, mode, high in order"),
    ),
    "a range of no width": (
        register(risk("delay", "uniform", low="1", high="1")),
        at(2, "low", "is the same as high, so that nothing is uncertain; write discrete with values 1"),
    ),
    "triangular without a mode": (
        register(risk("delay", "triangular", low="0", high="1")),
        at(2, "mode", "nothing is given, but triangular needs it; give it: likeliest value of triangular"),
    ),
    "uniform with a mode": (
        register(risk("delay", "uniform", low="0", mode="0.5", high="1")),
        at(2, "mode", "'0.5': uniform has no such parameter; leave it blank (uniform has low, high)"),
    ),
    "hazard with a low": (
        register(risk("break_up", "hazard", probability="0.1", low="0")),
        at(2, "low", "'0': hazard has no such parameter; leave it blank"),
    ),
    "hazard without a probability": (
        register(risk("break_up", "hazard")),
        at(2, "probability", "nothing is given, but hazard needs it"),
    ),
    "early years without a factor": (
        register(risk("break_up", "hazard", probability="0.1", early_years="2")),
        at(2, "early_factor", "early_years and early_factor mean something together only; give both"),
    ),
    "early years of an amount": (
        register(triangular("delay", "0", "0.5", "1", early_years="2", early_factor="2")),
        at(2, "early_years", "'2': triangular has no such parameter"),
    ),
    "early years below 0": (
        register(risk("break_up", "hazard", probability="0.1", early_years="-2", early_factor="2")),
        at(2, "early_years", "'-2': is too small; give a whole number (years), from 0 to 30"),
    ),
    "early factor below 0": (
        register(risk("break_up", "hazard", probability="0.1", early_years="2", early_factor="-2")),
        at(2, "early_factor", "'-2': is too small; give a number (times), from 0 to 100"),
    ),
    "event that is an amount": (
        register(triangular("break_up", "1", "2", "3")),
        at(2, "distribution", "break_up is an event, which cannot be distributed so; use one of hazard"),
    ),
    "amount that is an event": (
        register(risk("realisation", "hazard", probability="0.1")),
        at(2, "distribution", "realisation is an amount, which cannot be distributed so; use one of triang"),
    ),
    "bernoulli of an amount without its high": (
        register(risk("exit_cost", "bernoulli", probability="0.1")),
        at(2, "high", "nothing is given, but bernoulli needs it; give it: largest value"),
    ),
    "bernoulli of an event with a high": (
        register(risk("drop_out", "bernoulli", probability="0.1", high="1")),
        at(2, "high", "'1': bernoulli has no such parameter; leave it blank (bernoulli has probability)"),
    ),
    "realisation above what can be": (
        register(triangular("realisation", "0", "0.5", "35")),
        at(2, "high", "realisation cannot be 35; give share of the promised saving, from 0 to 2"),
    ),
    "delay below 0": (
        register(triangular("delay", "-1", "0", "1")),
        at(2, "low", "'-1': delay cannot be -1; give years, from 0 to 10"),
    ),
    "overrun of less than nothing": (
        register(triangular("transition_overrun", "-1.5", "0", "1")),
        at(2, "low", "transition_overrun cannot be -1.5; give share of the transition cost, from -1 to 10"),
    ),
    "pay award in per cent": (
        register(triangular("pay_award", "-1", "0", "2")),
        at(2, "low", "pay_award cannot be -1; give share a year, from -0.2 to 0.5"),
    ),
    "value above what can be": (
        register(discrete("0;11", "0.5;0.5")),
        at(2, "values", "'0;11': delay cannot be 11; give years, from 0 to 10"),
    ),
    "lognormal from 0": (
        register(risk("exit_cost", "lognormal", low="0", high="1")),
        at(2, "low", "'0': lognormal is always above 0; give a 10th percentile above 0, or use triangular"),
    ),
    "discrete with a probability too few": (
        register(discrete("0;1;2", "0.5;0.5")),
        at(2, "probabilities", "2 probabilities for 3 values; give one for every value"),
    ),
    "discrete that does not add up": (
        register(discrete("0;1;2", "0.33;0.33;0.33")),
        at(2, "probabilities", "they add up to 0.99; correct them so that they add up to exactly 1"),
    ),
    "discrete with a probability above 1": (
        register(discrete("0;1", "50;50")),
        at(2, "probabilities", "is too large; give shares separated by ';', from 0 to 1"),
    ),
    "discrete without values": (
        register(discrete("", "1")),
        at(2, "values", "nothing is given, but discrete needs it"),
    ),
    "discrete without probabilities": (
        register(discrete("1", "")),
        at(2, "probabilities", "nothing is given, but discrete needs it"),
    ),
    "discrete with an empty place": (
        register(discrete("0;;1", "0.5;0.5")),
        at(2, "values", "is not a number"),
    ),
    "discrete with a value twice": (
        register(discrete("1;1.0", "0.5;0.5")),
        at(2, "values", "a value stands twice; give each once, with its whole probability"),
    ),
    "loading above 1": (
        register(OVERRUN | {"loading": "1.5"}),
        at(2, "loading", "'1.5': is too large; give a number, from -1 to 1"),
    ),
    "loading below -1": (
        register(OVERRUN | {"loading": "-50"}),
        at(2, "loading", "'-50': is too small; give a number, from -1 to 1"),
    ),
    "risk without a source": (register(OVERRUN | {"source": ""}), at(2, "source", "nothing is given")),
    "risk without a grade": (
        register(OVERRUN | {"grade": ""}),
        at(2, "grade", "nothing is given; give one of S, OK, INF, ASSUMED"),
    ),
    "risk of an unknown grade": (
        register(OVERRUN | {"grade": "A"}),
        at(2, "grade", "'A': is not one of the words allowed"),
    ),
}
