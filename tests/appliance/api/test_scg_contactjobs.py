"""Contacts out of files and into files, as SCG asks for it (spec/SCG.md 9, 59-61)."""

import json

import pytest

from appliance.api.scg.contactrows import ContactRows
from appliance.office import contactexports, contactimports

CONTENT = "/scg-attachment/api/v1/messaging/attachments/{}/content"
RAW = {"Content-Type": "Application/octet-stream"}
PEOPLE = """first_name,phone,City,external_id,extended_attributes,Reason
Ann,+4917000,Berlin,A,"{""points"":7}",
Bob,+4917001,,B,,
Cid,+4917002,"New
York",C,,gone
"""


@pytest.fixture
def upload(app, anybody):
    """upload(text): the id of an attachment with it."""

    def bring(content):
        attachment = app.new("/messaging/attachments", {"name": "list", "type": "text/csv"})
        token = app.new(f"/messaging/attachments/{attachment}/access_tokens")
        assert anybody.post(CONTENT.format(token), content.encode(), headers=RAW).status == 200
        return attachment

    return bring


@pytest.fixture
def content(app, anybody):
    """content(id): what is in an attachment."""

    def fetch(attachment):
        token = app.new(f"/messaging/attachments/{attachment}/access_tokens")
        return anybody.get(CONTENT.format(token)).body.decode()

    return fetch


