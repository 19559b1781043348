"""A trace of one profile as one of two: rate 1 on h100, 0.41 to 1.52 (log-uniform, fixed seed) on v5p, times a factor.

mixed.py TRACE.csv.gz [FACTOR] > TRACE.csv
"""

import csv
import gzip
import random
import sys

draw = random.Random(7)
factor = float(sys.argv[2]) if len(sys.argv) > 2 else 1
with gzip.open(sys.argv[1], "rt") as trace:
    out = csv.writer(sys.stdout)
    out.writerow(["job_id", "submission_time", "duration", "num_gpu", "rate_h100", "rate_v5p"])
    for job in csv.DictReader(trace):
        row = [job[c] for c in ("job_id", "submission_time", "duration", "num_gpu")]
        out.writerow([*row, 1, round(factor * round(2 ** draw.uniform(-1.3, 0.6), 3), 4)])
