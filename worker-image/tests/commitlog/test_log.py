"""Appending: races, lost answers, deaths between any two calls, and writers that were paused for long."""

from __future__ import annotations

import errno
import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regauge.commitlog import (
    Checkpoint,
    Closed,
    Commit,
    CommitLog,
    Entry,
    Fence,
    Fenced,
    FileStore,
    LogClosed,
    LogDamaged,
    StoreUnsuitable,
    decode,
    encode,
    fold,
    probe,
)
from regauge.commitlog.log import SNAPSHOT_EVERY

UID = "6f1c"
DIGEST = "sha256:" + "ab" * 32


class MemoryStore:
    """A store whose answers can be lost and before whose creates someone else can come."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.before_create: list[Callable[[], None]] = []
        self.lose_answers: list[str] = []
        self.reads = 0

    def create(self, name: str, body: bytes) -> bool:
        if self.before_create:
            self.before_create.pop(0)()
        lose = self.lose_answers.pop(0) if self.lose_answers else ""
        if lose == "refused":
            raise OSError(errno.ESTALE, "stale")
        if name in self.files:
            return False
        self.files[name] = body
        if lose == "timeout":
            raise OSError(errno.ETIMEDOUT, "the answer was lost")
        return lose != "says-exists"

    def read(self, name: str) -> bytes | None:
        self.reads += 1
        return self.files.get(name)

    def names(self, folder: str) -> list[str]:
        return [n.removeprefix(folder + "/") for n in self.files if n.rpartition("/")[0] == folder]

    def entries(self) -> list[Entry]:
        return [decode(self.files[n]) for n in sorted(self.files) if n.rpartition("/")[0] == "log"]


def a_log(store: MemoryStore | FileStore, epoch: int, writer: str | None = None) -> CommitLog:
    return CommitLog(store, UID, epoch, writer or f"w-{epoch}", sleep=lambda _: None)


def commit(log: CommitLog, step: int, parent: Checkpoint | None = None) -> Commit:
    return log.commit(step, parent, DIGEST, ((1, 2),), 0.5)


def entries_in(root: Path) -> list[Entry]:
    return [decode(p.read_bytes()) for p in sorted((root / "log").glob("*.json"))]


def file_log(root: Path, epoch: int, store: type[FileStore] = FileStore) -> CommitLog:
    return a_log(store(root, root / "data" / f"{epoch}-w-{epoch}"), epoch)


def test_a_first_fence_begins_the_log_and_a_commit_follows(tmp_path: Path) -> None:
    log = file_log(tmp_path, 1)
    assert log.fence() == 1
    made = commit(log, 20)
    assert made.sequence == 2
    assert [type(e).__name__ for e in entries_in(tmp_path)] == ["Genesis", "Fence", "Commit"]
    assert file_log(tmp_path, 2).refresh().newest_commit == made


def test_an_old_writer_cannot_commit_retire_or_fence_again(tmp_path: Path) -> None:
    old, new = file_log(tmp_path, 1), file_log(tmp_path, 2)
    old.fence()
    commit(old, 20)
    new.fence()
    for attempt in (lambda: commit(old, 40), lambda: old.retire(Checkpoint(1, 20)), old.fence, old.check_fence):
        with pytest.raises(Fenced) as fenced:
            attempt()
        assert fenced.value.epoch == 2
    assert commit(new, 40, Checkpoint(1, 20)).sequence == 4


def test_without_a_fence_nothing_can_be_committed(tmp_path: Path) -> None:
    with pytest.raises(Fenced):
        commit(file_log(tmp_path, 1), 20)


def test_two_writers_of_one_epoch_cannot_both_fence() -> None:
    store = MemoryStore()
    a, b = a_log(store, 1, "a"), a_log(store, 1, "b")
    a.fence()
    with pytest.raises(Fenced):
        b.fence()


def test_a_log_of_another_job_is_refused() -> None:
    store = MemoryStore()
    a_log(store, 1).fence()
    with pytest.raises(LogDamaged, match="belongs to job"):
        CommitLog(store, "other", 2, "w").fence()


def test_a_closed_log_takes_nothing_more() -> None:
    store = MemoryStore()
    log = a_log(store, 1)
    log.fence()
    store.files["log/00000000000000000002.json"] = encode(Closed(2, "w-1"))
    with pytest.raises(LogClosed):
        commit(log, 20)
    with pytest.raises(LogClosed):
        a_log(store, 2).fence()


@pytest.mark.parametrize("loss", ["timeout", "says-exists", "refused"])
def test_a_lost_or_refused_answer_leaves_exactly_one_entry(loss: str) -> None:
    store = MemoryStore()
    log = a_log(store, 1)
    log.fence()
    store.lose_answers = [loss]
    assert commit(log, 20).sequence == 2
    assert [type(e).__name__ for e in store.entries()] == ["Genesis", "Fence", "Commit"]


def test_a_commit_whose_answer_was_lost_counts_even_if_a_newer_fence_came_next() -> None:
    store = MemoryStore()
    old, new = a_log(store, 1), a_log(store, 2)
    old.fence()

    class Late(MemoryStore):
        def create(self, name: str, body: bytes) -> bool:
            store.create(name, body)
            new.fence()
            raise OSError(errno.ETIMEDOUT, "the answer was lost")

        read, names = store.read, store.names

    old._store = Late()
    assert commit(old, 20).sequence == 2
    assert isinstance(store.entries()[-1], Fence)


def test_a_missing_entry_below_an_existing_one_is_damage(tmp_path: Path) -> None:
    log = file_log(tmp_path, 1)
    log.fence()
    commit(log, 20)
    (tmp_path / "log/00000000000000000001.json").unlink()
    with pytest.raises(LogDamaged, match="entry 1 is missing"):
        a_log(FileStore(tmp_path, tmp_path / "own"), 2).fence()


def test_a_persistent_error_of_the_store_is_raised(tmp_path: Path) -> None:
    class Full(FileStore):
        def _write(self, path: Path, body: bytes) -> None:  # noqa: ARG002
            raise OSError(errno.ENOSPC, "no space left")

    with pytest.raises(OSError, match="no space left"):
        file_log(tmp_path, 1, Full).fence()


def test_after_256_entries_a_reader_starts_at_the_snapshot() -> None:
    store = MemoryStore()
    log = a_log(store, 1)
    log.fence()
    for step in range(SNAPSHOT_EVERY + 10):
        commit(log, step)
        if step > 2:
            log.retire(Checkpoint(1, step - 3))
    assert [n for n in store.files if "snapshot" in n] == [
        f"log/snapshot/{n:020d}.json" for n in (SNAPSHOT_EVERY - 1, 2 * SNAPSHOT_EVERY - 1)
    ]
    store.reads = 0
    reader = a_log(store, 2)
    assert reader.refresh() == fold(store.entries())
    assert store.reads < 30

    for name in [n for n in store.files if "snapshot" in n]:
        store.files[name] = b"{"
    assert a_log(store, 2).refresh() == fold(store.entries())


def test_a_suitable_store_passes_the_probe(tmp_path: Path) -> None:
    probe(FileStore(tmp_path, tmp_path / "data/1-w"), "data/1-w/probe")


def test_a_store_that_creates_twice_or_does_not_list_is_unsuitable(tmp_path: Path) -> None:
    class Overwrites(FileStore):
        def _link(self, source: Path, target: Path) -> None:
            source.replace(target)

    class Forgets(FileStore):
        def names(self, folder: str) -> list[str]:  # noqa: ARG002
            return []

    class NoLinks(FileStore):
        def _link(self, source: Path, target: Path) -> None:  # noqa: ARG002
            raise OSError(errno.EPERM, "links are not allowed")

    for broken, words in ((Overwrites, "created twice"), (Forgets, "does not list"), (NoLinks, "refuses hard links")):
        root = tmp_path / broken.__name__
        with pytest.raises(StoreUnsuitable, match=words):
            probe(broken(root, root / "data/1-w"), "data/1-w/probe")


@settings(max_examples=150)
@given(st.data())
def test_whatever_interleaves_acknowledged_commits_stay_and_old_epochs_add_nothing(data: st.DataObject) -> None:
    store = MemoryStore()
    writers = [a_log(store, epoch) for epoch in (1, 2, 3)]
    acknowledged: list[Commit] = []
    steps = iter(range(1000))

    def act(depth: int) -> None:
        writer = data.draw(st.sampled_from(writers))
        verb = data.draw(st.sampled_from(["fence", "commit", "commit", "retire"]))
        store.lose_answers = data.draw(
            st.lists(st.sampled_from(["", "", "timeout", "says-exists", "refused"]), max_size=2)
        )
        if depth > 0 and data.draw(st.booleans()):
            store.before_create.append(lambda: act(depth - 1))
        with suppress(Fenced):
            if verb == "fence":
                writer.fence()
            elif verb == "commit":
                acknowledged.append(commit(writer, next(steps)))
            elif acknowledged:
                writer.retire(data.draw(st.sampled_from(acknowledged)).checkpoint)

    for _ in range(data.draw(st.integers(1, 12))):
        store.before_create.clear()
        act(2)

    entries = store.entries()
    fold(entries)  # raises if any entry was written by a writer that was fenced off
    for made in acknowledged:
        assert entries[made.sequence] == made


# Real processes from here on. A store dies or stops at its n-th call.


class _Interrupted(FileStore):
    """Runs ``at`` right before the call number ``on_call``; each underscore method is one call."""

    on_call = -1
    at: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, root: Path, own: Path) -> None:
        super().__init__(root, own)
        self.calls = 0

    def _call(self) -> None:
        if self.calls == self.on_call:
            self.at()
        self.calls += 1

    def _write(self, path: Path, body: bytes) -> None:
        self._call()
        super()._write(path, body)

    def _link(self, source: Path, target: Path) -> None:
        self._call()
        super()._link(source, target)

    def _sync_folder(self, folder: Path) -> None:
        self._call()
        super()._sync_folder(folder)

    def _remove(self, path: Path) -> None:
        self._call()
        super()._remove(path)


def in_child(work: Callable[[], int]) -> int:
    """Fork; the child ends with the code that ``work`` returns. Returns the child's process id."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            code = work()
        finally:
            os._exit(code)
    return pid


