"""A program that uses the box as ICTCore, over one connection kept open."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
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
        return self._asked(method, path, json.dumps(fields).encode() if fields else None, self._headers)

    def put(self, path: str, octets: bytes, kind: str) -> None:
        """A file of the MIME type `kind`. Raises ValueError for a refusal."""
        self._asked("PUT", path, octets, {**self._headers, "Content-Type": kind})

    def _asked(self, method: str, path: str, octets: bytes | None, headers: Mapping[str, str]) -> Any:
        self._connection.request(method, path, octets, headers)
        answer = self._connection.getresponse()
        body = json.loads(answer.read())
        if answer.status >= 300:
            raise ValueError(f"{method} {path}: {answer.status} {body}")
        return body
