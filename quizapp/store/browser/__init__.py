"""The question browser's search."""
