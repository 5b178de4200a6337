#!/usr/bin/env python3
"""Faults of the machine: writes that fail, bits that flip, sectors that are zeroed, files that are cut off. Whatever happens, a command
either does what it does without the fault or says what is wrong; no other number is ever read, stored or printed.

usage: faults_test.py PATH_TO_COGOV SOURCE_DIR [--thorough] [unittest's words]
"""
import errno
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import Case, NEVER, cogov, read, write  # noqa: E402

TOWN = """title = "Faults"
population = "{town}/population"
weeks = 5
burn_in = 2
replicates = {replicates}
[arms.base]
[arms.relief]
[[arms.relief.policies]]
lever = "admin_relief"
level = 0.5
[design]
kind = "factorial"
[design.factors]
"arms.relief.policies.admin_relief.level" = [0.25, 0.75]
"""


def pick(things, most):
    """All of them where there is time, else some, evenly."""
    things = list(things)
    if harness.THOROUGH or len(things) <= most:
        return things
    return [things[i * len(things) // most] for i in range(most)]


class Small(Case):
    """A tiny town in one community, so that files are small and runs are short."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario = write(os.path.join(cls.root, "s.toml"), TOWN.format(town=cls.town, replicates=18))

    def setUp(self):
        self.here = os.path.join(self.root, "here")
        shutil.rmtree(self.here, ignore_errors=True)
        os.mkdir(self.here)

    def made(self, name, *words):
        """A file made once, without faults."""
        path = os.path.join(self.root, name)
        if not os.path.exists(path):
            self.run_well(*words, "-o", path, "--quiet", cwd=self.root)
        return path


class FailedWrites(Small):
    """Calls that fail are made by a library that is loaded before the program (fail_call.c)."""
    CALLS = ("pwrite", "write", "fsync", "rename", "ftruncate")
    ERRORS = (errno.EIO, errno.ENOSPC)

    @classmethod
    def setUpClass(cls):
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None:
            raise unittest.SkipTest("needs a C compiler for the library that makes calls fail")
        super().setUpClass()
        cls.library = os.path.join(cls.root, "fail_call.so")
        subprocess.run([compiler, "-O1", "-shared", "-fPIC", os.path.join(harness.HERE, "fail_call.c"), "-o", cls.library, "-ldl"],
                       check=True)

    def preloaded(self, words, **settings):
        return cogov(*words, cwd=self.here, env={"LD_PRELOAD": self.library, **settings})

    def prepare(self, before):
        shutil.rmtree(self.here)
        shutil.copytree(before, self.here) if before else os.mkdir(self.here)

    def each_failing(self, words, right, before=None, again=None, kept=()):
        """Runs `words` with one call failing, for each call in turn; `right` is what r.h5 should be, `again` completes it."""
        self.prepare(before)
        count = os.path.join(self.root, "count")
        done = self.preloaded(words, COGOV_COUNT=count)
        self.assertEqual(done.code, 0, done)
        self.assertEqual(read(os.path.join(self.here, "r.h5")), right)
        made = {name: int(times) for name, times in (line.split() for line in read(count).decode().splitlines())}
        self.assertGreater(made["pwrite"], 50, made)
        failed = 0
        for call in self.CALLS:
            for number in pick(range(1, made[call] + 1), 12 if call == "pwrite" else 3):
                for error in self.ERRORS if harness.THOROUGH else (self.ERRORS[number % 2],):
                    self.prepare(before)
                    done = self.preloaded(words, COGOV_FAIL=f"{call}:{number}:{error}")
                    what = f"{call} {number} of {made[call]} with {os.strerror(error)}: {done}"
                    path = os.path.join(self.here, "r.h5")
                    for word in NEVER:
                        self.assertNotIn(word, done.err, what)
                    if os.path.exists(path):
                        self.assertEqual(read(path), right, what)
                    if done.code == 0:
                        self.assertTrue(os.path.exists(path), what)
                        continue
                    failed += 1
                    self.assertEqual(done.code, 1, what)
                    self.assertTrue(done.err, what)
                    for one in kept:
                        self.assertTrue(os.path.exists(os.path.join(self.here, one)), what)
                    if os.path.exists(path) or (harness.THOROUGH and failed % 5):
                        continue   # it was there already, or came before the call that failed; each fifth is enough
                    done = cogov(*(again or words), cwd=self.here)
                    self.assertEqual(done.code, 0, f"{what}\n{done}")
                    self.assertEqual(read(path), right, what)
        self.assertGreater(failed, 0)

    def test_run_gives_what_it_should_or_says_that_it_failed(self):
        words = ["run", self.scenario, "-o", "r.h5", "--quiet", "--threads", "1"]
        self.each_failing(words, read(self.made("run.h5", "run", self.scenario)), again=[*words, "--resume"])

    def test_sweep_gives_what_it_should_or_says_that_it_failed(self):
        words = ["sweep", self.scenario, "-o", "r.h5", "--quiet", "--threads", "1"]
        self.each_failing(words, read(self.made("sweep.h5", "sweep", self.scenario)), again=[*words, "--resume"])

    def test_resuming_gives_what_it_should_or_says_that_it_failed(self):
        right = read(self.made("run.h5", "run", self.scenario))
        stopped = os.path.join(self.root, "stopped")   # all parts are there, and room for the joined file was not
        os.mkdir(stopped)
        self.here = stopped
        self.preloaded(["run", self.scenario, "-o", "r.h5", "--quiet"], COGOV_FAIL=f"pwrite:1:{errno.EIO}")
        self.assertTrue(os.listdir(os.path.join(stopped, "r.cogov", "parts")))
        self.here = os.path.join(self.root, "here")
        words = ["run", self.scenario, "-o", "r.h5", "--quiet", "--resume", "--threads", "1"]
        self.each_failing(words, right, before=stopped)

    def test_merging_gives_what_it_should_and_keeps_the_shards_until_then(self):
        right = read(self.made("run.h5", "run", self.scenario))
        shards = os.path.join(self.root, "shards")
        os.mkdir(shards)
        for i in (0, 1):
            self.run_well("run", self.scenario, "-o", "r.h5", "--shard", f"{i}/2", "--quiet", cwd=shards)
        names = [f"r.shard-{i}-of-2.cogov" for i in (0, 1)]
        words = ["merge", "r.h5", *names, "--delete-parts"]
        parts = [os.path.join(name, "parts", part) for name in names for part in os.listdir(os.path.join(shards, name, "parts"))]
        self.each_failing(words, right, before=shards, kept=parts)


class Damage(Small):
    """One fault in a file that cogov wrote, then a command that reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("kinds")
        case.here = cls.root
        cls.right = {}
        results = case.made("run.h5", "run", cls.scenario, "--replicates", "3")
        sweep = case.made("sweep.h5", "sweep", cls.scenario, "--replicates", "2")
        case.run_well("run", cls.scenario, "--replicates", "2", "-o", "t.h5", "--trace", "trace.h5", "--trace-weeks", "0,3", "--quiet")
        case.run_well("synth", cls.scenario, "-o", "people.h5", "--quiet")
        write(os.path.join(cls.root, "p.toml"), TOWN.format(town=cls.town, replicates=1).replace(
            f"{cls.town}/population", "x.h5").replace("weeks = 5", "weeks = 1"))
        identity = re.search(r"\d+", cogov("explain", "trace.h5", "--week", "0", "--resident", "1", cwd=cls.root).out)[0]
        read_results = [["compare", "x.h5"], ["compare", "x.h5", "--split", "community", "--period", "1:3"],
                        ["export", "x.h5", "-o", "tables"], ["run", "x.h5", "-o", "again.h5", "--quiet"], ["check", "x.h5"]]
        if cogov("report", results, "-o", "page.html", cwd=cls.root).code == 0:
            read_results.append(["report", "x.h5", "-o", "page.html"])
        cls.kinds = [
            (results, read_results),
            (sweep, [["compare", "x.h5"], ["compare", "x.h5", "--point", "1"], ["export", "x.h5", "-o", "tables"]]),
            (os.path.join(cls.root, "people.h5"), [["run", os.path.join(cls.root, "p.toml"), "-o", "r.h5"]]),
            (os.path.join(cls.root, "trace.h5"), [["explain", "x.h5", "--week", "3", "--resident", identity]]),
        ]

    def kinds(self):
        pass

    def outcome(self, contents, words):
        """Status, what was printed and written, what was said, seconds, megabytes."""
        shutil.rmtree(self.here)
        os.mkdir(self.here)
        write(os.path.join(self.here, "x.h5"), contents)
        if words[0] == "run" and words[1].endswith(".toml"):   # a scenario finds its people beside it
            shutil.copy(words[1], os.path.join(self.here, "p.toml"))
            words = ["run", "p.toml", *words[2:]]
        out, err = os.path.join(self.root, "out"), os.path.join(self.root, "err")
        with open(out, "wb") as o, open(err, "wb") as e:
            run = subprocess.Popen([harness.COGOV, *words], cwd=self.here, stdout=o, stderr=e, stdin=subprocess.DEVNULL)
            _, status, used = os.wait4(run.pid, 0)
            run.returncode = os.waitstatus_to_exitcode(status)
        seconds = used.ru_utime + used.ru_stime
        left = {}
        for top, _, names in os.walk(self.here):
            for name in names:
                path = os.path.join(top, name)
                if name != "x.h5":
                    left[os.path.relpath(path, self.here)] = read(path)
        return run.returncode, (read(out), left), read(err).decode("utf-8", "replace"), seconds, used.ru_maxrss / 1000

    def check(self, contents, words, right, what):
        code, product, said, seconds, megabytes = self.outcome(contents, words)
        what = f"{what}: {words}: status {code}, {seconds:.1f} s, {megabytes:.0f} MB\n{said[:2000]}"
        self.assertIn(code, (0, 1, 2), what)
        self.assertLess(seconds, 2, what)
        self.assertLess(megabytes, 500, what)
        for word in NEVER:
            self.assertNotIn(word, said, what)
        if code == 0:
            self.assertEqual(product, right, what)
            return 0
        self.assertIn("x.h5", said, what)
        return 1

    def each_damaged(self, faults):
        """`faults(length)` gives (name, function of the bytes)s for each kind of file."""
        refused = 0
        for path, commands in self.kinds:
            sound = read(path)
            rights = [self.outcome(sound, words) for words in commands]
            for words, right in zip(commands, rights):
                self.assertEqual(right[0], 0, f"{words}: {right[2]}")
            for number, (name, spoil) in enumerate(faults(len(sound))):
                data = bytearray(sound)
                spoil(data)
                if data == sound:
                    continue
                k = number % len(commands)
                refused += self.check(bytes(data), commands[k], rights[k][1], f"{os.path.basename(path)}, {name}")
        self.assertGreater(refused, 0)

    def test_flipped_bits_are_never_read(self):
        luck = random.Random(17)

        def faults(length):
            for _ in range(7500 if harness.THOROUGH else 30):
                at, bit = luck.randrange(length), luck.randrange(8)
                yield f"byte {at} bit {bit}", lambda data, at=at, bit=bit: data.__setitem__(at, data[at] ^ 1 << bit)
        self.each_damaged(faults)

    def test_flipped_bits_where_the_file_begins_and_ends_are_never_read(self):
        def faults(length):
            for at in pick([*range(0, 800), *range(length - 400, length)], 24):
                yield f"byte {at}", lambda data, at=at: data.__setitem__(at, data[at] ^ 4)
        self.each_damaged(faults)

    def test_zeroed_sectors_are_never_read(self):
        luck = random.Random(18)

        def faults(length):
            sectors = list(range(0, length, 512))
            for at in [sectors[-1], *luck.sample(sectors, min(len(sectors), 125 if harness.THOROUGH else 6))]:
                end = min(at + 512, length)
                yield f"bytes {at} to {end}", lambda data, at=at, end=end: data.__setitem__(slice(at, end), bytes(end - at))
        self.each_damaged(faults)

    def test_files_cut_off_are_never_read(self):
        luck = random.Random(19)

        def faults(length):
            cuts = {luck.randrange(1, length) for _ in range(50 if harness.THOROUGH else 8)}
            for at in sorted(cuts | {length - n for n in (1, 8, 31, 32, 33, 40, 48, 512)}):
                yield f"cut at {at}", lambda data, at=at: data.__delitem__(slice(at, None))
        self.each_damaged(faults)

    def test_damaged_parts_plans_and_shards_are_found_out(self):
        luck = random.Random(20)
        right = read(self.made("merged.h5", "run", self.scenario))
        shards = os.path.join(self.root, "two")
        os.mkdir(shards)
        for i in (0, 1):
            self.run_well("run", self.scenario, "-o", "r.h5", "--shard", f"{i}/2", "--quiet", cwd=shards)
        names = [f"r.shard-{i}-of-2.cogov" for i in (0, 1)]
        files = [os.path.join(top, name) for top, _, found in os.walk(shards) for name in found if name.endswith(".h5")]
        for k in range(400 if harness.THOROUGH else 12):
            shutil.rmtree(self.here)
            shutil.copytree(shards, self.here)
            victim = os.path.join(self.here, os.path.relpath(files[k % len(files)], shards))
            data = bytearray(read(victim))
            at, bit = luck.randrange(len(data)), luck.randrange(8)
            data[at] ^= 1 << bit
            write(victim, bytes(data))
            what = f"{victim}, byte {at} bit {bit}"
            if k % 2:   # a plan is made anew; a part's runs are done again
                done = cogov("run", self.scenario, "-o", "r.h5", "--shard", f"{int('shard-1' in victim)}/2", "--resume", "--quiet",
                             cwd=self.here)
                self.assertEqual(done.code, 0, f"{what}\n{done}")
                done = cogov("merge", "r.h5", *names, cwd=self.here)
                self.assertEqual(done.code, 0, f"{what}\n{done}")
            else:
                done = cogov("merge", "r.h5", *names, cwd=self.here)
                for word in NEVER:
                    self.assertNotIn(word, done.err, f"{what}\n{done}")
                self.assertIn(done.code, (0, 1, 2), f"{what}\n{done}")
            if done.code == 0:
                self.assertEqual(read(os.path.join(self.here, "r.h5")), right, what)
            else:
                self.assertFalse(os.path.exists(os.path.join(self.here, "r.h5")), what)

    def test_damage_is_not_written_anew_by_resuming(self):
        right = read(self.made("run18.h5", "run", self.scenario))
        luck = random.Random(21)
        for _ in range(200 if harness.THOROUGH else 10):
            data = bytearray(right)
            data[luck.randrange(len(data))] ^= 1 << luck.randrange(8)
            write(os.path.join(self.here, "r.h5"), bytes(data))
            done = cogov("run", self.scenario, "-o", "r.h5", "--resume", "--quiet", cwd=self.here)
            if done.code != 0:
                self.assertEqual(read(os.path.join(self.here, "r.h5")), bytes(data))
                self.assertIn("r.h5", done.err)
            else:
                self.assertEqual(read(os.path.join(self.here, "r.h5")), right)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(harness.main(__doc__))
