#!/usr/bin/python3
"""mutation.py [--most N] [--list] [--build DIR]: would the tests of the arithmetic notice a wrong equation?

Changes one operator, coefficient, bound or time of the model's equations at a time, builds the scalar kernels and
tests/models/participation/arithmetic_test.cpp anew, and runs them. A change that no test notices survives; survivors.txt says of those
that are known why. Exit status 1 where fewer than 95 % die or a survivor is not explained.

Needs ./check's release build (its libraries hold what is not changed).
"""
import argparse
import concurrent.futures
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MODEL = "models/participation/"
# Where the equations are; a range of lines is given by texts of its first and last line.
EQUATIONS = [
    ("choice.hpp", "inline auto leisure(", "// The channel that u"),
    ("service.hpp", "const mask open", "return out;"),
    ("trust.hpp", "struct tie_rules", "out.neighbour_trust = in_layer"),
    ("trust.hpp", "const std::size_t ties_outside", "out.trust_in_others ="),
    ("volunteers.hpp", "Real move_to(", "return {stays |"),
    ("communities.cpp", "const auto of =", "w.recruit ="),
    ("workers.cpp", "double quit_chance(", "all.vacant_weeks[at] = static_cast"),
    ("policies.cpp", "double paid_strength(", "bool in_emergency("),
    ("policies.cpp", "const float y =", "any = true"),
    ("levers.cpp", "float coefficient_of(", "default:"),
    ("levers.hpp", "inline constexpr std::array levers", "};\n// clang-format on"),
    ("week.kernel.cpp", "const Value one(1.0F), zero(0.0F);", "sim::load<Pack>(here.recruit)"),
    ("week.cpp", "demand_[at] =", "demand_[at] ="),
    ("week.kernel.cpp", "to.p_contact = ", "to.contacted ="),
    ("week.kernel.cpp", "const real engaged = move_to", "const real tired ="),
]
# A week's order: what is read new or old, and from whom. (file, what stands there, what is put in its place)
ORDER = [
    ("week.kernel.cpp", "to.service.institution_trust, past, to.contacted,", "from.institution_trust, past, to.contacted,"),
    ("week.kernel.cpp", "past.fatigue,\n        to.recruit_chance,",
     "move_to(past.fatigue, p.fatigue_rate, sim::select(to.builds, real(1.0F), real(0.0F))), to.recruit_chance,"),
    ("week.kernel.cpp", "past.engagement, past.volunteer);", "sim::select(past.volunteer, real(1.0F), real(0.0F)), past.volunteer);"),
    ("week.kernel.cpp", "sim::select(to.contacted, real(1.0F), to.p_heard)", "sim::select(to.contacted, real(1.0F), to.aware)"),
    ("week.kernel.cpp", "here.experience_rate, one_or_none", "p.habit_rate, one_or_none"),
    ("week.kernel.cpp", "from.others.asked, from.others.asked_at_home)", "from.others.asked_at_home, from.others.asked)"),
    ("week.kernel.cpp", "to.takes_part = to.channel != word(none)", "to.takes_part = to.channel == word(none)"),
    ("week.kernel.cpp", "to.builds = to.channel == word(build)", "to.builds = to.channel == word(govern)"),
    ("trust.hpp", "in_layer = in_layer + w;", "in_layer = in_layer + sim::load<Pack>(trust + k * W) * real(0.5F);"),
    ("trust.hpp", "if (layer == household_layer) {", "if (layer == neighbour_layer) {"),
    ("trust.hpp", "if (layer == household_layer)\n                for", "if (layer == neighbour_layer)\n                for"),
    ("trust.hpp", "- first[i * layer_count + neighbour_layer]", "- first[i * layer_count]"),
    ("trust.hpp", "sim::select(in == word(none), real(0.0F), w)", "sim::select(in == word(build), real(0.0F), w)"),
    ("trust.hpp", "if (layer == neighbour_layer) gain", "if (layer == friend_layer) gain"),
    ("trust.hpp", "sim::select(in == word(build), real(p.gain_help)", "sim::select(in == word(share), real(p.gain_help)"),
    ("choice.hpp", "sim::select(u < third, word(share), word(none))", "sim::select(u < second, word(share), word(none))"),
    ("service.hpp", "const mask opened = (!open)", "const mask opened = open"),
    ("service.hpp", "const mask unmet = missed & !mask(n < real(p.give_up))", "const mask unmet = missed & mask(n > real(p.give_up))"),
    ("service.hpp", "sim::select(n > real(p.patience)", "sim::select(!mask(n < real(p.patience))"),
    ("service.hpp", "sim::select(missed & !unmet, waiting + word(1U)", "sim::select(missed & !unmet, waiting"),
    ("volunteers.hpp", "stays | ((!volunteer) & registers) | is_recruited", "stays | registers | is_recruited"),
    ("volunteers.hpp", "(is_recruited & !registers)", "is_recruited"),
    ("volunteers.hpp", "(stays & recruited)", "stays"),
    ("service.hpp", "mask opened_hard = opened & mask(u < open_chance * real(p.hard_share))", "mask opened_hard = opened & mask(u < real(p.hard_share))"),
    ("service.hpp", "(missed & (!unmet) & hard)", "(missed & hard)"),
    ("week.cpp", "sim::log(w.room)", "sim::log(before.room)"),
    ("week.cpp", "before.base_posts = runs_[lane].place->base_posts(k);",
     "before.base_posts = runs_[lane].place->base_posts(k) + added_posts_[k * sets_ + set_of(lane)];"),
    ("week.cpp", "before.added_posts = added_posts_[k * sets_ + set_of(lane)];", "before.added_posts = 0;"),
    ("week.cpp", "before.hard += hard;", "before.hard += open;"),
    ("week.cpp", "size[c] - volunteers_here", "size[c]"),
    ("week.cpp", "(c & class_employed) != 0 ? before.builders_employed",
     "(c & class_party_member) != 0 ? before.builders_employed"),
    ("week.cpp", "recruit_weight(p, (c & class_party_member) != 0, (c & class_older) != 0)",
     "recruit_weight(p, (c & class_older) != 0, (c & class_party_member) != 0)"),
    ("workers.cpp", "            --all.vacant_weeks[at];\n", "            all.vacant_weeks[at] -= 2 - all.vacant_weeks[at] % 2;\n"),
    ("workers.cpp", "quit_chance(p, static_cast<double>(all.morale[at]))", "quit_chance(p, static_cast<double>(p.start_morale))"),
]
RULES = [
    (r"(?<![\w.>])p\.([a-z]\w*)(?!\w|\()", lambda m: "(1.1F * p.%s)" % m.group(1), "coefficient x 1.1"),
    (r"(?<=[\w)\]]) \+ (?=[\w(])", lambda m: " - ", "+ to -"),
    (r"(?<=[\w)\]]) - (?=[\w(])", lambda m: " + ", "- to +"),
    (r"(?<=[\w)\]]) \* (?=[\w(])(?!W\b|all\.lanes)", lambda m: " / ", "* to /"),   # lanes are places, not quantities
    (r"(?<=[\w)\]]) / (?=[\w(])", lambda m: " * ", "/ to *"),
    (r"(?<=[\w)\]]) < (?=[\w(])", lambda m: " > ", "< to >"),
    (r"(?<=[\w)\]]) > (?=[\w(])", lambda m: " < ", "> to <"),
    (r"\b(sim|std)::min\b", lambda m: m.group(1) + "::max", "min to max"),
    (r"\b(sim|std)::max\b", lambda m: m.group(1) + "::min", "max to min"),
    (r"(?<![\w.])(\d+\.\d+)(F?)\b", lambda m: "%.6g%s" % (float(m.group(1)) * 1.1 + (0.1 if float(m.group(1)) == 0 else 0), m.group(2)),
     "number x 1.1"),
    (r"\bchange::add\b", lambda m: "change::raise", "add to raise"),
    (r"\bchange::raise\b", lambda m: "change::lower", "raise to lower"),
    (r"\bchange::lower\b", lambda m: "change::raise", "lower to raise"),
    (r"\bsecond::completes\b", lambda m: "second::relieves", "completes to relieves"),
    (r"\bsecond::relieves\b", lambda m: "second::completes", "relieves to completes"),
    (r" \+= ", lambda m: " -= ", "+= to -="),
]
TESTS = ["tests/models/participation/arithmetic_test.cpp"]
UNITS = ["week", "week_trace", "town_trace", "communities", "workers", "policies", "levers", "observe", "town", "week.kernel"]
FLAGS = ["-std=c++20", "-O0", "-ffp-contract=off", "-Wno-psabi", "-w"]
# Headers of libraries, read once for all mutants.
LIBRARIES = ["algorithm", "array", "chrono", "filesystem", "functional", "map", "memory", "optional", "set", "span",
             "string", "variant", "vector", "fmt/format.h"]


