"""Create-if-absent, the one primitive the log stands on, for a POSIX file system that all hosts share."""

from __future__ import annotations

import contextlib
import errno
import os
import uuid
from pathlib import Path
from typing import Protocol


class StoreUnsuitable(Exception):
    """The store lets a second create succeed, or does not list what was created."""


class Store(Protocol):
    """Names are relative paths with ``/``; every call is one the process may die after."""

    def create(self, name: str, body: bytes) -> bool:
        """True: created durably, with exactly this body. False: the name existed, nothing changed."""
        ...

    def read(self, name: str) -> bytes | None: ...

    def names(self, folder: str) -> list[str]:
        """Names of the files directly in the folder; an absent folder is empty."""
        ...


class FileStore:
    """``link(2)`` of a finished temporary file: the name appears with its whole content or not at all.

    The temporary file lies in the writer's own folder, so an old writer touches nothing of anyone else's even while
    it tries to append.
    """

    def __init__(self, root: Path, own: Path) -> None:
        self._root = root
        self._own = own

    def create(self, name: str, body: bytes) -> bool:
        target = self._root / name
        self._make_folder(target.parent)
        self._make_folder(self._own)
        temporary = self._own / f"append-{uuid.uuid4().hex}"
        self._write(temporary, body)
        try:
            self._link(temporary, target)
        except FileExistsError:
            return False
        finally:
            self._remove(temporary)
        self._sync_folder(target.parent)
        return True

    def read(self, name: str) -> bytes | None:
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> list[str]:
        try:
            with os.scandir(self._root / folder) as found:
                return sorted(entry.name for entry in found if entry.is_file(follow_symlinks=False))
        except FileNotFoundError:
            return []

    # Each of these is one step between which a test kills the writer.

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True)
        self._sync_folder(folder.parent)

    def _write(self, path: Path, body: bytes) -> None:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            view = memoryview(body)
            while view:
                view = view[os.write(fd, view) :]
            os.fsync(fd)
        finally:
            os.close(fd)

    def _link(self, source: Path, target: Path) -> None:
        os.link(source, target)

    def _sync_folder(self, folder: Path) -> None:
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(fd)
        except OSError as e:
            # Some network file systems refuse fsync of a directory; for those the link itself is durable.
            if e.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(fd)

    def _remove(self, path: Path) -> None:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def probe(store: Store, name: str) -> None:
    """Ask the store, in the writer's own folder, whether create-if-absent is what it says.

    Args:
      name: a name no one else uses, for example ``data/<epoch>-<writer>/probe``.
    """
    folder, _, leaf = name.rpartition("/")
    first = b"first"
    try:
        created = store.create(name, first)
        again = store.create(name, b"second")
    except OSError as e:
        if e.errno in (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EXDEV):
            raise StoreUnsuitable(f"the store at {name} refuses hard links: {e}") from e
        raise
    if not created:
        raise StoreUnsuitable(f"the store says that {name} exists before anyone created it")
    if again:
        raise StoreUnsuitable(f"the store let {name} be created twice; create-if-absent is needed")
    if store.read(name) != first:
        raise StoreUnsuitable(f"the store does not return what was written to {name}")
    if leaf not in store.names(folder):
        raise StoreUnsuitable(f"the store does not list {name} after it was created")