@pytest.fixture
def carried_out(office, clock):
    """carried_out(): every job is, to its end."""

    def run():
        for jobs in (office.contact_imports, office.contact_exports):
            while jobs.run(clock(), ContactRows) is not None:
                pass

    return run


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Two contacts in a transaction."""
    monkeypatch.setattr(contactimports, "AT_ONCE", 2)
    monkeypatch.setattr(contactexports, "AT_ONCE", 2)


def test_a_file_is_taken_in(app, upload, carried_out, clock):
    attachment = upload(PEOPLE.replace('"New\nYork"', "Rome"))
    job = app.new("/contactimport", {"import_attachment_id": attachment})
    made = app.get(f"/contactimport/{job}").json
    assert (made["state"], made["imported_count"], made["failed_count"]) == ("CREATED", 0, 0)
    assert "started_date" not in made and "contact_group_id" not in made
    clock.now += 5
    carried_out()
    done = app.get(f"/contactimport/{job}").json
    assert (done["state"], done["imported_count"], done["failed_count"]) == ("COMPLETED", 3, 0)
    assert done["started_date"] == done["completed_date"] == made["created_date"] + 5000
    assert "failures_attachment_id" not in done and done["import_attachment_id"] == attachment
    ann, bob, cid = app.all("/contacts", sort="first_name")
    assert (ann["primary_mdn"], ann["primary_addr_city"], ann["extended_attributes"]) == (
        "+4917000",
        "Berlin",
        '{"points":7}',
    )
    assert "primary_addr_city" not in bob and cid["primary_addr_city"] == "Rome"


def test_counts_move_while_it_goes_on(app, upload, office, clock, monkeypatch):
    monkeypatch.setattr("appliance.office.contactfiles._STEPS", 1)
    job = app.new("/contactimport", {"import_attachment_id": upload(PEOPLE)})
    seen = []
    while office.contact_imports.run(clock(), ContactRows) is not None:
        read = app.get(f"/contactimport/{job}").json
        seen.append((read["state"], read["imported_count"], read["version_number"]))
    assert seen == [("RUNNING", 2, 2), ("RUNNING", 2, 3), ("COMPLETED", 2, 4)]


def test_they_are_put_into_the_group(app, upload, carried_out):
    group = app.new("/contact_groups", {"name": "x"})
    job = app.new("/contactimport", {"import_attachment_id": upload(PEOPLE), "contact_group_id": group})
    carried_out()
    assert app.get(f"/contactimport/{job}").json["contact_group_id"] == group
    assert [each["first_name"] for each in app.all(f"/contact_groups/{group}/contacts")] == ["Ann", "Bob"]


def test_rows_that_fail_come_back_with_the_reason(app, upload, carried_out, content):
    job = app.new("/contactimport", {"import_attachment_id": upload(PEOPLE + "=Dee,call me,,,{,\n,,,,,,,8\n")})
    carried_out()
    read = app.get(f"/contactimport/{job}").json
    assert (read["imported_count"], read["failed_count"]) == (2, 3)
    header, *rows = content(read["failures_attachment_id"]).split('"\n"')
    assert header == '"first_name","phone","city","external_id","extended_attributes","reason'
    assert rows[0].startswith('Cid","+4917002","New\nYork","C","","primary_addr_city holds control')
    assert rows[1].startswith('\'=Dee","call me","","","{","')
    assert "7 values where there are 6 columns" in rows[2] or "values where" in rows[2]
    attachment = app.get(f"/messaging/attachments/{read['failures_attachment_id']}").json
    assert (attachment["type"], attachment["filename"], attachment["state"]) == ("text/csv", "failures.csv", "UPLOADED")


def test_failures_that_were_put_right_are_taken_in(app, upload, carried_out, content):
    first = app.new("/contactimport", {"import_attachment_id": upload(PEOPLE)})
    carried_out()
    failed = content(app.get(f"/contactimport/{first}").json["failures_attachment_id"])
    second = app.new("/contactimport", {"import_attachment_id": upload(failed.replace("New\nYork", "New York"))})
    carried_out()
    read = app.get(f"/contactimport/{second}").json
    assert (read["imported_count"], read["failed_count"]) == (1, 0)
    assert {each["first_name"] for each in app.all("/contacts")} == {"Ann", "Bob", "Cid"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("shoe_size\n44\n", "'shoe_size' in the header is no attribute"),
        ("phone,primary_mdn\n1,2\n", "'phone' in the header is no attribute, or twice"),
        ("id,version_number\n1,2\n", "names no attribute"),
        ("\n+4917\n", "names no attribute"),
    ],
)
def test_a_file_that_can_not_be_read(app, upload, carried_out, content, text, why):
    job = app.new("/contactimport", {"import_attachment_id": upload(text)})
    carried_out()
    read = app.get(f"/contactimport/{job}").json
    assert (read["state"], read["imported_count"], read["failed_count"]) == ("COMPLETED", 0, 1)
    assert why in content(read["failures_attachment_id"])


def test_a_file_that_is_gone(app, upload, carried_out, content):
    attachment = upload(PEOPLE)
    job = app.new("/contactimport", {"import_attachment_id": attachment})
    app.delete(f"/messaging/attachments/{attachment}")
    carried_out()
    read = app.get(f"/contactimport/{job}").json
    assert read["state"] == "COMPLETED"
    assert "the file is gone" in content(read["failures_attachment_id"])


def test_what_no_import_is_made_of(app, upload, program):
    empty = app.new("/messaging/attachments", {"name": "list"})
    dynamic = app.new("/contact_groups", {"name": "x", "criteria": "{}"})
    attachment = upload(PEOPLE)
    for body, status in (
        ({}, 400),
        ({"import_attachment_id": "none"}, 404),
        ({"import_attachment_id": empty}, 400),
        ({"import_attachment_id": attachment, "contact_group_id": dynamic}, 400),
        ({"import_attachment_id": attachment, "contact_group_id": "none"}, 404),
    ):
        assert app.post("/contactimport", body).status == status, body
    assert program("alice", "other").post("/contactimport", {"import_attachment_id": attachment}).status == 404
    assert app.all("/contactimport") == []


def test_a_member_that_is_another_applications_is_left_alone(app, upload, carried_out, program, login):
    """A group of the user's may have contacts of all their applications."""
    alice, other = login("alice"), program(name="other")
    other.new("/contacts", {"primary_mdn": "+4917000", "first_name": "Theirs"})
    group = alice.post("/groups", {"name": "x"}).json["group_id"]
    (theirs,) = alice.get("/contacts").json
    alice.put(f"/contacts/{theirs['contact_id']}/link/{group}")
    (named,) = app.all("/contact_groups")
    for _ in range(2):
        text = "first_name,phone\nAnn,+4917000\nBob,+4917001\n"
        job = app.new("/contactimport", {"import_attachment_id": upload(text), "contact_group_id": named["id"]})
        carried_out()
        assert app.get(f"/contactimport/{job}").json["imported_count"] == 2
    assert [each["first_name"] for each in other.all("/contacts")] == ["Theirs"]
    assert [each["first_name"] for each in app.all(f"/contact_groups/{named['id']}/contacts")] == ["Ann", "Bob"]


