#!/usr/bin/python3
"""documents_test.py PATH_TO_COGOV SOURCE_DIR [-k substring]: the examples of the manual run as they stand, and links lead somewhere.

Every block of Python, R and Julia in docs/results.md and docs/sweeps.md, in a folder with the results that it names; where a
language or its HDF5 package is not installed its blocks are left out and say so. Of pages for newcomers, every `console` block
line by line: what stands after `$` is typed, the rest is what the program answers, and `...` is anything; a block `toml FILE` or
`csv FILE` is written to that file.
"""
import csv
import glob
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import Case, read, write  # noqa: E402

# language: how a block is run, and what shows that it can be
LANGUAGES = {
    "python": ([sys.executable], "import h5py, xarray"),
    "r": (["Rscript"], "library(ncdf4)"),
    "julia": (["julia"], "using HDF5"),
}


class Examples(Case):
    def setUp(self):
        super().setUp()
        self.here = os.path.join(self.root, "results")   # made once for all languages
        if os.path.exists(self.here):
            return
        os.mkdir(self.here)
        scenarios = os.path.join(harness.SOURCE, "scenarios", "boli")
        self.run_well("run", os.path.join(scenarios, "relief-and-volunteers.toml"), "-o", "town.h5", "--quiet", "--weeks", "54",
                      "--burn-in", "2", "--replicates", "2")
        self.run_well("sweep", os.path.join(scenarios, "sweep-relief-volunteers.toml"), "-o", "sweep.h5", "--quiet", "--weeks", "2",
                      "--burn-in", "0", "--replicates", "2")

    def blocks(self, language):
        for page in ("results.md", "sweeps.md"):
            text = read(os.path.join(harness.SOURCE, "docs", page)).decode()
            yield from re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)

    def run_blocks(self, language):
        command, probe = LANGUAGES[language]
        place = os.path.join(self.here, "probe")
        write(place, probe + "\n")
        if shutil.which(command[0]) is None or subprocess.run([*command, place], capture_output=True).returncode != 0:
            self.skipTest(f"{language} is not installed here, or not with what reads HDF5")
        found = 0
        for block in self.blocks(language):
            write(place, block)
            done = subprocess.run([*command, place], cwd=self.here, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, block + done.stderr)
            self.assertTrue(done.stdout or "h5py.File(" in block, block)   # shows something, or writes a file
            found += 1
        self.assertGreater(found, 0)

    def test_python(self):
        self.run_blocks("python")

    def test_r(self):
        self.run_blocks("r")

    def test_julia(self):
        self.run_blocks("julia")


class Package(Case):
    """Pages of the package of Python: all blocks of a language in turn, as one program."""

    def setUp(self):
        super().setUp()
        self.packages = os.path.join(os.path.dirname(harness.COGOV), "python")
        if not os.path.isdir(self.packages):
            self.skipTest("this build has no package of Python")

    def run_page(self, page, language, probe):
        command = LANGUAGES[language][0]
        place = os.path.join(self.here, "page")
        env = {**os.environ, "PYTHONPATH": self.packages, "COGOV_SCENARIOS": os.path.join(harness.SOURCE, "scenarios"),
               "PATH": os.path.dirname(harness.COGOV) + os.pathsep + os.environ["PATH"]}
        write(place, probe + "\n")
        if shutil.which(command[0]) is None or subprocess.run([*command, place], capture_output=True, env=env).returncode != 0:
            self.skipTest(f"{language} is not installed here, or not with what the page asks for")
        text = read(os.path.join(harness.SOURCE, "docs", page)).decode()
        blocks = re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)
        self.assertTrue(blocks)
        write(place, "\n".join(blocks))
        done = subprocess.run([*command, place], cwd=self.here, capture_output=True, text=True, env=env)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_python(self):
        said = self.run_page("python.md", "python", "import xarray, pandas")
        self.assertIn("('run', 'week', 'community', 'band', 'channel') uint32", said)
        self.assertIn("scenario.toml 1 9 ", said)   # a mistake with its place

    def test_python_in_chinese(self):
        self.assertIn("volunteers", self.run_page("python.zh.md", "python", "import xarray, pandas"))

    def test_r(self):
        said = self.run_page("r.md", "r", 'library(ncdf4); library(reticulate); use_python("/usr/bin/python3"); import("pandas")')
        self.assertIn("participation", said)   # the table of the program
        self.assertIn("scenario.toml:1:", said)   # a mistake, by Python


