"""The file in a form, whatever pieces it comes in, and forms as programs really send them."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.api.multipart import boundary_of, file_of
from appliance.errors import Invalid

# As the Node SDK writes it: a trailing semicolon, a size in UTF-16 units, a Content-Length likewise.
NODE = (
    b"--B\r\n"
    b'Content-Disposition: form-data; name="file-upload"; filename="n.txt"; size="2";\r\n'
    b"Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n\xc3\xa4\xe2\x82\xac\r\n--B--\r\n"
)


def pieces(body, size=7):
    return iter([body[at : at + size] for at in range(0, len(body), size)])


def content(body, boundary=b"B", size=7):
    head, found = file_of(boundary, pieces(body, size))
    return head, b"".join(found)


def part(octets, head=b'Content-Disposition: form-data; name="f"; filename="x"'):
    return b"--B\r\n" + head + b"\r\n\r\n" + octets + b"\r\n"


def test_the_nodes_part():
    head, found = content(NODE)
    assert (head.get_filename(), head.get_content_type(), found.decode()) == ("n.txt", "text/plain", "ä€")


@given(st.binary(max_size=300), st.integers(1, 40))
def test_any_content_in_any_pieces_comes_through(octets, size):
    boundary = random.Random(len(octets)).randbytes(8).hex().encode()
    body = b"--" + boundary + b"\r\nContent-Type: a/b\r\n\r\n" + octets + b"\r\n--" + boundary + b"--"
    assert content(body, boundary, size)[1] == octets


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"preamble\r\n" + part(b"x") + b"--B--", b"x"),
        (b"\r\n" + part(b"") + b"--B--", b""),
        (part(b"a\r\n--BC--\r\n --B--\r\n--B B\r\nz") + b"--B--", b"a\r\n--BC--\r\n --B--\r\n--B B\r\nz"),
        (part(b"x") + b"--B \t\r\n" + part(b"other") + b"--B--", b"x"),
        (part(b"x") + b"--B--epilogue", b"x"),
        (part(b"text", b'Content-Disposition: form-data; name="a"') + part(b"x") + b"--B--", b"x"),
        (part(b"x", b"content-type: a/b") + b"--B--", b"x"),
    ],
)
def test_what_divides_parts_and_what_only_looks_so(body, found):
    for size in (1, 3, 1000):
        assert content(body, size=size)[1] == found


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "broke off"),
        (b"no part at all", "broke off"),
        (part(b"x"), "broke off"),
        (part(b"x") + b"--", "broke off"),
        (b"--B--", "no file"),
        (part(b"x", b'Content-Disposition: form-data; name="a"') + b"--B--", "no file"),
        (part(b"x", b"X: " + b"y" * 3000) + b"--B--", "too long"),
        (part(b"x", b"\r\n".join([b"X: y"] * 60)) + b"--B--", "too long"),
    ],
)
def test_forms_that_are_none(body, why):
    with pytest.raises(Invalid, match=why):
        content(body)


def test_the_boundary_is_what_the_type_says():
    assert boundary_of('Multipart/Form-Data; boundary="a b"') == b"a b"
    assert boundary_of("multipart/form-data; boundary=---x") == b"---x"
    assert boundary_of("Application/octet-stream") is None and boundary_of("") is None
    for lacking in (
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 201,
    ):
        with pytest.raises(Invalid):
            boundary_of(lacking)
