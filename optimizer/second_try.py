"""One second try, where a plan that is known has proved the first answer wrong, or it contradicts itself.

What the first search believed must not be believed again, so the second one is as unlike it as may be:
another seed, no presolve (most known wrong proofs come from it), and the plan that refuted the first answer
is known, so that a proof which does not reach it is refused. Its answer then passes every guard of the first,
the second opinion included. It is tried once: whoever is refuted twice is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from optimizer.corroborate import KEPT, RefutedError
from optimizer.errors import CheckFailedError
from optimizer.model.solve import Outcome, SolveOptions, SolveStatus
from optimizer.plan.facts import RunFacts

SEED_STEP = 1
_SEEDS = 2**31


def options_of(first: SolveOptions) -> SolveOptions:
    """Return the options of the second try."""
    return replace(first, seed=(first.seed + SEED_STEP) % _SEEDS, presolve=False)


@contextmanager
def refused(refuted: RefutedError, outcome: Outcome) -> Iterator[None]:
    """Refuse a second try without a proof, or whose proof a guard refuses meanwhile, and say both stories.

    Raises:
        CheckFailedError: where nothing can be published.
    """
    if outcome.status is not SolveStatus.OPTIMAL:
        message = f"{refuted.claim} A second try brought no proof either: {outcome.message} {KEPT}"
        raise CheckFailedError(message)
    try:
        yield
    except CheckFailedError as error:
        message = f"{refuted.claim} A second try was refused too: {error}"
        raise CheckFailedError(message) from error


def told(facts: RunFacts, claim: str) -> RunFacts:
    """Return the facts of a second try that stands, with what became of the first answer."""
    first = (
        f"The first answer was refuted and is not used. {claim} The model was solved again with "
        "another seed and without presolve; this is the answer of the second try."
    )
    return replace(facts, message=f"{facts.message} {first}", first_refuted=first)


def recalled(facts: RunFacts, claims: Sequence[str]) -> RunFacts:
    """Return the facts of the last of several searches, with what became of first answers to earlier ones."""
    return told(facts, " ".join(claims)) if claims and not facts.first_refuted else facts
