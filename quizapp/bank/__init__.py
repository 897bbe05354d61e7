"""Packs of question files: reading, checking, and measuring them."""
