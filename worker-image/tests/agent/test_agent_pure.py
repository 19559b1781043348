"""What an agent decides and keeps, without processes."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from regauge.agent.cache import BundleCache, Cancelled, WrongBundle
from regauge.agent.client import Answered, Backoff, Disbelief, Unreachable
from regauge.agent.decide import GreetAgain, Ignore, Standing, Start, on_assigned, on_greet
from regauge.agent.report import RING, Report
from regauge.agent.settings import Settings, SettingsError
from regauge.wire.codec import from_json
from regauge.wire.gateway import Assignment, Executable, Marks, Member, Phase, StepMark

CONTRACT = Path(__file__).parents[2] / "contract"
SECOND = from_json(Assignment, json.loads((CONTRACT / "fixtures/assignment/newest.json").read_text()))
ENV = {
    "REGAUGE_GATEWAY_URL": "https://10.0.0.1:7443/",
    "REGAUGE_COMPILE_URL": "https://10.0.0.1:7444",
    "REGAUGE_CA_PEM": "pem",
    "REGAUGE_TOKEN_FILE": "/token",
    "REGAUGE_NAMESPACE": "research",
    "REGAUGE_POD_NAME": "byte-lm-1-0",
    "REGAUGE_POD_UID": "u",
    "REGAUGE_POD_IP": "10.1.0.7",
    "REGAUGE_NODE_NAME": "cpu-4-a",
    "REGAUGE_JOB": "byte-lm",
    "REGAUGE_JOB_UID": "j",
    "REGAUGE_PLATFORM": "cpu",
    "REGAUGE_CHIPS": "4",
    "REGAUGE_CACHE_DIR": "/cache",
}


def test_the_settings_are_read() -> None:
    settings = Settings.read(ENV)
    assert (settings.gateway_url, settings.chips, settings.platform) == ("https://10.0.0.1:7443", 4, "cpu")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        *[({name: ""}, f"{name} is '', allowed is a non-empty value") for name in ENV],
        ({"REGAUGE_GATEWAY_URL": "http://x"}, "allowed is https://host:port"),
        ({"REGAUGE_PLATFORM": "gpu"}, "REGAUGE_PLATFORM is 'gpu', allowed is one of cpu, cuda, tpu"),
        ({"REGAUGE_CHIPS": "0"}, "REGAUGE_CHIPS is '0', allowed is an integer of at least 1"),
        ({"REGAUGE_CHIPS": "many"}, "REGAUGE_CHIPS is 'many'"),
    ],
)
def test_a_bad_setting_names_the_variable(change: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.read({**ENV, **change})
    assert words in str(refused.value)


def test_the_agent_never_imports_jax() -> None:
    code = "import sys, regauge.agent.agent; print([m for m in ('jax', 'numpy', 'cryptography') if m in sys.modules])"
    path = str(Path(__file__).parents[2] / "src")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": path})
    assert done.stdout.strip() == "[]", done.stderr


def test_an_epoch_above_the_newest_seen_starts_and_the_same_again_is_no_news() -> None:
    first, start = on_assigned(Standing(), SECOND)
    assert start == Start(SECOND)
    assert first.newest_seen == 2
    assert on_assigned(first, SECOND) == (first, Ignore())


def test_a_lower_epoch_or_another_assignment_of_the_same_is_refused() -> None:
    now, _ = on_assigned(Standing(), SECOND)
    for bad in (replace(SECOND, epoch=1), replace(SECOND, rank=1)):
        after, verdict = on_assigned(now, bad)
        assert after == now
        assert isinstance(verdict, Ignore)
        assert verdict.why.startswith("refused an assignment of epoch")


def test_a_greeting_counts_once_and_only_for_a_newer_epoch() -> None:
    now, _ = on_assigned(Standing(), SECOND)
    assert on_greet(now, 2) == (now, Ignore())
    assert on_greet(now, None) == (now, Ignore())
    after, verdict = on_greet(now, 4)
    assert verdict == GreetAgain(4)
    assert (after.ready_for, after.newest_seen) == (4, 2)
    for epoch in (3, 4):
        assert on_greet(after, epoch) == (after, Ignore())


def a_report() -> Report:
    return Report(Member("n", "j", "u", "p", "pu", "i", 2), SECOND)


def a_step(number: int) -> StepMark:
    return StepMark(number, 1.0, None, None, "0" * 16, 0.1)


def test_steps_come_again_until_a_heartbeat_is_answered() -> None:
    report = a_report()
    report.hear(Marks(steps=(a_step(1), a_step(2)), step=2))
    lost, _ = report.heartbeat()
    report.hear(Marks(steps=(a_step(3),), step=3))
    body, through = report.heartbeat()
    assert [s["step"] for s in lost["steps"]] == [1, 2]
    assert [s["step"] for s in body["steps"]] == [1, 2, 3]
    assert body["sequence"] == lost["sequence"] + 1
    report.delivered(through)
    assert report.heartbeat()[0]["steps"] == []


def test_a_long_absence_keeps_the_newest_steps() -> None:
    report = a_report()
    report.hear(Marks(steps=tuple(a_step(n) for n in range(1, 200))))
    assert [s["step"] for s in report.heartbeat()[0]["steps"]] == list(range(200 - RING, 200))


def test_an_ended_trainer_keeps_its_last_figures() -> None:
    report = a_report()
    report.hear(Marks(phase=Phase.TRAINING, step=7))
    report.end()
    body, _ = report.heartbeat()
    assert (body["phase"], body["step"]) == ("Ended", 7)


def test_back_off_doubles_up_to_five_seconds_and_starts_again() -> None:
    backoff = Backoff()
    assert [backoff.wait() for _ in range(8)] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]
    backoff.reset()
    assert backoff.wait() == 0.1


def test_disbelief_counts_only_while_nothing_else_is_answered() -> None:
    now = [0.0]
    disbelief = Disbelief(30.0, lambda: now[0])
    refused, away = Answered(401, {}, "hello"), Unreachable("x")
    assert not disbelief.lasts(refused)
    now[0] = 29.0
    assert not disbelief.lasts(refused)
    assert not disbelief.lasts(away)
    now[0] = 31.0
    assert not disbelief.lasts(refused)
    now[0] = 61.0
    assert disbelief.lasts(refused)
    disbelief.over()
    assert not disbelief.lasts(refused)


class Service:
    """A compile service whose answers are written down beforehand."""

    def __init__(self, **answers: list[bytes | Exception]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def get(self, path: str) -> bytes:
        self.asked.append(path)
        answer = self.answers[path.split("/")[1]].pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def executable(content: bytes) -> Executable:
    return Executable("ab" * 32, "cd" * 32, "sha256:" + hashlib.sha256(content).hexdigest())


def a_cache(root: Path, service: Service) -> BundleCache:
    return BundleCache(root, service, lambda _: None)  # type: ignore[arg-type]


def test_a_bundle_is_fetched_once_and_listed(tmp_path: Path) -> None:
    service = Service(index=[b"signed"], blobs=[b"bundle"])
    cache = a_cache(tmp_path, service)
    for _ in range(2):
        bundle, envelope = cache.fetch(executable(b"bundle"), threading.Event())
        assert (bundle.read_bytes(), envelope.read_bytes()) == (b"bundle", b"signed")
    assert len(service.asked) == 2
    assert cache.digests() == (executable(b"bundle").digest,)
    assert not list(tmp_path.rglob("*.part"))


def test_a_service_that_is_away_is_asked_again(tmp_path: Path) -> None:
    busy = Answered(503, {}, "GET")
    service = Service(index=[Unreachable("x"), busy, b"signed"], blobs=[Unreachable("x"), b"bundle"])
    bundle, _ = a_cache(tmp_path, service).fetch(executable(b"bundle"), threading.Event())
    assert bundle.read_bytes() == b"bundle"


def test_other_bytes_than_the_digest_says_are_refused_and_not_kept(tmp_path: Path) -> None:
    cache = a_cache(tmp_path, Service(index=[b"signed"], blobs=[b"other", b"other", b"other"]))
    with pytest.raises(WrongBundle, match="gave a bundle with digest sha256:"):
        cache.fetch(executable(b"bundle"), threading.Event())
    assert cache.digests() == ()


def test_a_pod_that_is_not_believed_for_long_stops_asking(tmp_path: Path) -> None:
    refusals: list[bytes | Exception] = [Answered(403, {}, "GET /index") for _ in range(9)]
    cache = BundleCache(tmp_path, Service(index=refusals), lambda _: None, disbelief_seconds=0.2)  # type: ignore[arg-type]
    with pytest.raises(Answered):
        cache.fetch(executable(b"bundle"), threading.Event())


def test_fetching_ends_when_another_epoch_comes(tmp_path: Path) -> None:
    over = threading.Event()
    over.set()
    with pytest.raises(Cancelled):
        a_cache(tmp_path, Service()).fetch(executable(b"bundle"), over)


def test_a_grandchild_that_lost_its_parent_is_adopted_and_reaped() -> None:
    code = """
import os, time
from regauge.agent.child import adopt_orphans, reap
adopt_orphans()
if os.fork() == 0:
    if os.fork() == 0:
        os._exit(7)
    os._exit(5)
ended, until = {}, time.monotonic() + 10
while len(ended) < 2 and time.monotonic() < until:
    ended |= reap()
    time.sleep(0.01)
print(sorted(ended.values()))
"""
    path = str(Path(__file__).parents[2] / "src")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": path})
    assert done.stdout.strip() == "[5, 7]", done.stderr
