"""What is read before the data layer is loaded, with the standard library alone."""
