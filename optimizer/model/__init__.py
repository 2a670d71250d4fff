"""Case -> numbers -> model -> outcome: the only stage that knows Pyomo and a solver."""
