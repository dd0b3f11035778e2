"""`make bench`: our column of PERFORMANCE.md, and those of gammu-smsd, smstools and HylaFAX where they are installed.

All on one machine, in one run, on the same simulated modems: compare the ratios, not the bare figures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import audience
import connected
import endurance
import fax
import filters
import growth
import idle
import inbound
import latency
import page
import rivals
import throughput
import wire
from scale import QUICK, Scale, times
from table import BOX, Figures, Table

OF_THE_BOX: Mapping[str, Callable[[Path, Scale], Figures]] = {
    "one": throughput.one,
    "eight": throughput.eight,
    "reported": throughput.reported,
    "wire": wire.wire,
    "latency": latency.latency,
    "endurance": endurance.endurance,
    "inbound": inbound.inbound,
    "idle": idle.idle,
    "connected": connected.connected,
    "growth": growth.growth,
    "filters": filters.filters,
    "audience": audience.audience,
    "page": page.page,
    "fax-eight": fax.fax_eight,
}
OF_SEVERAL: Mapping[str, Callable[[Path, Scale], Mapping[str, Figures]]] = {
    "rivals": rivals.rivals,
    "rivals-inbound": rivals.rivals_inbound,
    "fax": fax.fax,
}
EVERY = (*OF_THE_BOX, *OF_SEVERAL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"all where none is named: {' '.join(EVERY)}")
    parser.add_argument("--quick", action="store_true", help="less of each, in three minutes")
    parser.add_argument("--scale", type=float, default=1.0, metavar="X", help="so many times as much of each")
    parser.add_argument("--dir", type=Path, default=Path(".bench"), help="where to work, on the disk (%(default)s)")
    parsed = parser.parse_args(arguments)
    if unknown := set(parsed.cases) - set(EVERY):
        parser.error(f"no case {' '.join(sorted(unknown))}")
    scale = times(QUICK if parsed.quick else Scale(), parsed.scale)
    print("\n".join(measured(parsed.cases or EVERY, scale, parsed.dir.resolve()).lines()))
    return 0


def measured(cases: Sequence[str], scale: Scale, folder: Path) -> Table:
    """The figures of those cases, told on standard error as they come."""
    folder.mkdir(exist_ok=True)
    table = Table()
    with tempfile.TemporaryDirectory(dir=folder) as home:
        for case in cases:
            began = time.monotonic()
            for program, figures in _figures(case, Path(home) / case, scale).items():
                table.add(program, figures)
                told = " ".join(f"{key} {value:.4g}" for key, value in figures.items())
                print(f"{time.monotonic() - began:4.0f} s  {program}: {told}", file=sys.stderr, flush=True)
    return table


def _figures(case: str, home: Path, scale: Scale) -> Mapping[str, Figures]:
    if case in OF_SEVERAL:
        return OF_SEVERAL[case](home, scale)
    return {BOX: OF_THE_BOX[case](home, scale)}


if __name__ == "__main__":
    sys.exit(main())
