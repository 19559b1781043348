"""Where an epoch begins: rank 0 chooses below its fence, everyone reads, everyone compares the checksums."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import jax
import numpy as np

from regauge.bundle.entries import Entries
from regauge.checkpoint import manifest
from regauge.checkpoint.arrays import ArrayStore, Target
from regauge.checkpoint.choice import candidates
from regauge.checkpoint.folders import JobFolder
from regauge.commitlog import Checkpoint, Commit, Fold
from regauge.commitlog.entries import decode, encode
from regauge.trainer.gang import Gang
from regauge.trainer.outcome import Stop
from regauge.wire.exits import ExitClass
from regauge.wire.gateway import Restore, RestoreMode

type State = list[jax.Array]
type Digests = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """``commit`` is None for a fresh start, which has no state yet: ``init`` makes it.

    ``refused`` are the newer checkpoints that turned out damaged (known on rank 0).
    """

    commit: Commit | None
    state: State | None
    refused: frozenset[Checkpoint] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rank 0's choice, tried in order."""

    commits: Sequence[Commit]
    fresh: bool


def choose(fold: Fold, fence_sequence: int, rule: Restore) -> Candidates:
    """A fresh start only where the log has no live commit and none is asked for."""
    at_most = None
    if rule.mode is RestoreMode.AT_MOST:
        if rule.epoch is None or rule.step is None:
            raise Stop(ExitClass.NOTHING_RESTORABLE, "restore.mode is AtMost, but epoch or step is missing")
        at_most = Checkpoint(rule.epoch, rule.step)
    found = candidates(fold, fence_sequence, at_most)
    return Candidates(found, fresh=not found and at_most is None)


def targets_of(entries: Entries) -> list[Target]:
    return [Target(leaf.name, leaf.shape, leaf.dtype, leaf.sharding) for leaf in entries.state]


def leaf_facts(entries: Entries) -> list[manifest.LeafFact]:
    return [manifest.LeafFact(leaf.name, leaf.shape, leaf.dtype.name) for leaf in entries.state]


def digests_on_host(digest: jax.Array) -> Digests:
    """Waits for the device."""
    rows = np.asarray(digest.addressable_data(0))
    return tuple((int(a), int(b)) for a, b in rows)


class Restoring:
    def __init__(
        self, gang: Gang, job: JobFolder, entries: Entries, store: ArrayStore, say: Callable[[str], None]
    ) -> None:
        self._gang = gang
        self._job = job
        self._entries = entries
        self._store = store
        self._say = say
        self._refused: dict[Checkpoint, str] = {}

    def run(self, chosen: Candidates | None) -> Restored:
        """``chosen`` on rank 0 only. Raises Stop(NothingRestorable) when every candidate was tried in vain."""
        remaining = list(chosen.commits) if chosen is not None else []
        attempt = 0
        while True:
            if chosen is not None:
                self._gang.put(f"restore/{attempt}", self._next_word(remaining, chosen.fresh))
            word = json.loads(self._gang.get(f"restore/{attempt}"))
            if "none" in word:
                raise Stop(ExitClass.NOTHING_RESTORABLE, word["none"])
            if "fresh" in word:
                return Restored(None, None)
            commit = decode(word["commit"].encode())
            assert isinstance(commit, Commit)
            state, why = self._try(attempt, commit)
            if state is not None:
                return Restored(commit, state, frozenset(self._refused))
            self._refuse(commit, why)
            attempt += 1

    def _refuse(self, commit: Commit, why: str) -> None:
        self._refused[commit.checkpoint] = f"({commit.epoch}, {commit.step}): {why}"
        self._say(f"checkpoint {self._refused[commit.checkpoint]}; trying the next older one")

    def _next_word(self, remaining: list[Commit], fresh: bool) -> str:
        """The next candidate whose files are those that were committed."""
        if fresh:
            return json.dumps({"fresh": True})
        while remaining:
            commit = remaining.pop(0)
            try:
                manifest.verify(self._job.of_commit(commit), commit.manifest_digest, leaf_facts(self._entries))
            except (manifest.Unverified, OSError, ValueError, KeyError, TypeError) as e:
                self._refuse(commit, str(e))
                continue
            return json.dumps({"commit": encode(commit).decode()})
        why = "; ".join(self._refused.values()) or "the log has no commit that the restore rule allows"
        return json.dumps({"none": f"no checkpoint can be restored: {why}"})

    def _try(self, attempt: int, commit: Commit) -> tuple[State | None, str]:
        """Reading can fail on one rank alone, so all agree before the checksum, which needs everyone."""
        state, problem = None, ""
        try:
            state = self._store.read(self._job.of_commit(commit), targets_of(self._entries))
        except Exception as e:  # Orbax and TensorStore raise whatever a damaged file makes them raise
            problem = f"{type(e).__name__}: {e}"[:500]
        problems = [p for p in self._gang.gather(f"restore/{attempt}/read", problem) if p]
        if problems or state is None:
            return None, problems[0]
        found = digests_on_host(self._entries.digest(state))
        if found != commit.digests:
            pairs = zip(self._entries.state, found, commit.digests, strict=False)
            wrong = [leaf.name for leaf, now, then in pairs if now != then]
            return None, f"the checksums of {len(wrong)} arrays differ, first {', '.join(wrong[:3])}"
        return state, ""
