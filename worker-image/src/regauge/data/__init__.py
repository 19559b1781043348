"""Rows of the dataset by index: which rows a step sees is one number, the step, on any number of processes.

Row `i` of step `s` is index `s * globalBatch + i` of the seeded, shuffled, repeated dataset (shuffled anew every
epoch). Each process reads only the rows that its own devices address.
"""

from regauge.data.batches import LocalBatch, batches, combine, rows_of

__all__ = ["LocalBatch", "batches", "combine", "rows_of"]
