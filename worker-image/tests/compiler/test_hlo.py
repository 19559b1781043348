"""Reading optimised HLO: what each construct counts, on modules small enough to count by hand."""

import pytest

from regauge.compile import hlo
from regauge.compile.work import Work, axes_of, measure, replica_groups

MESH = [("data", 2), ("fsdp", 2)]


def work(text: str) -> Work:
    return measure(hlo.parse(text), MESH)


LOOP = """HloModule m, is_scheduled=true, entry_computation_layout={(f32[4,8]{1,0})->f32[4,8]{1,0}}

%body.1 (p: (s32[], f32[4,8], f32[8,8])) -> (s32[], f32[4,8], f32[8,8]) {
  %p = (s32[], f32[4,8]{1,0}, /*index=2*/f32[8,8]{1,0}) parameter(0)
  %i = s32[] get-tuple-element(%p), index=0
  %x = f32[4,8]{1,0} get-tuple-element(%p), index=1
  %w = f32[8,8]{1,0} get-tuple-element(%p), index=2
  %dot.1 = f32[4,8]{1,0} dot(%x, %w), lhs_contracting_dims={1}, rhs_contracting_dims={0}, metadata={op_name="a(b)/c"}
  %one = s32[] constant(1)
  %next = s32[] add(%i, %one)
  ROOT %out = (s32[], f32[4,8]{1,0}, f32[8,8]{1,0}) tuple(%next, %dot.1, %w)
}

%cond.1 (p.1: (s32[], f32[4,8], f32[8,8])) -> pred[] {
  %p.1 = (s32[], f32[4,8]{1,0}, f32[8,8]{1,0}) parameter(0)
  %i.1 = s32[] get-tuple-element(%p.1), index=0
  %bound = s32[] constant(5)
  ROOT %less = pred[] compare(%i.1, %bound), direction=LT
}

ENTRY %main (a: f32[4,8], b: f32[8,8]) -> f32[4,8] {
  %a = f32[4,8]{1,0} parameter(0)
  %b = f32[8,8]{1,0} parameter(1)
  %zero = s32[] constant(0)
  %init = (s32[], f32[4,8]{1,0}, f32[8,8]{1,0}) tuple(%zero, %a, %b)
  %loop = (s32[], f32[4,8]{1,0}, f32[8,8]{1,0}) while(%init), condition=%cond.1, body=%body.1KNOWN
  ROOT %result = f32[4,8]{1,0} get-tuple-element(%loop), index=1
}
"""


def test_a_loop_body_counts_as_often_as_the_compiler_says_it_runs() -> None:
    known = work(LOOP.replace("KNOWN", ', backend_config={"known_trip_count":{"n":"7"}}'))
    assert known.matmul_flops == 7 * 2 * 4 * 8 * 8
    assert sum(k.times for k in known.kernels if k.matmul_flops) == 7


def test_without_a_note_the_trip_count_comes_from_the_condition() -> None:
    assert work(LOOP.replace("KNOWN", "")).matmul_flops == 5 * 2 * 4 * 8 * 8


def test_a_condition_that_tells_nothing_counts_once() -> None:
    odd = LOOP.replace("KNOWN", "").replace("direction=LT", "direction=NE")
    assert work(odd).matmul_flops == 2 * 4 * 8 * 8


FUSED = """HloModule m

%fused (p0: f32[64,32], p1: f32[32], p2: s32[]) -> f32[64,32] {
  %p0 = f32[64,32]{1,0} parameter(0)
  %p1 = f32[32]{0} parameter(1)
  %p2 = s32[] parameter(2)
  %half = f32[] constant(0.5)
  %halves = f32[32]{0} broadcast(%half), dimensions={}
  %scaled = f32[32]{0} multiply(%p1, %halves)
  %row = f32[1,32]{1,0} bitcast(%scaled)
  %zero = s32[] constant(0)
  ROOT %update = f32[64,32]{1,0} dynamic-update-slice(%p0, %row, %p2, %zero)
}

%picked (q0: f32[64,32], q1: s32[]) -> f32[32] {
  %q0 = f32[64,32]{1,0} parameter(0)
  %q1 = s32[] parameter(1)
  %zero.1 = s32[] constant(0)
  %slice = f32[1,32]{1,0} dynamic-slice(%q0, %q1, %zero.1), dynamic_slice_sizes={1,32}
  %flat = f32[32]{0} bitcast(%slice)
  ROOT %negated = f32[32]{0} negate(%flat)
}

ENTRY %main (a: f32[64,32], i: s32[]) -> f32[64,32] {
  %a = f32[64,32]{1,0} parameter(0)
  %i = s32[] parameter(1)
  %pick = f32[32]{0} fusion(%a, %i), kind=kLoop, calls=%picked
  ROOT %put = f32[64,32]{1,0} fusion(%a, %pick, %i), kind=kLoop, calls=%fused
}
"""


