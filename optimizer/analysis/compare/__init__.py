"""Two plans or more side by side: their decisions, their figures, and what leads from one to the other."""
