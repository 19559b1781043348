"""Eight virtual CPU devices for tests that place arrays; decided before anything asks for a device."""

import jax

from regauge.compile.targets import JAX_CONFIG

jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_num_cpu_devices", 8)
for _name, _value in JAX_CONFIG.items():
    jax.config.update(_name, _value)
