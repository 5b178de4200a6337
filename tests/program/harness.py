"""What tests of the program share: running it as people do, in a temporary folder, and looking at what it says and leaves."""
import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unicodedata
import unittest

import h5py

HERE = os.path.dirname(os.path.abspath(__file__))

COGOV = SOURCE = None        # set in main
KILLS = 12                   # how many a test of kills makes; --kills
THOROUGH = False             # everything in place of a sample, which takes from minutes to hours; --thorough
SMALL = ["--set", "weeks=4", "--set", "burn_in=2", "--set", "replicates=2", "--quiet"]
# People age at the end of week -1 and of week 51; the second makes a row of /yearly.
SHORT = ["--set", "weeks=12", "--set", "burn_in=2", "--set", "replicates=3", "--quiet"]
YEAR = ["--set", "weeks=54", "--set", "burn_in=2", "--set", "replicates=3", "--quiet"]
NEVER = ["terminate", "what()", "std::", "Assertion", "assert(", "Segmentation", "Sanitizer"]

HEAD = 'population = "population"\nweeks = 4\nburn_in = 2\nreplicates = 2\n'
POLICY = '[arms.base]\n[arms.x]\n[[arms.x.policies]]\nlever = "admin_relief"\n'


class Result:
    def __init__(self, code, out, err, folder):
        self.code, self.out, self.err, self.folder = code, out, err, folder

    def __str__(self):
        return f"status {self.code}\n--- stdout\n{self.out[:2000]}\n--- stderr\n{self.err[:4000]}"


