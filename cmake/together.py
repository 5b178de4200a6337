#!/usr/bin/python3
"""together.py MOST SOURCE...: the number of the piece that each source belongs to, a line each. Sources of a piece are compiled
as one, MOST at most, of about equal length. Those whose helpers (in anonymous namespaces) have names in common stay apart, and one
with a helper whose name is a type's in a header stands alone.
"""
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
AROUND = re.compile(r"^namespace ([\w:]+) \{$", re.M)


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def helpers(path):
    """Names in a source's anonymous namespaces, with what is around them, as far as they are easily seen; some that are none besides."""
    text, names = text_of(path), set()
    for inside in re.finditer(r"^namespace \{$(.*?)^\} +// namespace$", text, re.M | re.S):
        around = AROUND.findall(text[:inside.start()])[-1:]
        for line in re.findall(r"^(?:\[\[\w+\]\] )?(?!using namespace|namespace|template|static_assert|TEST)\w.*", inside[1], re.M):
            named = re.search(r"(?:class|struct) (\w+)|(\w+) ?(?:[({=;]|:[^:]|\[[^\[])", line)
            if named:
                names.add((*around, "".join(named.groups(""))))
    return names


def types_of_headers():
    """The same of types that headers declare."""
    names = set()
    for house in ("sim", "models", "analysis", "bench", "cli"):
        for path in glob.glob(f"{ROOT}/{house}/**/*.hpp", recursive=True):
            text = text_of(path)
            for found in re.finditer(r"^(?:struct|class|enum class) (\w+) (?:final )?[:{]|^using (\w+) =", text, re.M):
                names.add((*AROUND.findall(text[:found.start()])[-1:], found[1] or found[2]))
    return names


def pieces_of(paths, most):
    """The piece of each."""
    pieces = [[0, 0, set()] for _ in range(-(-len(paths) // most))]   # sources, bytes, names
    found, types = {}, types_of_headers()
    for path in sorted(paths, key=lambda path: (-os.path.getsize(path), path)):
        names = helpers(path)
        fits = [] if names & types else [piece for piece in pieces if piece[0] < most and not names & piece[2]]
        if not fits:
            pieces.append([most if names & types else 0, 0, set()])
            fits = pieces[-1:]
        piece = min(fits, key=lambda piece: piece[1])
        piece[0] += 1
        piece[1] += os.path.getsize(path)
        piece[2] |= names
        found[path] = next(k for k, one in enumerate(pieces) if one is piece)
    return [found[path] for path in paths]


most, *sources = sys.argv[1:]
print("\n".join(map(str, pieces_of(sources, int(most)))))
