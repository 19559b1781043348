"""The deterministic tar of a bundle: equal files give equal bytes, so its SHA-256 names its content."""

import hashlib
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from regauge.bundle.envelope import Refused


def write(files: Mapping[str, bytes]) -> bytes:
    """USTAR, names sorted, no times, owners or directories, mode 0644."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(files):
            info = tarfile.TarInfo(name)
            info.size = len(files[name])
            info.mode = 0o644
            tar.addfile(info, io.BytesIO(files[name]))
    return out.getvalue()


def read(data: bytes) -> dict[str, bytes]:
    """The files of a tar. Refuses everything that `write` would not have written (links, devices, odd paths)."""
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
            for member in tar:
                path = PurePosixPath(member.name)
                if not member.isreg() or path.is_absolute() or ".." in path.parts or member.name in files:
                    raise Refused(f"the bundle holds {member.name!r}, which is not a plain file with a name of its own")
                content = tar.extractfile(member)
                assert content is not None
                files[member.name] = content.read()
    except tarfile.TarError as e:
        raise Refused(f"the bundle is not a tar: {e}") from e
    return files


def unpack(files: Mapping[str, bytes], into: Path) -> None:
    for name, content in files.items():
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
