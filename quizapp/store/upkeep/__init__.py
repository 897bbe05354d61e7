"""Database maintenance: migrations, backups, and the checks of `quizapp doctor`."""
