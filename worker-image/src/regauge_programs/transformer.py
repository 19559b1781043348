"""A byte-level decoder language model: Flax NNX, Optax AdamW, real text.

bf16 compute over f32 parameters, rotary positions, RMS norm before each block, layers stacked and scanned.
"""

import math
from collections.abc import Mapping
from typing import Any

import grain
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

import regauge as rg
from regauge.program.context import register_kernel
from regauge.program.step import Row
from regauge_programs import corpus

VOCABULARY = 256


def rms_norm(x: jax.Array, scale: jax.Array) -> jax.Array:
    """Root mean square over the last dimension in f32, the result in x's dtype."""
    wide = x.astype(jnp.float32)
    return (wide * jax.lax.rsqrt(jnp.mean(wide * wide, -1, keepdims=True) + 1e-6) * scale).astype(x.dtype)


register_kernel("rms_norm", rms_norm)


def rotate(x: jax.Array) -> jax.Array:
    """Rotary positions for `[B, S, H, D]`, D even."""
    length, width = x.shape[1], x.shape[-1]
    frequency = 10_000.0 ** (-np.arange(0, width, 2) / width)
    angle = np.arange(length)[:, None] * frequency
    cos = np.cos(angle)[None, :, None].astype(np.float32)
    sin = np.sin(angle)[None, :, None].astype(np.float32)
    left, right = jnp.split(x.astype(jnp.float32), 2, -1)
    return jnp.concatenate([left * cos - right * sin, right * cos + left * sin], -1).astype(x.dtype)


def normal(axes: tuple[str, ...], fan_in: int) -> Any:
    return nnx.with_partitioning(nnx.initializers.normal(fan_in**-0.5), axes)


class Norm(nnx.Module):
    def __init__(self, width: int, rngs: nnx.Rngs) -> None:
        self.scale = nnx.Param(
            nnx.with_partitioning(nnx.initializers.ones, ("embed_vector",))(rngs.params(), (width,), jnp.float32)
        )

    def __call__(self, x: jax.Array) -> jax.Array:
        normed: jax.Array = rg.kernel("rms_norm")(x, self.scale[...])
        return normed


class Block(nnx.Module):
    """Attention and feed-forward with residuals, `[B, S, E]` to the same."""

    def __init__(self, width: int, heads: int, hidden: int, depth: int, compute: Any, rngs: nnx.Rngs) -> None:
        head = width // heads
        self.compute = compute

        def weight(axes: tuple[str, ...], shape: tuple[int, ...], fan_in: int) -> nnx.Param[Any]:
            return nnx.Param(normal(axes, fan_in)(rngs.params(), shape, jnp.float32))

        self.attention_norm = Norm(width, rngs)
        self.qkv = weight(("embed", "three", "heads", "head"), (width, 3, heads, head), width)
        # The residual branches start small, so that depth does not change the scale of the first steps.
        self.out = weight(("heads", "head", "embed"), (heads, head, width), width * 2 * depth)
        self.mlp_norm = Norm(width, rngs)
        self.up = weight(("embed", "mlp"), (width, hidden), width)
        self.down = weight(("mlp", "embed"), (hidden, width), hidden * 2 * depth)

    def __call__(self, x: jax.Array) -> jax.Array:
        c = self.compute
        h = self.attention_norm(x)
        q, k, v = jnp.moveaxis(jnp.einsum("bse,ethd->bsthd", h, self.qkv[...].astype(c)), 2, 0)
        q, k, v = (rg.shard(y, "batch", "seq", "heads", "head") for y in (rotate(q), rotate(k), v))
        attended = jax.nn.dot_product_attention(q, k, v, is_causal=True, implementation="xla")
        x = x + jnp.einsum("bshd,hde->bse", attended, self.out[...].astype(c))
        x = rg.shard(x, "batch", "seq", "embed_vector")
        h = jax.nn.gelu(rg.shard(self.mlp_norm(x) @ self.up[...].astype(c), "batch", "seq", "mlp"))
        return rg.shard(x + h @ self.down[...].astype(c), "batch", "seq", "embed_vector")


