import pytest

from appliance.errors import Invalid
from appliance.lines.ports import checked


@pytest.mark.parametrize(
    "url",
    [
        "/dev/ttyUSB0",
        "/dev/serial/by-id/usb-SimTech-if02-port0",
        "socket://10.0.0.5:4001",
        "socket://[::1]:4001",
        "rfc2217://modems.lan:2217",
        "loop://",
        "spy:///dev/ttyUSB0",
        "gammu:at115200:/dev/ttyUSB0",
    ],
)
def test_a_port_that_makes_sense(url):
    assert checked(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ttyUSB0",
        "COM3",
        "socket://10.0.0.5",
        "socket://:4001",
        "socket://host:port",
        "socket://host:99999",
        "http://10.0.0.5:80",
        "file:///etc/passwd",
        "://",
        "gammu:",
        "gammu:at",
        "/dev/tty\nUSB0",
        "/dev/tty\x1b[31m",
    ],
)
def test_a_port_that_does_not(url):
    with pytest.raises(Invalid, match="a port is"):
        checked(url)
