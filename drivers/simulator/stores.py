"""Message stores and which of them is in use (27.005 3.1, 3.2.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from drivers.simulator.answers import Outcome, cms, info
from drivers.simulator.arming import Faults
from drivers.simulator.commandline import Command, text_at
from drivers.simulator.faults import StorageFull, WrongMemory

REC_UNREAD, REC_READ, STO_UNSENT, STO_SENT = range(4)


@dataclass(slots=True)
class Stored:
    """A message in a slot: <stat> 0..3 (27.005 3.1), the service centre's address as coded in a PDU, the TPDU."""

    status: int
    centre: bytes
    tpdu: bytes


class Memory(Protocol):
    """What +CPMS can name."""

    name: str

    @property
    def used(self) -> int: ...

    @property
    def capacity(self) -> int: ...

    def items(self) -> Iterator[tuple[int, Stored]]: ...

    def get(self, index: int) -> Stored | None: ...

    def put(self, message: Stored) -> int | None:
        """The slot it lies in now, None where all are taken."""

    def delete(self, index: int) -> None: ...

    def holds(self, index: int) -> bool:
        """Whether there is such a slot, full or empty."""


@dataclass(slots=True)
class Store:
    """One memory with slots 1..capacity."""

    name: str
    capacity: int
    slots: dict[int, Stored] = field(default_factory=dict)

    @property
    def used(self) -> int:
        return len(self.slots)

    def items(self) -> Iterator[tuple[int, Stored]]:
        return iter(sorted(self.slots.items()))

    def get(self, index: int) -> Stored | None:
        return self.slots.get(index)

    def put(self, message: Stored) -> int | None:
        if len(self.slots) >= self.capacity:
            return None
        index = next(index for index in range(1, self.capacity + 1) if index not in self.slots)
        self.slots[index] = message
        return index

    def delete(self, index: int) -> None:
        self.slots.pop(index, None)

    def holds(self, index: int) -> bool:
        return 1 <= index <= self.capacity

    def resize(self, capacity: int) -> None:
        """Have so many slots; what lies beyond is lost."""
        self.capacity = capacity
        self.slots = {index: message for index, message in self.slots.items() if index <= capacity}


class Combined:
    """MT: the slots of several stores as one, in order."""

    def __init__(self, name: str, stores: tuple[Store, ...]) -> None:
        self.name = name
        self._stores = stores

    @property
    def used(self) -> int:
        return sum(store.used for store in self._stores)

    @property
    def capacity(self) -> int:
        return sum(store.capacity for store in self._stores)

    def items(self) -> Iterator[tuple[int, Stored]]:
        for base, store in self._bases():
            for index, message in store.items():
                yield base + index, message

    def get(self, index: int) -> Stored | None:
        found = self._find(index)
        return found[0].get(found[1]) if found else None

    def put(self, message: Stored) -> int | None:
        for base, store in self._bases():
            index = store.put(message)
            if index is not None:
                return base + index
        return None

    def delete(self, index: int) -> None:
        found = self._find(index)
        if found:
            found[0].delete(found[1])

    def holds(self, index: int) -> bool:
        return 1 <= index <= self.capacity

    def _bases(self) -> Iterator[tuple[int, Store]]:
        base = 0
        for store in self._stores:
            yield base, store
            base += store.capacity

    def _find(self, index: int) -> tuple[Store, int] | None:
        for base, store in self._bases():
            if store.holds(index - base):
                return store, index - base
        return None


class Storage:
    """The stores of one modem; `settled` is called when there may be room now.

    `selected` names mem1 (read, delete), mem2 (write, send), mem3 (received).
    """

    def __init__(
        self, sim_store: Callable[[], Store], equipment: Store, faults: Faults, settled: Callable[[], None]
    ) -> None:
        self._sim_store = sim_store
        self._faults = faults
        self.equipment = equipment
        self.settled = settled
        self.reset()

    def reset(self) -> None:
        """As after power on."""
        self.selected = ["SM", "SM", "SM"]

    def memory(self, name: str) -> Memory:
        """The memory of that name. Raises CMS 302 where there is none."""
        memories = self._memories()
        if name not in memories:
            raise cms(302)
        return memories[name]()

    def read_from(self) -> Memory:
        return self.memory(self.selected[0])

    def write_to(self) -> Memory:
        return self.memory(self.selected[1])

    def receive_in(self) -> Memory:
        return self.memory(self.selected[2])

    def names(self) -> tuple[str, ...]:
        return tuple(self._memories())

    def commands(self) -> dict[str, Command]:
        return {"+CPMS": Command(set=self._select, read=self._read, test=self._test, messages=True)}

    def _memories(self) -> Mapping[str, Callable[[], Memory]]:
        return {
            "SM": self._sim_store,
            "ME": lambda: self.equipment,
            "MT": lambda: Combined("MT", (self._sim_store(), self.equipment)),
        }

    def _select(self, values: list[str]) -> Outcome:
        chosen = [text_at(values, at, self.selected[at]) for at in range(3)]
        memories = [self.memory(name) for name in chosen]
        wrong = self._faults.take(WrongMemory)
        self.selected = [wrong.memory, *chosen[1:]] if wrong else chosen
        self.settled()
        return info("+CPMS: " + ",".join(map(self._room, memories)))

    def _read(self) -> Outcome:
        memories = [self.memory(name) for name in self.selected]
        return info("+CPMS: " + ",".join(f'"{memory.name}",{self._room(memory)}' for memory in memories))

    def _room(self, memory: Memory) -> str:
        """<used>,<total>"""
        full = self._faults.has(StorageFull) is not None
        return f"{memory.capacity if full else memory.used},{memory.capacity}"

    def _test(self) -> Outcome:
        names = ",".join(f'"{name}"' for name in self.names())
        return info(f"+CPMS: ({names}),({names}),({names})")
