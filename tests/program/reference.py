#!/usr/bin/python3
"""reference.py PATH_TO_COGOV SOURCE_DIR [--check]: puts what the program says of itself into the manual.

Between a line `<!-- cogov describe WHAT -->` and the next `<!-- end -->` of a page stands what `cogov describe WHAT --format
markdown` prints. With --check nothing is written: exit status 1 where a page says something else.
"""
import glob
import os
import re
import subprocess
import sys

MARK = re.compile(r"(<!-- cogov describe ([a-z -]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def main():
    words = [word for word in sys.argv[1:] if word != "--check"]
    if len(words) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    cogov, source = map(os.path.abspath, words)
    wrong = marks = 0
    for page in sorted(glob.glob(os.path.join(source, "docs", "**", "*.md"), recursive=True)):
        with open(page, encoding="utf-8") as file:
            text = file.read()

        def said(match):
            nonlocal marks
            marks += 1
            return match[1] + subprocess.run([cogov, "describe", *match[2].split(), "--format", "markdown"], check=True,
                                             capture_output=True, text=True).stdout + match[4]
        new = MARK.sub(said, text)
        if new != text:
            wrong += 1
            print(f"{os.path.relpath(page, source)} differs from what cogov describe says", file=sys.stderr)
            if "--check" not in sys.argv:
                with open(page, "w", encoding="utf-8") as file:
                    file.write(new)
    if marks == 0:
        print("no page has a mark '<!-- cogov describe ... -->'", file=sys.stderr)
        return 1
    return 1 if wrong and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