def cogov(*words, cwd, env=None):
    done = subprocess.run([COGOV, *map(str, words)], cwd=cwd, capture_output=True, timeout=240, stdin=subprocess.DEVNULL,
                          env=None if env is None else {**os.environ, **env})
    return Result(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"), cwd)


def write(path, text):
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


@contextlib.contextmanager
def editing(path):
    """An HDF5 file, to be changed on purpose: without the word that it has checksums, which h5py cuts off."""
    with h5py.File(path, "r+") as file:
        file.attrs.pop("cogov_checksums", None)
        yield file


def line_of(text, mark):
    """Number of the line with the first `mark`."""
    text = text if isinstance(text, bytes) else text.encode("utf-8")
    at = text.find(mark.encode("utf-8"))
    assert at >= 0, mark
    return text.count(b"\n", 0, at) + 1


def cells(text):
    """How many columns of a terminal a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def on_screen(line):
    """A line with one character for each column of a terminal."""
    return "".join(c + ("\0" if cells(c) == 2 else "") for c in line)


class Case(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory(prefix="cogov_test_")
        cls.root = cls.kept.name
        made = cogov("new", "town", cwd=cls.root)
        assert made.code == 0, made
        cls.town = os.path.join(cls.root, "town")

    @classmethod
    def tearDownClass(cls):
        cls.kept.cleanup()

    def setUp(self):
        self.here = tempfile.mkdtemp(dir=self.root)
        self.scenario = os.path.join(self.town, "scenario.toml")

    def run_well(self, *words, cwd=None):
        done = cogov(*words, cwd=cwd or self.here)
        self.assertEqual(done.code, 0, done)
        return done

    def said(self, done, code, *words):
        """A mistake: status, sentence on stderr, nothing on stdout."""
        self.assertEqual(done.code, code, done)
        for word in words:
            self.assertIn(word, done.err, done)
        for word in NEVER:
            self.assertNotIn(word, done.out + done.err, done)
        self.assertTrue(done.err.endswith("\n"), done)

    def refused(self, done, *words, code=2):
        self.said(done, code, *words)
        self.assertEqual(done.out, "", done)

    def leaves(self, *names):
        self.assertEqual(sorted(os.listdir(self.here)), sorted(names))


def make_replicates_alike(path):
    """Every run of a results file gets the numbers of the first replicate of its arm."""
    with editing(path) as file:
        arm, replicate = file["arm_index"][:], file["replicate"][:]
        first = {a: i for i, a in enumerate(arm) if replicate[i] == 0}
        for group in ("/", "summary", "yearly"):
            for item in file[group].values() if group in file or group == "/" else []:
                if isinstance(item, h5py.Dataset) and item.ndim > 1 and item.shape[0] == len(arm):
                    item[:] = item[:][[first[a] for a in arm]]


class Stoppable(Case):
    """Runs of self.scenario into r.h5 that are stopped and resumed. Subclasses say the command and how many runs it makes."""
    command, runs = "run", 0

    def undisturbed(self):
        """The file that a run without a stop leaves, made once."""
        path = os.path.join(self.root, f"undisturbed_{self.command}.h5")
        if not os.path.exists(path):
            began = time.monotonic()
            self.run_well(self.command, self.scenario, "-o", path, "--quiet")
            type(self).seconds = time.monotonic() - began
        return path

    def started(self, *words):
        return subprocess.Popen([COGOV, self.command, self.scenario, "-o", "r.h5", "--no-progress", *words], cwd=self.here,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def kill_after(self, seconds, *words):
        """What it had said."""
        run = self.started(*words)
        time.sleep(seconds)
        run.send_signal(signal.SIGKILL)
        return run.communicate()[1]

    def parts(self):
        """Runs that are safe: in parts that have their final name, or in the joined file."""
        if os.path.exists(os.path.join(self.here, "r.h5")):
            return self.runs
        runs = {}   # parts set aside by a resumption that was itself killed count too
        top = os.path.join(self.here, "r.cogov")
        for folder in os.listdir(top) if os.path.isdir(top) else []:
            if not folder.startswith("parts") or folder.startswith("parts.done"):
                continue
            folder = os.path.join(top, folder)
            for name in os.listdir(folder) if os.path.isdir(folder) else []:
                if name.endswith(".h5"):
                    with h5py.File(os.path.join(folder, name)) as file:
                        runs[name] = len(file["runs/status"])
        return sum(runs.values())

    def clear(self):
        shutil.rmtree(os.path.join(self.here, "r.cogov"), ignore_errors=True)
        if os.path.exists(os.path.join(self.here, "r.h5")):
            os.remove(os.path.join(self.here, "r.h5"))

    def resumed(self, *words):
        """Goes on to the end; returns how many runs were there already."""
        done = self.run_well(self.command, self.scenario, "-o", "r.h5", "--resume", "--no-progress", *words)
        return int(re.search(r"resuming: (\d+) of \d+ runs", done.err)[1]), done

    def same(self, path="r.h5"):
        self.assertEqual(read(os.path.join(self.here, path)), read(self.undisturbed()))

    def check_kills(self):
        """Killed at random moments, nothing is lost or repeated, and the same bytes come out in the end."""
        self.undisturbed()
        luck, kills = random.Random(4), 0
        while kills < KILLS:
            self.clear()
            for _ in range(3):   # the same run, killed up to three times
                there = self.parts()
                told = re.search(r"resuming: (\d+) of", self.kill_after(luck.uniform(0, self.seconds), "--resume"))
                kills += 1
                if told:
                    self.assertEqual(int(told[1]), there)
                    self.assertGreaterEqual(self.parts(), there)
            there = self.parts()
            self.assertEqual(self.resumed()[0], there)
            self.same()
            self.leaves("r.h5", "s.toml")

    def check_full_disk(self, blocks):
        """A limit on the size of files, in blocks of 1024 bytes, stands for a disk without room."""
        self.undisturbed()
        self.clear()
        limited = subprocess.run(["bash", "-c", f'ulimit -f {blocks}; exec "{COGOV}" {self.command} s.toml -o r.h5 --quiet'],
                                 cwd=self.here, capture_output=True, text=True)
        self.assertEqual(limited.returncode, 1, limited.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.here, "r.h5")))
        there = self.parts()
        self.assertEqual(self.resumed()[0], there)
        self.same()


def main(doc):
    """PATH_TO_COGOV SOURCE_DIR, then --kills N for tests of kills, --thorough for those of faults, --without CLASS for all
    but one, then unittest's own words: names of classes or tests, -k, -v."""
    global COGOV, SOURCE, KILLS, THOROUGH
    words = sys.argv[1:]
    if "--thorough" in words:
        THOROUGH = True
        words.remove("--thorough")
    if "--kills" in words:
        at = words.index("--kills")
        KILLS = int(words[at + 1])
        del words[at:at + 2]
    if "--without" in words:
        at = words.index("--without")
        left_out = words[at + 1]
        cases = {name: it for name, it in vars(sys.modules["__main__"]).items() if isinstance(it, type) and issubclass(it, unittest.TestCase)}
        del cases[left_out]   # a name that is none is a mistake
        words[at:at + 2] = cases
    places, words = words[:2], words[2:]
    if len(places) != 2 or any(place.startswith("-") for place in places):
        print(doc, file=sys.stderr)
        return 2
    COGOV, SOURCE = map(os.path.abspath, places)
    if not os.access(COGOV, os.X_OK):
        print(f"{COGOV} is no program", file=sys.stderr)
        return 2
    ran = unittest.main("__main__", argv=[sys.argv[0], *words], exit=False)
    return 0 if ran.result.wasSuccessful() else 1
