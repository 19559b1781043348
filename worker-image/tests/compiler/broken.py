"""A program whose import raises."""

from typing import Any

SETTINGS: dict[str, Any] = {}
WIDTH = SETTINGS["width"]
