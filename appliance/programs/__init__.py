"""What to do with outbound content and inbound events, one small module a program type."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.programs import receivesms, sendsms
from appliance.programs.kind import Kind

KINDS: Mapping[str, Kind] = {each.name: each for each in (sendsms.KIND, receivesms.KIND)}
