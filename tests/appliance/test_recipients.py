"""Every form of a recipient's address (spec/SCG.md 5)."""

import pytest

from appliance.recipients import Recipient, Way, listed, recipient


@pytest.mark.parametrize(
    ("address", "way", "value"),
    [
        ("+491711234567", Way.MDN, "+491711234567"),
        ("0171 123-4567", Way.MDN, "0171 123-4567"),
        ("15551234567", Way.MDN, "15551234567"),
        ("mdn:+491711234567", Way.MDN, "+491711234567"),
        ("MDN:72404", Way.MDN, "72404"),
        ("contact:-abcdefghijklmnopqrst_", Way.CONTACT, "-abcdefghijklmnopqrst_"),
        ("contact_id:abc", Way.CONTACT, "abc"),
        ("group: abc", Way.GROUP, "abc"),
        ("group-abc", Way.GROUP, "abc"),
        ("contact_group_id:abc", Way.GROUP, "abc"),
        ("abcdefghijklmnopqrstuv", Way.RECORD, "abcdefghijklmnopqrstuv"),
        ("voice:+491711234567", Way.VOICE, "+491711234567"),
        ("fb:1@2", Way.FACEBOOK, "1@2"),
        ("we:1@2", Way.WECHAT, "1@2"),
        ("psh:apn@a@b", Way.PUSH, "apn@a@b"),
    ],
)
def test_an_address(address, way, value):
    assert recipient(address) == Recipient(way, value)


def test_several_may_stand_in_one_text():
    assert listed(["+491; +492;", "", "group:x"]) == ("+491", "+492", "group:x")
