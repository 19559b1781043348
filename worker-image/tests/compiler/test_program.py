"""The program API: configuration, axes, loading, and the step that sugar builds."""

import functools
import os
import subprocess
import sys
from typing import Any

import jax
import jax.numpy as jnp
import linear
import numpy as np
import optax
import pytest

import regauge as rg
from regauge.compile.entries import Plan, jitted, plan
from regauge.compile.layout import Leaf, make_mesh
from regauge.program import ProgramError, key_data, load
from regauge.program.axes import DEFAULT_RULES, partition
from regauge.program.context import Trace, tracing
from regauge.program.step import Step

# Configuration.


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda c: c.integer("layers", 2, minimum=3), "config.layers is 2; allowed is 3 to"),
        (lambda c: c.integer("name", 2), "config.name is 'x'; allowed is a whole number"),
        (lambda c: c.integer("rate", 2), "config.rate is 0.5; allowed is a whole number"),
        (lambda c: c.number("name", 2), "config.name is 'x'; allowed is a number"),
        (lambda c: c.number("rate", 2, maximum=0.4), "config.rate is 0.5; allowed is 0.0 to 0.4"),
        (lambda c: c.flag("rate", True), "config.rate is 0.5; allowed are true and false"),
        (lambda c: c.text("layers", ""), "config.layers is 2; allowed is a string"),
        (lambda c: c.text("name", "", ["a", "b"]), "config.name is 'x'; allowed are a, b"),
    ],
)
def test_a_configuration_refuses_by_field_value_and_bounds(read: Any, message: str) -> None:
    with pytest.raises(rg.ConfigError) as refused:
        read(rg.Config({"layers": 2, "name": "x", "rate": 0.5}))
    assert str(refused.value).startswith(message)


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert rg.Config({"layers": 4.0}).integer("layers", 1) == 4


# Axes.

SIZES = {"data": 4, "fsdp": 2}


@pytest.mark.parametrize(
    ("shape", "axes", "spec"),
    [
        ((64, 32), ("batch", None), (("data", "fsdp"), None)),
        ((64, 32), ("embed", "mlp"), ("fsdp", None)),
        ((63, 32), ("embed", "mlp"), (None, None)),
        ((64, 32), ("batch", "embed"), (("data", "fsdp"), None)),
        ((64, 32), ("embed", "embed"), ("fsdp", None)),
        ((), (), ()),
    ],
)
def test_the_first_rule_that_divides_a_dimension_and_has_free_axes_wins(shape: Any, axes: Any, spec: Any) -> None:
    assert tuple(partition(shape, axes, DEFAULT_RULES, SIZES)) == spec


def test_a_second_rule_serves_where_the_first_does_not_divide() -> None:
    rules = (rg.AxisRule("embed", ("data", "fsdp")), rg.AxisRule("embed", ("fsdp",)))
    assert tuple(partition((10,), ("embed",), rules, SIZES)) == ("fsdp",)


def test_axes_of_another_length_than_the_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="name 1 dimensions, but the shape"):
        partition((2, 2), ("embed",), DEFAULT_RULES, SIZES)


# Loading, each in the state that a compiler or trainer is in: no backend yet.


def loaded(entrypoint: str, config: str = "{}") -> str:
    """The ProgramError's message, from a process without a backend."""
    code = (
        "from regauge.program import load, ProgramError\n"
        "from jax._src import xla_bridge\n"
        f"try:\n    load({entrypoint!r}, {config})\n    print('loaded', bool(xla_bridge._backends))\n"
        "except ProgramError as e:\n    print(e)\n"
    )
    return python(code)


def python(code: str) -> str:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env).stdout


def test_an_import_that_touches_a_backend_is_refused_with_its_line() -> None:
    message = loaded("touching:program")
    assert "touches a JAX backend while it is imported" in message
    assert "at touching.py:5 in <module>: TABLE = jnp.arange(4)" in message


def test_loading_a_good_program_touches_no_backend() -> None:
    assert loaded("regauge_programs.transformer:program", "{'layers': 1, 'width': 16}") == "loaded False\n"


