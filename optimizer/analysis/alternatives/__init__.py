"""Plans that save nearly as much as the best and are as unlike it, and one another, as can be."""
