"""Text becomes questions: reading, checking and measuring a pack of question files."""
