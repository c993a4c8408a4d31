"""`python -m psasync_local <command>`: what the Makefile's targets call."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from psasync_local import control, fast_mongo, session, show
from psasync_local.errors import LocalError
from psasync_local.rundir import RunDir
from psasync_local.stack import Stack


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 with one clear line on stderr, 3 when `status` finds nothing running."""
    try:
        return _dispatch(_parser().parse_args(arguments), RunDir.default())
    except LocalError as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


def _dispatch(options: argparse.Namespace, run: RunDir) -> int:
    match options.command:
        case "up" if options.foreground:
            session.run_foreground(run, _say)
        case "up":
            control.up(run)
        case "servers":
            session.run_foreground(run, _say, lambda stack: stack.stages()[:1])
        case "down":
            control.down(run)
        case "status":
            return show.show_status(run)
        case "logs":
            show.show_logs(run, options.name, follow=not options.no_follow)
        case "clean":
            control.clean(run)
        case "fast-mongo":
            fast_mongo.build()
        case "run":
            return _run(options, run)
    return 0


def _run(options: argparse.Namespace, run: RunDir) -> int:
    from psasync_local import demo  # noqa: PLC0415 - it needs clients that the other commands do not

    def story(stack: Stack) -> int:
        return demo.tell(stack, records=options.records, once=options.once)

    return session.run_story(run, _say, story, stay=not options.once)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m psasync_local", description="PSA Sync on one machine")
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start servers and services in the background")
    up.add_argument("--foreground", action="store_true", help="stay, and stop everything on Ctrl-C")
    commands.add_parser("down", help="stop them")
    commands.add_parser("status", help="what is running, and is it ready")
    logs = commands.add_parser("logs", help="follow the logs")
    logs.add_argument("name", nargs="?", help="one process only")
    logs.add_argument("--no-follow", action="store_true", help="print the end and return")
    commands.add_parser("servers", help="Kafka and MongoDB only, in the foreground")
    commands.add_parser("clean", help="stop everything and remove all state")
    commands.add_parser("fast-mongo", help="build the fast MongoDB-protocol server")
    run = commands.add_parser("run", help="everything, with the demo")
    run.add_argument("--records", type=_records, default=2000, help="records of the demo sync, 100 to 1,000,000")
    run.add_argument("--once", action="store_true", help="exit after the story")
    return parser


def _records(text: str) -> int:
    if not text.isdecimal() or not 100 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text}: a number from 100 to 1000000 is expected")
    return int(text)


def _say(text: str) -> None:
    print(text, flush=True)
