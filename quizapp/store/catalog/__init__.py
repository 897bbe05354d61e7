"""What packs hold: stored, read back, and found by word."""
