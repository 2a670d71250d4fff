"""The referee: a second implementation of every rule and every cost, in exact arithmetic."""

from optimizer.verify.referee import business_as_usual, claimed_ledger, promise, verify
from optimizer.verify.rules import RULES
from optimizer.verify.verdict import Accounts, Measures, Verdict, Violation

__all__ = [
    "RULES",
    "Accounts",
    "Measures",
    "Verdict",
    "Violation",
    "business_as_usual",
    "claimed_ledger",
    "promise",
    "verify",
]