def calls_of(work: Callable[[type[FileStore]], object]) -> int:
    counted: list[_Interrupted] = []

    class Counting(_Interrupted):
        def __init__(self, root: Path, own: Path) -> None:
            super().__init__(root, own)
            counted.append(self)

    work(Counting)
    return counted[0].calls


def fence_and_two_commits(root: Path, store: type[FileStore], ack: Callable[[int], object]) -> None:
    log = file_log(root, 1, store)
    log.fence()
    for step in (20, 40):
        commit(log, step)
        ack(step)


def test_a_writer_killed_between_any_two_calls_leaves_a_sound_log(tmp_path: Path) -> None:
    total = calls_of(lambda store: fence_and_two_commits(tmp_path / "count", store, lambda _: None))
    assert total > 15
    for n in range(total):
        root = tmp_path / str(n)

        class Dies(_Interrupted):
            on_call = n
            at = staticmethod(lambda: os.kill(os.getpid(), signal.SIGKILL))

        reader, writer = os.pipe()

        def work(root: Path = root, store: type[FileStore] = Dies, writer: int = writer) -> int:
            fence_and_two_commits(root, store, lambda step: os.write(writer, bytes([step])))
            return 0

        pid = in_child(work)
        os.close(writer)
        _, status = os.waitpid(pid, 0)
        assert os.WIFSIGNALED(status)
        acknowledged = list(os.read(reader, 100))
        os.close(reader)

        successor = file_log(root, 2)
        successor.fence()
        before = [c.step for c in successor.fold.commits]
        assert before[: len(acknowledged)] == acknowledged
        assert len(before) <= len(acknowledged) + 1
        commit(successor, 60)
        assert fold(entries_in(root)).newest_fence is not None


