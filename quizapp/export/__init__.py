"""Output formats: reports, tables, and flashcards. This package only formats values."""
