"""Checks of the risk register, row by row: what a distribution needs, what a driver can be, what is named."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from optimizer.case.dictionary import file_of
from optimizer.case.dictionary import tables as dictionary_tables
from optimizer.case.drivers import DRIVERS, DriverTerms
from optimizer.case.loaded import plain, text_of
from optimizer.case.parse import nearest
from optimizer.case.raw import Findings, Place
from optimizer.case.resolve import resolved_arrangements
from optimizer.case.tables import CaseTables, RisksRow, StressRow

LEAST_IN_TAIL = 5
"""Outcomes that must lie beyond the level of the tail, or its mean says nothing."""

AMOUNTS = ("triangular", "uniform", "lognormal", "discrete", "bernoulli")
EVENTS = ("hazard", "bernoulli")

NEEDED: Mapping[str, tuple[str, ...]] = {
    "triangular": ("low", "mode", "high"),
    "uniform": ("low", "high"),
    "lognormal": ("low", "high"),
    "discrete": ("values", "probabilities"),
    "bernoulli": ("high", "probability"),
    "hazard": ("probability",),
}
"""What each distribution of an amount, and hazard, must have; bernoulli of an event has no `high`."""

ALLOWED: Mapping[str, tuple[str, ...]] = {"hazard": ("early_years", "early_factor")}
"""What a distribution may have besides."""

PARAMETERS = ("low", "mode", "high", "probability", "early_years", "early_factor", "values", "probabilities")


def rows_are_distributions(file: str, rows: Sequence[RisksRow], findings: Findings) -> None:
    """Check each row by itself: its distribution, its parameters and their range, its scope."""
    for row in rows:
        check = _Row(file, row, findings)
        if check.distribution_fits():
            check.parameters_are_there()
            check.bounds_are_in_order()
            check.values_are_in_range()
            check.chances_are_whole()
        check.loading_has_the_right_sign()
        scope_fits(_place(file, row, "scope", row.scope), row.driver, row.scope, findings)


def _place(file: str, row: RisksRow | StressRow, column: str, value: object = None) -> Place:
    return Place(file, row.file_row, column, None if value is None else str(value))


def scope_fits(place: Place, driver: str, scope: str, findings: Findings) -> None:
    """Report a scope of a sort that the driver does not take."""
    takes = scopes_of(driver)
    word = scope.partition(":")[0]
    if word != "*" and word not in takes:
        what = ", ".join([f"{one}:NAME" for one in takes])
        remedy = f"use * {'or ' + what if what else 'alone'}"
        findings.fault(place, f"{driver} is not said of a single {word}", remedy)


def scopes_of(driver: str) -> tuple[str, ...]:
    """Return the words that a scope of the driver may have."""
    return _terms(driver).scopes


def _terms(driver: str) -> DriverTerms:
    return next(terms for name, terms in DRIVERS.items() if name == driver)


class _Row:
    """The checks of one row."""

    def __init__(self, file: str, row: RisksRow, findings: Findings) -> None:
        self._file, self._row, self._findings = file, row, findings
        self._terms = _terms(row.driver)

    def _fault(self, column: str, problem: str, remedy: str) -> None:
        spec = dictionary_tables()["risks"][column]
        value = text_of(spec, getattr(self._row, column))
        place = Place(self._file, self._row.file_row, column, value or None)
        self._findings.fault(place, problem, remedy)

    def distribution_fits(self) -> bool:
        """Tell whether the driver can have the distribution, and report it if not."""
        allowed = EVENTS if self._terms.is_event else AMOUNTS
        if self._row.distribution in allowed:
            return True
        kind = "an event" if self._terms.is_event else "an amount"
        problem = f"{self._row.driver} is {kind}, which cannot be distributed so"
        self._fault("distribution", problem, f"use one of {', '.join(allowed)}")
        return False

    def needed(self) -> tuple[str, ...]:
        """Return what the distribution must have."""
        if self._terms.is_event:
            return ("probability",)
        return NEEDED[self._row.distribution]

    def parameters_are_there(self) -> None:
        """A distribution has what it needs, and nothing that it would not read."""
        row, needed = self._row, self.needed()
        allowed = (*needed, *ALLOWED.get(row.distribution, ()))
        for column in PARAMETERS:
            given = getattr(row, column) is not None
            if column in needed and not given:
                words = dictionary_tables()["risks"][column].description.partition(";")[0]
                self._fault(column, f"nothing is given, but {row.distribution} needs it", f"give it: {words}")
            if given and column not in allowed:
                remedy = f"leave it blank ({row.distribution} has {', '.join(needed)}), or correct it"
                self._fault(column, f"{row.distribution} has no such parameter", remedy)
        early = {"early_years": row.early_years, "early_factor": row.early_factor}
        blank = [column for column, value in early.items() if value is None]
        if row.distribution == "hazard" and len(blank) == 1:
            remedy = "give both, or leave both blank"
            self._fault(blank[0], "early_years and early_factor mean something together only", remedy)

    def bounds_are_in_order(self) -> None:
        """Low is below high, mode between them; a range of no width is a certain value."""
        row = self._row
        if "low" not in self.needed():
            return
        if row.low is not None and row.high is not None:
            if row.low > row.high:
                self._fault("low", f"is more than high ({plain(row.high)})", "exchange the two")
            elif row.low == row.high:
                remedy = f"write discrete with values {plain(row.low)} and probabilities 1, or give a range"
                self._fault("low", "is the same as high, so that nothing is uncertain", remedy)
        if row.mode is not None and "mode" in self.needed():
            if row.low is not None and row.low > row.mode:
                self._fault("mode", f"is less than low ({plain(row.low)})", "give low, mode, high in order")
            elif row.high is not None and row.mode > row.high:
                self._fault("mode", f"is more than high ({plain(row.high)})", "give low, mode, high in order")
        if row.distribution == "lognormal" and row.low is not None and row.low <= 0:
            remedy = "give a 10th percentile above 0, or use triangular"
            self._fault("low", "lognormal is always above 0", remedy)

    def values_are_in_range(self) -> None:
        """An amount is something that its driver can be."""
        row, terms = self._row, self._terms
        if terms.is_event:
            return
        for column in ("low", "mode", "high", "values"):
            if column not in self.needed():
                continue
            given = getattr(row, column)
            for value in given if isinstance(given, tuple) else (given,):
                if value is not None and outside(value, terms.least, terms.most):
                    problem = f"{row.driver} cannot be {plain(value)}"
                    self._fault(column, problem, f"give {terms.unit}, {range_words(terms.least, terms.most)}")
                    break

    def chances_are_whole(self) -> None:
        """A discrete distribution has a probability for every value, together exactly 1."""
        row = self._row
        if row.distribution != "discrete" or row.values is None or row.probabilities is None:
            return
        if len(row.values) != len(row.probabilities):
            problem = f"{len(row.probabilities)} probabilities for {len(row.values)} values"
            self._fault("probabilities", problem, "give one for every value, in the same order")
        elif sum(row.probabilities) != 1:
            problem = f"they add up to {plain(sum(row.probabilities, Decimal(0)))}"
            self._fault("probabilities", problem, "correct them so that they add up to exactly 1")
        elif len(set(row.values)) < len(row.values):
            self._fault("values", "a value stands twice", "give each once, with its whole probability")

    def loading_has_the_right_sign(self) -> None:
        """Point out a risk that would get better as the world gets worse."""
        row, bad_when_high = self._row, self._terms.bad_when_high
        if bad_when_high is None or not row.loading or (row.loading > 0) == bad_when_high:
            return
        bad, sign = ("high", "positive") if bad_when_high else ("low", "negative")
        problem = f"{row.driver} would get better as everything else gets worse"
        remedy = f"what is bad when {bad} usually has a {sign} loading: make sure that this is meant"
        place = _place(self._file, row, "loading", plain(row.loading))
        self._findings.warning(place, problem, remedy)


def outside(value: Decimal, least: Decimal, most: Decimal | None) -> bool:
    """Tell whether a value lies outside a range."""
    return value < least or (most is not None and value > most)


def range_words(least: Decimal, most: Decimal | None) -> str:
    """Return a range for people."""
    return f"{least} or more" if most is None else f"from {least} to {most}"


def risks_are_distributions(tables: CaseTables, findings: Findings) -> None:
    """The rows of the register are right by themselves."""
    rows_are_distributions(file_of("risks"), tables.risks, findings)


def scopes_name_something(tables: CaseTables, findings: Findings) -> None:
    """Every service, model, arrangement and council that a scope names is in the case."""
    known: dict[str, Collection[str]] = {
        "service": [row.service for row in tables.services],
        "model": [row.model for row in tables.delivery_models],
        "arrangement": [pool.arrangement for pool in resolved_arrangements(tables)],
        "council": [row.council for row in tables.councils],
    }
    rows: list[tuple[str, RisksRow | StressRow]] = [(file_of("risks"), row) for row in tables.risks]
    rows += [(file_of("stress"), row) for row in tables.stress]
    for file, row in rows:
        word, _, name = row.scope.partition(":")
        if word in scopes_of(row.driver) and name not in known[word]:
            problem = f"there is no {'delivery model' if word == 'model' else word} {name!r}"
            findings.fault(_place(file, row, "scope", row.scope), problem, nearest(name, known[word]))


def tails_have_outcomes(tables: CaseTables, findings: Findings) -> None:
    """The sample is large enough for the tail that is looked at."""
    settings = tables.settings
    tail = 1 - settings.risk_level
    if tail * settings.risk_outcomes < LEAST_IN_TAIL:
        needed = -(-LEAST_IN_TAIL // tail)
        problem = (
            f"only {plain(tail * settings.risk_outcomes)} of the outcomes lie beyond the level "
            f"{plain(settings.risk_level)}, and a mean of fewer than {LEAST_IN_TAIL} says nothing"
        )
        remedy = f"give at least {needed:f}, or lower risk.level"
        place = Place("case.toml", None, "risk.outcomes", str(settings.risk_outcomes))
        findings.fault(place, problem, remedy)
