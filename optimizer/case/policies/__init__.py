"""Policies of constraint sets: from the keys of a file to frozen values with everything resolved."""

from optimizer.case.policies.clashes import find_clashes
from optimizer.case.policies.entry import Entry
from optimizer.case.policies.typed import typed_policy

__all__ = ["Entry", "find_clashes", "typed_policy"]
