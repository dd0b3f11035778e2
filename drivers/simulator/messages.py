"""Messages in the stores: list, read, write, delete (27.005 3.4.2, 3.4.3, 3.5.3, 3.5.4)."""

from __future__ import annotations

from drivers.simulator.answers import OK, Outcome, Prompt, cms, info
from drivers.simulator.arming import Faults
from drivers.simulator.commandline import Command, number, number_in, text_at
from drivers.simulator.faults import DeleteFails, DeleteLies
from drivers.simulator.messageformat import STATUS_NAMES, MessageFormat, length_of, pdu_of
from drivers.simulator.stores import REC_READ, REC_UNREAD, STO_SENT, STO_UNSENT, Memory, Storage, Stored

ALL = 4
_DELETED_BY_FLAG = {
    1: (REC_READ,),
    2: (REC_READ, STO_SENT),
    3: (REC_READ, STO_SENT, STO_UNSENT),
    4: (REC_UNREAD, REC_READ, STO_SENT, STO_UNSENT),
}


class Messages:
    """The commands on the stores of one modem."""

    def __init__(self, storage: Storage, form: MessageFormat, faults: Faults) -> None:
        self._storage = storage
        self._form = form
        self._faults = faults

    def commands(self) -> dict[str, Command]:
        return {
            "+CMGL": Command(
                execute=lambda: self._list([]), set=self._list, test=lambda: info(self._statuses()), messages=True
            ),
            "+CMGR": Command(set=self._read, test=lambda: OK, messages=True),
            "+CMGD": Command(set=self._delete, test=self._slots, messages=True),
            "+CMGW": Command(execute=lambda: self._write([""]), set=self._write, test=lambda: OK, messages=True),
        }

    def _statuses(self) -> str:
        names = ",".join(f'"{name}"' for name in STATUS_NAMES) if self._form.text else "0-4"
        return f"+CMGL: ({names})"

    def _slots(self) -> Outcome:
        slots = ",".join(str(index) for index, _ in self._storage.read_from().items())
        return info(f"+CMGD: ({slots}),(0-4)")

    def _status(self, values: list[str], index: int, default: int) -> int:
        if not self._form.text:
            return number_in(values, index, range(5), default)
        name = text_at(values, index, STATUS_NAMES[default])
        if name not in STATUS_NAMES:
            raise cms(305)
        return STATUS_NAMES.index(name)

    def _list(self, values: list[str]) -> Outcome:
        wanted = self._status(values, 0, REC_UNREAD)
        lines = []
        for index, message in self._storage.read_from().items():
            if wanted in (ALL, message.status):
                lines.append(self._form.listed(index, message))
                _mark_read(message)
        return info(*lines)

    def _read(self, values: list[str]) -> Outcome:
        message = _at(self._storage.read_from(), number(values, 0))
        line = self._form.read(message)
        _mark_read(message)
        return info(line)

    def _delete(self, values: list[str]) -> Outcome:
        memory = self._storage.read_from()
        flag = number_in(values, 1, range(5), 0)
        if flag == 0:
            indices = [number(values, 0)]
            if not memory.holds(indices[0]):
                raise cms(321)
        else:
            indices = [index for index, message in memory.items() if message.status in _DELETED_BY_FLAG[flag]]
        for index in indices:
            self._erase(memory, index)
        self._storage.settled()
        return OK

    def _erase(self, memory: Memory, index: int) -> None:
        fails = self._faults.take(DeleteFails)
        if fails is not None and fails.slot in (0, index):
            raise cms(fails.code)
        if self._faults.take(DeleteLies) is None:
            memory.delete(index)

    def _write(self, values: list[str]) -> Outcome:
        if self._form.text:
            status = self._status(values, 2, STO_UNSENT)
            number_text = values[0]
            return Prompt(lambda text: self._store(b"\0", self._form.submit(number_text, text), status), each_line=True)
        length = length_of(values)
        status = self._status(values, 1, STO_UNSENT)
        return Prompt(lambda text: self._store(*pdu_of(text, length), status))

    def _store(self, centre: bytes, tpdu: bytes, status: int) -> Outcome:
        index = self._storage.write_to().put(Stored(status, centre, tpdu))
        if index is None:
            raise cms(322)
        return info(f"+CMGW: {index}")


def _mark_read(message: Stored) -> None:
    if message.status == REC_UNREAD:
        message.status = REC_READ


def _at(memory: Memory, index: int) -> Stored:
    """Raises CMS 321 for a slot that is no slot or is empty."""
    message = memory.get(index)
    if message is None:
        raise cms(321)
    return message
