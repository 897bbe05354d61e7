"""The database itself: its tables, and rows in and out."""
