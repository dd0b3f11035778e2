"""What to do with outbound content and inbound events, one small module a program type or a family of them."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.programs import receivesms, receiving, sendemail, sendfax, sendsms, voice
from appliance.programs.kind import Kind

KINDS: Mapping[str, Kind] = {
    each.name: each
    for each in (
        sendsms.KIND,
        receivesms.KIND,
        sendemail.KIND,
        receiving.RECEIVEEMAIL,
        sendfax.KIND,
        receiving.RECEIVEFAX,
        receiving.FAXTOEMAIL,
        receiving.EMAILTOFAX,
        voice.VOICEMESSAGE,
        voice.VOICETTS,
        voice.FORWARD,
    )
}
"""Every program type, by name."""
