"""What is heard: the same sittings as ordinary lines of text on standard input and output."""
