"""What may be asked next."""
