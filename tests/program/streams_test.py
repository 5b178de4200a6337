#!/usr/bin/python3
"""streams_test.py PATH_TO_COGOV SOURCE_DIR [-k substring]: what becomes of results and status where standard output or standard
error is full, closed, or a pipe that nobody reads; and that names are shown, not obeyed."""
import csv
import io
import json
import os
import subprocess
import sys

import h5py

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import Case, SMALL, cogov, read, write  # noqa: E402

NOWHERE = "was printed could not be written"
ENOUGH = ["--set", "weeks=54", "--set", "burn_in=1", "--set", "replicates=2", "--quiet"]


class Streams(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        write(os.path.join(cls.town, "swept.toml"), 'include = "scenario.toml"\n[design]\nkind = "factorial"\n[design.factors]\n'
              '"arms.relief.policies.admin_relief.level" = [0.2, 0.4]\n')
        write(os.path.join(cls.town, "asked.toml"), 'include = "scenario.toml"\nresidents = 300\n[decision]\nbudget = 9_000\nlevers = ["points"]\n')
        made = cogov("run", "town/scenario.toml", "-o", "r.h5", *ENOUGH, "--trace", "t.h5", cwd=cls.root)
        assert made.code == 0, made
        made = cogov("run", "town/scenario.toml", "-o", "s.h5", "--shard", "0/1", *SMALL, cwd=cls.root)
        assert made.code == 0, made

    def commands(self):
        """Every command that prints, with the file that it makes, where it makes one."""
        up = lambda name: os.path.join(self.root, name)   # noqa: E731
        return {
            "run": (["run", self.scenario, "-o", "x.h5", *SMALL, "--no-progress"], "x.h5"),
            "loud run": (["run", self.scenario, "-o", "x.h5", *SMALL[:-1], "--verbose", "--trace", "trace.h5"], "x.h5"),
            "sweep": (["sweep", os.path.join(self.town, "swept.toml"), "-o", "x.h5", *SMALL], "x.h5"),
            "dry run": (["sweep", os.path.join(self.town, "swept.toml"), "--dry-run", "--format", "csv", *SMALL], None),
            "decide": (["decide", os.path.join(self.town, "asked.toml"), "-o", "x.h5", *SMALL], "x.h5"),
            "check": (["check", self.scenario], None),
            "describe": (["describe", "parameter"], None),
            "new": (["new", "made"], "made/scenario.toml"),
            "synth": (["synth", self.scenario, "-o", "p.h5", "--verbose"], "p.h5"),
            "bench": (["bench", "--residents", "600", "--seconds", "0.01", "--threads", "1", "--memory", "32M"], None),
            "compare": (["compare", up("r.h5")], None),
            "weekly": (["compare", up("r.h5"), "--show", "weekly", "--format", "csv"], None),
            "report": (["report", up("r.h5"), "-o", "r.html"], "r.html"),
            "merge": (["merge", "m.h5", up("s.shard-0-of-1.cogov")], "m.h5"),
            "export": (["export", up("r.h5"), "-o", "tables"], "tables/runs.csv"),
            "explain": (["explain", up("t.h5"), "--resident", "1", "--week", "0"], None),
            "help": (["--help"], None),
            "version": (["--version"], None),
        }

    def shell(self, words, redirected, code_of=None):
        """Runs in a folder of its own; the program's status."""
        folder = os.path.join(self.here, "f%d" % len(os.listdir(self.here)))
        os.mkdir(folder)
        line = 'set -o pipefail; "$0" "$@" ' + redirected
        done = subprocess.run(["bash", "-c", line, harness.COGOV, *map(str, words)], cwd=folder, capture_output=True, timeout=120,
                              check=False)
        self.assertNotIn(b"terminate", done.stderr)
        self.assertGreaterEqual(done.returncode, 0)
        return harness.Result(done.returncode, done.stdout.decode(), done.stderr.decode(), folder)

    def whole(self, name, made, folder, undisturbed):
        if made is None:
            return
        path = os.path.join(folder, made)
        self.assertTrue(os.path.exists(path), name)
        if name != "report":
            self.assertEqual(read(path), read(os.path.join(undisturbed, made)), name)

    def test_lost_messages_lose_nothing_else(self):
        for name, (words, made) in self.commands().items():
            calm = self.shell(words, "")
            self.assertEqual(calm.code, 0, calm)
            for how in ("2>/dev/full", "2>&-"):
                with self.subTest(name, how=how):
                    done = self.shell(words, how)
                    self.assertEqual(done.code, 0, done)
                    if name != "bench" and "run" not in name:   # they tell times
                        self.assertEqual(done.out.replace(done.folder, ""), calm.out.replace(calm.folder, ""))
                    self.whole(name, made, done.folder, calm.folder)

    def test_lost_tables_are_told_and_lose_nothing_else(self):
        for name, (words, made) in self.commands().items():
            calm = self.shell(words, "")
            for how in (">/dev/full", ">&-", ">/dev/full 2>&-", ">&- 2>&-"):
                with self.subTest(name, how=how):
                    done = self.shell(words, how)
                    self.assertEqual(done.code, 0 if name == "merge" else 1, done)   # merge prints messages alone
                    if "2>" not in how and name != "merge":
                        self.assertIn(NOWHERE, done.err)
                    self.whole(name, made, done.folder, calm.folder)

    def test_a_reader_that_ends_early_loses_nothing_and_hears_nothing(self):
        for name, (words, made) in self.commands().items():
            calm = self.shell(words, "")
            with self.subTest(name):
                done = self.shell(words, "| true")
                self.assertIn(done.code, (0, 141), done)   # 141 where it had more to say, as after SIGPIPE
                self.assertNotIn("Broken pipe", done.err)
                self.assertNotIn(NOWHERE, done.err)
                self.whole(name, made, done.folder, calm.folder)
        first = self.shell(self.commands()["compare"][0], "| head -1")
        self.assertEqual(first.out.count("\n"), 1)
        self.assertEqual(first.err, "")

    def test_messages_are_never_written_into_a_file(self):
        for closed in ("<&- 2>&-", "<&- >&- 2>&-", ">&- 2>&-"):
            done = self.shell(["run", self.scenario, "-o", "x.h5", *SMALL[:-1], "--verbose"], closed)
            self.assertIn(done.code, (0, 1))
            with h5py.File(os.path.join(done.folder, "x.h5")) as file:
                self.assertEqual(file["participants"].shape[1], 4)


HOSTILE = "\x1b[31mred\x1b[0m"
SENT = ("\x1b", "\x7f", "\x9b", "\u202e", "\u2066")


class Names(Case):
    def files(self, **texts):
        """A results file whose names are as some earlier program, or somebody else, may have written them."""
        folder = self.here
        made = cogov("run", self.scenario, "-o", "r.h5", *SMALL, cwd=folder)
        self.assertEqual(made.code, 0, made)
        path = os.path.join(folder, "r.h5")
        with harness.editing(path) as file:
            for name, text in texts.items():
                values = file[name][:]
                values[0] = text.encode()
                file[name][:] = values
        return path

    def test_old_files_with_hostile_names_are_shown_not_obeyed(self):
        hostile = HOSTILE + "\x7f\x9b\u202e\u2066"
        path = self.files(community=hostile, **{"arms/title": hostile})
        with harness.editing(path) as file:
            file.attrs["title"] = HOSTILE + "\nsecond line"
        for words in ([], ["--split", "community"], ["--show", "weekly", "--split", "community"], ["--show", "order"]):
            for form in ("text", "csv", "json"):
                done = self.run_well("compare", path, *words, "--format", form)
                for sent in SENT:
                    self.assertNotIn(sent, done.out + done.err)
                if form == "json" and "--split" in words[:1]:
                    self.assertIn(hostile, json.loads(done.out)["arms"][0]["communities"])
        text = self.run_well("compare", path, "--split", "community").out
        self.assertIn("\\x1b[31mred\\x1b[0m", text)
        self.assertTrue(text.startswith("\\x1b[31mred\\x1b[0m\\nsecond line"))
        self.run_well("export", path, "-o", "tables")
        for name in os.listdir(os.path.join(self.here, "tables")):
            for sent in SENT:
                self.assertNotIn(sent.encode(), read(os.path.join(self.here, "tables", name)))

    def test_names_in_messages_are_shown_not_obeyed(self):
        bad = write(os.path.join(self.here, "s.toml"), f'title = "x"\nwrongkey = "{HOSTILE}"\n'.replace("\x1b", "\\u001b"))
        raw = write(os.path.join(self.here, "raw.toml"), f'title = {HOSTILE}\n')
        for words in (["check", bad], ["check", raw], ["check", HOSTILE], [HOSTILE], ["compare", HOSTILE + ".h5"],
                      ["describe", "lever", HOSTILE]):
            done = cogov(*words, cwd=self.here)
            self.assertEqual(done.code, 2, done)
            self.assertNotIn("\x1b", done.err)
        self.assertIn("\\x1b[31mred", cogov("check", HOSTILE, cwd=self.here).err)

    def test_cells_that_a_spreadsheet_would_compute_are_texts(self):
        path = self.files(community='=HYPERLINK("http://x","y")', **{"arms/title": "+1+1"})
        self.run_well("export", path, "-o", "tables")
        with open(os.path.join(self.here, "tables", "runs.csv"), encoding="utf-8-sig", newline="") as file:
            self.assertEqual(next(csv.DictReader(file))["arm_title"], "'+1+1")
        for name in os.listdir(os.path.join(self.here, "tables")):
            if name.endswith(".csv"):
                with open(os.path.join(self.here, "tables", name), encoding="utf-8-sig", newline="") as file:
                    self.no_formulas(csv.reader(file))
        out = self.run_well("compare", path, "--split", "community", "--format", "csv").out
        self.assertIn("'=HYPERLINK", out)
        self.no_formulas(csv.reader(io.StringIO(out)))
        self.assertIn("=HYPERLINK", self.run_well("compare", path, "--split", "community").out)   # people may see what it is
        # Without Chromium on its path it draws no pictures, which hold no cells.
        done = cogov("report", path, "-o", "r.html", "--figures", "figures", cwd=self.here, env={"PATH": self.here})
        self.assertEqual(done.code, 0, done)
        for name in os.listdir(os.path.join(self.here, "figures")):
            if name.endswith(".csv"):
                with open(os.path.join(self.here, "figures", name), encoding="utf-8-sig", newline="") as file:
                    self.no_formulas(csv.reader(file))

    def no_formulas(self, rows):
        for row in rows:
            for cell in row:
                if cell[:1] in tuple("=+-@\t\r"):
                    float(cell)

    def test_names_that_tables_have_themselves_are_refused(self):
        for arm in ("all", "everybody"):
            bad = write(os.path.join(self.town, "arms.toml"), f'include = "scenario.toml"\n[arms.{arm}]\n')
            self.refused(cogov("check", bad, cwd=self.here), f"the name of the arm '{arm}'", "choose another name")
        fine = write(os.path.join(self.town, "arms.toml"), 'include = "scenario.toml"\n[arms.All]\n[arms.all-of-it]\n')
        self.run_well("check", fine)
        table = read(os.path.join(self.town, "population", "communities.csv")).decode()
        folder = os.path.join(self.here, "population")
        os.mkdir(folder)
        for name in os.listdir(os.path.join(self.town, "population")):
            write(os.path.join(folder, name), read(os.path.join(self.town, "population", name)))
        for old, new in (("Dongfeng", "all"), ("东风", "全体"), ("Zhongxin", "all"), ("Dongfeng", "a\x1b[1m"), ("Dongfeng", '"a\nb"')):
            write(os.path.join(folder, "communities.csv"), table.replace(old, new))
            done = cogov("check", self.scenario, "--population", folder, cwd=self.here)
            self.refused(done, "communities.csv:2", "the name '")
            self.assertNotIn("\x1b", done.err)

    def test_titles_have_no_control_characters(self):
        for line in ('title = "a\\u001b[1m"', 'title_zh = "two\\nlines"', '[arms.base]\ntitle = "a\\u0007"', 'title = "\\u202eabc"'):
            bad = write(os.path.join(self.town, "title.toml"), f'population = "population"\n{line}\n')
            self.refused(cogov("check", bad, cwd=self.here), "has the character \\", "leave it out")

    def test_a_group_called_all_in_an_old_file_is_told_apart_from_everybody(self):
        path = self.files(community="all")
        for words in (["--split", "community"], ["--show", "weekly", "--split", "community"]):
            out = self.run_well("compare", path, *words, "--format", "csv").out
            found = list(csv.DictReader(io.StringIO(out)))
            self.assertEqual({row["community"] for row in found} & {"all", "(all)"}, {"all", "(all)"})
            keys = [tuple(row.get(name) for name in ("arm", "community", "measure", "week")) for row in found]
            self.assertEqual(len(keys), len(set(keys)))
        groups = json.loads(self.run_well("compare", path, "--split", "community", "--format", "json").out)["arms"][0]["communities"]
        self.assertEqual(len(groups), 3)
        self.assertIn("(all)", self.run_well("compare", path, "--split", "community").out)


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