def test_a_member_is_known_by_their_number(app, upload, carried_out):
    group = app.new("/contact_groups", {"name": "x"})
    for name in ("Ann", "Bea"):
        text = f"first_name,phone\n{name},+4917000\n"
        app.new("/contactimport", {"import_attachment_id": upload(text), "contact_group_id": group})
        carried_out()
    assert [each["first_name"] for each in app.all("/contacts")] == ["Bea"]


def test_a_group_that_becomes_dynamic_meanwhile_gets_nobody(app, upload, carried_out, content, monkeypatch):
    group = app.new("/contact_groups", {"name": "x"})
    job = app.new("/contactimport", {"import_attachment_id": upload(PEOPLE), "contact_group_id": group})
    look, changes = contactimports._hindrance, iter([{"criteria": "{}"}])

    def late(db, looked_at):
        found = look(db, looked_at)
        for change in changes:
            app.post(f"/contact_groups/{group}", change)
        return found

    monkeypatch.setattr(contactimports, "_hindrance", late)
    carried_out()
    read = app.get(f"/contactimport/{job}").json
    assert (read["imported_count"], read["failed_count"], app.all("/contacts")) == (0, 3, [])
    assert "the group is DYNAMIC" in content(read["failures_attachment_id"])


def test_a_group_that_becomes_dynamic_gets_nobody(app, upload, carried_out, content):
    group = app.new("/contact_groups", {"name": "x"})
    job = app.new("/contactimport", {"import_attachment_id": upload(PEOPLE), "contact_group_id": group})
    app.post(f"/contact_groups/{group}", {"criteria": "{}"})
    carried_out()
    read = app.get(f"/contactimport/{job}").json
    assert (read["imported_count"], read["failed_count"], app.all("/contacts")) == (0, 3, [])
    assert "the group is DYNAMIC" in content(read["failures_attachment_id"])


def test_jobs_are_found_and_forgotten(app, upload, carried_out, program):
    attachment = upload(PEOPLE)
    first = app.new("/contactimport", {"import_attachment_id": attachment})
    carried_out()
    second = app.new("/contactimport", {"import_attachment_id": attachment})
    assert [each["id"] for each in app.all("/contactimport", state="COMPLETED")] == [first]
    assert [each["id"] for each in app.all("/contactimport", sort="-created_date,-id")] == [second, first]
    assert program("alice", "other").get(f"/contactimport/{first}").status == 404
    assert app.delete(f"/contactimport/{second}").json == {"id": second}
    assert app.get(f"/contactimport/{second}").status == app.delete(f"/contactimport/{second}").status == 404
    carried_out()
    assert len(app.all("/contacts")) == 2


def test_contacts_are_written_to_a_file(app, carried_out, content):
    for name in ("Ann", "=Bob", "Cid"):
        app.new("/contacts", {"first_name": name, "primary_mdn": "+4917", "interest_list": [{"name": "chess"}]})
    job = app.new("/contactexport")
    assert app.get(f"/contactexport/{job}").json["state"] == "CREATED"
    carried_out()
    read = app.get(f"/contactexport/{job}").json
    assert (read["state"], read["exported_count"]) == ("COMPLETED", 3)
    lines = content(read["export_attachment_id"]).splitlines()
    assert lines[0].startswith('"external_id","first_name","last_name"') and len(lines) == 4
    assert '"\'=Bob"' in lines[2] and '"+4917"' in lines[2] and '"[{""name"":""chess""}]"' in lines[2]


def test_what_is_exported_is_taken_back_as_it_was(app, upload, carried_out, content, program):
    full = {
        "external_id": "E1",
        "first_name": "Ann",
        "last_name": "'=x",
        "birth_date": "1981-02-28",
        "first_acquisition_date": 1_600_000_000_123,
        "primary_mdn": "+4917000",
        "primary_addr_line1": 'a "b", c;d',
        "primary_addr_zip": "010",
        "social_handles": ["@a", "b,c"],
        "address_list": [{"city": "Köln", "lines": ["1", "2"]}],
        "account_list": [{"id": "x"}],
        "extended_attributes": '{"a": "line\\nline"}',
        "preferred_language": "de",
        "voice_preference": "PREFER_VOICE",
    }
    app.new("/contacts", full)
    job = app.new("/contactexport")
    carried_out()
    written = content(app.get(f"/contactexport/{job}").json["export_attachment_id"])
    (contact,) = app.all("/contacts")
    app.delete(f"/contacts/{contact['id']}")
    app.new("/contactimport", {"import_attachment_id": upload(written)})
    carried_out()
    (back,) = app.all("/contacts")
    assert {name: back[name] for name in full} == full
    app.new("/contactimport", {"import_attachment_id": upload(written)})
    carried_out()
    assert [each["id"] for each in app.all("/contacts")] == [back["id"]]


