"""Where everything of a job lies: ``<root>/<namespace>/<job>-<uid>/{log,data}``."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from regauge.commitlog import Commit

_WRITER_FOLDER = re.compile(r"(\d+)-(.+)")


@dataclass(frozen=True, slots=True)
class JobFolder:
    """The job's UID is in the name: a job created again under the same name starts anew."""

    path: Path

    @staticmethod
    def of(root: str, namespace: str, job: str, job_uid: str) -> JobFolder:
        return JobFolder(Path(root) / namespace / f"{job}-{job_uid}")

    def own(self, epoch: int, writer: str) -> Path:
        """The only folder that this writer ever writes in."""
        return self.path / "data" / f"{epoch}-{writer}"

    def checkpoint(self, epoch: int, writer: str, step: int) -> Path:
        return self.own(epoch, writer) / str(step)

    def of_commit(self, commit: Commit) -> Path:
        return self.checkpoint(commit.epoch, commit.writer, commit.step)


def remove(folder: Path) -> None:
    """Removes a retired checkpoint; one that someone else removed meanwhile is as good."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep(job: JobFolder, below_epoch: int, live: Collection[Commit]) -> list[Path]:
    """Removes what older epochs left and no live commit names; returns what was removed.

    Called after an epoch's first commit: from then on no older writer can commit what is removed here.
    """
    kept = {job.of_commit(c) for c in live}
    removed = []
    data = job.path / "data"
    for writer_folder in sorted(data.iterdir()) if data.is_dir() else []:
        name = _WRITER_FOLDER.fullmatch(writer_folder.name)
        if name is None or int(name.group(1)) >= below_epoch:
            continue
        keeps_some = any(k.parent == writer_folder for k in kept)
        for gone in [f for f in writer_folder.iterdir() if f not in kept] if keeps_some else [writer_folder]:
            if gone.is_dir():
                remove(gone)
            else:
                gone.unlink(missing_ok=True)
            removed.append(gone)
    return removed
