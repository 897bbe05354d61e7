"""What to practise next, computed from answers alone."""
