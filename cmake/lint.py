#!/usr/bin/python3
"""lint.py BUILD_FOLDER JOBS [--each] [CLANG-TIDY OPTION...]: clang-tidy over our own sources, as BUILD_FOLDER compiles them.

Nearly all the time goes into headers, so files that are compiled alike are looked at several at once: one that includes them,
none with helpers of the same name. Where one cannot stand with those before it all the same, a batch ends before it, and where
anything is said of several, it is said of each alone. So what is told is true; what a batch can miss is a using-declaration that only another
file of it uses. --each looks at every file alone. Kernels are compiled once for each instruction set; the first will do.
"""
import json
import multiprocessing.pool
import os
import re
import shlex
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HOUSES = ("sim", "models", "analysis", "bench", "cli")
MOST = 12   # files at once
OURS = rf"{re.escape(ROOT)}/({'|'.join(HOUSES)})/.*\.[ch]pp$"


def compiled(build):
    """{(folder, options of the compiler): paths}."""
    groups, seen = {}, set()
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        for entry in json.load(file):
            path = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
            if path in seen or not path.startswith(tuple(os.path.join(ROOT, house) + os.sep for house in HOUSES)):
                continue
            seen.add(path)
            words = shlex.split(entry["command"])
            at = words.index("-o")
            options = [word for word in words[1:at] + words[at + 2:] if word not in ("-c", entry["file"])]
            groups.setdefault((entry["directory"], tuple(options)), []).append(path)
    return groups


def helpers(path):
    """Names in a file's anonymous namespaces, as far as they are easily seen; some that are none besides."""
    with open(path, encoding="utf-8") as file:
        inside = re.findall(r"^namespace \{$(.*?)^\} +// namespace$", file.read(), re.M | re.S)
    lines = [line for text in inside for line in re.findall(r"^(?:\[\[\w+\]\] )?(?!using namespace|namespace )\w.*", text, re.M)]
    named = r"(?:class|struct) (\w+)|(\w+) ?(?:[({=;]|:[^:]|\[[^\[])"
    return {"".join(re.search(named, line).groups("")) for line in lines if re.search(named, line)}


def pieces_of(paths, most):
    """Lists of paths that may well stand together."""
    pieces = []
    for path in paths:
        names = helpers(path)
        for piece, taken in pieces:
            if len(piece) < most and not names & taken:
                piece.append(path)
                taken |= names
                break
        else:
            pieces.append(([path], names))
    return [piece for piece, _ in pieces]


def said(command, folder):
    """What a command says where it fails, nothing where all is well."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}\n" if done.returncode else ""


def look(paths, folder, options):
    """Of one file or several."""
    if len(paths) == 1:
        return said(["clang-tidy", "-quiet", *TIDY, paths[0], "--", *options], folder)
    together = os.path.join(TOGETHER, re.sub(r"\W", "_", os.path.relpath(paths[0], ROOT)) + f"_{len(paths)}.cpp")
    with open(together, "w", encoding="utf-8") as file:
        file.writelines(f'#include "{path}"\n' for path in paths)
    checks = [f"{word},-bugprone-suspicious-include" if word.startswith("-checks=") else word for word in TIDY]
    shadow = "-Wno-shadow"   # of one file's names by another's; the build has warned of each file's own
    found = said(["clang-tidy", "-quiet", f"-header-filter={OURS}", *checks, together, "--", *options, shadow], folder)
    if not found:
        return ""
    wrong = re.findall(r"^(.+?):\d+:\d+: (?:fatal )?error: .*\[clang-diagnostic-", found, re.M)
    if not wrong:
        return "".join(look([path], folder, options) for path in paths)
    at = next((at for at, path in enumerate(paths) if at > 0 and path in wrong), len(paths) // 2)
    return look(paths[:at], folder, options) + look(paths[at:], folder, options)


words = sys.argv[1:]
most = 1 if "--each" in words else MOST
build, jobs, *TIDY = [word for word in words if word != "--each"]
if not any(word.startswith("-checks=") for word in TIDY):
    TIDY.append("-checks=")   # those of .clang-tidy and no more
TOGETHER = os.path.join(ROOT, "build", "tidy")
os.makedirs(TOGETHER, exist_ok=True)
pieces = [(piece, folder, options) for (folder, options), paths in compiled(build).items() for piece in pieces_of(paths, most)]
pieces.sort(key=lambda piece: -len(piece[0]))   # what takes long begins first
with multiprocessing.pool.ThreadPool(int(jobs)) as pool:
    found = pool.starmap(look, pieces, chunksize=1)
print("".join(found) + f"{sum(len(paths) for paths, *_ in pieces)} files")
sys.exit(1 if any(found) or not pieces else 0)
