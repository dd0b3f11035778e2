"""What was measured, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

BOX = "box"
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of every program. `aim` is the least we want, or the most where `lower` is better; None: no aim."""

    key: str
    name: str
    aim: float | None = None
    lower: bool = True
    digits: int = 0

    def met(self, value: float) -> bool:
        """Whether the aim is reached."""
        return self.aim is None or (value <= self.aim if self.lower else value >= self.aim)


ROWS = (
    Row("one", "messages/s, one modem", 1_000, lower=False, digits=1),
    Row("eight", "messages/s, eight modems", 2_000, lower=False, digits=1),
    Row("reported", "messages/s with status reports, one modem", lower=False, digits=1),
    Row("wire", "% of the wire at 115200 baud", 95, lower=False, digits=1),
    Row("wire_rate", "messages/s at 115200 baud", 60, lower=False, digits=1),
    Row("p50", "idle: request to message in the modem, p50 ms", 5, digits=1),
    Row("p95", "idle: request to message in the modem, p95 ms", 20, digits=1),
    Row("cpu", "CPU ms a message", 1, digits=2),
    Row("disk", "bytes to the disk a message", 10_000),
    Row("filled", "bytes to queue it, 500 a transaction"),
    Row("http_cpu", "CPU ms a message with its two requests", digits=2),
    Row("http_disk", "bytes to the disk with its two requests"),
    Row("peak", "peak RSS, MB", 60, digits=1),
    Row("growth", "RSS grown over the run, MB", 1, digits=1),
    Row("inbound", "500 waiting messages until stored, s", 0.5, digits=2),
    Row("idle_cpu", "idle: CPU %", 0.1, digits=3),
    Row("idle_wakes", "idle: wake-ups/s", digits=1),
    Row("connected_cpu", "idle, on a broker, the page open: CPU %", 0.1, digits=3),
    Row("connected_wakes", "idle, on a broker, the page open: wake-ups/s", digits=1),
    Row("connected_peak", "on a broker, the page open: peak RSS, MB", 60, digits=1),
    Row("claim", "large spool : small, claim and finish", 2, digits=2),
    Row("insert", "large spool : small, make and queue", 2, digits=2),
    Row("list", "large spool : small, list all", 2, digits=2),
    Row("list_own", "large spool : small, list one user's", 2, digits=2),
    Row("list_inbox", "large spool : small, list the inbox", 2, digits=2),
    Row("list_events", "large spool : small, list what happened to one", 2, digits=2),
    Row("people_list", "100,000 contacts : 1,000, list, own, of a group, counted", 2, digits=2),
    Row("people_find", "100,000 contacts : 1,000, worst filter but the next", 2, digits=2),
    Row("people_part", "100,000 contacts : 1,000, by a part of a name", digits=2),
    Row("people_make", "100,000 contacts : 1,000, make one", 2, digits=2),
    Row("sent_list", "100,000 transmissions : 1,000, list, own, counted", 2, digits=2),
    Row("sent_find", "100,000 transmissions : 1,000, worst filter but the next", 2, digits=2),
    Row("sent_part", "100,000 transmissions : 1,000, by a part of the number", digits=2),
    Row("message_list", "the same as SCG's messages, list, counted", 2, digits=2),
    Row("message_find", "the same as SCG's messages, worst of the usual filters", 2, digits=2),
    Row("sent_make", "100,000 transmissions : 1,000, make one", 2, digits=2),
    Row(
        "request_first",
        "request to 10,000 of 100,000 contacts: until the first message is in the modem, s",
        1,
        digits=2,
    ),
    Row("request_share", "request to a DYNAMIC group: % of a full spool's messages/s", 90, lower=False),
    Row("request_cpu", "request to a DYNAMIC group: CPU ms a message", digits=2),
    Row("request_peak", "request to a DYNAMIC group: peak RSS, MB", 60, digits=1),
    Row("request_growth", "request to a DYNAMIC group: RSS grown over the run, MB", 1, digits=1),
    Row("page", "page with 100,000 conversations until shown, ms", 1_000),
    Row("page_peak", "page with 100,000 conversations: peak RSS, MB", 60, digits=1),
    Row("fax_line", "fax of two fine pages, 14400 bit/s, ECM, MMR: line s", digits=1),
    Row("fax_share", "the same in % of HylaFAX's", 103, digits=1),
    Row("fax_cpu", "fax sent: CPU ms a page", 100, digits=1),
    Row("fax_disk", "fax sent: bytes to the disk a page"),
    Row("fax_wait", "fax sent: longest that the line waited for the program, ms", 200),
    Row("fax_in_cpu", "fax received: CPU ms a page", digits=1),
    Row("fax_in_wait", "fax received: longest that the line waited for the program, ms", 200),
    Row("fax_eight_wait", "eight faxes at once: longest that a line waited, ms", 1_000),  # T4 is 2,550 at least
)


@dataclass(slots=True)
class Table:
    """Figures by program."""

    columns: dict[str, Figures] = field(default_factory=lambda: {BOX: {}})

    def add(self, program: str, figures: Mapping[str, float]) -> None:
        """More figures of a program."""
        self.columns.setdefault(program, {}).update(figures)

    def lines(self) -> Iterator[str]:
        """As text: the aim, each program, a missed aim marked, and how many times better the box is than the best."""
        measured = [row for row in ROWS if any(row.key in column for column in self.columns.values())]
        cells = [["", "aim", *self.columns, "box : best"], *map(self._cells, measured)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for first, *others in cells:
            numbers = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
            yield "  ".join((first.ljust(widths[0]), *numbers))

    def _cells(self, row: Row) -> list[str]:
        ours, *others = (column.get(row.key) for column in self.columns.values())
        aim = "" if row.aim is None else f"{'<=' if row.lower else '>='} {row.aim:,g}"
        mark = "! " if ours is not None and not row.met(ours) else ""
        shown = ("-" if value is None else f"{value:,.{row.digits}f}" for value in (ours, *others))
        return [row.name, aim, mark + next(shown), *shown, _ratio(row, ours, [each for each in others if each])]


def _ratio(row: Row, ours: float | None, others: list[float]) -> str:
    if not ours or not others:
        return ""
    ratio = min(others) / ours if row.lower else ours / max(others)
    return f"{ratio:,.{2 if ratio < 10 else 0}f}x"
