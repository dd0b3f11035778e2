"""Contacts out of a file into a group, and back."""

import pytest

SEEN = ("phone", "first_name", "last_name", "email", "address", "custom1", "custom2", "custom3", "description")
CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def group(alice):
    return alice.post("/groups", {"name": "Readers"}).json["group_id"]


@pytest.fixture
def other(alice):
    return alice.post("/groups", {"name": "Others"}).json["group_id"]


def bring(client, group, content, headers=None):
    return client.post(
        f"/groups/{group}/csv", content.encode() if isinstance(content, str) else content, headers=headers or CSV
    )


def members(client, group, **query):
    rows = client.get(f"/groups/{group}/contacts", query=query).json
    return [tuple(row[each] for each in SEEN) for row in rows]


@pytest.mark.parametrize("headers", [CSV, {"Content-Type": "text/plain"}, {"Content-Type": ""}])
def test_rows_become_members(alice, people, group, headers):
    content = 'phone,first_name\n"+49 171 1","Ada"\n+491712\n\n+491713,"Bea ""B""",x,b@x.example,a,1,2,3,"d, e"\n'
    reply = bring(alice, group, content.replace("phone,first_name\n", ""), headers)
    assert reply.json == {"group_id": group, "imported": 3, "known": 0, "failed": 0, "errors": []}
    rest = ("",) * 7
    assert members(alice, group) == [
        ("+491711", "Ada", *rest),
        ("+491712", "", *rest),
        ("+491713", 'Bea "B"', "x", "b@x.example", "a", "1", "2", "3", "d, e"),
    ]
    assert alice.get(f"/groups/{group}").json["contact_total"] == 3
    assert alice.get("/contacts/1").json["user_id"] == people["alice"].user_id


def test_rows_that_do_not_hold_are_told_and_the_others_are_taken(alice, group):
    content = "\n".join(
        ["phone,first_name,email", "+491", "nobody", f"+492,{'x' * 65}", ",Ada", "+493,\x07", "1,2,3,4", "+494"]
    )
    told = bring(alice, group, content).json
    assert (told["imported"], told["failed"]) == (2, 5)
    assert [each["row"] for each in told["errors"]] == [3, 4, 5, 6, 7]
    reasons = [each["reason"] for each in told["errors"]]
    expected = ("no phone number", "more than 64", "phone is missing", "control", "4 values")
    assert [words for words in expected if not any(words in reason for reason in reasons)] == []
    assert [row[0] for row in members(alice, group)] == ["+491", "+494"]


def test_no_more_faults_are_told_than_anybody_reads(alice, group):
    told = bring(alice, group, "+491\n" + "x\n" * 150).json
    assert (told["failed"], len(told["errors"])) == (150, 100)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("phone\n", "the file is empty"),
        ("nobody\nno one\n", "no row holds; row 1:"),
        ("phone,company\n+491,x\n", "'company' in the header"),
        ('{"phone": "+491"}', "no row holds"),
        (bytes(range(256)), "no row holds"),
    ],
)
def test_a_file_that_does_not_hold_is_refused(alice, group, content, words):
    refused = bring(alice, group, content)
    assert (refused.status, words in refused.json["error"]["message"]) == (412, True)
    assert members(alice, group) == []


def test_a_file_that_is_read_in_again_doubles_nobody_and_changes_what_changed(alice, group):
    bring(alice, group, "+491,Ada,Lovelace\n+492,Bea\n,Cleo,,c@x.example\n")
    again = bring(alice, group, "+491,Ada,King\n+49 2\n,Clea,,c@x.example\n+494,Dora\n").json
    assert (again["imported"], again["known"], again["failed"]) == (1, 3, 0)
    assert [row[:4] for row in members(alice, group)] == [
        ("+491", "Ada", "King", ""),
        ("+492", "Bea", "", ""),
        ("", "Clea", "", "c@x.example"),
        ("+494", "Dora", "", ""),
    ]


def test_each_group_has_contacts_of_its_own(alice, group, other):
    bring(alice, group, "+491,Ada\n")
    assert bring(alice, other, "+491,Bea\n").json["imported"] == 1
    assert [members(alice, each)[0][1] for each in (group, other)] == ["Ada", "Bea"]


def test_what_an_administrator_brings_is_the_groups_owners(admin, alice, people, group):
    assert bring(admin, group, "+491\n").status == 200
    assert alice.get("/contacts/1").json["user_id"] == people["alice"].user_id


