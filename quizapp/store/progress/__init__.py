"""Figures computed from answers, the learner's standing, and the home row."""
