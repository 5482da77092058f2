"""The tablets' process: the real app in node, which asks us for the network and the time."""

from __future__ import annotations

import base64
import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from backend.simulation.server import Said


@dataclass(slots=True, kw_only=True)
class Asked:
    """A request under way, with the cookie that the browser had when it was sent."""

    call: int
    device: int
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    cookie: str | None = None


class Tablets:
    """Orders to the app, one at a time; each is answered when nothing moves any more."""

    def __init__(self, bundle: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own bundle
            ["node", "--no-warnings", str(bundle)],  # noqa: S607 - node of the machine
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._command = 0
        self.asked: list[Asked] = []
        self.done: dict[int, Any] = {}
        self.alarm: int | None = None
        self.now = 0

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)

    def begin(self, now: int) -> None:
        """A fresh life: no tablets, nothing under way."""
        self.asked, self.done, self.now = [], {}, now
        self.order("begin")

    def order(self, do: str, **words: object) -> int:
        """Give an order and let the app run until it waits; gives the order's number."""
        self._command += 1
        line = {"do": do, "command": self._command, "now": self.now, **words}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        text = self._process.stdout.readline()
        if not text:
            raise RuntimeError("the tablets' process has ended")
        self._take(json.loads(text))
        return self._command

    def result(self, command: int) -> Any:  # noqa: ANN401 - any JSON
        """What became of an order; None while it is under way."""
        return self.done.get(command)

    def answer(self, asked: Asked, said: Said | None) -> None:
        """Answer a request; None breaks the line."""
        given = None
        if said is not None:
            given = {
                "status": said.status,
                "headers": said.headers,
                "body": base64.b64encode(said.body).decode(),
            }
        self.asked.remove(asked)
        self.order("answer", call=asked.call, given=given)

    def forget(self, device: int) -> None:
        """What a killed tablet was waiting for comes to nobody."""
        self.asked = [one for one in self.asked if one.device != device]

    def _take(self, said: dict[str, Any]) -> None:
        self.asked += [
            Asked(
                call=one["call"],
                device=one["device"],
                method=one["method"],
                path=one["path"].removeprefix("http://tablets.example"),
                headers=one["headers"],
                body=base64.b64decode(one["body"] or ""),
            )
            for one in said["asked"]
        ]
        self.done |= {one["command"]: one["result"] for one in said["done"]}
        self.alarm = said["timer"]
