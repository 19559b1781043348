"""A real text that every worker image has: the source of Python's standard library, file by file in sorted order.

`python -m regauge_programs.corpus` prints its size and the entropy of its bytes, the loss of a model that knows only
how frequent each byte is.
"""

import functools
import hashlib
import json
import sysconfig
from pathlib import Path
from typing import Any

import numpy as np

type Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]


def files(root: Path) -> list[Path]:
    """Every source file below `root` except installed packages, in an order that no file system decides."""
    found = (p for p in root.rglob("*.py") if "site-packages" not in p.parts and "dist-packages" not in p.parts)
    return sorted(found, key=lambda p: p.relative_to(root).as_posix())


@functools.cache
def text() -> Bytes:
    """The concatenated bytes, uint8[n]."""
    root = Path(sysconfig.get_path("stdlib"))
    return np.frombuffer(b"".join(p.read_bytes() for p in files(root)), np.uint8)


def unigram_entropy(data: Bytes) -> float:
    """Entropy of single bytes in nats: the cross-entropy of the best model that looks at no context."""
    counts = np.bincount(data, minlength=256).astype(np.float64)
    share = counts[counts > 0] / counts.sum()
    return float(-(share * np.log(share)).sum())


class Windows:
    """Random-access rows `{"tokens": uint8[length + 1]}` for Grain: window i starts at byte i * length.

    Neighbours share one byte, so that every byte but the first is predicted exactly once an epoch.
    """

    def __init__(self, data: Bytes, length: int) -> None:
        if len(data) <= length:
            raise ValueError(
                f"config.sequence is {length}, but the text has only {len(data)} bytes; allowed is 1 to {len(data) - 1}"
            )
        self._data = data
        self._length = length

    def __len__(self) -> int:
        return (len(self._data) - 1) // self._length

    def __getitem__(self, index: int) -> dict[str, Any]:
        start = int(index) * self._length
        return {"tokens": self._data[start : start + self._length + 1]}


def main() -> None:
    data = text()
    print(
        json.dumps(
            {
                "bytes": len(data),
                "sha256": hashlib.sha256(data.tobytes()).hexdigest(),
                "unigramEntropyNats": round(unigram_entropy(data), 4),
            }
        )
    )


if __name__ == "__main__":
    main()
