"""A listener as an application has one: WSGI, reading each request to its end, answering as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

DEADLINE = 30.0  # seconds until a test that waits in vain fails


@dataclass
class Post:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Listener:
    """Keeps what is posted to it. `answers` are used up, then it is `200 OK` each time."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.answers: list[str] = []
        self.answer: Callable[[Post], str] = lambda post: self.answers.pop(0) if self.answers else "200 OK"
        self._told = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        headers = {name: value for name, value in environ.items() if name.startswith(("HTTP_", "CONTENT_"))}
        post = Post(environ["PATH_INFO"], headers, environ["wsgi.input"].read())
        answer = self.answer(post)
        start_response(answer, [("Content-Type", "application/json"), ("Location", "/elsewhere")])
        with self._told:
            self.posts.append(post)
            self._told.notify_all()
        return [b'{"status": "ok"}']

    def wait(self, count: int) -> list[Post]:
        """The posts, once there are so many."""
        return self.until(lambda posts: len(posts) >= count)

    def until(self, holds: Callable[[list[Post]], bool]) -> list[Post]:
        """The posts, once that holds of them."""
        with self._told:
            assert self._told.wait_for(lambda: holds(self.posts), DEADLINE), f"{len(self.posts)} came"
            return list(self.posts)
