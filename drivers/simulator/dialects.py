"""What the simulated modems of each family say and take beyond the standards: one table, picked by `--family`.

Sources, as their makers and the projects that drive them tell: SIMCom "SIM800 Series AT Command Manual" V1.09; Quectel
"EG800Q&EG91xQ Series AT Commands Manual" V1.1 and "EC25&EC21 AT Commands Manual" V1.3; Telit "ME310G1 AT Commands
Reference Guide" 80617ST10991A; ModemManager's plugins (MM); oFono's drivers/atmodem/sim.c; threads as
owner/repo#number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.simulator.commandline import Form


@dataclass(frozen=True, slots=True)
class Told:
    """A command that tells: `line` may name {iccid}, {swapped} (the ICCID as EF-ICCID holds it), {wants} (what +CPIN?
    says), {pin} and {puk} (tries left).
    """

    name: str
    form: Form
    line: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """One family. Lines may name {wants}; `full` {memory}.

    `boot` is said after power on, `words` now and then, `sim_in` and `sim_out` when the SIM comes and goes, `full`
    when a message was held back for lack of room, `call_over` when a caller gives up. `takes` are settings that it
    accepts, `lacks` standard commands that it refuses, `restarts` commands
    and `resets` values of `+CFUN` that reboot it. USSD: `codes` come packed
    or as text, `replies` in one of the forms of F18, with `reply_dcs` beside them (less than 0: the right one).
    """

    manufacturer: str = "Modem Box"
    model: str = "Simulated GSM modem"
    revision: str = "1.0"
    boot: tuple[str, ...] = ()
    words: tuple[str, ...] = ("RING",)
    sim_in: tuple[str, ...] = ()
    sim_out: tuple[str, ...] = ()
    full: str = ""
    call_over: tuple[str, ...] = ("NO CARRIER",)
    tells: tuple[Told, ...] = ()
    takes: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()
    resets: tuple[int, ...] = ()
    codes: str = "text"
    replies: str = "charset"
    reply_dcs: int = -1


DIALECTS: Mapping[str, Dialect] = {
    "generic": Dialect(),
    "huawei": Dialect(
        "huawei",
        "E173",
        "11.126.15.00.00",
        boot=("^SYSSTART", "^SIMST:1"),
        words=("^RSSI:18", "^BOOT:24588720,0,0,0,88", "^MODE:5,4", "^DSFLOWRPT:0000000A,00000000,00000000"),
        sim_in=("^SIMST:1",),
        sim_out=("^SIMST:255",),
        full='^SMMEMFULL: "{memory}"',  # in place of +CMTI: wdoekes/asterisk-chan-dongle#47
        call_over=("^CEND:1,0,104,16",),
        tells=(
            Told("^ICCID", "read", "^ICCID: {swapped}"),
            Told("^CPIN", "read", "^CPIN: {wants},{pin},{puk},{pin},{puk},{pin}"),
        ),
        takes=("^USSDMODE", "^CURC"),
        lacks=("+CCID", "+CPINR"),  # MM: some never answer +CCID
        restarts=("^RESET",),
        codes="packed",  # wdoekes/asterisk-chan-dongle#38: another code goes out mangled
        replies="packed",
    ),
    "simcom": Dialect(
        "SIMCOM_Ltd",
        "SIMCOM_SIM800L",
        "Revision:1418B05SIM800L24",
        boot=("RDY", "+CFUN: 1", "+CPIN: {wants}", "Call Ready", "SMS Ready"),
        words=("OVER-VOLTAGE WARNNING", "UNDER-VOLTAGE WARNNING", "Call Ready"),
        sim_in=("+CPIN: READY",),
        sim_out=("+CPIN: NOT READY",),
        tells=(
            Told("+CCID", "execute", "{iccid}"),
            Told("+SPIC", "execute", "+SPIC: {pin},{puk},{pin},{puk}"),
        ),
        lacks=("+CPINR", "+CEREG"),
    ),
    "quectel": Dialect(
        "Quectel",
        "EC25",
        "EC25EFAR06A10M4G",
        boot=("RDY", "+CFUN: 1", "+CPIN: {wants}", "+QUSIM: 1", "+QIND: SMS DONE", "+QIND: PB DONE"),
        words=('+QIND: "csq",18,99', "+QIND: PB DONE"),
        sim_in=("+CPIN: READY",),
        sim_out=("+CPIN: NOT READY",),
        full='+QIND: "smsfull","{memory}"',
        tells=(
            Told("+QCCID", "execute", "+QCCID: {iccid}"),
            Told("+QPINC", "set", '+QPINC: "SC",{pin},{puk}'),
        ),
        takes=("+QINDCFG", "+QSIMSTAT", "+QURCCFG"),
        lacks=("+CCID", "+CPINR"),
    ),
    "telit": Dialect(
        "Telit",
        "ME310G1-WW",
        "37.00.213",
        boot=("#QSS: 3",),
        words=("#QSS: 3",),
        sim_in=("#QSS: 1", "#QSS: 3"),
        sim_out=("#QSS: 0",),
        tells=(
            Told("#CCID", "execute", "#CCID: {iccid}"),
            Told("#PCT", "execute", "#PCT: {pin}"),
        ),
        takes=("#QSS",),
        lacks=("+CCID", "+CPINR"),
        restarts=("#REBOOT",),
    ),
    "cinterion": Dialect(
        "Cinterion",
        "MC55i",
        "REVISION 01.201",
        boot=("^SYSSTART", "+CIEV: simstatus,5"),
        words=("+CIEV: rssi,3", "+CIEV: simstatus,5"),
        sim_in=("+CIEV: simstatus,1", "+CIEV: simstatus,5"),
        sim_out=("+CIEV: simstatus,0",),
        full="+CIEV: smsfull,1",
        tells=(
            Told("^SCID", "execute", "^SCID: {iccid}"),
            Told("^SPIC", "execute", "^SPIC: {pin}"),
        ),
        takes=("^SIND", "^SCFG"),
        lacks=("+CCID", "+CPINR", "+CEREG"),
    ),
    "zte": Dialect(
        "ZTE CORPORATION",
        "MF286D",
        "CR_MF286DV1.0.0B06",
        boot=("+ZUSIMR:2",),
        words=("+ZUSIMR:2", "+ZDONR: SIMNET,1,1,CS_PS,ROAM_OFF", "+ZPASR: LTE"),
        call_over=("HANGUP: 1", "NO CARRIER"),
        tells=(
            Told("+ZICCID", "read", "+ZICCID: {iccid}"),
            Told("+ZPINPUK", "test", "+ZPINPUK: {pin},{puk}"),
        ),
        takes=("+ZOPRT", "+ZSNT"),
        lacks=("+CCID", "+CPINR"),
        replies="ucs2",  # obsy/sms_tool#13
        reply_dcs=7,
    ),
    "ublox": Dialect(
        "u-blox",
        "SARA-U201",
        "23.60",
        boot=("RDY",),
        words=("+UUSIMSTAT:6", "+UUPSDD: 0"),
        sim_in=("+UUSIMSTAT:6",),
        sim_out=("+UUSIMSTAT:0",),
        tells=(Told("+UPINCNT", "execute", "+UPINCNT: {pin},{pin},{puk},{puk}"),),
        takes=("+CSGT",),
        lacks=("+CPINR",),
        resets=(16,),
    ),
}
