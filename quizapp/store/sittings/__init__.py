"""Sittings: started, answered, saved, and resumed."""
