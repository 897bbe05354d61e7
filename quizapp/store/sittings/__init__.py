"""Sittings: begun, answered, saved, and taken up again."""
