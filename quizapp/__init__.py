"""Practice for certification exams, in a terminal."""

__version__ = "0.1.0"
