"""The way of a gang with real processes: two agents, two trainers with two devices each, over real TLS."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry, Resource

from worker_site import ALONE, Pod, Site, TinyBundle, eventually, pods

CONTRACT = Path(__file__).parents[2] / "contract"


def valid(message: str, value: dict[str, Any]) -> None:
    schema = json.loads((CONTRACT / f"{message}.schema.json").read_text())
    other = json.loads((CONTRACT / "assignment.schema.json").read_text())
    registry: Registry[Any] = Registry().with_resources([(other["$id"], Resource.from_contents(other))])
    jsonschema.Draft202012Validator(schema, registry=registry).validate(value)


def _newest_step(pod: Pod) -> int:
    lines = pod.lines("step", 1)
    return int(lines[-1]["step"]) if lines else 0


def test_a_gang_survives_a_killed_trainer_and_an_absent_gateway(site: Site, control: Path, tmp_path: Path) -> None:
    with pods(site, tmp_path, "a", "b", TINY_CONTROL=str(control)) as (a, b):
        # A fresh start commits every ten steps.
        policy = {"root": str(tmp_path / "checkpoints"), "intervalSteps": 10, "intervalSeconds": None, "keepLast": 2}
        store = site.gather(1, ["a", "b"], 60, tmp_path / "checkpoints", checkpoint=policy)
        eventually("steps past a commit", 60, lambda: _newest_step(a) >= 13 and _newest_step(a) % 10 in (3, 4, 5))

        # kill -9 of one trainer: its end is told with its class, the agents live.
        os.kill(b.trainer(), signal.SIGKILL)
        killed = eventually("the end of b's trainer", 20, lambda: site.ended("b", 1))
        assert killed["exitClass"] == "Killed"
        assert killed["exitCode"] == 137
        newest = store.committed()[-1]

        # A new epoch in the same agents goes on at the newest commit, and every replayed step is bitwise the same.
        site.gather(2, ["a", "b"], 60, store.root, checkpoint=policy)
        eventually("the restore point of epoch 2", 60, lambda: site.last("a", 2).get("restored"))
        assert site.last("a", 2)["restored"] == {"epoch": newest[0], "step": newest[1]}
        eventually("a commit of epoch 2", 30, lambda: any(epoch == 2 for epoch, _ in store.committed()))
        assert (a.process.poll(), b.process.poll()) == (None, None)

        # Without a gateway it trains and commits on.
        site.away = True
        there = len(store.log())
        eventually("commits without a gateway", 30, lambda: len(store.log()) >= there + 3)
        a.token.write_text("token-of-a-renewed")
        site.away = False

        done = eventually("the end of epoch 2", 60, lambda: site.ended("a", 2) and site.ended("b", 2))
        assert done["type"] == "Completed"
        assert done["commit"] == {"epoch": 2, "step": 60}
        assert site.ended("a", 2)["commit"] == {"epoch": 2, "step": 60}  # type: ignore[index]
        assert site.heard_at_end["a", 2] == 60, "who hears of the end closes the epoch, so all must be told before"
        after = site.steps("a", 2)
        assert sorted(after) == list(range(newest[1] + 1, 61)), "steps trained without a gateway were not told later"
        replayed = [line for line in a.lines("step", 1) if line["step"] > newest[1]]
        assert replayed
        for line in replayed:
            assert (after[line["step"]]["loss"], after[line["step"]]["gradNorm"]) == (line["loss"], line["gradNorm"])

        # Only the last two commits are left, in the log and on disk.
        assert store.committed() == [(2, 50), (2, 60)]
        eventually("the folders of what was given up to go", 10, lambda: store.folders() == set(store.committed()))

        # Both ranks saw the same losses, and nobody compiled anything.
        for epoch in (1, 2):
            for step, mark in site.steps("b", epoch).items():
                same = site.steps("a", epoch).get(step, mark)
                assert same["loss"] == mark["loss"]
            for pod in ("a", "b"):
                assert site.last(pod, epoch)["backendCompiles"] == 0
        spent = site.last("a", 2)
        assert set(spent["timings"]) == {"helloToInit", "init", "load", "fence", "restore", "firstStep"}
        assert spent["seconds"]["PRODUCTIVE"] > 0

        # Rank 0's log tells it too.
        events = [e["event"] for e in map(json.loads, a.log.read_text().splitlines()) if e["epoch"] == 2]
        told = ["started", "loaded", "fenced", "restored", "completed"]
        assert [e for e in events if e not in ("step", "committed")] == told

        # Tokens are renewed while a pod lives, so each call takes the file's.
        assert {"Bearer token-of-a", "Bearer token-of-a-renewed"} <= site.tokens

        # Every message was as the contract says.
        for hello in site.hellos:
            valid("hello", hello)
        for beats in site.heartbeats.values():
            for beat in beats:
                valid("heartbeat", beat)

        # A deleted pod says goodbye; one that is not needed ends by itself.
        children = a.children() + b.children()
        a.process.send_signal(signal.SIGTERM)
        assert a.process.wait(60) == 0
        with site.changed:
            site.dismissed.add("b")
            site.changed.notify_all()
        site.command("b", "Exit")
        assert b.process.wait(60) == 0
        for event in site.events:
            valid("event", event)
        assert sorted(e["pod"] for e in site.events if e["type"] == "Goodbye") == ["a", "b"]
        eventually("no process is left", 10, lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))


def test_a_frozen_old_gang_is_fenced_when_it_wakes_and_touches_only_its_own_folder(
    site: Site, control: Path, tmp_path: Path
) -> None:
    slow = {"heartbeatTimeoutSeconds": 600, "initTimeoutSeconds": 240}
    with pods(site, tmp_path, "a", "b", "c", "d", TINY_CONTROL=str(control)) as (a, b, c, _):
        store = site.gather(1, ["a", "b"], 4000, tmp_path / "checkpoints", jax=slow)
        eventually("a commit of epoch 1", 60, lambda: (1, 10) in store.committed())
        for pod in (a, b):
            pod.everyone(signal.SIGSTOP)
        inherited = store.committed()[-1]

        site.gather(2, ["c", "d"], inherited[1] + 10, store.root)
        eventually("the end of epoch 2", 90, lambda: site.ended("c", 2) and site.ended("d", 2))
        assert site.ended("c", 2)["exitClass"] == "Completed"  # type: ignore[index]
        restored = site.last("c", 2)["restored"]
        assert (restored["epoch"], restored["step"]) == inherited
        own = next(p.name for p in (store.job / "data").glob("1-*"))

        def outside() -> dict[str, bytes]:
            files = (p for p in store.job.rglob("*") if p.is_file() and own not in p.parts)
            return {str(p.relative_to(store.job)): p.read_bytes() for p in files}

        seen = outside()
        for pod in (b, a):
            pod.everyone(signal.SIGCONT)
        ended = eventually("the end of the old writer", 60, lambda: site.ended("a", 1))
        assert ended["exitClass"] == "Fenced", ended
        assert ended["exitCode"] == 27
        eventually("the old writer to say who fenced it", 10, lambda: site.last("a", 1)["fencedBy"] == 2)
        peer = eventually("the end of its peer", 60, lambda: site.ended("b", 1))
        assert peer["exitClass"] == "PeerLost", peer
        assert outside() == seen
        assert store.fold().newest_fence.epoch == 2  # type: ignore[union-attr]

        # A killed agent takes its trainers with it.
        orphans = c.children()
        assert orphans
        c.process.kill()
        eventually("its trainers to be gone", 10, lambda: not any(Path(f"/proc/{pid}").exists() for pid in orphans))


def test_another_variant_on_one_host_goes_on_from_what_two_hosts_committed(
    site: Site, alone: TinyBundle, control: Path, tmp_path: Path
) -> None:
    """Checksums are equal on every mesh, and the losses of the replayed steps are equal up to rounding."""
    control.write_text("{}")
    with pods(site, tmp_path, "a", "b", TINY_CONTROL=str(control)):
        store = site.gather(1, ["a", "b"], 15, tmp_path / "checkpoints")
        eventually("the end of epoch 1", 60, lambda: site.ended("a", 1) and site.ended("b", 1))
        restore = {"mode": "AtMost", "epoch": 1, "step": 10}
        site.gather(2, ["a"], 20, store.root, executable=alone.executable, restore=restore, **ALONE)
        done = eventually("the end of epoch 2", 60, lambda: site.ended("a", 2))
    assert done["exitClass"] == "Completed", done
    assert site.last("a", 2)["restored"] == {"epoch": 1, "step": 10}
    assert site.last("a", 2)["backendCompiles"] == 0
    two, one = site.steps("a", 1), site.steps("a", 2)
    assert sorted(one) == list(range(11, 21))
    for step in range(11, 16):
        assert abs(one[step]["loss"] / two[step]["loss"] - 1) < 1e-3
        whole = sum(int(site.steps(pod, 1)[step]["batchDigest"], 16) for pod in ("a", "b")) % 2**64
        assert int(one[step]["batchDigest"], 16) == whole
