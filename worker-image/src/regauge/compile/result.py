"""How a compile ends: one typed outcome, an exit code, and a message small enough for a pod's termination log."""

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Outcome(Enum):
    """Value: exit code of `python -m regauge.compile`."""

    COMPILED = 0
    DOES_NOT_FIT = 10
    PROGRAM_ERROR = 11
    HOST_CALLBACK = 12
    COMPILER_CRASH = 13
    TIMEOUT = 14
    REQUEST_INVALID = 15
    UPLOAD_FAILED = 17

    @property
    def word(self) -> str:
        return "".join(part.capitalize() for part in self.name.split("_"))

    @staticmethod
    def of(word: str) -> "Outcome":
        return next(o for o in Outcome if o.word == word)


class Failed(Exception):
    """Ends a compile with an outcome other than Compiled."""

    def __init__(
        self, outcome: Outcome, message: str, need_bytes: int | None = None, limit_bytes: int | None = None
    ) -> None:
        super().__init__(message)
        self.result = Result(outcome, message, need_bytes, limit_bytes)


TERMINATION_LIMIT = 4000


@dataclass(frozen=True)
class Result:
    outcome: Outcome
    message: str
    need_bytes: int | None = None
    limit_bytes: int | None = None
    executable_key: str | None = None
    seconds: float | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome.word,
            "message": self.message,
            "needBytes": self.need_bytes,
            "limitBytes": self.limit_bytes,
            "executableKey": self.executable_key,
            "seconds": self.seconds,
        }

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Result":
        return Result(
            Outcome.of(data["outcome"]),
            data["message"],
            data["needBytes"],
            data["limitBytes"],
            data["executableKey"],
            data["seconds"],
        )

    def termination_message(self) -> str:
        """At most TERMINATION_LIMIT bytes of UTF-8; a longer message loses its middle, for both ends explain."""
        data = self.to_json()
        text = json.dumps(data, ensure_ascii=False)
        keep = len(self.message)
        while len(text.encode()) > TERMINATION_LIMIT:
            keep = keep * 9 // 10
            data["message"] = self.message[: keep * 2 // 3] + " … " + self.message[len(self.message) - keep // 3 :]
            text = json.dumps(data, ensure_ascii=False)
        return text
