"""Stress: what is left of a plan when things go wrong, council by council (docs/risk.md, docs/conventions.md)."""
