"""Command lines by random: every command and option that the program says it has, with right values and odd ones.

    command_lines.py PROGRAM [HOW MANY, 300] [FIRST SEED, 1]

Every line is made from its own seed, which is told where something is wrong: PROGRAM with one more argument,
command_lines.py PROGRAM 1 SEED, runs it alone. Whatever is asked of it, the program must end with a status that it
documents, with a sentence where that is not 0, leave no half-written file, and leave alone what is not its own.
"""

import filecmp
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

STATUSES = (0, 1, 2, 130, 143)
NEVER = ("terminate", "std::", "what()", "Sanitizer", "runtime error:", "Traceback", "Assertion", "Segmentation", "CLI::")
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus", "tables", "twelve_adults")
TABLES = ("communities", "age_sex", "households", "employment", "care", "membership", "demography")
SCENARIO = """title = "T"
population = "population"
burn_in = 1
weeks = 4
replicates = 2
[arms.base]
[arms.relief]
policies = [{ lever = "admin_relief", level = 0.5, end = 3 }]
"""
DESIGN = """[design]
kind = "factorial"
[design.factors]
"arms.relief.policies.admin_relief.level" = [0.25, 0.75]
"""
OWN = ("notes.txt", "mine/keep.csv", "mine/keep.svg", "s.toml", "sweep.toml", "broken.toml", "empty", "not.h5",
       *(f"population/{table}.csv" for table in TABLES))   # of the user, whatever the command line says

ODD = ["", " ", "-", "--", "-1", "0", "1e3", "0x10", "1.5", "nan", "inf", "9223372036854775807", "18446744073709551616",
       "１", "名字", "é", "a b", "'", '"', "\\", "%s", "{}", "$(true)", "*", "~", "..", ".", "/", "x" * 3000, "=", "a=b",
       ",", ":", "1:", ":1", "1/0", "-h", "\t", "\n", b"\xff\xfe", "null", "true", "text"]
FILES = ["s.toml", "sweep.toml", "broken.toml", "run.h5", "swept.h5", "people.h5", "trace.h5", "not.h5", "empty", "notes.txt",
         "mine", "population", "missing", "missing/missing.h5", "new.h5", "new.html", "fresh", "s.toml/x", "run.h5/x",
         "run.cogov", "mine/new.h5", "./run.h5", "population/care.csv", "dangling", "unreadable", "pipe/none"]
RIGHT = {
    "KEY=VALUE": ["weeks=3", "seed=5", "parameters.b_social=1", "arms.base.title=x", "replicates=2", "demography=false",
                  "arms.relief.policies.admin_relief.level=0.1", "arms.relief.policies[0].level=1", "population=people.h5",
                  "design.kind=sobol", "weeks", "=3", "weeks=", "a.b.c=1", "arms.x.policies=[{lever=\"venues\",level=1}]",
                  "weeks=[", "title=\"a", "parameters={}", "arms=1", "x" * 500 + "=1", "weeks=1\nweeks=2", "population=."],
    "N": ["1", "2", "3", "7", "16", "0", "-2"],
    "S": ["0.01", "0", "-1", "1e-9"],
    "SIZE": ["1G", "500M", "1", "1K", "0", "9T", "99999999T", "g", "-1G"],
    "I/N": ["0/2", "1/2", "2/2", "0/1", "-1/2", "1/2/3", "0/99999999999"],
    "GOAL": ["participation ± 5pp", "participation +- 90%", "waiting +/- 100", "x ± 1", "participation ± 0",
             "participation ± -1", "participation", "±", "participation ± 1e300"],
    "WEEKS": ["0", "0,1", "-1", "0,0", "3,2", "4", "-9", "0-2", ",", "99999999999"],
    "ARM": ["base", "relief", "Base", "nobody"],
    "AXIS": ["community", "channel", "band", "none", "year", "lever", "bin"],
    "PERIOD": ["last_year", "all", "area", "0:2", "1:4", "2:1", "0:99", "-1:2", "0:0"],
    "MEASURE": ["participation", "waiting", "equity", "cost", "nothing"],
    "LANGUAGE": ["en", "zh", "de"],
    "I": ["0", "1", "11", "12", "-1"],
    "T": ["0", "1", "-1", "9"],
    "NAME": ["b_social", "admin_relief", "run", "participants", "participation", "nothing"],
}


def options_of(program):
    said = subprocess.run([program, "describe", "command", "--format", "json"], capture_output=True, check=True).stdout
    commands = {}
    for row in json.loads(said):
        options = commands.setdefault(row["command"], [])
        if row["option"]:
            options.append((row["option"].split(", "), row["value"]))
    return commands


def value(luck, kind, of, odd):
    """What might be said where a value of this kind is asked for; odd ones at this chance."""
    if luck.random() < odd:
        return luck.choice(ODD)
    if luck.random() < odd / 5:
        return luck.choice(FILES)
    if "|" in kind:
        return luck.choice(kind.split("|"))
    if kind in RIGHT:
        return luck.choice(RIGHT[kind])
    if of in RIGHT:
        return luck.choice(RIGHT[of])
    likely = {"FILE": ["s.toml", "sweep.toml", "run.h5", "swept.h5"], "FILE.h5": ["run.h5", "swept.h5", "new.h5", "trace.h5"]}
    return luck.choice(likely[kind]) if kind in likely and luck.random() < 1 - 2 * odd else luck.choice(FILES)


