"""A program that uses the box as ICTCore, over one connection kept open."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

import box


class Client:
    """Logged in as the administrator, by token."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc)
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        session = self.ask("POST", "/api/authenticate", username=box.ADMIN, password=box.PASSWORD)
        self._headers["Authorization"] = f"Bearer {session['token']}"

    def ask(self, method: str, path: str, **fields: Any) -> Any:
        """The answer. Raises ValueError for a refusal."""
        self._connection.request(method, path, json.dumps(fields) if fields else None, self._headers)
        answer = self._connection.getresponse()
        body = json.loads(answer.read())
        if answer.status >= 300:
            raise ValueError(f"{method} {path}: {answer.status} {body}")
        return body
