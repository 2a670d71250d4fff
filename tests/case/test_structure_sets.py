"""Faults of policies on structure and calendar that need two services, or a council without one of them."""

from __future__ import annotations

import pytest

from optimizer.case import load_case, sets_from_texts
from optimizer.case.case import Case
from optimizer.errors import InputError
from tests.case.test_sets import TEMPLATE, policy
from tests.verify.cases import rich


def faults(case: Case, kind: str, body: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        sets_from_texts({"test": policy(kind, body)}, case)
    return [f"{fault.row} {fault.sentence()}" for fault in caught.value.faults]


FAULTS = {
    "services and another group": (
        "same_host",
        'services = ["payroll", "ict"]\nservice_group = "support"',
        "1 sets/test.toml, row 1, policy.rule: it is not clear which services are meant; "
        "give services or service_group, not both",
    ),
    "group misspelt": (
        "same_host",
        'service_group = "support team"',
        "4 sets/test.toml, row 4, policy.rule.service_group: 'support team': "
        "is not among the service groups of the case; did you mean 'support'?",
    ),
    "gap of nine years in eight": (
        "precedence",
        'first = "ict"\nthen = "payroll"\ngap_years = 9',
        "1 sets/test.toml, row 1, policy.rule: the gap is longer than the case; "
        "give gap_years of 8 or less (with more nobody could join in any year)",
    ),
    "a quarter for each of three hosts": (
        "concentration",
        "most_share = 0.25",
        "1 sets/test.toml, row 1, policy.rule: with so few hosts nobody could share anything; "
        "give most_share of 1/3 or more: only 3 bodies host candidate pools",
    ),
    "all faults at once": (
        "blackout_years",
        'years = ["2025/26", "2027/28", "2034/35"]\nservice = "itc"',
        "4 sets/test.toml, row 4, policy.rule.years: '2025/26': is outside the years of the case; "
        "use 2026/27 to 2033/34\n"
        "4 sets/test.toml, row 4, policy.rule.years: '2034/35': is outside the years of the case; "
        "use 2026/27 to 2033/34\n"
        "5 sets/test.toml, row 5, policy.rule.service: 'itc': is not among the services of the case; "
        "did you mean 'ict'?",
    ),
}


@pytest.mark.parametrize("what", FAULTS)
def test_faults(what: str) -> None:
    kind, body, words = FAULTS[what]
    assert "\n".join(faults(load_case(TEMPLATE).case, kind, body)) == words


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("blackout_years", 'years = ["2027/28"]'),
        ("forced_break", 'year = "2027/28"'),
        ("minimum_term", "years = 4"),
        ("notice", "years = 2"),
        ("risk_rating_limit", "most_rating = 2"),
    ],
)
def test_a_council_without_the_service_is_not_named_and_not_meant(kind: str, body: str) -> None:
    """Of four councils D has no payroll."""
    [found] = sets_from_texts({"test": policy(kind, f'{body}\nservice = "PAY"')}, rich()).policies
    assert found.parameters["councils"] == ("A", "B", "C")
    [fault] = faults(rich(), kind, f'{body}\nservice = "PAY"\ncouncils = ["A", "D"]')
    assert "a council is named that does not need the service; leave out D, or add" in fault


def test_a_council_that_needs_one_of_two_services_is_not_meant() -> None:
    """D needs ICT only: nothing of it can be kept together, apart or in order."""
    bodies = {
        "same_host": 'services = ["ICT", "PAY"]',
        "different_hosts": 'services = ["ICT", "PAY"]',
        "precedence": 'first = "ICT"\nthen = "PAY"',
    }
    for kind, body in bodies.items():
        [found] = sets_from_texts({"test": policy(kind, body)}, rich()).policies
        assert found.parameters["councils"] == ("A", "B", "C")
        [fault] = faults(rich(), kind, f'{body}\ncouncils = ["D", "A"]')
        assert "leave out D, or add baseline_services rows" in fault
