"""The pod's first process: small, standard library only, never JAX.

It keeps a warm trainer, says hello, hands assignments over, carries marks up and commands down. ``decide`` is pure;
``agent`` is the one loop that acts; ``client``, ``cache`` and ``child`` are the world.
"""
