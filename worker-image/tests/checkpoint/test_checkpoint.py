"""Where checkpoints lie, what verifies, what is given up, and what is swept. No JAX."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regauge.checkpoint import manifest
from regauge.checkpoint.choice import candidates, to_retire
from regauge.checkpoint.folders import JobFolder, sweep
from regauge.checkpoint.manifest import LeafFact, Unverified
from regauge.commitlog import Checkpoint, Commit, Fold

LEAVES = [LeafFact("params/w", (4, 2), "float32")]


def a_commit(sequence: int, epoch: int, step: int) -> Commit:
    return Commit(sequence, f"w-{epoch}", epoch, step, None, "sha256:0", (), 0.0)


def a_checkpoint(folder: Path) -> str:
    (folder / "arrays/d").mkdir(parents=True)
    (folder / "arrays/d/data").write_bytes(b"0123456789")
    (folder / "arrays/_METADATA").write_text("{}")
    return manifest.write(folder, {"epoch": 1, "step": 20}, LEAVES)


def test_what_was_written_verifies(tmp_path: Path) -> None:
    manifest.verify(tmp_path / "20", a_checkpoint(tmp_path / "20"), LEAVES)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda f: (f / "manifest.json").unlink(), "there is no manifest.json"),
        (lambda f: (f / "manifest.json").write_text("{}"), "has digest"),
        (lambda f: (f / "arrays/d/data").unlink(), "arrays/d/data is missing"),
        (lambda f: (f / "arrays/d/data").write_bytes(b"012345678"), "has 9 bytes, committed were 10"),
        (lambda f: (f / "arrays/d/data").write_bytes(b"012345678X"), "arrays/d/data has changed"),
    ],
)
def test_every_harm_to_the_files_is_named(tmp_path: Path, harm: object, words: str) -> None:
    digest = a_checkpoint(tmp_path / "20")
    assert callable(harm)
    harm(tmp_path / "20")
    with pytest.raises(Unverified, match=words):
        manifest.verify(tmp_path / "20", digest, LEAVES)


def test_arrays_of_another_program_are_named(tmp_path: Path) -> None:
    digest = a_checkpoint(tmp_path / "20")
    with pytest.raises(Unverified, match=r"not those of this executable: .*float32.* instead of .*bfloat16"):
        manifest.verify(tmp_path / "20", digest, [LeafFact("params/w", (4, 2), "bfloat16")])
    with pytest.raises(Unverified, match="another number"):
        manifest.verify(tmp_path / "20", digest, [*LEAVES, LeafFact("b", (), "int32")])


def test_candidates_are_below_the_fence_newest_first_and_at_most_what_is_asked() -> None:
    commits = [a_commit(2, 1, 20), a_commit(3, 1, 40), a_commit(5, 2, 30), a_commit(6, 2, 50)]
    fold = Fold(9, "job", None, (*commits, a_commit(8, 3, 60)))
    assert candidates(fold, 7, None) == commits[::-1]
    assert candidates(fold, 7, Checkpoint(2, 30)) == [commits[2], commits[1], commits[0]]
    assert candidates(fold, 7, Checkpoint(1, 39)) == [commits[0]]
    assert candidates(fold, 7, Checkpoint(1, 19)) == []


@given(st.integers(0, 12), st.integers(0, 6))
def test_retention_keeps_the_newest_and_always_one(count: int, keep: int) -> None:
    commits = [a_commit(n + 2, 1, n) for n in range(count)]
    gone = to_retire(commits, keep)
    assert gone == commits[: len(gone)]
    assert count - len(gone) == min(count, max(1, keep))


def test_a_sweep_takes_what_older_epochs_left_and_nothing_else(tmp_path: Path) -> None:
    job = JobFolder.of(str(tmp_path), "research", "tiny", "6f1c")
    kept = a_commit(2, 1, 20)
    for epoch, step in ((1, 20), (1, 40), (2, 30), (3, 50), (4, 60)):
        (job.checkpoint(epoch, f"w-{epoch}", step) / "arrays").mkdir(parents=True)
    (job.own(1, "w-1") / "append-12").write_bytes(b"x")
    foreign = job.path / "data" / "notes"
    foreign.mkdir()
    removed = sweep(job, 3, [kept])
    assert {p.name for p in removed} == {"append-12", "40", "2-w-2"}
    left = {str(p.relative_to(job.path / "data")) for p in (job.path / "data").glob("*/*")}
    assert left == {"1-w-1/20", "3-w-3/50", "4-w-4/60"}
    assert foreign.is_dir()


def test_a_job_created_again_under_its_name_has_another_folder() -> None:
    assert JobFolder.of("/c", "n", "j", "1").path != JobFolder.of("/c", "n", "j", "2").path
