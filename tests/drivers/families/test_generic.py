"""A modem that nobody has described."""

from __future__ import annotations

from drivers.at.chat import Chat
from drivers.capabilities import Identity, Restarted, StorageFull
from drivers.families.generic import FAMILIES
from drivers.replay import ReplayPort


def test_well_known_words_of_other_makers() -> None:
    port = ReplayPort.of('< ^SYSSTART\n< MODEM:STARTUP\n< ^SMMEMFULL: "SM"')
    modem = FAMILIES[0].build(port, Chat(port, clock=port.clock), Identity(), port.clock)
    assert [modem.events(1.0) for _ in range(3)] == [[Restarted()], [Restarted()], [StorageFull("SM")]]
