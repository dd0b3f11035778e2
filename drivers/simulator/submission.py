"""Sending (27.005 3.5): from `+CMGS` and its prompt to the service centre and `+CMGS: <mr>`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from drivers.gsm.address import Address, encode_sca
from drivers.gsm.octets import PduError
from drivers.gsm.tpdu import decode_to_centre
from drivers.simulator.answers import OK, Later, Never, Outcome, Prompt, Refusal, Reply, cms, error, info
from drivers.simulator.arming import Faults
from drivers.simulator.commandline import Command, number, number_in, text_at
from drivers.simulator.exchange import DELIVERED, Accepted, Exchange, Station
from drivers.simulator.faults import AnswerLate, AnswerLost, ReportEarly, SubmitRefused
from drivers.simulator.loop import Clock
from drivers.simulator.messageformat import MessageFormat, length_of, pdu_of
from drivers.simulator.mishaps import OtherSmsDomain, SmsDomainDead
from drivers.simulator.network import Network
from drivers.simulator.sim import SimSlot
from drivers.simulator.stores import STO_SENT, Storage

CENTRE = "+15550009999"
LINK_SECONDS = 1.0  # how long the relay link stays open for the next message (27.005 3.5.6)


@dataclass(slots=True)
class Latency:
    """Seconds: to the prompt, to the network's answer, and to that while `+CMMS` keeps the link open."""

    prompt: float = 0.0
    submit: float = 0.0
    linked: float | None = None


