"""What the box is given to carry: each message says in each of its parts which one it is."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from appliance.box import DATABASE
from appliance.domain import Doubt
from appliance.spool import queue
from appliance.spool.listing import Connection
from appliance.spool.queue import Draft
from appliance.spool.store import Spool
from tests.acceptance.crash.boxes import PASSWORD

MARK = re.compile(r"<(\d{6})>")
WORDS = {"GSM7": ("lorem", "ipsum", "dolor", "sit", "amet"), "UCS2": ("жук", "ёж", "щука", "эхо", "яма")}
LENGTHS = {"GSM7": (160, 152), "UCS2": (70, 66)}  # septets or characters, alone and with a 16 bit reference
ENOUGH = 60  # characters that surely hold a whole mark


@dataclass(frozen=True, slots=True)
class Message:
    """One that the box is to send; `parts` that it takes."""

    mark: int
    body: str
    parts: int
    party: str
    report: bool = True
    doubt: Doubt = Doubt.HOLD


def mark_of(text: str) -> int | None:
    """Which message it is, or is a part of."""
    found = MARK.search(text)
    return None if found is None else int(found[1])


class Author:
    """Writes messages, none like another, with marks from `first` on. `sims` are the modems' own numbers."""

    def __init__(self, random: Random, sims: Sequence[str], first: int = 0) -> None:
        self._random = random
        self._sims = sims
        self._written = first

    def write(self) -> Message:
        """A message for the box to send."""
        self._written += 1
        mark, parts = self._written, self._random.choice((1, 1, 1, 2, 3, 4))
        body, party = self._body(mark, parts), self._party(mark)
        doubt = Doubt.HOLD if party in self._sims or self._random.random() < 0.8 else Doubt.RESEND
        return Message(mark, body, parts, party, self._random.random() < 0.8, doubt)

    def text(self) -> tuple[str, str]:
        """A text for the box to receive, and in which order its parts arrive; one may come twice."""
        self._written += 1
        parts = self._random.choice((1, 1, 2, 3))
        order = [*range(1, parts + 1), *self._random.choice(((), (), (parts,)))]
        self._random.shuffle(order)
        return self._body(self._written, parts), ",".join(map(str, order))

    def _body(self, mark: int, parts: int) -> str:
        encoding = self._random.choice(("GSM7", "GSM7", "GSM7", "UCS2"))
        alone, each = LENGTHS[encoding]
        longest = alone if parts == 1 else parts * each
        unit = "".join(f"<{mark:06d}> {word} " for word in WORDS[encoding])
        return (unit * parts * 4)[: self._random.randint((parts - 1) * each + ENOUGH, longest)]

    def _party(self, mark: int) -> str:
        alone, shared = f"+1555{2_000_000 + mark}", f"+1555{3_000_000 + mark % 2}"
        return self._random.choice((alone, alone, shared, shared, self._random.choice(self._sims)))


def queue_directly(data: Path, messages: Sequence[Message]) -> None:
    """Put them into the spool of a box that does not run."""
    spool = Spool(data / DATABASE)
    spool.open()
    spool.write(lambda db: [_queue(db, message) for message in messages])
    spool.close()


def _queue(db: Connection, message: Message) -> None:
    now = 1_700_000_000.0 + message.mark
    made = queue.create(db, Draft(party=message.party, doubt=message.doubt), now)
    queue.enqueue(
        db, made, party=message.party, body=message.body, options={"status_report": message.report},
        parts=message.parts, concat_reference=made & 0xFFFF, lane="", not_before=None, now=now,
    )  # fmt: skip


class Client:
    """One who speaks ICTCore to the box at `address`. Raises OSError or HTTPException where that has died."""

    def __init__(self, address: str, token: str = "") -> None:
        where = urlsplit(address)
        assert where.hostname is not None
        self._connection = http.client.HTTPConnection(where.hostname, where.port, timeout=20)
        self.token = token

    def log_in(self) -> str:
        """The token, asked for where there is none yet."""
        self.token = self.token or self.asked("POST", "/api/authenticate", username="admin", password=PASSWORD)["token"]
        return self.token

    def asked(self, method: str, path: str, key: str = "", **fields: Any) -> Any:
        """The answer to what is not refused."""
        status, answer = self.ask(method, path, key, **fields)
        assert status == 200, answer
        return answer

    def ask(self, method: str, path: str, key: str = "", **fields: Any) -> tuple[int, Any]:
        """Status and answer. What is asked again with the same `key` is done once."""
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self._connection.request(method, path, json.dumps(fields) if fields else None, headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self) -> None:
        self._connection.close()


class Customer(threading.Thread):
    """Sends messages over HTTP whenever a box is there, and again, under the same key, what it got no answer to.

    `promised` is what the box said it would send, by mark; `refusals` are answers that nobody should get.
    """

    def __init__(self, author: Author) -> None:
        super().__init__(name="customer", daemon=True)
        self.promised: dict[int, Message] = {}
        self.refusals: list[str] = []
        self._author = author
        self._unanswered: deque[Message] = deque()
        self._changed = threading.Condition()
        self._address = ""
        self._wanted = 0
        self._token = ""
        self._over = False

    def go(self, address: str, wanted: int) -> None:
        """A box is there; send so many to it."""
        with self._changed:
            self._address, self._wanted = address, wanted
            self._changed.notify()

    def wait(self) -> None:
        """Until the box has answered everything."""
        with self._changed:
            self._changed.wait_for(lambda: not self._wanted)

    @property
    def unanswered(self) -> int:
        """How many it still has to send."""
        return len(self._unanswered)

    def stop(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify()
        self.join()

    def run(self) -> None:
        while (address := self._turn()) is not None:
            try:
                self._serve(address)
            except (OSError, http.client.HTTPException):
                self._done()  # that box is dead
            except AssertionError as error:
                self.refusals.append(str(error))
                self._done()

    def _turn(self) -> str | None:
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._wanted > 0)
            return None if self._over else self._address

    def _done(self) -> None:
        with self._changed:
            self._wanted = 0
            self._changed.notify()

    def _serve(self, address: str) -> None:
        for _ in range(self._wanted):
            self._unanswered.append(self._author.write())
        with closing(Client(address, self._token)) as client:
            self._token = client.log_in()
            while self._unanswered and self._send(client, self._unanswered[0]):
                self._unanswered.popleft()
        self._done()

    def _send(self, client: Client, message: Message) -> bool:
        """Whether the box took it in; else no line takes work yet."""
        program = client.asked("POST", "/api/programs/sendsms", message=message.body)["program_id"]
        order = {"program_id": program, "phone": message.party}
        made = client.asked("POST", "/api/transmissions", key=f"order {message.mark}", **order)["transmission_id"]
        status, answer = client.ask("POST", f"/api/transmissions/{made}/send")
        assert status in (200, 423), answer
        if status == 200 or client.asked("GET", f"/api/transmissions/{made}/status")["Status"] != "pending":
            self.promised[message.mark] = message
            return True
        return False