def mutants():
    """All changes: (file, its new text, what was changed, the line where it is)."""
    found = []
    for name, first, last in EQUATIONS:
        text = open(os.path.join(ROOT, MODEL, name), encoding="utf-8").read()
        begin = text.index(first)
        end = text.index(last, begin)
        end = text.index("\n", end)
        at = begin
        for line in text[begin:end].split("\n"):
            code = line.split("//")[0]
            if '"' not in code and "static_assert" not in code and "template" not in code and "#include" not in code \
                    and "ties_ahead" not in code:   # what is asked for early changes no number
                for pattern, change, what in RULES:
                    for m in re.finditer(pattern, code):
                        new = code[:m.start()] + change(m) + code[m.end():]
                        if new != code:
                            label = "%s | %s | %s at %d: %s" % (name, " ".join(code.split()), what, m.start() - len(line) + len(line.lstrip()), m.group(0).strip())
                            found.append((name, text[:at] + new + text[at + len(code):], label, text.count("\n", 0, at) + 1))
            at += len(line) + 1
    for name, old, new in ORDER:
        text = open(os.path.join(ROOT, MODEL, name), encoding="utf-8").read()
        if text.count(old) < 1:
            sys.exit("mutation.py: %s no longer says '%s'; bring ORDER up to date" % (name, old))
        changed = text.replace(old, new, 1)
        found.append((name, changed, "%s | order | %s" % (name, new.replace("\n", " ")),
                      text.count("\n", 0, text.index(old)) + 1))
    return found