class Walkthroughs(Case):
    def walk(self, page):
        """Runs a page's blocks in one folder, in their order."""
        text = read(os.path.join(harness.SOURCE, "docs", page)).decode()
        path = {**os.environ, "PATH": os.path.dirname(harness.COGOV) + os.pathsep + os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        typed = 0
        for name, block in re.findall(r"^```(console|(?:toml|csv) [^\n]+)\n(.*?)^```", text, re.M | re.S):
            if name != "console":
                write(os.path.join(self.here, name.split(" ", 1)[1]), block)
                continue
            for command, answer in re.findall(r"^\$ ([^\n]*)\n((?:(?!\$ ).*\n)*)", block, re.M):
                done = subprocess.run(["bash", "-c", command], cwd=self.here, env=path, capture_output=True, text=True)
                said = done.stdout + done.stderr
                lines = [r"(?:.*\n)*?" if line == "..." else re.escape(line) + r" *\n" for line in answer.splitlines()]
                # Answers may end before the program does: lines on standard error say how long it took.
                self.assertRegex(said, r"\A" + "".join(lines), f"{page}: {command}")
                typed += 1
        return typed

    def test_first_scenario(self):
        self.assertGreater(self.walk("first-scenario.md"), 7)

    def test_quick_start_in_chinese(self):
        self.assertEqual(self.walk("quick-start.zh.md"), 4)

    def test_sweeps(self):
        self.assertEqual(self.walk("sweeps.md"), 4)

    def test_how_sure(self):
        self.assertEqual(self.walk("how-sure.md"), 6)

    def test_how_sure_in_chinese(self):
        self.assertEqual(self.walk("how-sure.zh.md"), 3)

    def test_decide(self):
        self.assertEqual(self.walk("decide.md"), 2)

    def test_decide_in_chinese(self):
        self.assertEqual(self.walk("decide.zh.md"), 2)   # what is decided it quotes from the English page
        english, chinese = (read(os.path.join(harness.SOURCE, "docs", page)).decode() for page in ("decide.md", "decide.zh.md"))
        for line in re.search(r"^```text\n(.*?)^```", chinese, re.M | re.S)[1].splitlines():
            self.assertIn(line + "\n" if line != "..." else "", english)

    def test_calibration(self):
        self.assertEqual(self.walk("calibration.md"), 4)

    def test_calibration_in_chinese(self):
        self.assertEqual(self.walk("calibration.zh.md"), 1)   # calibrating once is enough


class Pages(Case):
    def pages(self):
        for pattern in ("*.md", "docs/**/*.md", "scenarios/**/*.md"):
            yield from glob.glob(os.path.join(harness.SOURCE, pattern), recursive=True)

    def test_links_lead_to_files_and_headings(self):
        headings = {}
        for page in self.pages():
            text = re.sub(r"^```.*?^```", "", read(page).decode(), flags=re.M | re.S)
            titles = re.findall(r"^#+ (.*)$", text, re.M)
            headings[page] = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
        for page in headings:
            for link in re.findall(r"\]\(([^)\s]+)\)", read(page).decode()):
                if link.startswith(("https://", "http://")):
                    continue
                name, _, heading = link.partition("#")
                target = os.path.normpath(os.path.join(os.path.dirname(page), name)) if name else page
                self.assertTrue(os.path.exists(target), f"{page}: {link}")
                if heading:
                    self.assertIn(heading, headings[target], f"{page}: {link}")

    def test_every_page_is_in_the_index(self):
        docs = os.path.join(harness.SOURCE, "docs")
        index = read(os.path.join(docs, "README.md")).decode()
        for page in glob.glob(os.path.join(docs, "*.md")):
            if os.path.basename(page) != "README.md":
                self.assertIn(f"({os.path.basename(page)})", index)

    def test_every_experiment_is_a_scenario_or_has_a_reason(self):
        folder = os.path.join(harness.SOURCE, "scenarios", "evidence")
        with open(os.path.join(folder, "experiments.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        put = {row["scenario"] for row in rows if row["scenario"]}
        self.assertEqual(put, {name.removesuffix(".toml") for name in os.listdir(folder) if name.endswith(".toml")})
        for row in rows:
            self.assertTrue(row["contrast"] if row["scenario"] else row["reason"], row)
            self.assertTrue(row["source"], row)
            self.assertLessEqual(float(row["low"] or "-inf"), float(row["high"] or "inf"), row)

    def test_every_lever_is_told_of(self):
        page = read(os.path.join(harness.SOURCE, "docs", "levers.md")).decode()
        for lever in json.loads(self.run_well("describe", "lever", "--format", "json").out):
            self.assertRegex(page, rf"\| .*`{lever['name']}` ")

    def test_what_is_told_of_a_lever_stands_in_the_page_of_patterns(self):
        page = read(os.path.join(harness.SOURCE, "docs", "patterns.md")).decode()
        alone = page.split("\n## Each lever alone\n")[1].split("\n## ")[0]
        lines = (line.strip("| ").split("|") for line in alone.split("\n") if line.startswith("| `"))
        rows = {cells[0].split("`")[1]: [cell.strip() for cell in cells] for cells in lines}

        def numbers(*texts):
            return re.findall(r"[+-]?\d+\.\d{3}", " ".join(texts))
        model = json.loads(self.run_well("describe", "model", "--format", "json").out)
        version = next(row["version"] for row in model if row["name"] == "participation")
        for lever in json.loads(self.run_well("describe", "lever", "--format", "json").out):
            told, = json.loads(self.run_well("describe", "lever", lever["name"], "--format", "json").out)
            self.assertEqual({name: told[name] for name in lever}, lever)
            _, put_in, hand, hand_all, simulated, simulated_all, *added = rows[lever["name"]]
            self.assertEqual(numbers(told["simulated"]), numbers(simulated_all, simulated), lever["name"])
            self.assertIn(f"version {version} of the model", told["found in"])
            # Another demonstration, version or lever: tests/patterns/patterns.py is to be run again.
            if put_in == "acts in an emergency":
                self.assertNotIn("by hand", told)
                continue
            self.assertEqual(numbers(told["by hand"]), numbers(hand_all, hand), lever["name"])
            self.assertEqual(numbers(told["model adds"]), numbers(*added), lever["name"])
            self.assertEqual(told["put in"],
                             f"at {lever['demonstration']}: {put_in.replace('`', '')} a week")
            for english, chinese in (("by hand", "手算"), ("simulated", "模拟"), ("model adds", "模型增添")):
                self.assertEqual(numbers(told[chinese]), numbers(told[english]))

    def test_the_page_of_patterns_tells_every_lever_in_possible_worlds(self):
        page = read(os.path.join(harness.SOURCE, "docs", "patterns.md")).decode()
        worlds = page.split("\n## Each lever in possible worlds\n")[1].split("\n## ")[0]
        for lever in json.loads(self.run_well("describe", "lever", "--format", "json").out):
            row = re.search(rf"^\| {lever['name']}(?: \(against \w+\))? \| (.*) \|$", worlds, re.M)
            self.assertIsNotNone(row, lever["name"])
            cells = row[1].split(" | ")
            for effect, better, _ in (cells[:3], cells[3:]):   # of the priors, of the posterior
                middle, low, high = map(float, re.fullmatch(r"(\S+) \((\S+) to (\S+)\)", effect).groups())
                self.assertTrue(low <= middle <= high, row[0])
                if low > 0:   # at the least 95 % of the worlds lie there
                    self.assertGreater(float(better.rstrip(" %")), 94, row[0])

    def test_both_readmes_have_the_same_numbers(self):
        def numbers(page):
            lines = read(os.path.join(harness.SOURCE, page)).decode().split("\n")
            rows = [line for line in lines if line.startswith("| ") and "%" in line]
            return [re.findall(r"[\d.]+", row) for row in rows]
        self.assertEqual(numbers("README.md"), numbers("README.zh.md"))


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
