"""Outcomes of the risk register as the model's numbers, where a policy or the objective reads them."""

from __future__ import annotations

from optimizer.case.case import Case, Policy
from optimizer.model.numbers import OutcomeNumbers
from optimizer.risk.outcomes import MILLION, Outcomes
from optimizer.risk.readers import READ_SAMPLE, READ_SCENARIOS, RISK_OBJECTIVES
from optimizer.risk.sample import draw, stressed


def outcomes(
    case: Case, policies: tuple[Policy, ...], objective: str
) -> tuple[OutcomeNumbers | None, OutcomeNumbers | None]:
    """Return the sample and the named scenarios, each None where nothing reads it."""
    kinds = {policy.kind for policy in policies}
    sample = scenarios = None
    if objective in RISK_OBJECTIVES or kinds & READ_SAMPLE:
        risk = case.settings.risk
        sample = _numbers((), draw(case, risk.outcomes, risk.seed))
    if kinds & READ_SCENARIOS:
        scenarios = _numbers(*stressed(case))
    return sample, scenarios


def _numbers(names: tuple[str, ...], drawn: Outcomes) -> OutcomeNumbers:
    return OutcomeNumbers(
        names=names,
        overrun=drawn.overrun / MILLION,
        realised=drawn.realised / MILLION,
        delay_years=drawn.delay / MILLION,
        life_years=drawn.life_years,
        exit_cost=drawn.exit_cost / MILLION,
        drop_year=drawn.drop_year,
        stranded=drawn.stranded / MILLION,
        pay_award=drawn.pay_award / MILLION,
        supplier_price=drawn.supplier_price / MILLION,
    )
