"""Widgets and text blocks that screens share."""