def choose(all_of_them, most):
    """Those of a week's order, and of the rest `most`, spread by their own hash."""
    order = [m for m in all_of_them if "| order |" in m[2]]
    rest = [m for m in all_of_them if "| order |" not in m[2]]
    rest.sort(key=lambda m: hashlib.sha256(m[2].encode()).hexdigest())
    return order + (rest if most is None else rest[:max(0, most - len(order))])


class Builder:
    def __init__(self, build):
        self.build, self.base = build, tempfile.mkdtemp(prefix="cogov_mutation_")
        self.includes = {unit: self.depends(unit) for unit in UNITS}
        self.libraries = os.path.join(self.base, "libraries.hpp")
        with open(self.libraries, "w", encoding="utf-8") as file:
            file.writelines("#include <%s>\n" % name for name in LIBRARIES)
        subprocess.run(["g++", *FLAGS, "-x", "c++-header", self.libraries], check=True)
        self.objects = {}
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = {u: pool.submit(self.compile, u, ROOT, self.base) for u in UNITS}
            tests = [pool.submit(self.compile_test, t) for t in TESTS]
            for u, job in jobs.items():
                self.objects[u] = job.result()
            self.tests = [t.result() for t in tests]
        self.lines = {u: self.lines_in(made) for u, made in self.objects.items() if made is not None}

    def source(self, unit):
        return MODEL + unit + ".cpp"

    def depends(self, unit):
        if not os.path.exists(os.path.join(ROOT, self.source(unit))):
            return None
        out = subprocess.run(["g++", *FLAGS, "-I" + ROOT, "-MM", "-DCOGOV_ISA=v2", os.path.join(ROOT, self.source(unit))],
                             check=True, capture_output=True, text=True).stdout
        return {os.path.basename(word) for word in out.split() if MODEL in word}

    def compile(self, unit, root, into):
        if self.includes[unit] is None:
            return None
        kernel = unit.endswith(".kernel")   # which includes nothing of libraries
        how = ["-DCOGOV_ISA=v2", "-march=x86-64-v2"] if kernel else ["-include", self.libraries]
        if into == self.base:
            how.append("-g1")   # for lines_in
        made = os.path.join(into, unit + ".o")
        done = subprocess.run(["g++", *FLAGS, *how, "-I" + root, "-I" + ROOT, "-c", os.path.join(root, self.source(unit)), "-o", made],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr[-2000:])
        return made

    def lines_in(self, made):
        """Lines of sources that an object has code of: (name of the file, line)."""
        out = subprocess.run(["objdump", "--dwarf=decodedline", made], check=True, capture_output=True, text=True).stdout
        return {(word[0], int(word[1])) for word in map(str.split, out.splitlines()) if len(word) > 2 and word[1].isdigit()}

    def affected(self, changed, line):
        """Units that have code of the changed line, or of its neighbours; of tables, which are no code, all that include it."""
        including = [u for u, needs in self.includes.items() if needs is not None and changed in needs]
        near = {(changed, x) for x in range(line - 8, line + 9)}
        return [u for u in including if near & self.lines[u]] or including

    def compile_test(self, test):
        made = os.path.join(self.base, os.path.basename(test) + ".o")
        subprocess.run(["g++", *FLAGS, "-include", self.libraries, "-I" + ROOT, "-DCOGOV_SOURCE_DIR=\"%s\"" % ROOT, "-c", os.path.join(ROOT, test), "-o", made], check=True)
        return made

    def run(self, changed=None, text=None, line=0):
        """Builds and runs the tests with one file changed; returns "died", "survived" or "does not compile"."""
        here = tempfile.mkdtemp(dir=self.base)
        try:
            objects = dict(self.objects)
            if changed is not None:
                # A mutant's own folder of the model, so that includes of it find the changed file first.
                shutil.copytree(os.path.join(ROOT, MODEL), os.path.join(here, MODEL))
                with open(os.path.join(here, MODEL, changed), "w", encoding="utf-8") as file:
                    file.write(text)
                for unit in self.affected(changed, line):
                    try:
                        objects[unit] = self.compile(unit, here, here)
                    except RuntimeError:
                        return "does not compile"
            program = os.path.join(here, "test")
            # The mutant's objects first: of a table in a header the linker takes the first copy.
            subprocess.run(["g++", "-o", program, *[o for o in objects.values() if o], *self.tests,
                            os.path.join(self.build, "libcogov_models.a"), os.path.join(self.build, "libcogov_sim.a"),
                            "-lgtest", "-lgtest_main", "-ltbb", "-lfmt", "-ldeflate", "-lxxhash", "-lutf8proc", "-ltomlplusplus",
                            "-lhdf5_serial", "-lhdf5_serial_hl", "-lpthread"], check=True)
            try:
                done = subprocess.run([program, "--gtest_fail_fast", "--gtest_brief=1"], capture_output=True, timeout=120)
                return "survived" if done.returncode == 0 else "died"
            except subprocess.TimeoutExpired:
                return "died"
        finally:
            shutil.rmtree(here, ignore_errors=True)


