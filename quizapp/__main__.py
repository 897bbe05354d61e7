"""`python -m quizapp` and the `quizapp` command."""

from __future__ import annotations

import sys


def main() -> None:
    if sys.argv[1:] == ["--version"]:
        from quizapp import __version__

        sys.stdout.write(f"quizapp {__version__}\n")
        return
    from quizapp.process import exit_if_stopped, prepare, say_last_words

    try:
        prepare()
        from quizapp.start import at_once

        status = at_once()
        if status is not None:
            raise SystemExit(status)
        from quizapp.cli import quizapp

        quizapp(prog_name="quizapp")
    except Exception as error:
        exit_if_stopped()
        say_last_words(error)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
