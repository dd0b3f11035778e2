from drivers.fax import t30
from drivers.fax.dis import Dis
from drivers.fax.frames import Fcf, Frame, decode_ident
from drivers.fax.identification import Identification
from drivers.fax.page import Coding, Length, PageFormat, Resolution, Width
from drivers.fax.rates import BY_DIS
from drivers.fax.termination import Termination
from tests.drivers.fax.dialogue import Dialogue
from tests.drivers.fax.link import Desk, End, Link, Noise
from tests.drivers.fax.pages import Rows, text_page

FULL = Dis(
    resolutions=frozenset(Resolution),
    codings=frozenset(Coding),
    width=Width.A3,
    length=Length.UNLIMITED,
    ecm=True,
)
OLD = Dis(modulations=BY_DIS["0100"])
PAGE = text_page(1728, 150)
WIDE = text_page(2432, 150)
DOCUMENT = ((PAGE, PageFormat()), (PAGE, PageFormat()), (WIDE, PageFormat(Width.A3, Resolution.FINE)))


def called(own: Dis, far: Dis, document: tuple[tuple[Rows, PageFormat], ...] = DOCUMENT) -> tuple[End, End]:
    caller = End("caller", Identification("+1", subaddress="7"), own, Desk(document))
    answerer = End("answerer", Identification("+2"), far, Desk())
    Link(caller, answerer, Noise(), 0).run(t30.send, t30.answer)
    return caller, answerer


def test_a_document_with_all_that_there_is() -> None:
    caller, answerer = called(FULL, FULL)
    assert caller.termination is answerer.termination is Termination.NORMAL
    assert [page.rows.rows for page in answerer.desk.kept] == [PAGE, PAGE, WIDE]
    assert [page.dcs.format.width for page in answerer.desk.kept] == [Width.A4, Width.A4, Width.A3]
    assert {page.dcs.coding for page in answerer.desk.kept} == {Coding.MMR}
    assert all(page.good for page in answerer.desk.kept)
    assert (caller.call.far.ident, answerer.call.far.ident) == ("+2", "+1")


def test_a_document_to_an_old_machine_is_negotiated_down() -> None:
    caller, _ = called(FULL, OLD, ((PAGE, PageFormat(Width.A3, Resolution.R16)),) * 2)
    assert caller.termination is Termination.NORMAL
    (first, *_rest) = caller.desk.sent_as
    assert (str(first.dcs.modulation), first.dcs.coding, first.dcs.ecm) == ("V.27ter 4800", Coding.MH, False)
    assert {each.dcs.format.width for each in caller.desk.sent_as} == {Width.A4}


def test_who_polls_says_what_it_wants_and_may_have() -> None:
    own = Identification("+1", selective_polling="12", password="34", subaddress="56")
    caller = Dialogue(t30.poll, Desk(), own=own)
    caller.hears(Frame(Fcf.DIS, Dis(document_waits=True, selective_polling=True, password=True).encode()))
    frames = caller.said()
    told = {frame.fcf.name: decode_ident(frame.fif) for frame in frames[:-1]}
    assert told == {"PWD": "34", "SEP": "12", "CIG": "+1"}
    dtc = Dis.decode(frames[-1].fif)
    assert frames[-1].fcf is Fcf.DTC
    assert (dtc.selective_polling, dtc.password, dtc.subaddress) == (True, True, False)


def test_who_polls_a_station_without_a_document_hangs_up() -> None:
    caller = Dialogue(t30.poll, Desk())
    caller.hears(Frame(Fcf.DIS, Dis().encode()))
    assert caller.says() == "DCN"
    assert caller.termination is Termination.INCOMPATIBLE


def test_who_polls_and_hears_nothing_hangs_up() -> None:
    caller = Dialogue(t30.poll, Desk())
    caller.hears_nothing()
    assert caller.says() == "DCN"
    assert caller.termination is Termination.NO_ANSWER


def test_what_is_raised_in_a_step_passes_through() -> None:
    caller = Dialogue(t30.send, Desk())
    try:
        caller.hears(Frame(Fcf.DIS, Dis().encode()))
    except IndexError:  # the desk has no page
        assert caller.call.confirmed == 0
    else:
        raise AssertionError
