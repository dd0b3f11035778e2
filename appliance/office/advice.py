"""What there is to do about what is wrong: a table from facts to advice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from appliance.office.findings import DAY, HOUR, MINUTE, Facts, Finding, LineFacts, Row

MENDING = 2 * MINUTE  # a line that failed is mended without anybody, or not
SEARCHING = 3 * MINUTE  # that a modem with an antenna may look for its network
OFTEN = 3  # that a memory is full in an hour, though it is emptied each time
WEAK = -105  # dBm from which messages get lost
LEAST_FREE = 500_000_000  # bytes, or a tenth of a small disk
EARLIEST = datetime(2025, 1, 1, tzinfo=UTC).timestamp()  # a clock before it was never set
BACK = HOUR  # that a clock may go back, as when summer ends on a box that keeps local time
UNTOLD = HOUR  # that a target may fail
RENEWAL = 30 * DAY  # before its end that a certificate is told of

NO_SMS_SERVICE = ("CMS 331", "CME 30")  # 27.005 3.2.5, 27.007 9.2.1: no network service, of a network that is there
REFUSING = ("denied", "emergency_only")


def findings(facts: Facts) -> list[Finding]:
    """What is wrong, what needs a person first."""
    return sorted(_all(facts), key=lambda finding: not finding.needs_you)


def _all(facts: Facts) -> Iterator[Finding]:
    for row in BOX:
        if row.holds(facts):
            yield row.finding(facts)
    for line in facts.lines if facts.running else ():
        for each in LINE:
            if each.holds(line):
                yield each.finding(line, line.name)
    if facts.recordings:
        yield RECORDINGS.finding(facts, files=facts.recordings)


def _nearly_full(it: Facts) -> bool:
    return it.free < min(LEAST_FREE, it.size / 10)


def _off_broker(it: Facts) -> bool:
    return it.running and bool(it.broker) and not it.mqtt.startswith("connected")


BOX: tuple[Row[Facts], ...] = (
    Row(
        "not-running",
        lambda it: not it.running,
        "no box runs on {it.folder}",
        "Start it: switch the machine off and on, or run `modembox run --data {it.folder}`. Where it ends again, it"
        " says why as it does.",
    ),
    Row(
        "settings",
        lambda it: bool(it.broken),
        "the settings can't be read: {it.broken}",
        "Put right what it names in {it.folder}/box.json, or put the last copy that was good in its place.",
    ),
    Row(
        "clock-unset",
        lambda it: it.now < EARLIEST,
        "the clock was never set: it says {it.clock}",
        "Connect the box to the internet, where it gets the time by itself, or set it: `sudo date -s '2030-12-31"
        " 23:59'`. Until then limits for each day, times of messages and certificates are wrong.",
    ),
    Row(
        "clock-back",
        lambda it: EARLIEST <= it.now < it.last_event - BACK,
        "the clock says {it.clock}, and things have happened later than that",
        "Connect the box to the internet, where it gets the time by itself, or set it: `sudo date -s '2030-12-31"
        " 23:59'`. A clock that forgets at each power cut wants a battery.",
    ),
    Row(
        "disk-read-only",
        lambda it: it.read_only,
        "nothing can be written to the disk",
        "Switch the box off and on. Where that does not help the SD card is worn out: copy {it.folder} to a new one.",
    ),
    Row(
        "disk-full",
        _nearly_full,
        "the disk is nearly full: {it.megabytes} MB are free",
        "Take off it what is not the box's, or move the box to a larger one. When it is full, no message goes out or is"
        " taken in.",
    ),
    Row(
        "certificate",
        lambda it: 0 < it.certificate_ends < it.now + RENEWAL,
        "the TLS certificate ends on {it.until}",
        "Start the box anew: one of its own is renewed then. Where it is yours, put its successor into"
        " {it.folder}/tls.crt and its key into tls.key first.",
    ),
    Row(
        "mqtt",
        _off_broker,
        "the MQTT broker {it.broker} is not connected: {it.mqtt}",
        "See that the broker runs and that address, user and password are right: `modembox mqtt show`, `modembox mqtt"
        " set host=...`. What happens meanwhile is kept, and told when it is there.",
    ),
    Row(
        "target-down",
        lambda it: bool(it.target) and it.now - it.target_down_since >= UNTOLD,
        "events can't be posted to {it.target} for {it.target_down_for}: {it.target_trouble}",
        "See that it runs and that its address is right: `modembox webhooks list`. The box tries for two days, then its"
        " events become dead letters. One that is gone for good is deleted by its program, at /ess/v1.",
    ),
    Row(
        "dead-letters",
        lambda it: it.dead_letters > 0,
        "{it.undelivered} could not be posted to who subscribed",
        "`modembox webhooks dead` tells which, and why. When the target is well, have them posted once more, `modembox"
        " webhooks replay`, or forget them, `modembox webhooks discard`. They go by themselves after 30 days.",
    ),
    Row(
        "in-doubt",
        lambda it: it.in_doubt > 0,
        "{it.doubtful} in doubt: handed to the network, and no answer came",
        "Ask the recipient, then say what became of it: on the page under Spool, or with `modembox spool --standing"
        " in_doubt` and `modembox spool settle ID sent` (or `unsent`). Sending it again may make two of it.",
    ),
    Row(
        "no-modem",
        lambda it: it.running and not it.lines and not it.broken,
        "no modem was found",
        "Plug a GSM modem in; it is found within a minute. Where it is not: try another cable, and a hub with a power"
        " supply of its own.",
    ),
)

LINE: tuple[Row[LineFacts], ...] = (
    Row(
        "modem-absent",
        lambda it: it.state == "absent",
        "{it.detail}",
        "Pull the modem out and plug it in again, with another cable or at another port; a hub should have a power"
        " supply of its own. Where it says `in use by`, end that program. Forget a modem that is gone for good:"
        " `modembox lines remove {it.name}`.",
    ),
    Row(
        "modem-failed",
        lambda it: it.state == "failed" and it.since >= MENDING,
        "the modem fails: {it.detail}",
        "Pull the modem out, wait ten seconds, plug it in again. Where it fails often, give it a stronger power supply"
        " and a shorter cable.",
    ),
    Row(
        "modem-failing",
        lambda it: it.state == "failed" and it.since < MENDING,
        "the modem has just failed: {it.detail}",
        "The box mends it by itself where it can. Look again in some minutes.",
        needs_you=False,
    ),
    Row(
        "no-dial-tone",
        lambda it: it.state == "no_dial_tone",
        "{it.detail}",
        "Plug the modem's LINE socket into the telephone socket, not its PHONE socket. Put a telephone there: where"
        " that is silent, too, tell the telephone company; where it tones, a cable is broken.",
    ),
    Row(
        "slow-start",
        lambda it: it.state == "starting" and it.since >= MENDING,
        "the modem does not get ready",
        "Pull the modem out, wait ten seconds, plug it in again.",
    ),
    Row(
        "sim-absent",
        lambda it: it.state == "sim_absent",
        "there is no SIM in the modem, or it can't be read",
        "Put a SIM in, its cut corner as the drawing shows. Where there is one: take it out, wipe its contacts, put it"
        " in again.",
    ),
    Row(
        "pin-needed",
        lambda it: it.state == "pin" and not it.has_pin,
        "the SIM asks for its PIN",
        "Tell the box: `modembox lines set {it.name} pin=1234`, with the number that came with the SIM.",
    ),
    Row(
        "pin-wrong",
        lambda it: it.state == "pin" and it.has_pin,
        "{it.detail}",
        "Look the right one up and set it: `modembox lines set {it.name} pin=1234`. The box tries each PIN once: after"
        " three wrong ones the SIM is blocked.",
    ),
    Row(
        "puk-needed",
        lambda it: it.state == "puk",
        "the SIM is blocked after too many wrong PINs",
        "Put the SIM into a telephone and enter the PUK that came with it, then a new PIN; put it back and set that:"
        " `modembox lines set {it.name} pin=1234`.",
    ),
    Row(
        "network-denied",
        lambda it: it.state == "not_registered" and it.registration in REFUSING,
        "the network refuses the SIM",
        "Ask the SIM's operator whether it is active and paid, and, abroad, whether roaming is allowed. Try it in a"
        " telephone: where it works there, the modem may be made for networks that were switched off here (2G, 3G).",
    ),
    Row(
        "no-network",
        lambda it: it.state == "not_registered" and it.registration not in REFUSING and it.since >= SEARCHING,
        "the modem finds no network",
        "Screw the antenna tight, put it near a window and away from the modem. Where a telephone with that SIM finds a"
        " network there, the modem may be made for networks that were switched off here (2G, 3G).",
    ),
    Row(
        "no-sms-service",
        lambda it: it.state in ("ready", "paused") and it.refused in NO_SMS_SERVICE,
        "the network is there, but takes no messages ({it.refused})",
        "Try the SIM in a telephone. Where it can send there, the modem lacks SMS over LTE: update its firmware, or"
        " take a modem that has it. Where it can't, ask the operator to allow SMS on it.",
    ),
    Row(
        "sim-rests",
        lambda it: it.state == "paused" and it.rests and it.refused not in NO_SMS_SERVICE,
        "the network refuses the SIM's messages, so it rests: {it.detail}",
        "Try the SIM in a telephone. Where it can't send there either, ask the operator about credit, barring and the"
        " service centre's number. The box tries again by itself, and at once with `modembox lines resume {it.name}`.",
    ),
    Row(
        "refused",
        lambda it: it.state == "ready" and it.refused not in ("", *NO_SMS_SERVICE),
        "all of the latest messages were refused ({it.refused})",
        "Look at one: `modembox spool`, `modembox spool show ID`. Most often the SIM has no credit, or may not write to"
        " these numbers: try it in a telephone.",
    ),
    Row(
        "not-receiving",
        lambda it: it.receiving is False and it.state in ("ready", "paused"),
        "what is sent to it does not come in",
        "The box has restarted the modem. Try again with `modembox canary {it.name} --wait 60`. Where it still does not"
        " come: see that the number is right, `modembox lines`; pull the modem out, wait ten seconds, plug it in again;"
        " try the SIM in a telephone. Whatever comes in ends this.",
    ),
    Row(
        "balance-low",
        lambda it: it.low,
        "its SIM has little left to pay with: {it.balance:.2f}",
        "Top it up, as its operator asks.",
    ),
    Row(
        "limit",
        lambda it: it.state == "paused" and not it.rests,
        "it waits: {it.detail}",
        "It goes on by itself when the time has come, and at once with `modembox lines resume {it.name}`. Limits are"
        " changed with `modembox lines set {it.name} per_day=...`.",
        needs_you=False,
    ),
    Row(
        "memory-full",
        lambda it: it.state == "memory_full",
        "{it.detail}",
        "The box empties it, and something in it is not the box's or does not go away. Put the SIM into a telephone,"
        " delete its messages and put it back; nothing is lost meanwhile. The line says when there is room again.",
    ),
    Row(
        "storage-full",
        lambda it: it.full >= OFTEN and it.state != "memory_full",
        "its memory for messages was full {it.full} times within an hour",
        "The box empties it, and something does not go away. Put the SIM into a telephone, delete its messages.",
    ),
    Row(
        "storage-was-full",
        lambda it: 0 < it.full < OFTEN and it.state != "memory_full",
        "its memory for messages was full within the last hour",
        "The box has emptied it. What the network kept meanwhile comes in by itself.",
        needs_you=False,
    ),
    Row(
        "weak-signal",
        lambda it: it.signal_dbm is not None and it.signal_dbm <= WEAK and it.state in ("ready", "paused"),
        "the signal is weak: {it.signal_dbm} dBm",
        "Put the antenna near a window, higher, or away from metal; -95 dBm or more is well.",
        needs_you=False,
    ),
)

RECORDINGS: Row[Facts] = Row(
    "recordings",
    lambda it: bool(it.recordings),
    "what was said to a modem before it failed was recorded",
    "Where a modem fails often, give these files to whoever looks after the box: no PIN, number or text is in them."
    " Else leave them; the oldest go by themselves.",
    needs_you=False,
)
