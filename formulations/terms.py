r"""How soon a council may join, how long it must stay, and how much notice it gives.

Rule:
    Nobody joins before the decision and its lead time, or outside the arrangement's years; whoever joins a
    chain stays in it for the minimum term; nobody leaves before notice given in year 1 has run.

Maths:
    - M4 minimum_term: $\mathrm{in}_{cgt} \ge \sum_{u=t-L_g+1}^{t} \mathrm{starts}_{cgu}$; bound_today:
      $\mathrm{in}_{cgt} \ge 1$ while the term that began in `member_since` runs
    - M5 start_allowed: $\mathrm{joins}_{cat} = 0$ where the change date of t lies before the decision plus
      `lead_months`, or t outside the arrangement's years: such columns do not exist
    - M6 notice: $\mathrm{stops}_{cgt} = 0$ for $t \le \mathrm{notice\_years}_g$

Index and mask:
    For every candidate council c, chain g and year t; the sum is cut at year 1, and at H by the end of the
    case.

Meaning when binding:
    A member would rather be out by now; the price is what a shorter term or notice would save.

Source:
    CORE.md part 1, M4 to M6. Deepening along a chain neither ends nor restarts a term.
"""

from __future__ import annotations

import pyomo.environ as pyo

from formulations.family import Family, Index, Model, Row
from formulations.linear import total
from optimizer.model.numbers import Numbers


def index(numbers: Numbers) -> list[Index]:
    """Return (council, chain, year) for every candidate of every chain."""
    return [
        (council, name, t)
        for name, chain in numbers.chains.items()
        for council in numbers.pools[chain.arrangements[0]].candidates
        for t in numbers.years
    ]


def build(model: Model) -> None:
    """Add M4 and M6 (M5 is the index of joins)."""
    numbers = model.numbers
    block = model.pyomo.terms = pyo.Block()

    def minimum_term(council: str, chain: str, t: int) -> Row:
        term = numbers.chains[chain].minimum_term_years
        recent = total(model.starts[council, chain, u] for u in range(max(1, t - term + 1), t + 1))
        return Row(model.in_chain(council, chain, t).add(recent, -1.0), lower=0.0)

    def bound_today(council: str, chain: str, t: int) -> Row:
        return Row(model.in_chain(council, chain, t), lower=1.0)

    def notice(council: str, chain: str, t: int) -> Row:
        return Row(model.stops(council, chain, t), lower=0.0, upper=0.0)

    keys = [key for key in index(numbers) if not model.in_chain(*key).is_constant()]
    terms = [key for key in keys if numbers.chains[key[1]].minimum_term_years > 0]
    model.rows(block, "minimum_term", terms, minimum_term)
    bound = [k for k in index(numbers) if k[2] <= numbers.chains[k[1]].bound_until.get(k[0], 0)]
    model.rows(block, "bound_today", bound, bound_today)
    early = [k for k in index(numbers) if k[2] <= numbers.chains[k[1]].notice_years and _was_in(model, k)]
    model.rows(block, "notice", early, notice)


def _was_in(model: Model, key: Index) -> bool:
    council, chain, t = key
    before = model.in_chain(council, chain, t - 1)
    return not before.is_constant() or before.constant > 0


FAMILY = Family(name="terms", kind="logic", build=build, requires=("decisions", "membership"))
