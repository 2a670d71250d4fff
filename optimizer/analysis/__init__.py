"""Questions about a case or a run that take more than one solve, or a solve and a comparison."""
