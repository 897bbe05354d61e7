"""The rules of a sitting: blueprints, forms, the attempt, its clock and its score."""
