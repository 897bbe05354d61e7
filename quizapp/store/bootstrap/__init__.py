"""Reads that run before the data layer loads. They use only the standard library."""