@pytest.mark.parametrize(
    ("entrypoint", "config", "message"),
    [
        ("nowhere:program", {}, "there is no module 'nowhere' in the program's image"),
        ("regauge_programs.nowhere:program", {}, "there is no module 'regauge_programs.nowhere'"),
        ("linear:missing", {}, "module 'linear' has no function 'missing'; it has Rows, build, calling"),
        ("linear:NOT_CALLABLE", {}, "module 'linear' has no function 'NOT_CALLABLE'"),
        ("linear", {}, "program.entrypoint is 'linear'; allowed is package.module:name"),
        ("linear:number", {}, "linear:number gave a int; allowed is rg.Program or rg.Step"),
        ("linear:function", {}, "gave an rg.Function"),
        ("broken:program", {}, "KeyError: 'width'\n  at broken.py:6 in <module>: WIDTH = SETTINGS"),
        ("linear:program", {"width": 0}, "config.width is 0; allowed is 1 to"),
        ("linear:program", {"widht": 8}, "config.widht is 8, but the program knows no such field; allowed are layers"),
        ("regauge_programs.transformer:program", {"heads": 3}, "config.heads is 3; allowed is a number whose double"),
    ],
)
def test_a_program_that_cannot_be_loaded_says_why(entrypoint: str, config: dict[str, Any], message: str) -> None:
    with pytest.raises(ProgramError) as refused:
        load(entrypoint, config)
    assert message in str(refused.value)


def test_the_package_itself_imports_without_jax() -> None:
    code = "import sys, regauge, regauge.compile.supervise, regauge.bundle; print('jax' in sys.modules)"
    assert python(code) == "False\n"


def test_key_data_is_that_of_a_jax_key() -> None:
    for seed in (0, 1, 2**31, 2**32 - 1):
        assert np.array_equal(key_data(seed), jax.random.key_data(jax.random.key(seed)))


# The step.


def planned(step: Step, mesh: tuple[int, int] = (1, 1), batch: int = 16, **options: Any) -> Plan:
    devices = jax.devices()[: mesh[0] * mesh[1]]
    axes = [{"axis": "data", "size": mesh[0]}, {"axis": "fsdp", "size": mesh[1]}]
    return plan(step, make_mesh(devices, axes), global_batch=batch, **options)


def rows(step: Step, batch: int = 16) -> dict[str, Any]:
    source = step.dataset(0)
    return {name: np.stack([np.asarray(source[i][name]) for i in range(batch)]) for name in sorted(step.example)}


def first_state(p: Plan) -> list[jax.Array]:
    """Zeros and, for parameters, small numbers: quicker than compiling `init`."""
    random = np.random.default_rng(1)

    def value(leaf: Leaf) -> Any:
        if leaf.name == "key":
            return key_data(3)
        small = 0.1 * random.standard_normal(leaf.shape) if leaf.name.startswith("params/") else np.zeros(leaf.shape)
        return small.astype(leaf.dtype)

    return [jax.device_put(value(leaf), leaf.sharding) for leaf in p.state]


def one_step(p: Plan, batch: dict[str, Any], rate: float = 0.01) -> tuple[dict[str, Any], dict[str, float]]:
    """State and metrics after one step in f32, so that only the order of additions differs."""
    with jax.set_mesh(p.mesh), p.context(), jax.default_matmul_precision("highest"):
        fields = [jax.device_put(batch[leaf.name], leaf.sharding) for leaf in p.batch]
        state, metrics = jitted(p.entries[1])(first_state(p), fields, np.array([rate], np.float32))
    named = {leaf.name: np.asarray(value) for leaf, value in zip(p.state, state, strict=True)}
    return named, dict(zip(p.metrics, np.asarray(metrics).tolist(), strict=True))


@functools.cache
def alone() -> tuple[dict[str, Any], dict[str, float]]:
    """The plain step on one device, which variants must agree with."""
    step = load("linear:program", {})
    return one_step(planned(step), rows(step))


def test_accumulation_by_sum_and_weight_changes_nothing_but_rounding() -> None:
    step = load("linear:program", {})
    whole_state, whole = alone()
    for parts in (4, 16):
        state, metrics = one_step(planned(step, accumulation=parts), rows(step))
        assert metrics == pytest.approx(whole, rel=1e-5)
        for name, value in whole_state.items():
            np.testing.assert_allclose(state[name], value, rtol=1e-4, atol=1e-6, err_msg=name)


def test_uneven_weights_are_summed_not_averaged_per_microbatch() -> None:
    def loss(params: Any, extra: Any, batch: Any, _key: Any) -> Any:
        counted = (batch["index"] % 16 < 3).astype(jnp.float32)
        error = counted * (batch["x"] @ params["out"] - batch["y"]) ** 2
        return error.sum(), counted.sum(), {}, extra

    step = linear.build(rg.Config({}), loss=loss, clip=None).as_step()
    _, whole = one_step(planned(step), rows(step))
    # Of the four microbatches one holds no counted row at all: a mean of means would divide by nothing.
    _, parts = one_step(planned(step, accumulation=4), rows(step))
    assert parts == pytest.approx(whole, rel=1e-5)