def contents(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_a_writer_paused_at_any_call_and_resumed_after_a_newer_fence_commits_nothing(tmp_path: Path) -> None:
    def work(root: Path, store: type[FileStore]) -> int:
        log = file_log(root, 1, store)
        log.fence()
        try:
            commit(log, 20)
            commit(log, 40)
        except Fenced as fenced:
            return 27 if fenced.epoch == 2 else 1
        return 0

    fencing = calls_of(lambda store: file_log(tmp_path / "fence", 1, store).fence())
    total = calls_of(lambda store: work(tmp_path / "all", store))
    for n in range(fencing, total):
        root = tmp_path / str(n)

        class Stops(_Interrupted):
            on_call = n
            at = staticmethod(lambda: os.kill(os.getpid(), signal.SIGSTOP))

        pid = in_child(lambda root=root, store=Stops: work(root, store))  # type: ignore[misc]
        _, status = os.waitpid(pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        new = file_log(root, 2)
        new.fence()
        inherited = [c.step for c in new.fold.commits]
        commit(new, 30)
        seen = contents(root)
        os.kill(pid, signal.SIGCONT)
        _, status = os.waitpid(pid, 0)
        # Only a commit that was in the log before the fence may still be acknowledged.
        assert os.waitstatus_to_exitcode(status) == (0 if inherited == [20, 40] else 27)
        outside = {k: v for k, v in contents(root).items() if not k.startswith("data/1-w-1/")}
        assert outside == {k: v for k, v in seen.items() if not k.startswith("data/1-w-1/")}


def racing(root: Path, epoch: int, go: int) -> Iterator[int]:
    log = file_log(root, epoch)
    os.read(go, 1)
    log.fence()
    for step in range(30):
        yield commit(log, step).sequence


def test_writers_racing_in_real_processes_agree_on_one_order(tmp_path: Path) -> None:
    epochs = (1, 2, 3, 4)
    go, start = os.pipe()
    results: dict[int, int] = {}
    for epoch in epochs:
        reader, writer = os.pipe()
        results[epoch] = reader

        def work(epoch: int = epoch, writer: int = writer) -> int:
            done: list[int] = []
            code = 0
            try:
                for sequence in racing(tmp_path, epoch, go):
                    done.append(sequence)
            except Fenced:
                code = 27
            os.write(writer, json.dumps(done).encode())
            return code

        in_child(work)
        os.close(writer)
    os.write(start, b"gogo")
    codes = [os.waitstatus_to_exitcode(os.wait()[1]) for _ in epochs]
    assert set(codes) <= {0, 27}
    assert 0 in codes
    entries = entries_in(tmp_path)
    state = fold(entries)
    assert state.newest_fence is not None
    assert state.newest_fence.epoch == 4
    for epoch, reader in results.items():
        mine = [e.sequence for e in entries if isinstance(e, Commit) and e.epoch == epoch]
        assert json.loads(os.read(reader, 10_000)) == mine
        os.close(reader)
