import pytest

from appliance.spool.listing import exactly
from appliance.spool.programs import PROGRAMS


@pytest.fixture
def program(office, people, spool):
    def make(kind, **fields):
        made = office.programs.create(people["alice"], kind, **fields)
        return PROGRAMS.get(spool.read(), "program", exactly(id=made))

    return make