class Submission:
    """What one modem sends. `mishap` has what befalls the whole modem strike, and says whether it did."""

    def __init__(
        self,
        *,
        clock: Clock,
        exchange: Exchange,
        station: Station,
        slot: SimSlot,
        network: Network,
        storage: Storage,
        form: MessageFormat,
        faults: Faults,
        mishap: Callable[[str], bool],
    ) -> None:
        self._clock = clock
        self._exchange = exchange
        self._station = station
        self._slot = slot
        self._network = network
        self._storage = storage
        self._form = form
        self._faults = faults
        self._mishap = mishap
        self._link_until = 0.0
        self.latency = Latency()
        self.reset()

    def reset(self) -> None:
        """As after power on."""
        self.centre = Address.parse(CENTRE)
        self._more = 0
        self._domain = 1

    def centre_octets(self) -> bytes:
        """The service centre's address as it stands before a TPDU."""
        return encode_sca(self.centre)

    def commands(self) -> dict[str, Command]:
        nothing = Command(execute=lambda: OK, set=lambda values: OK, messages=True)
        return {
            "+CMGS": Command(set=self._send, test=lambda: OK, messages=True),
            "+CMSS": Command(set=self._send_stored, test=lambda: OK, messages=True),
            "+CMGC": Command(set=_refuse_command, test=lambda: OK, messages=True),
            "+CMMS": Command(
                set=self._set_more,
                read=lambda: info(f"+CMMS: {self._more}"),
                test=lambda: info("+CMMS: (0-2)"),
                messages=True,
            ),
            "+CSCA": Command(set=self._set_centre, read=self._read_centre, test=lambda: OK, messages=True),
            "+CGSMS": Command(
                set=self._set_domain,
                read=lambda: info(f"+CGSMS: {self._domain}"),
                test=lambda: info("+CGSMS: (0-3)"),
                messages=True,
            ),
            "+CSAS": nothing,
            "+CRES": nothing,
        }

    def send_text(self, number_text: str, text: str) -> Outcome:
        """As typed in text mode."""
        return self._transmit(self._form.submit(number_text, text), self._answer)

    def _send(self, values: list[str]) -> Outcome:
        self._exchange.journal.note("prompt", modem=self._station.name)
        if self._mishap("prompt"):
            return Never()
        if self._form.text:
            return Prompt(lambda text: self.send_text(values[0], text), each_line=True)
        length = length_of(values)
        return Prompt(lambda text: self._transmit(pdu_of(text, length)[1], self._answer))

    def _answer(self, accepted: Accepted) -> Reply:
        return info(f"+CMGS: {accepted.reference}")

    def _send_stored(self, values: list[str]) -> Outcome:
        """`+CMSS=<index>[,<da>[,<toda>]]` (27.005 3.5.2)."""
        message = self._storage.write_to().get(number(values, 0))
        if message is None:
            raise cms(321)
        tpdu = _readdressed(message.tpdu, text_at(values, 1))

        def sent(accepted: Accepted) -> Reply:
            message.status = STO_SENT
            return info(f"+CMSS: {accepted.reference}")

        return self._transmit(tpdu, sent)

    def _transmit(self, tpdu: bytes, answer: Callable[[Accepted], Reply]) -> Outcome:
        latency = self.latency.submit
        if self._more and self._clock.now() < self._link_until and self.latency.linked is not None:
            latency = self.latency.linked
        if latency:
            return Later(latency, lambda: self._hand_over(tpdu, answer))
        return self._hand_over(tpdu, answer)

    def _hand_over(self, tpdu: bytes, answer: Callable[[Accepted], Reply]) -> Outcome:
        self._maybe_refuse()
        self._require_service()
        card = self._slot.require()
        on_air = tpdu[:1] + bytes((card.next_reference(),)) + tpdu[2:]
        accepted = self._exchange.submit(card, self._station, on_air)
        self._link_until = self._clock.now() + LINK_SECONDS
        self._exchange.route(self._report_early(accepted))
        return Never() if self._mishap("text") else self._delayed(answer(accepted))

    def _require_service(self) -> None:
        """Raises CMS 331, or what a fault says, where the network takes no message now."""
        dead, other = self._faults.has(SmsDomainDead), self._faults.has(OtherSmsDomain)
        lacking = dead or (other if other is not None and self._domain != other.service else None)
        if lacking is not None:
            self._exchange.journal.write("refused", modem=self._station.name, code=lacking.code, domain="CMS")
            raise cms(lacking.code)
        if not self._network.serves_messages:
            raise cms(331)

    def _maybe_refuse(self) -> None:
        refused = self._faults.take(SubmitRefused)
        if refused is None:
            return
        self._exchange.journal.write("refused", modem=self._station.name, code=refused.code, domain=refused.domain)
        if refused.text:
            raise Refusal("V250", text=refused.text)
        if refused.domain == "ERROR":
            raise error()
        raise Refusal("CMS" if refused.domain == "CMS" else "CME", refused.code)

    def _report_early(self, accepted: Accepted) -> Accepted:
        if not accepted.submit.status_report_requested or self._faults.take(ReportEarly) is None:
            return accepted
        self._exchange.report(accepted, DELIVERED, at_once=True)
        return dataclasses.replace(accepted, submit=dataclasses.replace(accepted.submit, status_report_requested=False))

    def _delayed(self, reply: Reply) -> Outcome:
        if self._faults.take(AnswerLost) is not None:
            return Never()
        late = self._faults.take(AnswerLate)
        return Later(late.delay, lambda: reply) if late else reply

    def _set_domain(self, values: list[str]) -> Outcome:
        """`+CGSMS=<service>` (27.007 10.1.21): 0 packet, 1 circuit switched, 2 and 3 either of them first."""
        self._domain = number_in(values, 0, range(4))
        return OK

    def _set_more(self, values: list[str]) -> Outcome:
        self._more = number_in(values, 0, range(3))
        return OK

    def _set_centre(self, values: list[str]) -> Outcome:
        try:
            self.centre = Address.parse(values[0])
        except ValueError as reason:
            raise cms(330) from reason
        return OK

    def _read_centre(self) -> Outcome:
        return info(f'+CSCA: "{self.centre.number}",{self.centre.type_octet}')


def _refuse_command(values: list[str]) -> Outcome:
    """SMS-COMMANDs aren't taken."""
    raise cms(303)


def _readdressed(tpdu: bytes, destination: str) -> bytes:
    """The stored SUBMIT, to another number where one is given. Raises CMS 304, 305."""
    try:
        submit = decode_to_centre(tpdu)
        if not destination:
            return tpdu
        return dataclasses.replace(submit, destination=Address.parse(destination)).encode()
    except PduError as reason:
        raise cms(304) from reason
    except ValueError as reason:
        raise cms(305) from reason
