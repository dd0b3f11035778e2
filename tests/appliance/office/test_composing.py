from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.composition.program import Link
from appliance.errors import BadTrackingUrl, Invalid, NotFound
from appliance.office.composing import Composition, compose_reply, prepare, restored, validators_of

ALERT = "Dear ${first_name}, your order ${Order_number} has shipped."


@pytest.fixture
def make(office, people):
    def template(name, pattern, designation="TEMPLATE", actor=None):
        fields = {"name": name, "pattern": pattern, "designation": designation}
        return office.message_templates.create(actor or people["alice"], **fields)

    return template


@pytest.fixture
def ready(office, people):
    return lambda body, *validators: prepare(office.desk.read(), people["alice"], body, validators)


@pytest.fixture
def contact(office, people):
    return office.contacts.create(people["alice"], phone="+491711234567", first_name="Ada")


def test_each_message_says_what_its_recipient_is(make, ready, office, contact):
    make("Alerts", ALERT)
    composition = ready('#set($Order_number="A-7")\n#parse("Alerts")')
    assert composition.of(office.desk.read(), contact).body == "Dear Ada, your order A-7 has shipped."


def test_a_value_that_lacks_fails_that_message_alone(make, ready, office, contact):
    make("Alerts", ALERT)
    composition = ready('#set($Order_number="A-7")\n#parse("Alerts")')
    failed = composition.of(office.desk.read(), None)
    assert (failed.body, failed.failed) == ("", "1006 template error: ${first_name} has no value")
    assert composition.of(office.desk.read(), contact).failed is None


def test_a_plain_text_goes_as_it_is(ready):
    text = "It's $5 (#1) for ${you}\n"
    assert ready(text).text({}).body == text
    assert ready(text, "It's ${price} for ${who}").text({}).failed is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('#parse("Nothing")', "body: there is no template 'Nothing'"),
        ('#parse("V")', "body: there is no template 'V'"),
        ('#set($a="1', "the string of #set does not end"),
        ('#set($a="xx")' + '#set($a="$a$a")' * 60 + "$a", "more than"),
    ],
)
def test_what_is_no_template_is_refused(make, ready, body, why):
    make("V", "x", "VALIDATOR")
    with pytest.raises(Invalid) as refused:
        ready(body)
    assert why in refused.value.detail


@pytest.mark.parametrize("body", ['#track("ftp://a.b")', '#track("")', '#set($a="1")#track("javascript:$a")'])
def test_a_link_that_can_not_be_tracked_is_refused(ready, body):
    with pytest.raises(BadTrackingUrl):
        ready(body)


def test_a_link_with_a_value_that_spoils_it_fails_its_message(ready):
    composition = ready('#track("https://a.b/${external_id}")')
    assert composition.text({"external_id": "7"}).links == (Link("https://a.b/7"),)
    failed = composition.text({"external_id": "7 8"}).failed
    assert failed is not None and "ASCII without spaces" in failed


def test_templates_are_each_applications_own(make, office, people):
    make("Alerts", "of bob", actor=people["bob"])
    with pytest.raises(Invalid):
        prepare(office.desk.read(), people["alice"], '#parse("Alerts")')


def test_an_applications_own_goes_before_its_users(make, office, people):
    alice = people["alice"]
    app = replace(alice, application_id=5)

    def says(actor):
        return prepare(office.desk.read(), actor, '#parse("Alerts")').text({}).body

    make("Alerts", "of the application", actor=app)
    assert (says(app), says(alice)) == ("of the application", "of the application")
    make("Alerts", "of alice")
    assert (says(app), says(alice)) == ("of the application", "of alice")
    assert says(replace(alice, application_id=6)) == "of alice"


def test_a_body_must_match_one_of_its_senders_validators(make, ready, office, people):
    ids = [
        make("Code", "Your code is ${code}.", "VALIDATOR"),
        make("Bye", "Bye ${name}!", "VALIDATOR", actor=people["bob"]),
        make("Other", "Hi", "TEMPLATE"),
    ]
    make("None of it", "Hello", "VALIDATOR")
    patterns = validators_of(office.desk.read(), [*ids, 999])
    assert patterns == ("Your code is ${code}.", "Bye ${name}!")
    assert ready("Bye Ada!", *patterns).text({}).body == "Bye Ada!"
    with pytest.raises(Invalid, match="it matches none of its sender's templates"):
        ready("Bye Ada! Buy now", *patterns)


def test_what_depends_on_its_recipient_is_matched_for_each(ready):
    composition = ready("Hi ${first_name}", "Hi A${x}")
    assert composition.text({"first_name": "Ada"}).failed is None
    assert composition.text({"first_name": "Bob"}).failed is not None


def test_a_tracked_link_is_matched_by_what_it_leads_to(ready):
    assert ready('Go: #track("https://a.b/c")', "Go: https://a.b/${x}").text({}).failed is None


def test_a_request_keeps_what_it_said(make, ready, office, people):
    made = make("Alerts", "Dear ${first_name}")
    kept = ready('#parse("Alerts") #trackurl("https://a.b/$external_id", "x")', "${x}").kept()
    office.message_templates.update(people["alice"], made, pattern="changed")
    composed = restored(kept).text({"first_name": "Ada", "external_id": "7"})
    assert (composed.body, composed.links) == ("Dear Ada https://a.b/7", (Link("https://a.b/7", "x"),))


def test_a_reply_is_composed_by_itself(make, office, people):
    make("Thanks", 'Thanks ${first_name}! #track("https://a.b")')
    db, alice = office.desk.read(), people["alice"]
    assert compose_reply(db, alice, "Thanks", {"first_name": "Ada"}) == "Thanks Ada! https://a.b"
    with pytest.raises(Invalid, match=r"\$\{first_name\} has no value"):
        compose_reply(db, alice, "Thanks", {})
    with pytest.raises(NotFound):
        compose_reply(db, alice, "Nothing", {})
    with pytest.raises(NotFound):
        compose_reply(db, people["bob"], "Thanks", {"first_name": "Ada"})


@given(st.text(), st.lists(st.text()))
def test_what_is_kept_is_restored(text, validators):
    composition = Composition((text,) if text else (), tuple(validators))
    assert restored(composition.kept()) == composition
