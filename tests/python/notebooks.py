#!/usr/bin/python3
"""notebooks.py PACKAGES SOURCE_DIR [--write]: the notebooks of docs/notebooks run from their first cell to their last, and say what
they say there. With --write they are stored with what they say now.

Exit status 0 they do, 1 they do not, 77 where what runs notebooks is not installed.
"""
import os
import re
import sys

try:
    import nbformat
    from nbconvert.preprocessors import ExecutePreprocessor
except ImportError as missing:
    print(f"left out: {missing} (Debian: jupyter-nbconvert, python3-ipykernel)")
    sys.exit(77)


def said(cell):
    """What a cell says, but for pictures and how far runs were, which take as long as they take."""
    out = []
    for one in cell.get("outputs", []):
        text = one.get("text") or one.get("data", {}).get("text/plain", "")
        if not re.fullmatch(r"\d+ of \d+ runs, [\d:]+(, [\d:]+ left)?|\.\.\.|<Figure.*>", text.strip()):
            out.append(re.sub(r"0x[0-9a-f]+", "0x", text.strip()))
    return out


def main():
    packages, source = map(os.path.abspath, sys.argv[1:3])
    os.environ["PYTHONPATH"] = packages
    os.environ.update(JUPYTER_PLATFORM_DIRS="1", PYDEVD_DISABLE_FILE_VALIDATION="1")   # silence warnings
    folder = os.path.join(source, "docs", "notebooks")
    wrong = 0
    names = sorted(name for name in os.listdir(folder) if name.endswith(".ipynb"))
    if not names:
        print(f"there is no notebook in {folder}")
        return 1
    for name in names:
        path = os.path.join(folder, name)
        notebook = nbformat.read(path, as_version=4)
        before = [said(cell) for cell in notebook.cells]
        ExecutePreprocessor(timeout=600, kernel_name="python3").preprocess(notebook, {"metadata": {"path": folder}})
        if "--write" in sys.argv:
            for cell in notebook.cells:
                cell.metadata.clear()
                if cell.cell_type == "code":
                    cell.outputs = [one for one in cell.outputs if not re.fullmatch(r"\d+ of \d+ runs, .*|\.\.\.", one.get("data", {}).get("text/plain", ""))]
            notebook.metadata.pop("widgets", None)
            nbformat.write(notebook, path)
            continue
        for cell, text in zip(notebook.cells, before):
            if said(cell) != text:
                wrong += 1
                print(f"{name}:\n{cell.source}\nsays\n{said(cell)}\nin place of\n{text}\n")
    print(f"{len(names)} notebooks run" + (f", {wrong} cells say something else" if wrong else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
