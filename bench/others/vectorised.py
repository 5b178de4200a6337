#!/usr/bin/python3
"""vectorised.py AGENTS TICKS: the logit contagion of docs/benchmarks.md with NumPy and a sparse matrix of SciPy. Prints
agent-updates a second and the mean participation. Needs nothing of cogov."""
import sys
import time

import numpy
import scipy.sparse


def main(n, ticks, degree=12):
    rng = numpy.random.default_rng(1)
    start = numpy.repeat(numpy.arange(n), degree // 2)
    end = (start + numpy.tile(numpy.arange(1, degree // 2 + 1), n)) % n
    moved = rng.random(len(end)) < 0.1
    end[moved] = rng.integers(0, n, moved.sum())        # the few ties to oneself or made twice do not matter
    rows, columns = numpy.concatenate([start, end]), numpy.concatenate([end, start])
    ties = scipy.sparse.csr_matrix((rng.uniform(0.5, 1.5, len(rows)).astype("f4"), (rows, columns)), shape=(n, n))
    ties = scipy.sparse.diags(1 / numpy.asarray(ties.sum(axis=1)).ravel().astype("f4")) @ ties
    ties = ties.tocsr().astype("f4")
    habit = rng.random(n, dtype="f4")
    took_part = 0.0
    begin = time.perf_counter()
    for _ in range(ticks):
        chance = 1 / (1 + numpy.exp(-(-1 + ties @ habit + numpy.float32(0.5) * habit)))
        did = rng.random(n, dtype="f4") < chance
        habit += numpy.float32(0.06) * (did - habit)
        took_part += did.mean()
    print(f"{n * ticks / (time.perf_counter() - begin):.6g} {took_part / ticks:.6f}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(int(sys.argv[1]), int(sys.argv[2]))
