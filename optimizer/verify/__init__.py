"""The referee: a second implementation of every rule and every cost, in exact arithmetic."""