@pytest.mark.parametrize("criteria", [None, '{"last_name": "even"}'])
def test_the_contacts_of_a_group_are_written(app, carried_out, content, criteria):
    made = [app.new("/contacts", {"last_name": ("even", "odd")[at % 2], "first_name": f"n{at}"}) for at in range(6)]
    group = app.new("/contact_groups", {"name": "x", **({"criteria": criteria} if criteria else {})})
    if not criteria:
        app.post(f"/contact_groups/{group}/contacts", {"contacts": made[4::-2]})
    job = app.new("/contactexport", {"contact_group_id": group})
    carried_out()
    read = app.get(f"/contactexport/{job}").json
    assert (read["exported_count"], read["contact_group_id"]) == (3, group)
    written = content(read["export_attachment_id"])
    assert [name for name in ("n0", "n1", "n2", "n3", "n4", "n5") if name in written] == ["n0", "n2", "n4"]


@pytest.mark.parametrize("criteria", [None, "{}"])
def test_contacts_of_another_application_are_not_written(app, carried_out, content, program, login, criteria):
    """A group of the user's may have contacts of all their applications."""
    alice = login("alice")
    app.new("/contacts", {"first_name": "mine"})
    program(name="other").new("/contacts", {"first_name": "theirs"})
    group = alice.post("/groups", {"name": "x"}).json["group_id"]
    for contact in alice.get("/contacts").json:
        alice.put(f"/contacts/{contact['contact_id']}/link/{group}")
    (named,) = app.all("/contact_groups")
    if criteria:
        app.post(f"/contact_groups/{named['id']}", {"criteria": criteria})
    job = app.new("/contactexport", {"contact_group_id": named["id"]})
    carried_out()
    read = app.get(f"/contactexport/{job}").json
    written = content(read["export_attachment_id"])
    assert (read["exported_count"], "mine" in written, "theirs" in written) == (1, True, False)


def test_a_named_attachment_is_written_into(app, upload, carried_out, content):
    attachment = upload("before")
    job = app.new("/contactexport", {"export_attachment_id": attachment})
    carried_out()
    assert app.get(f"/contactexport/{job}").json["export_attachment_id"] == attachment
    assert content(attachment).startswith('"external_id"')


def test_another_attachment_is_made_where_the_named_one_is_gone(app, upload, carried_out, content):
    attachment = upload("before")
    job = app.new("/contactexport", {"export_attachment_id": attachment})
    app.delete(f"/messaging/attachments/{attachment}")
    carried_out()
    assert content(app.get(f"/contactexport/{job}").json["export_attachment_id"]).startswith('"external_id"')


def test_what_no_export_is_made_of(app, program):
    other = program("alice", "other").new("/contact_groups", {"name": "x"})
    for body in ({"contact_group_id": other}, {"export_attachment_id": "none"}):
        assert app.post("/contactexport", body).status == 404
    assert app.all("/contactexport") == []


def test_an_export_is_found_and_forgotten(app, carried_out):
    job = app.new("/contactexport")
    assert [each["id"] for each in app.all("/contactexport", state="CREATED,RUNNING")] == [job]
    assert app.delete(f"/contactexport/{job}").json == {"id": job}
    assert app.get(f"/contactexport/{job}").status == 404


def test_ictcore_sees_who_was_imported(app, upload, carried_out, login):
    app.new("/contactimport", {"import_attachment_id": upload(PEOPLE)})
    carried_out()
    assert [each["phone"] for each in login("alice").get("/contacts").json] == ["+4917000", "+4917001"]
    assert json.loads(login("alice").get("/groups").body) == []
