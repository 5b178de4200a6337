#!/usr/bin/python3
"""install_test.py PATH_TO_COGOV SOURCE_DIR [-k substring]: the manual page and bash's completion tell all of the command line,
and what `cmake --install` of the program's build tree leaves works where it is put."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import Case, cogov, read, write  # noqa: E402


def described():
    """{command: [(names of an option or argument, its value)]}"""
    commands = {}
    for row in json.loads(cogov("describe", "command", "--format", "json", cwd="/").out):
        options = commands.setdefault(row["command"], [])
        if row["option"]:
            options.append((row["option"].split(", "), row["value"]))
    return commands


class ManPage(Case):
    def page(self):
        return write(os.path.join(self.here, "cogov.1"), self.run_well("describe", "command", "--format", "man").out)

    @unittest.skipUnless(shutil.which("man"), "man is not installed here")
    def test_has_every_command_and_option_and_renders_without_warnings(self):
        done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", self.page()], capture_output=True, text=True,
                              env={**os.environ, "MANWIDTH": "1000", "LC_ALL": "C.UTF-8"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        text = re.sub(".\b", "", done.stdout)   # bold is struck over
        sections = re.split(r"^ +cogov ([a-z]+) \[OPTIONS\]", text, flags=re.M)
        sections = dict(zip(sections[1::2], sections[2::2]))
        self.assertEqual(list(sections), list(described()))
        for command, options in described().items():
            for names, value in options:
                self.assertIn(f"{', '.join(names).removesuffix('...')} {value}".rstrip(), sections[command])

    def test_is_of_the_whole_command_line(self):
        self.refused(cogov("describe", "lever", "--format", "man", cwd=self.here), "cogov describe command --format man")


class Completion(Case):
    def completed(self, *words):
        """What bash offers for the last of the words after `cogov`."""
        script = self.run_well("describe", "command", "--format", "bash").out
        ask = 'COMP_WORDS=(cogov "$@"); COMP_CWORD=$#; _cogov; printf "%s\\n" "${COMPREPLY[@]}"'
        done = subprocess.run(["bash", "-uc", f"{script}\n{ask}", "bash", *words], cwd=self.here,
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        return done.stdout.split("\n")[:-1] if done.stdout.strip() else []

    def test_commands(self):
        self.assertEqual(self.completed(""), list(described()))
        self.assertEqual(self.completed("comp"), ["compare"])
        self.assertEqual(self.completed("--ver"), ["--version"])

    def test_options_of_every_command(self):
        for command, options in described().items():
            names = [name for names, _ in options for name in names if name.startswith("-")]
            self.assertEqual(self.completed(command, "-"), ["-h", "--help", *names])
        self.assertEqual(self.completed("run", "town.toml", "--re"), ["--replicates", "--resume"])

    def test_words_that_an_option_or_argument_may_have(self):
        self.assertEqual(self.completed("run", "--format", ""), ["text", "csv", "json"])
        self.assertEqual(self.completed("compare", "town.h5", "--show", "e"), ["equity", "effects"])
        self.assertEqual(self.completed("run", "--format", "=", "js"), ["json"])   # bash parts --format=js so
        self.assertEqual(self.completed("run", "--format", "="), ["text", "csv", "json"])
        self.assertEqual(self.completed("describe", "le"), ["lever"])
        self.assertEqual(self.completed("describe", "--format", "json", "--model", "age"), ["ageing"])
        self.assertEqual(self.completed("describe", "--format", "json", "le"), ["lever"])
        self.assertEqual(self.completed("describe", "lever", "le"), [])

    def test_file_names(self):
        os.mkdir(os.path.join(self.here, "two words"))
        for name in ("town.toml", "town.h5", "two words/more.h5"):
            write(os.path.join(self.here, name), "")
        self.assertEqual(self.completed("run", ""), ["town.h5", "town.toml", "two words"])
        self.assertEqual(self.completed("compare", "t"), ["town.h5", "two words"])
        self.assertEqual(self.completed("compare", "two words/"), ["two words/more.h5"])
        self.assertEqual(self.completed("run", "town.toml", "-o", ""), ["town.h5", "two words"])
        self.assertEqual(self.completed("new", ""), ["two words"])
        self.assertEqual(self.completed("merge", "town.h5", "a", "town"), ["town.h5", "town.toml"])

    def test_nothing_where_nothing_can_be_known(self):
        for words in (["run", "--seed", ""], ["run", "--quiet", "town.toml", ""], ["nonsense", ""], ["nonsense", "-"]):
            self.assertEqual(self.completed(*words), [])


class Installed(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prefix = os.path.join(cls.root, "a prefix")
        build = os.path.dirname(harness.COGOV)
        subprocess.run(["cmake", "--install", build, "--prefix", cls.prefix], check=True, capture_output=True)
        cls.built, harness.COGOV = harness.COGOV, os.path.join(cls.prefix, "bin", "cogov")

    @classmethod
    def tearDownClass(cls):
        harness.COGOV = cls.built
        super().tearDownClass()

    def test_finds_its_scenarios(self):
        scenarios = re.search("^Scenarios to start from: (.*)$", self.run_well("--help").out, re.M)[1]
        for folder, _, names in os.walk(scenarios):
            for name in names:
                if name.endswith(".toml"):
                    self.run_well("check", os.path.join(folder, name))
        self.run_well("run", os.path.join(scenarios, "small", "brock_durlauf.toml"), "--replicates", "1", "--weeks", "2", "--quiet")

    def test_has_its_manual(self):
        manual = re.search("^Manual: (.*)$", self.run_well("--help").out, re.M)[1]
        for page in ("README.md", "README.zh.md", "LICENSE", "CITATION.cff", "docs/README.md", "docs/odd.md"):
            self.assertEqual(read(os.path.join(manual, page)), read(os.path.join(harness.SOURCE, page)))

    def test_has_the_pages_that_the_program_writes(self):
        share = os.path.join(self.prefix, "share")
        for kind, path in (("man", "man/man1/cogov.1"), ("bash", "bash-completion/completions/cogov")):
            self.assertEqual(read(os.path.join(share, path)).decode(),
                             self.run_well("describe", "command", "--format", kind).out)

    def test_has_the_package_of_python(self):
        if not os.path.isdir(os.path.join(os.path.dirname(self.built), "python")):
            self.skipTest("this build has no package of Python")
        places = glob.glob(os.path.join(self.prefix, "lib", "python3*", "site-packages"))
        done = subprocess.run([sys.executable, "-c", "import cogov; cogov.examples.boli().check(); print(cogov.__file__, cogov.examples.folder())"],
                              capture_output=True, text=True, cwd="/", env={**os.environ, "PYTHONPATH": places[0]})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.split(f"{self.prefix}{os.sep}")[1:], ["lib/" + places[0].split("/lib/")[1] + "/cogov/__init__.py ", "share/cogov/scenarios\n"])

    def test_a_program_that_was_only_built_names_no_place(self):
        self.assertNotIn("Manual:", subprocess.run([self.built, "--help"], capture_output=True, text=True).stdout)


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
