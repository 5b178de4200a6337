#!/usr/bin/python3
"""h5same.py A.h5 B.h5 [--all]: are two results the same, bit for bit?

Compares every group, dataset (type, shape, bytes after decompression) and attribute outside /provenance; with --all
/provenance too. Says every difference; exit status 0 same, 1 different, 2 cannot tell.
"""
import sys

import h5py
import numpy


def plain(file, value):
    """A value in a form whose equality means sameness: object references by the name they lead to, numbers by bits."""
    if isinstance(value, h5py.Reference):
        return ("reference", file[value].name if value else None)
    if isinstance(value, h5py.Empty):
        return ("empty", str(value.dtype))
    if isinstance(value, (str, bytes)):
        return value
    array = numpy.asarray(value)
    if array.dtype.names:
        # An element of a REFERENCE_LIST; the order in which scales were attached is no part of a result.
        rows = [tuple(plain(file, row[name]) for name in array.dtype.names) for row in array.reshape(-1)]
        return ("records", array.shape, array.dtype.names, sorted(rows, key=repr))
    if array.dtype.hasobject:
        return ("objects", array.shape, [plain(file, item) for item in array.reshape(-1)])
    return ("numbers", array.dtype.str, array.shape, array.tobytes())


def items(file, everything):
    """All objects of a file by path, without what lies under /provenance."""
    found = {"/": file["/"]}

    def visit(name, item):
        path = "/" + name
        if everything or not (path + "/").startswith("/provenance/"):
            found[path] = item

    file.visititems(visit)
    return found


def only_in_one(kind, a, b, tell):
    for name in sorted(set(a) - set(b)):
        tell(f"{kind} {name} is only in the first")
    for name in sorted(set(b) - set(a)):
        tell(f"{kind} {name} is only in the second")
    return sorted(set(a) & set(b))


def compare_data(path, a, b, tell):
    if a.dtype != b.dtype or a.shape != b.shape:
        tell(f"{path}: {a.dtype} {a.shape} and {b.dtype} {b.shape}")
        return
    if a.shape is None or a.shape == ():
        if plain(a.file, a[()]) != plain(b.file, b[()]):
            tell(f"{path}: values differ")
        return
    rows = a.shape[0]
    size = max(1, int(numpy.prod(a.shape[1:], dtype=numpy.int64))) * max(1, a.dtype.itemsize)
    step = max(1, (64 << 20) // size)   # some 64 MB at a time
    for first in range(0, rows, step):
        x, y = a[first:first + step], b[first:first + step]
        if plain(a.file, x) == plain(b.file, y):
            continue
        if x.dtype.hasobject or x.dtype.names:
            tell(f"{path}: values differ in rows {first} to {first + len(x) - 1}")
        else:
            bits = numpy.dtype(f"V{x.dtype.itemsize}")
            unlike = numpy.ascontiguousarray(x).view(bits) != numpy.ascontiguousarray(y).view(bits)
            where = tuple(int(i[0]) for i in numpy.nonzero(unlike))
            place = (where[0] + first,) + where[1:]
            tell(f"{path}: {int(unlike.sum())} values differ, the first at {place}: {x[where]!r} and {y[where]!r}")
        return


def compare(a, b, everything, tell):
    left, right = items(a, everything), items(b, everything)
    for path in only_in_one("object", left, right, tell):
        x, y = left[path], right[path]
        if type(x) is not type(y):
            tell(f"{path}: a {type(x).__name__} and a {type(y).__name__}")
            continue
        for name in only_in_one(f"{path}: attribute", x.attrs, y.attrs, tell):
            if plain(a, x.attrs[name]) != plain(b, y.attrs[name]):
                tell(f"{path}: attribute {name}: {x.attrs[name]!r} and {y.attrs[name]!r}")
        if isinstance(x, h5py.Dataset):
            compare_data(path, x, y, tell)
    return len(left)


def main():
    paths = [word for word in sys.argv[1:] if word != "--all"]
    if len(paths) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    differences = []
    try:
        with h5py.File(paths[0], "r") as a, h5py.File(paths[1], "r") as b:
            count = compare(a, b, "--all" in sys.argv, differences.append)
    except OSError as problem:
        print(problem, file=sys.stderr)
        return 2
    for line in differences:
        print(line)
    print(f"{len(differences)} differences" if differences else f"the same: {count} objects")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
