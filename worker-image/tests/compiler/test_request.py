"""What a request may say: each wrong field is refused by name, with its value and what is allowed."""

from typing import Any

import pytest
from asking import request

from regauge.compile.request import Invalid, parse

BAD: list[tuple[dict[str, Any], str]] = [
    ({"contractVersion": 2}, "contractVersion is 2; allowed is 1"),
    ({"requestKey": "xyz"}, "requestKey is 'xyz'; allowed is 64 hex digits"),
    ({"program__entrypoint": "no_colon"}, "program.entrypoint is 'no_colon'; allowed is package.module:name"),
    ({"program__config": [1]}, "program.config is [1]; allowed is an object"),
    ({"globalBatch": 0}, "globalBatch is 0; allowed is a whole number 1"),
    ({"globalBatch": 16.5}, "globalBatch is 16.5; allowed is a whole number 1"),
    ({"globalBatch": True}, "globalBatch is True; allowed is a whole number 1"),
    ({"target__platform": "rocm"}, "target.platform is 'rocm'; allowed is one of cpu, cuda, tpu"),
    ({"target__hosts": 9}, "target.hosts is 9; allowed is at most 8 for platform cpu"),
    ({"target__chip__hbmBytes": -1}, "target.chip.hbmBytes is -1; allowed is a whole number 1"),
    ({"target__chip__memoryFraction": 1.5}, "target.chip.memoryFraction is 1.5; allowed is a number 0.01 to 1.0"),
    ({"target__chip__efficiency": {"p10": 0.1, "p50": 0.2}}, "target.chip.efficiency.p90 is None; allowed is a number"),
    ({"mesh": []}, "mesh is []; allowed is at least one axis"),
    ({"mesh": [{"axis": "data", "size": 3}]}, "mesh is '3'; allowed is a product of 4 (hosts 1 × chipsPerHost 4)"),
    ({"mesh": [{"axis": "data", "size": 2}, {"axis": "data", "size": 2}]}, "mesh[1].axis is 'data'; allowed is every"),
    ({"mesh": [{"axis": "Data!", "size": 4}]}, "mesh[0].axis is 'Data!'; allowed is a lower-case word"),
    ({"mesh": [{"axis": "data"}]}, "mesh[0].size is None; allowed is a whole number 1"),
    ({"axisRules": [{"logical": "embed", "mesh": ["tensor"]}]},
     "axisRules[0].mesh is 'tensor'; allowed is axes of the mesh: data, fsdp"),
    ({"axisRules": [{"logical": "embed", "mesh": "fsdp"}]}, "axisRules[0].mesh is 'fsdp'; allowed is a list"),
    ({"axisRules": [{"logical": "batch", "mesh": ["data", "fsdp"]}], "globalBatch": 30},
     "globalBatch is 30; allowed is a multiple of 4 (batch over data 2 × fsdp 2, gradientAccumulation 1)"),
    ({"axisRules": [{"logical": "batch", "mesh": ["data"]}], "globalBatch": 4, "gradientAccumulation": 4},
     "globalBatch is 4; allowed is a multiple of 8"),
    ({"remat": "Some"}, "remat is 'Some'; allowed is one of None, Full, Dots"),
    ({"gradientAccumulation": 0}, "gradientAccumulation is 0; allowed is a whole number 1"),
    ({"compilerOptions": {"xla_x": [1]}}, "compilerOptions.xla_x is [1]; allowed is a string, number or boolean"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "message"), BAD, ids=[m.split(";")[0] for _, m in BAD])
def test_a_wrong_field_is_named_with_its_value_and_what_is_allowed(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(request(**changes))
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_a_request_that_is_no_object_is_refused(value: Any) -> None:
    with pytest.raises(Invalid, match="request is"):
        parse(value)


@pytest.mark.parametrize("shape", ["2x2x1", "2x2x2", "2x2x4", "2x4x4", "4x4x4", "4x4x8", "8x8x8", "16x16x24"])
def test_a_legal_slice_is_taken(shape: str) -> None:
    chips = [int(n) for n in shape.split("x")]
    total = chips[0] * chips[1] * chips[2]
    asked = parse(request("tpu", hosts=total // 4, data=total // 2, target__slice=shape, globalBatch=total))
    assert asked.target.slice_shape == tuple(chips)


@pytest.mark.parametrize(
    "shape", ["1x1x1", "2x2x3", "4x2x2", "4x4x6", "8x4x4", "2x2", "4x4x4x4", "0x4x4", "16x20x28", ""]
)
def test_an_illegal_slice_is_refused(shape: str) -> None:
    with pytest.raises(Invalid, match=r"target\.slice is .*; allowed is"):
        parse(request("tpu", target__slice=shape))


def test_a_slice_of_another_size_than_the_hosts_is_refused() -> None:
    with pytest.raises(Invalid, match=r"target.slice is '2x2x2'; allowed is a shape of 4 chips \(hosts 1"):
        parse(request("tpu", target__slice="2x2x2"))


def test_cuda_needs_the_description_of_the_chip() -> None:
    with pytest.raises(Invalid, match=r"target\.gpuTargetConfig is None; allowed is a string"):
        parse(request("cuda", target__gpuTargetConfig=None))
