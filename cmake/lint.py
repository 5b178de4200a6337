#!/usr/bin/python3
"""lint.py BUILD_FOLDER JOBS [--each] [CLANG-TIDY OPTION...]: clang-tidy over our own sources, as BUILD_FOLDER compiles them.

Nearly all the time goes into headers, so files that are compiled as one (cmake/together.cmake) are looked at as one. Where anything
is said of several, it is said of each alone. So what is told is true; what several can miss is a using-declaration that only another
of them uses. --each looks at every file alone. Kernels are compiled once for each instruction set; the first will do.
"""
import json
import multiprocessing.pool
import os
import re
import shlex
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HOUSES = ("sim", "models", "analysis", "bench", "cli", "bindings")
OURS = rf"{re.escape(ROOT)}/({'|'.join(HOUSES)})/.*\.[ch]pp$"


def compiled(build):
    """[(what is compiled, those of our sources that it consists of, folder, options of the compiler)]."""
    found, seen = [], set()
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        for entry in json.load(file):
            path = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
            paths = [path]
            if "/Unity/" in path:
                with open(path, encoding="utf-8") as together:
                    paths = re.findall(r'^#include "(.*)"$', together.read(), re.M)
            paths = [one for one in paths if one not in seen and re.match(OURS, one)]
            if not paths:
                continue
            seen.update(paths)
            words = shlex.split(entry["command"])
            at = words.index("-o")
            options = [word for word in words[1:at] + words[at + 2:] if word not in ("-c", entry["file"])]
            found.append((path, paths, entry["directory"], options))
    return found


def said(command, folder):
    """What a command says where it fails, nothing where all is well."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}\n" if done.returncode else ""


def look(path, paths, folder, options):
    """Of one file, or of several that `path` includes."""
    if [path] == paths:
        return said(["clang-tidy", "-quiet", *TIDY, path, "--", *options], folder)
    checks = [f"{word},-bugprone-suspicious-include" if word.startswith("-checks=") else word for word in TIDY]
    found = said(["clang-tidy", "-quiet", f"-header-filter={OURS}", *checks, path, "--", *options], folder)
    return "".join(look(one, [one], folder, options) for one in paths) if found else ""


words = sys.argv[1:]
build, jobs, *TIDY = [word for word in words if word != "--each"]
if not any(word.startswith("-checks=") for word in TIDY):
    TIDY.append("-checks=")   # those of .clang-tidy and no more
pieces = compiled(build)
if "--each" in words:
    pieces = [(path, [path], folder, options) for _, paths, folder, options in pieces for path in paths]
pieces.sort(key=lambda piece: -len(piece[1]))   # what takes long begins first
with multiprocessing.pool.ThreadPool(int(jobs)) as pool:
    found = pool.starmap(look, pieces, chunksize=1)
print("".join(found) + f"{sum(len(paths) for _, paths, *_ in pieces)} files")
sys.exit(1 if any(found) or not pieces else 0)
