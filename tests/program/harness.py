"""What tests of the program share: running it as people do, in a temporary folder, and looking at what it says and leaves."""
import os
import subprocess
import sys
import tempfile
import unicodedata
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))

COGOV = SOURCE = None        # set in main
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
    done = subprocess.run([COGOV, *map(str, words)], cwd=cwd, capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
                          env=None if env is None else {**os.environ, **env})
    return Result(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"), cwd)


def write(path, text):
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


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


def main(doc):
    """PATH_TO_COGOV SOURCE_DIR, then unittest's own words."""
    global COGOV, SOURCE
    words = sys.argv[1:]
    places = []
    while words and not words[0].startswith("-"):
        places.append(words.pop(0))
    if len(places) != 2:
        print(doc, file=sys.stderr)
        return 2
    COGOV, SOURCE = map(os.path.abspath, places)
    if not os.access(COGOV, os.X_OK):
        print(f"{COGOV} is no program", file=sys.stderr)
        return 2
    ran = unittest.main("__main__", argv=[sys.argv[0], *words], exit=False)
    return 0 if ran.result.wasSuccessful() else 1
