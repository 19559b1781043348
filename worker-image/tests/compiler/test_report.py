"""Fit, roofline and prediction: arithmetic on known numbers."""

import pytest

from regauge.compile.fit import ACCELERATOR_HEADROOM, Memory, fit, limit, parse_exhausted
from regauge.compile.report import Facts, report
from regauge.compile.request import Chip
from regauge.compile.work import Collective, Kernel, Work

CHIP = Chip("toy", 10 * 2**30, 0.9, 1000.0, 100.0, 10.0, {"p10": 0.2, "p50": 0.4, "p90": 0.8})
STEP = Memory(arguments=100, outputs=90, temporaries=50, aliased=80)
ENTRIES = {"step": STEP, "init": Memory(8, 90, 10, 0), "digest": Memory(100, 4, 20, 0)}


def test_the_need_is_the_step_with_a_queued_digest_and_two_batches() -> None:
    assert STEP.need == 160
    assert fit("cuda", CHIP, ENTRIES, batch_bytes=7).need == 160 + 20 + 4 + 14


def test_a_large_init_decides_alone() -> None:
    assert fit("cpu", CHIP, ENTRIES | {"init": Memory(8, 900, 10, 0)}, batch_bytes=7).need == 918 + 14


def test_accelerators_keep_two_gibibytes_free() -> None:
    assert limit("cpu", CHIP) == int(10 * 2**30 * 0.9)
    assert limit("cuda", CHIP) == limit("tpu", CHIP) == limit("cpu", CHIP) - ACCELERATOR_HEADROOM


def test_fitting_exactly_fits_and_one_byte_more_does_not() -> None:
    exact = fit(
        "cpu", CHIP, {"step": Memory(limit("cpu", CHIP), 0, 0, 0), "init": STEP, "digest": Memory(0, 0, 0, 0)}, 0
    )
    more = fit("cpu", CHIP, {"step": Memory(limit("cpu", CHIP) + 1, 0, 0, 0), "init": STEP, "digest": STEP}, 0)
    assert (exact.fits, more.fits) == (True, False)


@pytest.mark.parametrize(
    ("message", "figures"),
    [
        (
            "RESOURCE_EXHAUSTED: the total memory required for HLO (14.50T) exceeds available HBM (95.75G).",
            (int(14.5 * 2**40), int(95.75 * 2**30)),
        ),
        ("RESOURCE_EXHAUSTED: Ran out of memory in memory space hbm. Used 120.50G of 95.75G hbm. Exceeded by 24.75G",
         (int(120.5 * 2**30), int(95.75 * 2**30))),
        ("RESOURCE_EXHAUSTED: something else", None),
    ],
)  # fmt: skip
def test_need_and_limit_are_read_from_the_compilers_message(message: str, figures: tuple[int, int] | None) -> None:
    assert parse_exhausted(message) == figures


WORK = Work(
    kernels=(
        Kernel("fusion", flops=3000, matmul_flops=3000, bytes=100, times=2),
        Kernel("fusion", flops=100, matmul_flops=0, bytes=400, times=1),
        Kernel("all-reduce", flops=0, matmul_flops=0, bytes=40, times=1),
    ),
    collectives=(Collective("all-reduce", 40, ("data",), 4, 1), Collective("all-reduce", 10, None, 2, 3)),
    bytes_before=5000,
    operations=17,
    custom_calls={},
)
FACTS = Facts(CHIP, STEP, fit("cpu", CHIP, ENTRIES, 7), None, None, 321, [], {"total": 1.23456}, 10, 11, 4, None)


def test_figures_of_a_report_follow_from_the_work() -> None:
    r = report(WORK, FACTS)
    assert r["flops"] == {"xla": None, "analytic": 6100}
    assert r["matmulFlopsShare"] == pytest.approx(6000 / 6100)
    # Matmuls: 2 × max(3, 1) s; the other fusion max(0.1, 4) s; the collective's own traffic 0.4 s.
    assert r["matmulTimeShare"] == pytest.approx(6 / 10.4)
    assert (r["bytesBeforeFusion"], r["bytesAfterFusion"], r["bytesMinimum"]) == (5000, 640, 321)
    assert (r["operations"], r["fusions"], r["kernels"]) == (17, 3, 3)
    assert r["collectives"] == [
        {"op": "all-reduce", "count": 1, "bytes": 40, "axes": ["data"]},
        {"op": "all-reduce", "count": 3, "bytes": 30, "axes": None},
    ]
    assert r["seconds"] == {"total": 1.235}


def test_the_slowest_resource_binds_and_efficiency_spreads_the_prediction() -> None:
    r = report(WORK, FACTS)
    moved = 40 * 2 * 3 / 4 + 3 * 10 * 2 / 2
    assert r["roofline"] == {"computeSeconds": 6.1, "memorySeconds": 6.4, "interconnectSeconds": moved / 10,
                             "seconds": moved / 10, "bound": "interconnect"}  # fmt: skip
    assert r["predictedStepSeconds"] == {
        p: pytest.approx(9.0 / e) for p, e in (("p10", 0.8), ("p50", 0.4), ("p90", 0.2))
    }


def test_an_unreadable_module_leaves_gaps_and_nothing_invented() -> None:
    r = report(None, FACTS)
    gaps = ["matmulFlopsShare", "matmulTimeShare", "bytesBeforeFusion", "bytesAfterFusion", "operations", "fusions",
            "kernels", "roofline", "predictedStepSeconds"]  # fmt: skip
    assert all(r[name] is None for name in gaps)
    assert r["memory"]["needBytes"] == FACTS.fit.need