def test_many_rows_go_in_many_transactions(alice, group, spool, monkeypatch):
    from appliance.office import imports

    monkeypatch.setattr(imports, "AT_ONCE", 10)
    commits = []
    write = spool.write
    monkeypatch.setattr(spool, "write", lambda work: commits.append(work) or write(work))
    told = bring(alice, group, "".join(f"+49171{number:04}\n" for number in range(95))).json
    assert (told["imported"], len(commits)) == (95, 10)
    assert alice.get(f"/groups/{group}/csv").body.count(b"\n") == 95


def test_a_crash_on_the_way_leaves_whole_rows_and_the_rest_follows(alice, group, spool, monkeypatch):
    from appliance.errors import NotReady
    from appliance.office import imports

    monkeypatch.setattr(imports, "AT_ONCE", 10)
    content = "".join(f"+49171{number:04}\n" for number in range(25))
    write, left = spool.write, [None, None]

    def breaking(work):
        if not left:
            raise NotReady("the power went")
        left.pop()
        return write(work)

    monkeypatch.setattr(spool, "write", breaking)
    assert bring(alice, group, content).status == 423
    monkeypatch.setattr(spool, "write", write)
    assert len(members(alice, group)) == 20
    again = bring(alice, group, content).json
    assert (again["imported"], again["known"]) == (5, 20)
    assert len(alice.get("/contacts").json) == 25


def test_two_files_are_not_read_in_at_once(alice, group, office):
    with office.imports._one:
        refused = bring(alice, group, "+491\n")
        assert (refused.status, "another file" in refused.json["error"]["message"]) == (423, True)
    assert bring(alice, group, "+491\n").status == 200


def test_a_file_that_is_too_large_brings_nobody(alice, group, monkeypatch):
    from appliance.api.ictcore import groups

    monkeypatch.setattr(groups, "_LARGEST_CSV", 1000)
    assert bring(alice, group, "+491\n" * 1000).status == 412
    assert members(alice, group) == []


def test_a_form_and_a_data_url_are_taken_too(alice, group):
    form = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n+491\r\n\r\n--x--\r\n'
    assert bring(alice, group, form, {"Content-Type": "multipart/form-data; boundary=x"}).json["imported"] == 1
    assert bring(alice, group, b"data:text/csv;base64,KzQ5Mgo=", {"Content-Type": "base64"}).json["imported"] == 1


def test_what_goes_out_comes_in_again_the_same(alice, group, other):
    alice.put(f"/groups/{group}", {"name": "Grüße/2"})
    contacts = [
        {"phone": "+491", "first_name": "=1+1", "last_name": 'the "Great"', "address": "A, B;\u00a0C", "custom1": "'"},
        {"phone": "492*#", "first_name": "'=x", "description": "-", "custom3": "@x", "email": "e@x.example"},
    ]
    for each in contacts:
        made = alice.post("/contacts", {**each, "phone": each["phone"].rstrip("*#")}).json["contact_id"]
        alice.put(f"/contacts/{made}/link/{group}")
    reply = alice.get(f"/groups/{group}/csv")
    assert reply.headers["Content-Type"] == "text/csv"
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="Gr__e2.csv"')
    assert reply.body.startswith(b'"+491","\'=1+1","the ""Great"""')
    assert bring(alice, other, reply.body).json["imported"] == 2
    assert members(alice, other) == members(alice, group)
    assert alice.get(f"/groups/{other}/csv").body == reply.body


def test_an_export_takes_the_filters_of_contacts(alice, group):
    bring(alice, group, "+491,Ada\n+492,Bea\n+493,Adam\n")
    assert alice.get(f"/groups/{group}/csv", query={"first_name": "ada"}).body.count(b"\n") == 2
    assert alice.get(f"/groups/{group}/csv", query={"phone": "2"}).body.startswith(b'"+492"')
    assert alice.get(f"/groups/{group}/csv", query={"contact_id": "x"}).status == 412


def test_an_empty_group_is_an_empty_file(alice, group):
    reply = alice.get(f"/groups/{group}/csv")
    assert (reply.status, reply.body) == (200, b"")


def test_the_sample_can_be_imported(alice, group):
    sample = alice.get("/groups/sample/csv")
    assert sample.headers["Content-Disposition"] == 'attachment; filename="contact_sample.csv"'
    assert bring(alice, group, sample.body).json["imported"] == 2


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_group_that_is_not_there_or_anothers_is_not_found(alice, bob, group, method):
    for client, path in ((alice, 7), (bob, group)):
        assert client.request(method, f"/groups/{path}/csv", b"+491\n", headers=CSV).status == 404
    assert alice.get("/contacts").json == bob.get("/contacts").json == []
