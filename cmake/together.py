#!/usr/bin/python3
"""together.py MOST SOURCE...: the number of the piece that each source belongs to, a line each. Sources of a piece are compiled
as one, MOST at most, of about equal length. Those whose helpers (in anonymous namespaces) have names in common stay apart, unless it
is the same using-declaration, and one with a helper whose name is a type's in a header stands alone.
"""
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def around(text):
    """The namespace that a text ends in."""
    opened = []
    for begins, _ in re.findall(r"^(?:namespace ([\w:]+) \{|\} +// namespace ([\w:]+))$", text, re.M):
        if begins:
            opened.append(begins)
        elif opened:
            opened.pop()
    return "::".join(opened)


def helpers(path):
    """Names in a source's anonymous namespaces, with what is around them, as far as they are easily seen; some that are none besides.
    To each what it says: the line of a using-declaration, which may stand twice, else whose it is."""
    text, names = text_of(path), {}
    for inside in re.finditer(r"^namespace \{$(.*?)^\} +// namespace$", text, re.M | re.S):
        where = around(text[:inside.start()])
        for line in re.findall(r"^(?:\[\[\w+\]\] )?(?!using namespace|namespace|template|static_assert|TEST)\w.*", inside[1], re.M):
            named = re.search(r"(?:class|struct) (\w+)|(\w+) ?(?:[({=;]|:[^:]|\[[^\[])", line)
            if named:
                names[where, "".join(named.groups(""))] = line if line.startswith("using ") else path
    return names


def types_of_headers():
    """The same of types that headers declare."""
    names = set()
    for house in ("sim", "models", "analysis", "bench", "cli"):
        for path in glob.glob(f"{ROOT}/{house}/**/*.hpp", recursive=True):
            text = text_of(path)
            for found in re.finditer(r"^(?:struct|class|enum class) (\w+) (?:final )?[:{]|^using (\w+) =", text, re.M):
                names.add((around(text[:found.start()]), found[1] or found[2]))
    return names


def pieces_of(paths, most):
    """The piece of each."""
    pieces = [[0, 0, {}] for _ in range(-(-len(paths) // most))]   # sources, bytes, names
    found, types = {}, types_of_headers()
    for path in sorted(paths, key=lambda path: (-os.path.getsize(path), path)):
        names = helpers(path)
        alone = not types.isdisjoint(names)
        fits = [] if alone else [piece for piece in pieces
                                 if piece[0] < most and all(piece[2].get(name, says) == says for name, says in names.items())]
        if not fits:
            pieces.append([most if alone else 0, 0, {}])
            fits = pieces[-1:]
        piece = min(fits, key=lambda piece: piece[1])
        piece[0] += 1
        piece[1] += os.path.getsize(path)
        piece[2].update(names)
        found[path] = next(k for k, one in enumerate(pieces) if one is piece)
    return [found[path] for path in paths]


most, *sources = sys.argv[1:]
print("\n".join(map(str, pieces_of(sources, int(most)))))
