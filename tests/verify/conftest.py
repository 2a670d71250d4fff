"""What every test of the referee starts from."""

import pytest

from tests.verify.plans import good_plans


@pytest.fixture(scope="session", autouse=True)
def _plans_of_this_very_code() -> None:
    """Claim the ledgers of the good plans again, by the referee as it is now.

    Mutation testing loads the tests once, with the sound code, then runs them with one fault after another.
    A ledger claimed by the sound code would show up faults that no test sees on its own.
    """
    good_plans.cache_clear()