def test_after_fusion_a_slice_counts_the_slice_and_an_update_the_update() -> None:
    counted = work(FUSED)
    # pick: reads one row and the index, writes one row; put: reads the row and the index, writes one row.
    assert counted.bytes_after == (128 + 4 + 128) + (128 + 4 + 128)
    assert counted.fusions == counted.launches == 2


def test_before_fusion_every_operation_of_a_fusion_reads_and_writes() -> None:
    counted = work(FUSED)
    # slice 128+128, negate 128+128; multiply two operands and a result, update 128+128; the scalar broadcast is free.
    assert counted.bytes_before == 256 + 256 + 3 * 128 + 256
    assert counted.operations == 4


def test_buffers_on_the_chip_cost_nothing_and_copies_to_them_their_far_side() -> None:
    text = """HloModule m
ENTRY %main (a: bf16[256]) -> bf16[256] {
  %a = bf16[256]{0:T(256)(2,1)} parameter(0)
  %start = (bf16[256]{0:T(256)(2,1)S(1)}, bf16[256]{0:T(256)(2,1)}, u32[]{:S(2)}) copy-start(%a)
  %near = bf16[256]{0:T(256)(2,1)S(1)} copy-done(%start)
  %twice = bf16[256]{0:T(256)(2,1)S(1)} add(%near, %near)
  ROOT %far = bf16[256]{0:T(256)(2,1)} copy(%twice)
}
"""
    counted = work(text)
    assert counted.bytes_after == 512 + 0 + 512
    # Unfused there is no nearer memory: only the addition moves bytes.
    assert counted.bytes_before == 3 * 512
    assert counted.launches == 2


def test_matrix_multiplications_written_as_convolutions_count_the_positions_that_exist() -> None:
    def flops(shapes: str) -> int:
        return work(f"HloModule m\nENTRY %main (a: f32[1], b: f32[1]) -> f32[1] {{\n{shapes}}}\n").matmul_flops

    plain = """  %a = bf16[128,64]{1,0} parameter(0)
  %b = bf16[64,256]{1,0} parameter(1)
  ROOT %c = bf16[128,256]{1,0} convolution(%a, %b), dim_labels=bf_io->bf
"""
    assert flops(plain) == 2 * 128 * 64 * 256
    batched = """  %a = bf16[8,128,64]{2,1,0} parameter(0)
  %b = bf16[8,64,32]{2,1,0} parameter(1)
  ROOT %c = bf16[8,128,32]{2,1,0} convolution(%a,%b), window={size=8 stride=7 lhs_dilate=8}, dim_labels=0bf_0io->0bf
"""
    # Eight windows over an input with seven holes between elements: each meets exactly one element.
    assert flops(batched) == 8 * 2 * 128 * 64 * 32
    summed = """  %a = bf16[8,128,64]{2,1,0} parameter(0)
  %b = bf16[8,64,32]{2,1,0} parameter(1)
  ROOT %c = bf16[1,128,32]{2,1,0} convolution(%a, %b), window={size=8}, dim_labels=0bf_0io->0bf
"""
    assert flops(summed) == 8 * 2 * 128 * 64 * 32


