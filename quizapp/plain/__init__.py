"""Plain mode: the same sittings as lines of text on standard input and output."""
