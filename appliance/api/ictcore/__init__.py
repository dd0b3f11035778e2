"""ICTCore's REST API: its requests for the office's use cases, a module for each of its nouns."""

from appliance.api.ictcore.table import dialect

__all__ = ["dialect"]
