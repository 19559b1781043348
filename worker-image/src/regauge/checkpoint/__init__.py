"""Checkpoints: Orbax writes the arrays, this room says where, names what was written, and decides what may go.

Which checkpoints exist is the commit log's word alone; a folder without a commit is nothing. ``choice`` is pure.
"""