class Ends(nnx.Module):
    """Embedding, final norm and output projection."""

    def __init__(self, width: int, rngs: nnx.Rngs) -> None:
        self.embedding = nnx.Param(normal(("vocab", "embed"), width)(rngs.params(), (VOCABULARY, width), jnp.float32))
        self.norm = Norm(width, rngs)
        self.output = nnx.Param(normal(("embed", "vocab"), width)(rngs.params(), (width, VOCABULARY), jnp.float32))

    def __call__(self, x: jax.Array) -> jax.Array:
        logits: jax.Array = self.norm(x) @ self.output[...].astype(x.dtype)
        return logits


def program(config: rg.Config) -> rg.Program:
    """Fields: layers, width, heads, hidden, sequence, compute, learningRate, warmup, weightDecay, clip."""
    layers = config.integer("layers", 2, maximum=512)
    width = config.integer("width", 128, minimum=16, maximum=65_536)
    heads = config.integer("heads", max(1, width // 64), maximum=1024)
    hidden = config.integer("hidden", 4 * width, maximum=262_144)
    length = config.integer("sequence", 128, minimum=8, maximum=65_536)
    compute = jnp.dtype(config.text("compute", "bfloat16", ("bfloat16", "float32")))
    peak = config.number("learningRate", 3e-3, maximum=1.0)
    warmup = config.integer("warmup", 20, minimum=0)
    decay = config.number("weightDecay", 0.1, maximum=1.0)
    clip = config.number("clip", 1.0, minimum=1e-6)
    if width % (2 * heads):
        raise rg.ConfigError(f"config.heads is {heads}; allowed is a number whose double divides width {width}")

    blocks = rg.nnx.Pure(lambda rngs: Block(width, heads, hidden, layers, compute, rngs), count=layers)
    ends = rg.nnx.Pure(lambda rngs: Ends(width, rngs))

    def init(key: jax.Array) -> Any:
        return {"blocks": blocks.init(jax.random.fold_in(key, 0)), "ends": ends.init(jax.random.fold_in(key, 1))}

    def loss(params: Any, extra: Any, batch: Mapping[str, jax.Array], key: jax.Array) -> Any:
        del key
        tokens = batch["tokens"].astype(jnp.int32)
        # Looked up in f32 and then narrowed: the gradient adds thousands of rows into 256, too many for bf16.
        x = (jnp.take(params["ends"]["embedding"], tokens[:, :-1], axis=0) * math.sqrt(width)).astype(compute)
        x = blocks.layers(params["blocks"], rg.shard(x, "batch", "seq", "embed_vector"))
        logits = rg.shard(ends.apply(params["ends"], x), "batch", "seq", "vocab").astype(jnp.float32)
        losses = optax.softmax_cross_entropy_with_integer_labels(logits, tokens[:, 1:])
        return losses.sum(), losses.size, {}, extra

    def scalars(step: int, horizon: int) -> dict[str, float]:
        ramp = min(1.0, (step + 1) / (warmup + 1))
        progress = min(1.0, max(0.0, (step - warmup) / max(1, horizon - warmup)))
        return {"learningRate": peak * ramp * (0.1 + 0.9 * 0.5 * (1 + math.cos(math.pi * progress)))}

    def optimizer(scalars: Mapping[str, jax.Array]) -> optax.GradientTransformation:
        return optax.adamw(scalars["learningRate"], b1=0.9, b2=0.95, weight_decay=decay, mask=matrices)

    def matrices(params: Any) -> Any:
        return jax.tree_util.tree_map_with_path(lambda path, _: path[-1].key != "scale", params)

    return rg.Program(
        init=init,
        loss=loss,
        optimizer=optimizer,
        axes=lambda params: {"blocks": blocks.axes(), "ends": ends.axes()},  # noqa: ARG005
        example={"tokens": Row((length + 1,), np.uint8, ("seq",))},
        dataset=lambda seed: grain.MapDataset.source(corpus.Windows(corpus.text(), length)),  # noqa: ARG005
        scalars=scalars,
        clip=clip,
    )