def explained():
    """What survivors.txt says: a line is a mutant's label, a tab and why it may survive."""
    known = {}
    path = os.path.join(ROOT, "tests/mutation/survivors.txt")
    for line in open(path, encoding="utf-8") if os.path.exists(path) else []:
        if "\t" in line and not line.startswith("#"):
            label, why = line.rstrip("\n").split("\t", 1)
            known[label] = why
    return known


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--most", type=int, default=None, help="at most so many mutants, spread over all; all when absent")
    parser.add_argument("--only", default="", help="only those whose label has this text")
    parser.add_argument("--list", action="store_true", help="only list them")
    parser.add_argument("--build", default=os.path.join(ROOT, "build/release"), help="folder with the libraries")
    options = parser.parse_args()
    chosen = choose([m for m in mutants() if options.only in m[2]], options.most)
    if options.list:
        for _, _, label, _ in chosen:
            print(label)
        print(len(chosen), "mutants")
        return 0
    begin = time.time()
    builder = Builder(options.build)
    try:
        if builder.run() != "survived":
            sys.exit("mutation.py: the tests fail without any change; nothing to be learnt")
        known, counts, unexplained = explained(), {}, []
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = [(label, pool.submit(builder.run, name, text, line)) for name, text, label, line in chosen]
            for label, job in jobs:
                how = job.result()
                counts[how] = counts.get(how, 0) + 1
                if how != "died":
                    print("%-17s %s%s" % (how, label, "   (%s)" % known[label] if label in known else ""), flush=True)
                if how == "survived" and label not in known:
                    unexplained.append(label)
    finally:
        shutil.rmtree(builder.base, ignore_errors=True)
    died, survived = counts.get("died", 0), counts.get("survived", 0)
    print("%d mutants died, %d survived (%d of them not explained), %d do not compile: score %.1f %%, in %.0f s" %
          (died, survived, len(unexplained), counts.get("does not compile", 0), 100 * died / max(1, died + survived), time.time() - begin))
    return 0 if died >= 60 and died >= 0.95 * (died + survived) and not unexplained else 1


if __name__ == "__main__":
    sys.exit(main())
