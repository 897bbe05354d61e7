"""What to practice next, computed from answers alone."""
