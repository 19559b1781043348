"""Which rows a step sees is one number, the step: on any layout, from any start, in every epoch another order."""

from itertools import islice
from typing import Any

import jax
import linear
import numpy as np
import pytest

import regauge as rg
from regauge.compile.layout import make_mesh
from regauge.data import LocalBatch, batches, combine, rows_of
from regauge.data.batches import ordered
from regauge.program import load
from regauge.program.step import Row, Step
from regauge_programs import corpus

BATCH = 8


def shardings(step: Step, mesh: tuple[int, int], spec: Any = (("data", "fsdp"),)) -> list[jax.NamedSharding]:
    axes = [{"axis": "data", "size": mesh[0]}, {"axis": "fsdp", "size": mesh[1]}]
    placed = jax.NamedSharding(make_mesh(jax.devices()[: mesh[0] * mesh[1]], axes), jax.P(*spec))
    return [placed] * len(step.example)


def first(count: int, mesh: tuple[int, int] = (1, 1), **options: Any) -> list[LocalBatch]:
    step = load("linear:program", {})
    given = {"seed": 4, "global_batch": BATCH, **options}
    return list(islice(batches(step, shardings(step, mesh), **given), count))


def indices(batch: LocalBatch) -> list[int]:
    """The field `index` is the first in sorted order."""
    return np.asarray(batch.leaves[0]).tolist()


def test_row_i_of_step_s_is_index_s_times_batch_plus_i() -> None:
    step = load("linear:program", {})
    sequence = ordered(step.dataset(4), 4)
    expected = [[int(sequence[s * BATCH + i]["index"]) for i in range(BATCH)] for s in range(5)]
    assert [indices(b) for b in first(5)] == expected


@pytest.mark.parametrize("mesh", [(8, 1), (2, 4), (1, 2)])
def test_the_layout_changes_neither_rows_nor_digest(mesh: tuple[int, int]) -> None:
    for here, there in zip(first(3), first(3, mesh), strict=True):
        assert indices(here) == indices(there)
        assert here.digest == there.digest


def test_a_start_in_the_middle_continues_the_same_sequence() -> None:
    assert [indices(b) for b in first(9)[6:]] == [indices(b) for b in first(3, start=6)]
    assert [b.step for b in first(3, start=6)] == [6, 7, 8]


def test_an_epoch_holds_every_row_once_and_the_next_one_in_another_order() -> None:
    seen = [i for b in first(13) for i in indices(b)]
    assert sorted(seen[:50]) == list(range(50))
    assert sorted(seen[50:100]) == sorted(set(seen[50:100]))
    assert seen[50:100] != seen[:50]


def test_another_seed_gives_another_order() -> None:
    assert indices(first(1)[0]) != indices(first(1, seed=5)[0])


def test_processes_read_only_their_rows_and_their_digests_add_up() -> None:
    """Two processes of four devices each, as seen by either: stand-ins for devices of another process."""

    class Device:
        def __init__(self, process_index: int) -> None:
            self.process_index = process_index

    class Sharding:
        def __init__(self, replicas: int) -> None:
            self.replicas = replicas

        def devices_indices_map(self, shape: tuple[int, ...]) -> dict[Any, tuple[slice, ...]]:
            devices = [Device(i // 4) for i in range(8)]
            parts = 8 // self.replicas
            size = shape[0] // parts
            return {d: (slice(i % parts * size, i % parts * size + size),) for i, d in enumerate(devices)}

    split: Any = Sharding(replicas=1)
    assert [rows_of(split, BATCH, p).rows for p in (0, 1)] == [(0, 1, 2, 3), (4, 5, 6, 7)]
    copied: Any = Sharding(replicas=2)
    assert [rows_of(copied, BATCH, p).rows for p in (0, 1)] == [tuple(range(8))] * 2
    # Where both hold a row, the lower one counts it.
    assert [len(rows_of(copied, BATCH, p).counted) for p in (0, 1)] == [8, 0]


def test_digests_add_modulo_two_to_the_sixty_fourth() -> None:
    assert combine(["ffffffffffffffff", "0000000000000002"]) == "0000000000000001"


def with_dataset(dataset: Any) -> Step:
    return linear.build(rg.Config({}), dataset=lambda seed: dataset).as_step()


@pytest.mark.parametrize(
    ("dataset", "message"),
    [
        (load("linear:program", {}).dataset(0).map(lambda row: None), r"row \d of step 0 \(dataset index \d\) is None"),
        (load("linear:program", {}).dataset(0).map(lambda row: {**row, "x": row["x"][:3]}), r"field 'x' of a row is"),
        ([1, 2, 3], "gave a list; allowed is a grain.MapDataset"),
    ],
)
def test_a_dataset_that_gives_no_row_or_a_strange_one_is_refused(dataset: Any, message: str) -> None:
    step = with_dataset(dataset)
    with pytest.raises((ValueError, TypeError), match=message):
        next(batches(step, shardings(step, (1, 1)), seed=1, global_batch=BATCH))


# The corpus.


def test_the_corpus_is_python_source_and_its_entropy_that_of_its_bytes() -> None:
    text = corpus.text()
    assert len(text) > 5_000_000
    assert b"def __init__(self" in text.tobytes()
    assert 3.0 < corpus.unigram_entropy(text) < 3.5
    assert corpus.unigram_entropy(np.zeros(10, np.uint8)) == 0
    assert corpus.unigram_entropy(np.arange(256, dtype=np.uint8)) == pytest.approx(np.log(256))


def test_windows_predict_every_byte_but_the_first_once() -> None:
    windows = corpus.Windows(np.arange(21, dtype=np.uint8), 5)
    predicted = np.concatenate([windows[i]["tokens"][1:] for i in range(len(windows))])
    assert predicted.tolist() == list(range(1, 21))


def test_a_sequence_longer_than_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match=r"config\.sequence is 30, but the text has only 21 bytes; allowed is 1 to 20"):
        corpus.Windows(np.arange(21, dtype=np.uint8), 30)


def test_the_transformers_example_is_what_its_dataset_gives() -> None:
    step = load("regauge_programs.transformer:program", {"sequence": 32})
    row = step.dataset(1)[0]
    expected = step.example["tokens"]
    assert isinstance(expected, Row)
    assert (row["tokens"].shape, row["tokens"].dtype) == (expected.shape, expected.dtype)
