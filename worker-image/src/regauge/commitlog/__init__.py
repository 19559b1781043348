"""The commit log of one job: who may commit, and what is committed.

``entries`` are the words, ``fold`` is the pure meaning of a log (Java has the same one), ``store`` is create-if-absent
on a file system, ``log`` is the only writer. Nothing here knows JAX.
"""

from regauge.commitlog.entries import (
    FORMAT,
    Checkpoint,
    Closed,
    Commit,
    Entry,
    Fence,
    Genesis,
    LogDamaged,
    Retire,
    Void,
    decode,
    encode,
    parse,
)
from regauge.commitlog.fold import EMPTY, Fold, NewestFence, fold, fold_from_json, fold_to_json, step
from regauge.commitlog.log import CommitLog, Fenced, LogClosed
from regauge.commitlog.store import FileStore, Store, StoreUnsuitable, probe

__all__ = [
    "EMPTY",
    "FORMAT",
    "Checkpoint",
    "Closed",
    "Commit",
    "CommitLog",
    "Entry",
    "Fence",
    "Fenced",
    "FileStore",
    "Fold",
    "Genesis",
    "LogClosed",
    "LogDamaged",
    "NewestFence",
    "Retire",
    "Store",
    "StoreUnsuitable",
    "Void",
    "decode",
    "encode",
    "fold",
    "fold_from_json",
    "fold_to_json",
    "parse",
    "probe",
    "step",
]