def line(luck, commands):
    name = luck.choice(sorted(commands))
    odd = luck.choice([0.01, 0.05, 0.25])
    often = luck.choice([0.05, 0.15, 0.4])   # options
    words = []
    for names, kind in commands[name]:
        argument = not names[0].startswith("-")
        if "--large" in names or luck.random() > (0.97 if argument else often):
            continue
        for _ in range(luck.choice([1, 1, 1, 1, 1, 2]) if not argument or names[0].endswith("...") else 1):
            said = value(luck, kind, names[0], odd) if kind or argument else None
            if argument:
                words.append([said])
            elif said is None:
                words.append([luck.choice(names)])
            elif luck.random() < 0.2:
                words.append([luck.choice(names).encode() + b"=" + (said if isinstance(said, bytes) else said.encode())])
            elif luck.random() < 0.03:
                words.append([luck.choice(names)])   # its value is missing
            else:
                words.append([luck.choice(names), said])
    if luck.random() < odd / 2:
        words.append([luck.choice(["--nothing", "-x", "--help", "--version", "--", "-oo", "--forc", "run", "extra"])])
    if luck.random() < 0.3:
        luck.shuffle(words)
    flat = [word for group in words for word in group]
    if name == "bench":   # measures for as long as it is told, in large towns
        flat = ["s.toml", "--seconds", "0.001", *flat] if luck.random() < 0.8 else ["--seconds", "0.001", "--residents", "50", *flat]
    before = [luck.choice(["--help", "--version", "-q", "", "runs"])] if luck.random() < 0.03 else []
    return [*before, name, *flat]


def make_folder(program, folder):
    def write(name, text):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    with open(SOURCE, encoding="utf-8") as file:
        for table, text in zip(TABLES, file.read().split("---\n")):
            write(f"population/{table}.csv", text)
    write("s.toml", SCENARIO)
    write("sweep.toml", SCENARIO + DESIGN)
    write("broken.toml", SCENARIO + "weeks = 4\n[arms.base\n")
    write("notes.txt", "what must not be lost\n")
    write("mine/keep.csv", "a,b\n1,2\n")
    write("mine/keep.svg", "<svg/>\n")
    write("empty", "")
    write("not.h5", b"\x89HDF\r\n\x1a\n" + bytes(range(256)))
    os.symlink("nowhere", os.path.join(folder, "dangling"))
    for words in (["run", "s.toml", "-o", "run.h5", "--trace", "trace.h5"], ["sweep", "sweep.toml", "-o", "swept.h5"],
                  ["synth", "s.toml", "-o", "people.h5"]):
        subprocess.run([program, *words, "--quiet"], cwd=folder, check=True, capture_output=True)


def wrong_with(program, words, folder, made):
    """Sentences about what is wrong with how the program took a command line."""
    environment = {**os.environ, "PATH": "/nowhere", "TMPDIR": folder}   # no browser, which takes seconds
    try:
        done = subprocess.run([program, *words], cwd=folder, capture_output=True, timeout=300, stdin=subprocess.DEVNULL,
                              env=environment)
    except subprocess.TimeoutExpired:
        return ["it took more than five minutes"], ""
    said = done.stderr.decode("utf-8", "replace")
    wrong = []
    if done.returncode not in STATUSES:
        wrong.append(f"the status is {done.returncode}")
    for word in NEVER:
        if word in said or word in done.stdout.decode("utf-8", "replace"):
            wrong.append(f"it says '{word}'")
    if done.returncode != 0 and not re.search(r"\w+ \w+", said):
        wrong.append("it says nothing of why")
    for name in OWN:
        if not filecmp.cmp(os.path.join(folder, name), os.path.join(made, name), shallow=False):
            wrong.append(f"{name} was changed")
    for where, _, files in os.walk(folder):
        wrong += [f"{os.path.join(where, name)} was left" for name in files if ".tmp." in name]
    return wrong, f"status {done.returncode}\n{said}"


def main():
    program = os.path.abspath(sys.argv[1])
    count, first = (int(word) for word in (sys.argv[2:] + ["300", "1"][len(sys.argv) - 2:])[:2])
    commands = options_of(program)
    statuses, failures = {}, 0
    with tempfile.TemporaryDirectory(prefix="cogov_lines_") as kept:
        made, folder = os.path.join(kept, "made"), os.path.join(kept, "used")
        os.mkdir(made)
        make_folder(program, made)
        for seed in range(first, first + count):
            words = [word.replace("\0", "") if isinstance(word, str) else word
                     for word in line(random.Random(seed), commands)]
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(made, folder, symlinks=True)
            wrong, said = wrong_with(program, words, folder, made)
            status = said.split("\n")[0]
            statuses[status] = statuses.get(status, 0) + 1
            if wrong:
                failures += 1
                print(f"seed {seed}: {'; '.join(wrong)}\n    {words}\n    {said[:1500]}")
    print(f"{count} command lines: {', '.join(f'{n} with {what}' for what, n in sorted(statuses.items()))}; {failures} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
