"""Linear expressions as plain lists: fast to add up, fast to hand to Pyomo."""

from __future__ import annotations

from typing import Any

from pyomo.core.expr.numeric_expr import LinearExpression

CANCELLED = 1e-12
"""A sum this small against its terms is rounding."""

NOTHING = 1e-9
"""A coefficient this small is what rounding leaves of none; solvers drop such ones without a word."""

Term = Any
"""A number, a Pyomo variable or a `Linear`."""


class Linear:
    """A constant plus coefficient x variable terms; a variable may appear more than once."""

    __slots__ = ("coefficients", "constant", "variables")

    def __init__(self, *terms: tuple[float, Term]) -> None:
        """Start from (coefficient, term) pairs."""
        self.constant = 0.0
        self.coefficients: list[float] = []
        self.variables: list[Any] = []
        for coefficient, term in terms:
            self.add(term, coefficient)

    def add(self, term: Term, coefficient: float = 1.0) -> Linear:
        """Add coefficient x term and return the expression itself."""
        if coefficient == 0.0:
            return self
        if isinstance(term, Linear):
            self.constant += coefficient * term.constant
            if coefficient == 1.0:
                self.coefficients.extend(term.coefficients)
            else:
                self.coefficients.extend([coefficient * c for c in term.coefficients])
            self.variables.extend(term.variables)
        elif isinstance(term, float | int):
            self.constant += coefficient * term
        else:
            self.coefficients.append(coefficient)
            self.variables.append(term)
        return self

    def is_constant(self) -> bool:
        """Tell whether no variable takes part."""
        return not self.variables

    def collected(self) -> Linear:
        """Return the same expression with every variable once (itself, where that is so already).

        Where terms cancel out, what rounding leaves of them (1e-16 and the like) is left out: solvers drop
        such coefficients without a word.
        """
        keys = list(map(id, self.variables))
        if len(set(keys)) == len(keys):
            return self
        sums = dict.fromkeys(keys, 0.0)
        sizes = dict.fromkeys(keys, 0.0)
        for key, coefficient in zip(keys, self.coefficients, strict=True):
            sums[key] += coefficient
            sizes[key] += abs(coefficient)
        variables = dict(zip(keys, self.variables, strict=True))
        result = Linear()
        result.constant = self.constant
        for key, coefficient in sums.items():
            if abs(coefficient) > CANCELLED * sizes[key]:
                result.coefficients.append(coefficient)
                result.variables.append(variables[key])
        return result

    def body(self) -> Any:
        """Return the variable part as a Pyomo expression (without the constant)."""
        return LinearExpression(linear_coefs=self.coefficients, linear_vars=self.variables)


def total(terms: Any, coefficient: float = 1.0) -> Linear:
    """Return the sum of terms, each times the same coefficient."""
    result = Linear()
    for term in terms:
        result.add(term, coefficient)
    return result


def value(term: Term) -> float:
    """Return the value of a term at the values that its variables now hold."""
    if isinstance(term, Linear):
        terms = zip(term.coefficients, term.variables, strict=True)
        return float(term.constant + sum(c * v.value for c, v in terms))
    return float(term) if isinstance(term, float | int) else float(term.value)