@pytest.mark.parametrize(
    ("printed", "groups"),
    [
        ("replica_groups={{0,1},{2,3}}, use_global_device_ids=true", [(0, 1), (2, 3)]),
        ("replica_groups=[2,2]<=[4]", [(0, 1), (2, 3)]),
        ("replica_groups=[2,2]<=[2,2]T(1,0)", [(0, 2), (1, 3)]),
        ("source_target_pairs={{0,1},{1,0},{2,3},{3,2}}", [(0, 1), (1, 0), (2, 3), (3, 2)]),
        ("replica_groups={}", [(0, 1, 2, 3)]),
    ],
)
def test_every_spelling_of_replica_groups_is_read(printed: str, groups: list[tuple[int, ...]]) -> None:
    assert replica_groups(", channel_id=1, " + printed, 4) == groups


@pytest.mark.parametrize(
    ("groups", "axes"),
    [
        ([(0, 1), (2, 3)], ("fsdp",)),
        ([(0, 2), (1, 3)], ("data",)),
        ([(0, 1, 2, 3)], ("data", "fsdp")),
        ([(1, 3), (2, 0)], ("data",)),
        ([(0,), (1,), (2,), (3,)], ()),
        ([(0, 3), (1, 2)], ("data", "fsdp")),
        ([(0, 1), (1, 0), (2, 3), (3, 2)], ("fsdp",)),
    ],
)
def test_groups_are_named_by_the_smallest_set_of_axes(groups: list[tuple[int, ...]], axes: tuple[str, ...]) -> None:
    assert axes_of(groups, MESH) == axes


COLLECTIVES = """HloModule m
%sum (x: f32[], y: f32[]) -> f32[] {
  %x = f32[] parameter(0)
  %y = f32[] parameter(1)
  ROOT %s = f32[] add(%x, %y)
}
ENTRY %main (a: f32[16]) -> f32[16] {
  %a = f32[16]{0} parameter(0)
  %gather = f32[32]{0} all-gather(%a), replica_groups=mesh['axis_0'=2,'axis_1'=2] {'axis_1'}, dimensions={0}
  %start = (f32[16]{0}, f32[32]{0}) all-gather-start(%a), replica_groups=[2,2]<=[2,2]T(1,0), dimensions={0}
  %done = f32[32]{0} all-gather-done(%start)
  %reduced = f32[16]{0} all-reduce(%a), channel_id=3, replica_groups={{0,1,2,3}}, to_apply=%sum
  ROOT %scattered = f32[8]{0} reduce-scatter(%a), replica_groups={{0,1},{2,3}}, dimensions={0}, to_apply=%sum
}
"""


def test_collectives_carry_their_payload_and_axes_and_are_no_kernels() -> None:
    found = {(c.op, c.axes): c for c in work(COLLECTIVES).collectives}
    assert {key: c.bytes for key, c in found.items()} == {
        ("all-gather", ("fsdp",)): 128,
        ("all-gather", ("data",)): 128,
        ("all-reduce", ("data", "fsdp")): 64,
        ("reduce-scatter", ("fsdp",)): 64,
    }
    # A ring moves (n-1)/n of the payload, an all-reduce twice that.
    assert found[("all-gather", ("fsdp",))].moved == 64
    assert found[("all-reduce", ("data", "fsdp"))].moved == 2 * 64 * 3 / 4
    assert work(COLLECTIVES).launches == 0


def test_custom_calls_are_counted_by_target_and_those_without_work_are_not() -> None:
    text = """HloModule m
ENTRY %main (a: f32[4]) -> f32[4] {
  %a = f32[4]{0} parameter(0)
  %buffer = f32[4]{0} custom-call(), custom_call_target="AllocateBuffer"
  %b = f32[4]{0} custom-call(%a), custom_call_target="tpu_custom_call", backend_config={"a":"}) ("}
  ROOT %c = f32[4]{0} custom-call(%b), custom_call_target="tpu_custom_call"
}
"""
    counted = work(text)
    assert counted.custom_calls == {"tpu_custom_call": 2}
    assert counted.launches == 2


@pytest.mark.parametrize("text", ["", "HloModule m\n", "ENTRY %m () -> f32[] {\n  nonsense\n}\n",
                                  "ENTRY %m () -> f32[] {\n  ROOT %a = weird[3] add()\n}\n"])  # fmt: skip
def test_what_is_not_hlo_is_unreadable(text: str) -> None:
    with pytest.raises(hlo.Unreadable):
        work(text)
