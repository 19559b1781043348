"""From an assignment to loaded entries: nothing is deserialized before everything about it is verified."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import jax

from regauge.bundle import Bundle, Expected, Manifest, Refused, open_bundle
from regauge.bundle.entries import Entries, Mismatch, load_entries
from regauge.program.load import ProgramError, load
from regauge.program.step import Step
from regauge.trainer.outcome import Stop, user_error
from regauge.wire.exits import ExitClass
from regauge.wire.gateway import Assignment
from regauge.wire.pipe import Begin


def open_verified(begin: Begin) -> Bundle:
    """The bundle, unpacked below /tmp; signature, digests, versions and shape of the gang are as assigned."""
    a = begin.assignment
    expected = Expected(
        a.namespace, a.executable.request_key, a.executable.digest, a.public_keys, a.executable.executable_key
    )
    try:
        folder = Path(tempfile.mkdtemp(prefix="regauge-bundle-"))
        bundle = open_bundle(Path(begin.bundle).read_bytes(), Path(begin.envelope).read_bytes(), expected, folder)
    except Refused as e:
        raise Stop(ExitClass.EXECUTABLE_MISMATCH, str(e)) from e
    refuse_unless_for(bundle.manifest, a)
    return bundle


def refuse_unless_for(manifest: Manifest, a: Assignment) -> None:
    facts: list[tuple[str, Any, Any]] = [
        ("platform", manifest.platform, a.platform),
        ("processes", manifest.processes, a.world),
        ("devicesPerProcess", manifest.devices_per_process, a.chips_per_host),
        ("globalBatch", manifest.global_batch, a.global_batch),
        ("program.entrypoint", manifest.entrypoint, a.program.entrypoint),
        ("program.config", dict(manifest.config), dict(a.program.config)),
    ]
    for name, compiled, assigned in facts:
        if compiled != assigned:
            raise Stop(
                ExitClass.EXECUTABLE_MISMATCH,
                f"the executable was compiled for {name} = {compiled!r}, assigned is {assigned!r}",
            )


def configure(manifest: Manifest) -> None:
    """Flags and settings of the executable. Only before the first use of a backend do XLA's flags count."""
    for name, value in manifest.flags.items():
        if value:
            os.environ[name] = value
        else:
            os.environ.pop(name, None)
    for name, setting in manifest.jax_config.items():
        jax.config.update(name, setting)


def load_program(a: Assignment) -> Step:
    try:
        return load(a.program.entrypoint, a.program.config)
    except ProgramError as e:
        raise user_error(str(e)) from e


def load_executable(bundle: Bundle) -> Entries:
    try:
        return load_entries(bundle)
    except (Mismatch, Refused) as e:
        raise Stop(ExitClass.EXECUTABLE_MISMATCH, str(e)) from e
