"""A box's data, opened by a command."""

from __future__ import annotations

import pytest

from appliance.box import CONTROL
from appliance.commands.data import opened, wake
from appliance.control import ControlServer
from appliance.errors import NotFound, NotReady


def test_a_command_acts_as_the_first_administrator(folder):
    with opened(folder) as data:
        assert (data.operator.username, data.operator.may("user_admin")) == ("admin", True)
        assert data.settings.line("gsm1").name == "gsm1"


def test_where_no_box_ran_nothing_is_made(tmp_path):
    with pytest.raises(NotFound, match="name its folder with --data"), opened(tmp_path / "nowhere"):
        pass
    assert not (tmp_path / "nowhere").exists()


def test_a_box_without_an_administrator(folder, data):
    data.execute("DELETE FROM user_roles WHERE role_id = 1")
    with pytest.raises(NotFound, match="administrator"), opened(folder):
        pass


def test_data_that_are_none(tmp_path):
    (tmp_path / "spool.sqlite").write_text("this is no database, and long enough to be taken for a damaged one" * 20)
    with pytest.raises(NotReady), opened(tmp_path):
        pass


def test_a_box_that_runs_is_woken(folder):
    calls: list[str] = []
    server = ControlServer(folder / CONTROL, {"wake": lambda: calls.append("wake")})
    server.start()
    try:
        wake(folder)
    finally:
        server.stop()
    wake(folder)
    assert calls == ["wake"]


def test_a_box_that_runs_is_told_of_what_only_its_chores_carry_on(folder):
    """Once a campaign that was started by a command waited for the next round of them, up to a minute."""
    calls: list[str] = []
    server = ControlServer(folder / CONTROL, {"wake": lambda: calls.append("wake")})
    server.start()
    try:
        with opened(folder) as data:
            data.office.desk.due()
    finally:
        server.stop()
    assert calls == ["wake"]
