"""The words of service class 2 (SP-2388-A) and of class 2.0 (TIA-592, T.32), as tables of one DCE."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from drivers.fax.dle import ETX
from drivers.fax.ecm import PartialPage
from drivers.fax.frames import Fcf, Frame, FrameError
from drivers.fax.sessionparameters import CLASS_2, CLASS_2_0, Notation
from drivers.fax.termination import Termination

NEXT_PAGE, NEXT_DOCUMENT, NO_MORE = 0, 1, 2
AFTER: Mapping[int, Fcf] = {NEXT_PAGE: Fcf.MPS, NEXT_DOCUMENT: Fcf.EOM, NO_MORE: Fcf.EOP}
MESSAGES: Mapping[Fcf, int] = {after: number for number, after in AFTER.items()}

_COMMANDS: Mapping[Fcf, Fcf] = {
    **{fcf: fcf for fcf in AFTER.values()},
    Fcf.PRI_MPS: Fcf.MPS,
    Fcf.PRI_EOM: Fcf.EOM,
    Fcf.PRI_EOP: Fcf.EOP,
}

# +FPTS, +FPS: what becomes of a page
RESPONSES: Mapping[int, Fcf] = {1: Fcf.MCF, 2: Fcf.RTN, 3: Fcf.RTP, 4: Fcf.PIN, 5: Fcf.PIP}
GOOD, BAD = 1, 2


@dataclass(frozen=True, slots=True)
class Words:
    """`service_class` as +FCLASS has it. Reports: the call is connected, the stations' numbers by their frames, the
    parameters by theirs, CFR ("" where it is not told), a document to be polled, a page's status, the end of the call.

    `numbers`: parameters that are one number, with their defaults, and those that are several; `texts`: those that are
    a text. `identity` and those below it say which parameter or command does what. `page_ends`: what ends a page behind
    DLE, with what comes after it where that is told so; where not, `page_end` does. `reversed`: pages that come are
    given with each octet's bits the other way round, as Rockwell's modems have it, unless the bit order parameter says
    otherwise. `seconds`: of one unit of `patience`. `refused`: the final result where the far end didn't like the page,
    or ended the call before its end. `told`: reports that go out only where that value of +FNR is 1.
    """

    service_class: str
    notation: Notation
    connected: str
    identities: Mapping[Fcf, str]
    parameters: Mapping[Fcf, str]
    confirmed: str
    polled: str
    status: str
    hung_up: Callable[[Termination], str]
    capabilities: str
    session: str
    results: str
    identity: str
    polls_as: str
    polls: str
    gives: str
    order: str
    patience: str
    verdict: str
    page_end: str
    abort: str
    numbers: Mapping[str, str]
    texts: tuple[str, ...]
    asked: Mapping[str, str]
    page_ends: Mapping[bytes, Fcf | None]
    reversed: bool
    seconds: float
    refused: str
    told: Mapping[str, int] = field(default_factory=dict)


def _zero(names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), "0")


_IDENTITY = ("Modem Box", "Simulated fax modem", "1.0")

SP_2388 = Words(
    "2",
    CLASS_2,
    connected="+FCON",
    identities={Fcf.CSI: "+FCSI", Fcf.TSI: "+FTSI", Fcf.CIG: "+FCIG"},
    parameters={Fcf.DIS: "+FDIS", Fcf.DCS: "+FDCS", Fcf.DTC: "+FDTC"},
    confirmed="+FCFR",
    polled="+FPOLL",
    status="+FPTS",
    hung_up=lambda termination: f"+FHNG:{termination.value}",
    capabilities="+FDCC",
    session="+FDIS",
    results="+FDCS",
    identity="+FLID",
    polls_as="+FCIG",
    polls="+FSPL",
    gives="+FLPL",
    order="+FBOR",
    patience="+FPHCTO",
    verdict="+FPTS",
    page_end="+FET",
    abort="+FK",
    numbers={
        **_zero("+FAA +FAE +FAXERR +FBOR +FBUG +FCR +FCTCRTY +FECM +FLNFC +FLPL +FMINSP +FRBC +FREL +FSPL +FTBC"),
        **_zero("+FVRFC +FWDFC"),
        "+FBADLIN": "10",
        "+FBADMUL": "20",
        "+FCQ": "1",
        "+FLO": "1",
        "+FPHCTO": "30",
        "+FPTS": "1",
    },
    texts=("+FLID", "+FCIG"),
    asked=dict(zip(("+FMFR", "+FMDL", "+FREV"), _IDENTITY, strict=True)),
    page_ends={ETX: None},
    reversed=True,
    seconds=0.1,
    refused="OK",
)

T_32 = Words(
    "2.0",
    CLASS_2_0,
    connected="+FCO",
    identities={Fcf.CSI: "+FCI", Fcf.TSI: "+FTI", Fcf.CIG: "+FPI"},
    parameters={Fcf.DIS: "+FIS", Fcf.DCS: "+FCS", Fcf.DTC: "+FTC"},
    confirmed="",
    polled="+FPO",
    status="+FPS",
    hung_up=lambda termination: f"+FHS:{termination.hexadecimal}",
    capabilities="+FCC",
    session="+FIS",
    results="+FCS",
    identity="+FLI",
    polls_as="+FPI",
    polls="+FSP",
    gives="+FLP",
    order="+FBO",
    patience="+FCT",
    verdict="+FPS",
    abort="+FKS",
    page_end="",
    numbers={
        **_zero("+FAA +FBO +FBU +FCR +FEA +FIE +FLP +FMS +FPP +FPR +FRY +FSP"),
        "+FAP": "0,0,0",
        "+FCQ": "1,0",
        "+FCT": "30",
        "+FFC": "0,0,0,0",
        "+FLO": "1",
        "+FNR": "0,0,0,0",
        "+FPS": "1",
        "+FRQ": "14,0A",
    },
    texts=("+FLI", "+FPI", "+FPA", "+FPW", "+FSA"),
    asked=dict(zip(("+FMI", "+FMM", "+FMR"), _IDENTITY, strict=True)),
    page_ends={b",": Fcf.MPS, b";": Fcf.EOM, b".": Fcf.EOP},
    reversed=False,
    seconds=1.0,
    refused="ERROR",
    told={"+FIS": 0, "+FTC": 0, "+FCS": 1, "+FCI": 2, "+FTI": 2, "+FPI": 2},
)

VOCABULARIES: Mapping[str, Words] = {words.service_class: words for words in (SP_2388, T_32)}


def after_page(octets: bytes) -> Fcf | None:
    """What comes after the page, as a command says it."""
    try:
        frame = Frame.decode(octets)
        return PartialPage.decode(frame.fif).after if frame.fcf is Fcf.PPS else _COMMANDS.get(frame.fcf)
    except FrameError:
        return None
