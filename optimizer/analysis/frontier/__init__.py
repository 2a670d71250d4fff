"""What more of one thing costs in net saving: the trade-off between the two, point by point."""
