import json
from types import SimpleNamespace

import pytest

from appliance.api.ictcore.campaigns import CAMPAIGN, CAMPAIGN_FILTERS
from appliance.api.ictcore.words import ATTEMPT_WORDS, TRANSMISSION_WORDS, response, status_filter
from appliance.domain import AttemptState, Direction, Service, TransmissionState, Verdict
from appliance.programs import KINDS
from appliance.spool.campaigns import CampaignStatus
from appliance.spool.transmissions import Standing

SEED_TRANSMISSION = {"pending", "processing", "completed", "failed", "invalid"}
SEED_ATTEMPT = {"initiated", "completed", "failed"}
SERVER_CAMPAIGN = {"new", "ready", "running", "paused", "completed", "broken"}


def test_every_standing_has_a_word_of_the_guide():
    assert set(TRANSMISSION_WORDS) == set(ATTEMPT_WORDS) == set(Standing)
    assert set(TRANSMISSION_WORDS.values()) == SEED_TRANSMISSION
    assert set(ATTEMPT_WORDS.values()) <= SEED_ATTEMPT | {"invalid"}


def test_every_verdict_is_a_standing():
    assert {each.value for each in Verdict} <= {each.value for each in Standing}


@pytest.mark.parametrize("state", TransmissionState)
@pytest.mark.parametrize("verdict", [None, *Verdict])
@pytest.mark.parametrize("attempt", AttemptState)
def test_every_state_in_the_spool_has_a_word(spool, state, verdict, attempt):
    from appliance.spool.listing import exactly
    from appliance.spool.transmissions import ATTEMPTS, TRANSMISSIONS

    if (state is TransmissionState.DONE) != (verdict is not None):
        return

    def insert(db):
        db.execute(
            "INSERT INTO transmissions (id, direction, service, state, verdict, created_at)"
            " VALUES (1, 'outbound', 4, ?, ?, 0)",
            (state.value, verdict and verdict.value),
        )
        ended = verdict.value if verdict and attempt is AttemptState.ENDED else "failed"
        db.execute(
            "INSERT INTO attempts (id, transmission_id, service, state, verdict, queued_at) VALUES (1, 1, 4, ?, ?, 0)",
            (attempt.value, ended if attempt is AttemptState.ENDED else None),
        )

    spool.write(insert)
    view = TRANSMISSIONS.get(spool.read(), "", exactly(id=1))
    assert TRANSMISSION_WORDS[view.standing] in SEED_TRANSMISSION
    assert ATTEMPT_WORDS[ATTEMPTS.get(spool.read(), "", exactly(id=1)).standing] in SEED_ATTEMPT


def seen(standing, cause="", cause_text=""):
    return SimpleNamespace(standing=standing, cause=cause, cause_text=cause_text)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (seen("draft"), ""),
        (seen("sent", "", "ignored"), ""),
        (seen("failed", "CMS 38", "Network out of order"), "CMS 38"),
        (seen("failed", "", "modem gone"), "modem gone"),
        (seen("in_doubt", "", "no answer"), "in doubt: handed to the network, no answer"),
        (seen("expired"), "expired"),
        (seen("cancelled"), "cancelled"),
        (seen("waiting", "", ""), ""),
        (seen("failed", "x" * 200), "x" * 80),
    ],
)
def test_the_response_is_the_short_cause(view, said):
    assert response(view) == said


def test_a_status_filter_finds_the_standings_of_a_word():
    assert set(json.loads(status_filter(TRANSMISSION_WORDS, whole=False).decode("status", "PEND"))) == {
        "draft",
        "waiting",
    }
    assert json.loads(status_filter(ATTEMPT_WORDS, whole=True).decode("status", "init")) == []


@pytest.mark.parametrize("status", CampaignStatus)
def test_every_status_of_a_campaign_is_a_word_of_the_server_and_is_found_by_it(status):
    (said,) = (each for each in CAMPAIGN.fields if each.name == "status")
    assert said.kind.encode(status) == status.value
    assert status.value in SERVER_CAMPAIGN & set(said.kind.schema["enum"])
    (found,) = (each for each in CAMPAIGN_FILTERS if each.name == "status")
    assert json.loads(found.kind.decode("status", status.value)) == [status.value]
    assert json.loads(found.kind.decode("status", "active")) == [CampaignStatus.RUNNING]


def test_every_service_and_direction_is_the_guides():
    assert {each.name.lower(): each.value for each in Service} == {"voice": 1, "fax": 2, "sms": 4, "email": 8}
    assert {each.value for each in Direction} == {"outbound", "inbound"}
    assert {each.service.value for each in KINDS.values()} == {1, 2, 4, 8}
