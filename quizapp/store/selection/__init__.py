"""Selection of questions for mocks, drills, and reviews."""
