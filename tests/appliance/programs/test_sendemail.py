import pytest

from appliance.errors import Conflict, Invalid, NotFound
from appliance.programs.sendemail import KIND
from appliance.spool.contents import ATTACHMENTS, TEMPLATES

FACTS = {
    "transmission": {
        "contact": {"first_name": "Ann <b>", "phone": None},
        "account": {"email": "desk@example.org", "first_name": "Front", "last_name": "Desk"},
    }
}


@pytest.fixture
def template(office, people):
    def make(**fields):
        given = {"name": "t", "subject": "For [transmission:contact:first_name]", "body": "<p>Hi</p>", **fields}
        return office.templates.create(people["alice"], **given)

    return make


def test_tokens_are_replaced_by_the_contact(spool, program, template):
    body = "<p>Dear [transmission:contact:first_name]</p>"
    message = KIND.render(spool.read(), program("sendemail", template_id=template(body=body)), FACTS)
    assert message.options["subject"] == "For Ann <b>"
    assert message.options["html"] == "<p>Dear Ann &lt;b&gt;</p>"
    assert message.body == "Dear Ann <b>"
    assert (message.options["sender"], message.options["sender_name"]) == ("desk@example.org", "Front Desk")


def test_its_own_plain_words_come_first(spool, program, template):
    made = program("sendemail", template_id=template(body_alt="Dear [transmission:contact:first_name]"))
    assert KIND.render(spool.read(), made, FACTS).body == "Dear Ann <b>"


def test_what_is_attached_is_named(spool, program, template):
    made = template()
    row = {"template_id": made, "name": "a.pdf", "kind": "application/pdf", "file": "template-1-x.pdf", "size": 3}
    spool.write(lambda db: ATTACHMENTS.insert(db, row))
    message = KIND.render(spool.read(), program("sendemail", template_id=made), {})
    attached = [{"file": "template-1-x.pdf", "name": "a.pdf", "type": "application/pdf"}]
    assert message.options == {
        "subject": "For [transmission:contact:first_name]",
        "html": "<p>Hi</p>",
        "attachments": attached,
    }


def test_a_template_that_is_gone_is_said(spool, program, template):
    made = template()
    kept = program("sendemail", template_id=made)
    spool.write(lambda db: TEMPLATES.delete(db, [made]))
    with pytest.raises(Conflict, match="template was deleted"):
        KIND.render(spool.read(), kept, {})


def test_it_needs_a_template_of_ones_own(program, office, people):
    with pytest.raises(Invalid, match="template_id is missing"):
        program("sendemail")
    others = office.templates.create(people["bob"], name="t", subject="s", body="b")
    with pytest.raises(NotFound):
        program("sendemail", template_id=others)
