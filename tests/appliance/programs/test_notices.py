import re

from appliance.programs.notices import NOTICES
from appliance.programs.tokens import render

FACTS = {"fax": {"party": "P", "title": "T", "pages": 2, "reason": "R"}}


def test_every_token_is_known():
    for notice in NOTICES.values():
        said = render(notice.subject + notice.body, FACTS)
        assert not re.search(r"\[fax:", said) and "P" in said


def test_each_is_known_by_its_name():
    assert set(NOTICES) == {
        "faxtoemail_faxreceived",
        "emailtofax_emailreceived",
        "emailtofax_faxsent",
        "emailtofax_faxfailed",
    }
