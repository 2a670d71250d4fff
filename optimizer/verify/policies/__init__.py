"""Policies: how close a plan is to each, checked apart from the model."""

from optimizer.verify.policies.check import KINDS, check_policy
from optimizer.verify.policies.facts import Facts

__all__ = ["KINDS", "Facts", "check_policy"]
