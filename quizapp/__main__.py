"""`python -m quizapp` and the `quizapp` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run quizapp; the exit status is raised as SystemExit."""
    from quizapp.streams import OutputFault

    try:
        _run()
    except OutputFault as fault:
        sys.stderr.write(f"quizapp: {fault}\n")
        raise SystemExit(1) from None


def _run() -> None:
    from quizapp.streams import OutputFault, use

    if sys.argv[1:] == ["--version"]:
        from quizapp import __version__

        use()
        sys.stdout.write(f"quizapp {__version__}\n")
        sys.stdout.flush()
        return
    from quizapp.process import exit_if_stopped, prepare, report_bug

    try:
        prepare()
        from quizapp.start import screens_without_arguments

        status = screens_without_arguments()
        if status is not None:
            raise SystemExit(status)
        use()
        from quizapp.cli import quizapp

        quizapp(prog_name="quizapp")
    except OutputFault:
        raise
    except Exception as error:
        exit_if_stopped()
        report_bug(error)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
