"""One gang of two real agents through many epochs: every way in which a trainer ends or begins."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from regauge.commitlog.entries import decode, encode
from worker_site import BATCH, Checkpoints, Pki, Pod, Site, TinyBundle, eventually, pem_of, pods, tampered


@dataclass
class Gang:
    """Each test takes the next epochs with a checkpoint root of its own."""

    site: Site
    pods: list[Pod]
    control: Path
    epoch: int = 0
    names: list[str] = field(default_factory=lambda: ["a", "b"])

    def start(self, steps: int, root: Path, asked: dict[str, Any] | None = None, **change: Any) -> Checkpoints:
        self.epoch += 1
        self.control.write_text(json.dumps(asked or {}))
        return self.site.gather(self.epoch, self.names, steps, root, **change)

    def end(self, pod: str = "a") -> dict[str, Any]:
        return eventually(f"the end of {pod} in epoch {self.epoch}", 60, lambda: self.site.ended(pod, self.epoch))

    def train(self, steps: int, root: Path, **change: Any) -> Checkpoints:
        store = self.start(steps, root, **change)
        ends = [self.end(pod)["exitClass"] for pod in self.names]
        assert ends == ["Completed", "Completed"]
        return store

    def restored(self) -> tuple[int, int] | None:
        found = self.site.last("a", self.epoch).get("restored")
        return None if found is None else (found["epoch"], found["step"])

    def told(self, event: str) -> list[dict[str, Any]]:
        return self.pods[0].lines(event, self.epoch)


@pytest.fixture(scope="module")
def gang(pki: Pki, bundle: TinyBundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gang]:
    folder = tmp_path_factory.mktemp("gang")
    control = folder / "control.json"
    control.write_text("{}")
    site = Site(pki, bundle)
    with pods(site, folder, "a", "b", TINY_CONTROL=str(control)) as started:
        yield Gang(site, started, control)
    site.close()


def test_a_bundle_signed_by_a_stranger_is_refused(gang: Gang, tmp_path: Path) -> None:
    stranger = pem_of(Ed25519PrivateKey.generate())
    store = gang.start(5, tmp_path, publicKeys=[stranger])
    end = gang.end()
    assert (end["exitClass"], end["exitCode"]) == ("ExecutableMismatch", 26)
    assert "not signed by a known key" in end["message"]
    assert store.log() == []


def test_a_changed_bundle_is_refused(gang: Gang, tmp_path: Path) -> None:
    for pod in gang.pods:
        for cached in (pod.log.parent / "cache").rglob("*.tar"):
            cached.write_bytes(tampered(cached.read_bytes()))
    gang.site.blobs[gang.site.bundle.digest] = tampered(gang.site.bundle.tar)
    store = gang.start(5, tmp_path)
    end = gang.end()
    assert (end["exitClass"], end["exitCode"]) == ("ExecutableMismatch", 26)
    assert "gave a bundle with digest" in end["message"]
    assert store.log() == []
    gang.site.blobs[gang.site.bundle.digest] = gang.site.bundle.tar
    gang.train(5, tmp_path)


def test_an_executable_for_another_gang_is_refused(gang: Gang, tmp_path: Path) -> None:
    gang.start(5, tmp_path, globalBatch=2 * BATCH)
    end = gang.end()
    assert end["exitClass"] == "ExecutableMismatch"
    assert f"globalBatch = {BATCH}, assigned is {2 * BATCH}" in end["message"]


def test_a_program_that_raises_is_the_users_error(gang: Gang, tmp_path: Path) -> None:
    store = gang.start(20, tmp_path, {"raiseAt": 7})
    end = gang.end()
    assert (end["exitClass"], end["exitCode"]) == ("UserError", 20)
    assert "asked to raise at step 7" in end["message"]
    assert store.committed() == [(gang.epoch, 5)]


def test_a_loss_that_is_not_finite_ends_the_epoch_and_is_never_committed(gang: Gang, tmp_path: Path) -> None:
    store = gang.start(20, tmp_path, {"poisonAt": 8})
    ends = [gang.end(pod) for pod in gang.names]
    assert "NonFiniteLoss" in [e["exitClass"] for e in ends]
    # The update of step 9 was poisoned, so the loss of step 10 is the first that shows it.
    assert "loss of step 10 is nan" in next(e["message"] for e in ends if e["exitClass"] == "NonFiniteLoss")
    assert store.committed() == [(gang.epoch, 5)]


def test_save_commits_off_schedule_and_drain_commits_and_ends(gang: Gang, tmp_path: Path) -> None:
    policy = {"root": str(tmp_path), "intervalSteps": None, "intervalSeconds": None, "keepLast": 3}
    store = gang.start(4000, tmp_path, {"pause": 0.03}, checkpoint=policy)
    eventually("steps", 30, lambda: gang.site.last("a", gang.epoch).get("step", 0) >= 3)
    gang.site.command("a", "Save")
    eventually("the commit that was asked for", 30, lambda: len(store.committed()) == 1)
    for pod in gang.names:
        gang.site.command(pod, "Drain")
    ends = [gang.end(pod) for pod in gang.names]
    assert [(e["exitClass"], e["exitCode"]) for e in ends] == [("Drained", 25)] * 2
    newest = store.committed()[-1]
    assert len(store.committed()) == 2
    assert ends[0]["commit"] == {"epoch": newest[0], "step": newest[1]}

    gang.train(newest[1] + 2, tmp_path)
    assert gang.restored() == newest


def test_saving_by_seconds_commits_without_being_asked(gang: Gang, tmp_path: Path) -> None:
    policy = {"root": str(tmp_path), "intervalSteps": None, "intervalSeconds": 0.3, "keepLast": 2}
    store = gang.start(4000, tmp_path, {"pause": 0.03}, checkpoint=policy)
    eventually("two commits", 30, lambda: len(store.committed()) == 2)
    gang.site.command("a", "Stop")
    end = gang.end()
    assert (end["exitClass"], end["message"]) == ("Killed", "stopped by command")


def test_a_damaged_checkpoint_is_passed_over_for_the_next_older_one(gang: Gang, tmp_path: Path) -> None:
    store = gang.train(15, tmp_path)
    first = gang.epoch
    fresh = gang.site.steps("a", first)
    # The newest has a flipped bit in a file; the one before it has other checksums than its arrays.
    arrays = store.folder(first, 15) / "arrays"
    data = max((p for p in arrays.rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)
    data.write_bytes(tampered(data.read_bytes()))
    entry = next(p for p in (store.job / "log").glob("*.json") if getattr(decode(p.read_bytes()), "step", 0) == 10)
    body = json.loads(entry.read_bytes())
    body["digests"][0][0] ^= 1
    entry.write_bytes(json.dumps(body).encode())

    gang.train(20, tmp_path)
    assert gang.restored() == (first, 5)
    told = " ".join(e["message"] for e in gang.told("error"))
    assert "has changed" in told
    assert "checksums of 1 arrays differ" in told
    again = gang.site.steps("a", gang.epoch)
    for step in range(6, 16):
        assert (again[step]["loss"], again[step]["batchDigest"]) == (fresh[step]["loss"], fresh[step]["batchDigest"])
    # What could not be restored counts for nothing any more; the good one it began with is kept.
    second = gang.epoch
    assert store.committed() == [(second, 10), (second, 15), (second, 20)]

    # Where nothing can be restored it says so, and does not start afresh.
    for step in (10, 15, 20):
        (store.folder(second, step) / "manifest.json").unlink()
    gang.start(25, tmp_path)
    end = gang.end()
    assert (end["exitClass"], end["exitCode"]) == ("NothingRestorable", 31)
    assert end["message"].count("there is no manifest.json") == 3
    assert store.committed() == [(second, 10), (second, 15), (second, 20)]


def test_restoring_at_most_a_step_passes_over_newer_commits(gang: Gang, tmp_path: Path) -> None:
    gang.train(15, tmp_path)
    first = gang.epoch
    gang.train(15, tmp_path, restore={"mode": "AtMost", "epoch": first, "step": 12})
    assert gang.restored() == (first, 10)

    # A job that is complete already completes again without a step.
    second = gang.epoch
    gang.train(15, tmp_path)
    assert gang.end()["commit"] == {"epoch": second, "step": 15}
    assert gang.site.steps("a", gang.epoch) == {}


def test_a_newer_fence_and_a_damaged_log_stop_the_epoch(gang: Gang, tmp_path: Path) -> None:
    store = gang.train(5, tmp_path)
    entries = store.log()
    newer = {"kind": "Fence", "sequence": len(entries), "writer": "other", "epoch": 900}
    (store.job / "log" / f"{len(entries):020d}.json").write_bytes(encode(decode(json.dumps(newer).encode())))
    gang.start(10, tmp_path)
    assert gang.end()["exitClass"] == "Fenced"
    eventually("who fenced", 10, lambda: gang.site.last("a", gang.epoch)["fencedBy"] == 900)

    (store.job / "log" / f"{1:020d}.json").unlink()
    gang.start(10, tmp_path)
    end = gang.end()
    assert (end["exitClass"], end["exitCode"]) == ("LogDamaged", 29)
    assert "entry 1 is missing" in end["message"]


def test_a_frozen_trainer_is_ended_for_the_next_epoch(gang: Gang, tmp_path: Path) -> None:
    store = gang.start(4000, tmp_path, {"pause": 0.03})
    eventually("a commit", 30, store.committed)
    frozen = gang.pods[0].trainer()
    os.kill(frozen, signal.SIGSTOP)
    newest = store.committed()[-1]
    gang.train(newest[1] + 2, tmp_path)
    assert not Path(f"/proc/{frozen}").exists()
    assert gang.restored() == newest


def test_an_assignment_of_an_older_epoch_is_refused(gang: Gang, tmp_path: Path) -> None:
    if gang.epoch == 0:
        gang.train(5, tmp_path)
    hellos = len(gang.site.hellos)
    old, gang.epoch = gang.epoch, 0
    gang.start(10, tmp_path)
    gang.epoch = old
    # Neither agent says hello for it, and the next epoch works as ever.
    gang.train(5, tmp_path)
    assert all(h["forEpoch"] == gang.epoch for h in gang.site.hellos[hellos:])
