"""Switching values: where an input changes the decision, or takes the net saving to zero."""
