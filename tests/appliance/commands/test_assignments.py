from __future__ import annotations

import pytest

from appliance.commands.assignments import assigned
from appliance.errors import Invalid
from appliance.outside import MqttSettings
from appliance.settings import BoxSettings


def test_values_are_of_the_type_of_their_setting() -> None:
    assert assigned(MqttSettings, ["host=10.0.0.2", "port=8883", "tls=yes", "password=a=b"]) == {
        "host": "10.0.0.2",
        "port": 8883,
        "tls": True,
        "password": "a=b",
    }
    assert assigned(BoxSettings, ["languages=1, 3", "reports=false"]) == {"languages": [1, 3], "reports": False}
    assert assigned(BoxSettings, ["languages="]) == {"languages": []}


def test_what_is_no_assignment_is_refused() -> None:
    with pytest.raises(Invalid, match="no SETTING=VALUE"):
        assigned(MqttSettings, ["host"])
