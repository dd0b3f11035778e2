"""SCG's REST API: its requests for the office's use cases, a module for each of its nouns."""

from appliance.api.scg.table import API, PLACES, dialects

__all__ = ["API", "PLACES", "dialects"]
