"""What is remembered: the database, and the frozen values it turns into."""
