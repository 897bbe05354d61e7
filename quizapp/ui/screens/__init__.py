"""The screens and dialogs, one per module."""
