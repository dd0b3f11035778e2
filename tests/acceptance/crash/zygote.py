"""Forks boxes on request, so that one starts without importing everything anew. Run as a program.

A line of JSON on standard input, [a path for its output, arguments ..], starts one; answered by its process id, and by
its exit status when it has ended. One lives at a time; the end of the input ends it.
"""

from __future__ import annotations

import json
import os
import sys

from appliance.__main__ import main


def live(output: str, arguments: list[str]) -> None:
    """Be a box."""
    out = os.open(output, os.O_WRONLY)
    os.dup2(out, sys.stdout.fileno())
    os.close(out)
    os._exit(main(arguments))


if __name__ == "__main__":
    for line in sys.stdin:
        output, *arguments = json.loads(line)
        child = os.fork()
        if not child:
            live(output, arguments)
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)
