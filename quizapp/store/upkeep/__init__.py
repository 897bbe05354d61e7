"""Keeping a database whole: migrations, copies, and the doctor."""
