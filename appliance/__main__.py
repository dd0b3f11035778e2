"""`modembox`: the command line."""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import TextIO

from appliance.commands import (
    applications,
    canary,
    classes,
    connections,
    consent,
    doctor,
    faxes,
    lines,
    messages,
    people,
    service,
    settings,
    webhooks,
)
from appliance.commands.table import plain
from appliance.errors import BoxError, Invalid, NotReady

EXIT_REFUSED = 1
EXIT_INTERRUPTED = 130

_COMMANDS: tuple[tuple[str, str, Callable[[argparse.ArgumentParser], None]], ...] = (
    ("run", "the box, on the modems it finds", service.add_run),
    ("demo", "the box, on simulated modems", service.add_demo),
    ("simulate", "modems on ptys, for any program", service.add_simulate),
    ("sim", "talk to a simulator, or to a demo's", service.add_sim),
    ("send", "text somebody", messages.add_send),
    ("fax", "fax a file", faxes.add_fax),
    ("spool", "what is on its way, and what came of it", messages.add_spool),
    ("inbox", "what came in", messages.add_inbox),
    ("lines", "the lines: their state and their settings", lines.add_lines),
    ("classes", "what senders are for: when their messages may come, and how fast", classes.add_classes),
    ("canary", "whether lines receive, by texts from one to another", canary.add_canary),
    ("doctor", "what is wrong, and what to do about it", doctor.add_doctor),
    ("settings", "what holds for the whole box", settings.add_settings),
    ("mqtt", "the MQTT broker that the box is on", connections.add_mqtt),
    ("mail", "the mail server that the box sends by, and where it takes mail in", connections.add_mail),
    ("translation", "the server that translates messages", connections.add_translation),
    ("consent", "who declined to be written to, and who agreed", consent.add_consent),
    ("user", "who may use the box", people.add_user),
    ("application", "which programs may speak SCG, each for a user", applications.add_application),
    ("webhooks", "which targets are told of events, and what could not be told", webhooks.add_webhooks),
)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="modembox", description="A box that speaks through GSM and fax modems.")
    top.add_argument("--version", action="version", version=f"modembox {version('modembox')}")
    top.add_argument("-v", "--verbose", action="count", default=0, help="log more; twice: everything, still masked")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for name, summary, add in _COMMANDS:
        command = commands.add_parser(name, help=summary)
        add(command)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    _make_printable(sys.stdout, sys.stderr)
    parsed = parser().parse_args(arguments)
    _log(parsed.verbose)
    try:
        status = int(parsed.action(parsed))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_REFUSED
    except (BoxError, OSError) as error:
        print(f"modembox: {plain(_said(error))}", file=sys.stderr)
        return EXIT_REFUSED
    except (KeyboardInterrupt, EOFError):
        return EXIT_INTERRUPTED
    return status


def _said(error: BoxError | OSError) -> str:
    """Without its head where the detail says it all."""
    return error.detail if isinstance(error, Invalid | NotReady) and error.detail else str(error)


def _make_printable(*streams: TextIO) -> None:
    """A letter that the terminal's encoding lacks is shown by its number."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _log(verbose: int) -> None:
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logging.basicConfig(stream=sys.stderr, level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")


if __name__ == "__main__":
    sys.exit(main())
