import pytest

from appliance.mail.edge import Mail
from appliance.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "box.json")


@pytest.fixture
def mail(spool, settings, tmp_path, clock):
    made = Mail(spool, settings, tmp_path, lambda: None, clock)
    yield made
    made.stop()


def test_it_is_off_until_a_server_is_named(mail, settings):
    mail.start(None, None)
    assert mail.condition() == "off"
    mail.wake()
    settings.change_mail(host="localhost", sender="box@example.org")
    mail.reload()
    assert mail.condition() == "nothing sent yet"
    settings.change_mail(host="")
    mail.reload()
    assert mail.condition() == "off"


def test_it_goes_on_as_it_was_where_nothing_has_changed(mail, settings):
    settings.change_mail(host="localhost")
    mail.start(None, None)
    before = mail._sender
    mail.reload()
    assert mail._sender is before
    settings.change_mail(port=2525)
    mail.reload()
    assert mail._sender is not before and not before.is_alive()
