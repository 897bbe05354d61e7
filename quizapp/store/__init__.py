"""Storage: the database, and the frozen values that its rows become."""
