"""The trainer: one process of a gang. It runs a compiled executable and commits; it compiles nothing.

``meter``, ``outcome``, ``schedule`` are pure. ``gang`` is the coordination service, ``pipe`` the line to the agent,
``loading``, ``restoring``, ``saving`` and ``loop`` are the stages, ``run`` puts them in order.
"""
