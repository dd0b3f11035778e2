import json

from hypothesis import given
from hypothesis import strategies as st

from appliance.composition.parts import Assign, Reference, Track, packed, unpacked

_REFERENCES = st.builds(Reference, st.text(), st.booleans())
_VALUES = st.lists(st.text() | _REFERENCES).map(tuple)
_PARTS = st.text() | _REFERENCES | st.builds(Assign, st.text(), _VALUES) | st.builds(Track, _VALUES, st.text())


@given(st.lists(_PARTS).map(tuple))
def test_what_is_packed_is_unpacked(program):
    assert unpacked(json.loads(json.dumps(packed(program)))) == program
