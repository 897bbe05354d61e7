"""What answers come to: figures, standing, and home's row."""
