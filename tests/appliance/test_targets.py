"""What a URL names, and which addresses are not the internet's."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from appliance.errors import Invalid
from appliance.targets import LONGEST, Target, is_public, target_of


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        ("http://example.org", Target("http", "example.org", 80, "/"), "example.org"),
        ("https://example.org/a/b?c=d#e", Target("https", "example.org", 443, "/a/b?c=d"), "example.org"),
        ("HTTP://Example.ORG:8000/events", Target("http", "example.org", 8000, "/events"), "example.org:8000"),
        ("http://[::1]:99/", Target("http", "::1", 99, "/"), "[::1]:99"),
        ("http://bücher.example/ü", Target("http", "xn--bcher-kva.example", 80, "/%C3%BC"), "xn--bcher-kva.example"),
        ("http://a/%41", Target("http", "a", 80, "/%41"), "a"),
    ],
)
def test_a_url_is_taken_apart(url, target, authority):
    assert target_of(url) == target
    assert target.authority == authority


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://",
        "http:///path",
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://example.org:x/",
        "http://user@example.org/",
        "http://example.org@127.0.0.1/",
        "http://example.org\\@127.0.0.1/",
        "http://exam ple.org/",
        "http://example.org/\r\nX: y",
        "http://[::1/",
        "http://127.1/",
        "http://2130706433/",
        "http://" + "a" * 64 + ".org/",
        "http://example.org/" + "a" * LONGEST,
    ],
)
def test_what_is_none_is_refused(url):
    with pytest.raises(Invalid):
        target_of(url)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_the_internets(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "2001:db8::1",
    ],
)
def test_what_is_not(address):
    assert not is_public(ip_address(address))


def test_a_name_is_no_address():
    assert target_of("http://example.org/").address is None
    assert target_of("http://127.0.0.1/").address == ip_address("127.0.0.1")
