"""Which commits a new epoch may restore, and which ones retention gives up. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from regauge.commitlog import Checkpoint, Commit, Fold


def candidates(fold: Fold, fence_sequence: int, at_most: Checkpoint | None) -> list[Commit]:
    """Live commits below the fence, newest first. ``at_most`` compares epoch first, then step, as the log orders."""
    below = [c for c in fold.commits if c.sequence < fence_sequence]
    return [c for c in reversed(below) if at_most is None or c.checkpoint <= at_most]


def to_retire(commits: Sequence[Commit], keep_last: int) -> list[Commit]:
    """All but the newest ``keep_last``, oldest first; at least one is always kept."""
    return list(commits[: max(0, len(commits) - max(1, keep_last))])
