"""The pure fold, against the fixtures that Java reads too, and its properties."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regauge.commitlog import (
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
    fold,
    fold_from_json,
    fold_to_json,
    parse,
)

FIXTURES = sorted((Path(__file__).parents[2] / "contract/fixtures/commit-log").glob("*.json"))


def test_there_are_fixtures() -> None:
    assert len(FIXTURES) >= 40


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_the_fold_of_a_fixture_is_what_the_fixture_says(path: Path) -> None:
    case = json.loads(path.read_text())
    if "error" in case:
        assert case["error"] == "LogDamaged"
        with pytest.raises(LogDamaged):
            fold(parse(e) for e in case["entries"])
    else:
        assert fold_to_json(fold(parse(e) for e in case["entries"])) == case["fold"]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_an_entry_survives_being_written_and_read(path: Path) -> None:
    case = json.loads(path.read_text())
    if "error" not in case:
        for entry in case["entries"]:
            assert decode(encode(parse(entry))) == parse(entry)


def test_bytes_that_are_not_json_are_damage() -> None:
    with pytest.raises(LogDamaged, match="not JSON"):
        decode(b'{"kind": "Fen')


@st.composite
def logs(draw: st.DrawFn) -> list[Entry]:
    """Logs that real writers could have written."""
    entries: list[Entry] = [Genesis(0, "w0", "job")]
    epoch, writer = 0, ""
    live: list[Commit] = []
    for sequence in range(1, draw(st.integers(1, 25))):
        kind = "Fence" if epoch == 0 else draw(st.sampled_from(["Fence", "Commit", "Commit", "Retire", "Void"]))
        entry: Entry
        if kind == "Fence":
            epoch += draw(st.integers(1, 3))
            writer = f"w{epoch}"
            entry = Fence(sequence, writer, epoch)
        elif kind == "Commit":
            taken = {c.step for c in live if c.epoch == epoch}
            step = draw(st.sampled_from([s for s in range(50) if s not in taken]))
            entry = Commit(sequence, writer, epoch, step, None, "sha256:0", ((1, 2),), 0.5)
        elif kind == "Retire":
            of = draw(st.sampled_from(live)) if live else None
            entry = Retire(sequence, writer, of.epoch if of else 1, of.step if of else 1)
        else:
            entry = Void(sequence, writer, draw(st.integers(0, sequence - 1)))
        entries.append(entry)
        live = list(fold(entries).commits)
    return entries


@given(logs(), st.data())
def test_folding_in_two_parts_over_a_snapshot_equals_folding_at_once(entries: list[Entry], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(entries)))
    first = fold(entries[:cut])
    through_json = fold_from_json(json.loads(json.dumps(fold_to_json(first))), cut, "job")
    assert through_json == first
    assert fold(entries[cut:], through_json) == fold(entries)


@given(logs())
def test_live_commits_are_unique_and_in_log_order(entries: list[Entry]) -> None:
    state = fold(entries)
    assert [c.sequence for c in state.commits] == sorted({c.sequence for c in state.commits})
    assert len({c.checkpoint for c in state.commits}) == len(state.commits)


@given(logs(), st.data())
def test_dropping_or_repeating_an_entry_is_damage(entries: list[Entry], data: st.DataObject) -> None:
    entries = [*entries, Fence(len(entries), "last", 1000)]
    at = data.draw(st.integers(0, len(entries) - 2))
    with pytest.raises(LogDamaged):
        fold(entries[:at] + entries[at + 1 :])
    with pytest.raises(LogDamaged):
        fold(entries[: at + 1] + entries[at:])


@given(logs())
def test_an_old_writer_can_append_nothing_but_a_higher_fence(entries: list[Entry]) -> None:
    state = fold(entries)
    n = state.length
    fence = state.newest_fence
    epoch = fence.epoch if fence else 1
    old: list[Entry] = [
        Commit(n, "old", epoch, 99, None, "sha256:0", (), 0.0),
        Retire(n, "old", 1, 1),
        Void(n, "old", 0),
        Closed(n, "old"),
    ]
    for entry in old:
        with pytest.raises(LogDamaged):
            fold([entry], state)
    assert fold([Fence(n, "old", epoch + 1)], state).newest_fence is not None
