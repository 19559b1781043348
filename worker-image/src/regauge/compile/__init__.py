"""The compiler: a request in, a bundle out. `python -m regauge.compile` is the command (`__main__`).

The parent process validates, supervises and uploads and never imports JAX; a fresh child compiles. Pure rooms
(`request`, `hlo`, `report`, `roofline`, `fit`, `canonical`) know neither files nor devices.
"""
