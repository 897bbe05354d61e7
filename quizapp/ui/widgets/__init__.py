"""Pieces that more than one screen shows."""
