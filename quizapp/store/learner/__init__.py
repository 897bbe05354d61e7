"""A learner's settings, annotations, and history."""