@pytest.mark.parametrize("remat", ["Full", "Dots"])
def test_rematerialisation_changes_nothing_but_rounding(remat: str) -> None:
    step = load("linear:program", {})
    assert one_step(planned(step, remat=remat), rows(step))[1] == pytest.approx(alone()[1], rel=1e-5)


def test_the_mesh_changes_nothing_but_rounding() -> None:
    step = load("linear:program", {})
    for mesh in ((8, 1), (2, 4)):
        assert one_step(planned(step, mesh), rows(step))[1] == pytest.approx(alone()[1], rel=1e-5)


def test_clipping_bounds_the_update_but_reports_the_true_norm() -> None:
    changes = {"optimizer": lambda scalars: optax.sgd(1.0)}
    bound = 0.25
    free = linear.build(rg.Config({}), clip=None, **changes).as_step()
    clipped = linear.build(rg.Config({}), clip=bound, **changes).as_step()
    _, before = one_step(planned(free), rows(free))
    _, after = one_step(planned(clipped), rows(clipped))
    assert before["gradNorm"] > bound
    assert after["gradNorm"] == pytest.approx(before["gradNorm"])
    assert after["updateNorm"] == pytest.approx(bound, rel=1e-4)


def test_a_frozen_leaf_has_no_moments_and_does_not_move() -> None:
    step = linear.build(rg.Config({}), trainable=lambda path: path != "out").as_step()
    p = planned(step)
    names = {leaf.name for leaf in p.state}
    assert "optimizer/0/mu/layers/w" in names
    assert "optimizer/0/mu/out" not in names
    state, _ = one_step(p, rows(step))
    before = dict(zip((leaf.name for leaf in p.state), first_state(p), strict=True))
    assert np.array_equal(state["params/out"], before["params/out"])
    assert not np.array_equal(state["params/layers/w"], before["params/layers/w"])
    assert int(state["step"]) == 1


def test_optimizer_leaves_are_placed_like_their_parameters() -> None:
    p = planned(load("linear:program", {}), (2, 4))
    spec = {leaf.name: tuple(leaf.sharding.spec) for leaf in p.state}
    assert spec["optimizer/0/mu/layers/w"] == spec["params/layers/w"] == (None, "fsdp", None)
    assert spec["optimizer/0/count"] == ()


def test_the_key_and_the_step_decide_the_randomness_not_the_compilation() -> None:
    def loss(params: Any, extra: Any, _batch: Any, key: Any) -> Any:
        return jax.random.normal(key, ()) + 0 * params["out"].sum(), 1, {}, extra

    step = linear.build(rg.Config({}), loss=loss).as_step()
    p = planned(step)
    with p.context(), jax.set_mesh(p.mesh):
        run = jitted(p.entries[1])
        state = first_state(p)
        fields = list(rows(step).values())
        losses = []
        for _ in range(2):
            state, metrics = run(state, fields, np.array([0.0], np.float32))
            losses.append(float(metrics[p.metrics.index("loss")]))
    key = jax.random.key(3)
    assert losses == [float(jax.random.normal(jax.random.fold_in(key, s), ())) for s in (0, 1)]


def test_a_step_that_changes_its_state_is_refused_with_the_leaf() -> None:
    good = load("linear:program", {})

    def step(state: Any, batch: Any, scalars: Any) -> Any:
        following, metrics = good.step(state, batch, scalars)
        return {**following, "step": following["step"].astype(jnp.float32)}, metrics

    changed = Step(good.init, step, good.axes, good.example, good.dataset, good.scalars)
    with pytest.raises(TypeError, match=r"step is float32\[\], was int32\[\]"):
        planned(changed)


# The trace context.


def test_outside_regauge_the_context_does_nothing() -> None:
    x = jnp.ones((4, 2))
    assert rg.shard(x, "batch", "embed") is x
    assert rg.axis("expert") == ()
    assert rg.layers(lambda layer, h: h + layer, jnp.arange(3.0), jnp.zeros(())) == 3.0


def test_inside_a_trace_an_axis_names_its_mesh_axes() -> None:
    mesh = make_mesh(jax.devices()[:4], [{"axis": "data", "size": 2}, {"axis": "expert", "size": 2}])
    with tracing(Trace(mesh, DEFAULT_RULES)):
        assert rg.axis("expert") == ("expert",)
        assert rg.axis("batch") == ("data",)
        assert rg.axis("unheard of") == ()


def test_an_unknown_kernel_names_those_that_exist() -> None:
    load("regauge_programs.transformer:program", {})
    with pytest.raises(KeyError, match="kernel 'flash' is not registered; registered are rms_norm"):
        rg.kernel("flash")
