"""What leaves the app as a file: reports, tables, cards. Formats values that are handed in."""
