#!/usr/bin/python3
"""evidence.py PATH_TO_COGOV SOURCE_DIR [-o PAGE.md] [--keep FOLDER] [--quick] [--only NAME ...]: the model beside
experiments.

Runs every scenario of scenarios/evidence/ and writes docs/evidence.md: what each study measured,
what the model answers with its own parameters, in possible worlds of the priors, and in those of
scenarios/boli/posterior.csv, and whether that lies in the range asked for (experiments.csv). Takes some quarter of an
hour on two cores; with --keep results stay in a folder, where the next time only those are made that would be others;
--quick, with a burn-in of a year, a tenth of the residents and few replicates, is for trying the script, its numbers
mean nothing; --only takes some of the scenarios. Answers with own parameters are ratios of means over replicates, with
95 % intervals by jackknife over them, arms being compared under the same luck; over worlds they are medians and 90 %
ranges of a run each.
"""
import argparse
import contextlib
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib

import numpy as np

from patterns import BANDS, CHANNELS, Results, in_worlds, posterior, student

OTHERS, MOVED, HOUSEMATES = range(3)


class Experiment:
    """One scenario's results, and what its contrasts are made of: sums by run, in the order of the replicates."""

    def __init__(self, path):
        self.results = Results(path)

    def sums(self, arm, name, first, last, places=slice(None), bands=BANDS, rest=()):
        """Of an observation, over these weeks, places and bands, if it has any; `rest`: where on later axes."""
        values = self.results.weeks(arm, name, first, last)[:, :, places]
        if values.ndim > 3:
            values = values[:, :, :, [BANDS.index(band) for band in bands]][(..., *rest)]
        return values.reshape(len(values), -1).sum(axis=1)

    def took_part(self, arm, first, last, channel=None, **where):
        rest = () if channel is None else (CHANNELS.index(channel),)
        return self.sums(arm, "participants", first, last, rest=rest, **where)

    def followed(self, arm, who, first, last, channel=None, bands=BANDS):
        """Participations of those who are followed as `who`."""
        rest = (who, slice(None) if channel is None else CHANNELS.index(channel))
        return self.sums(arm, "participants_followed", first, last, bands=bands, rest=rest)

    def people(self, who, bands=BANDS):
        """How many are followed as `who`: the same in all arms, since people do not come and go here."""
        return self.sums("base", "residents_followed", 0, 1, bands=bands, rest=(who,))

    def places(self, names):
        labels = list(self.results.file["community"].asstr()[...])
        inside = np.array([labels.index(name) for name in names])
        return inside, np.setdiff1d(np.arange(len(labels)), inside)


class Answer:
    """`of` takes sums over runs, one of each array."""

    def __init__(self, of, *sums):
        self.of, self.sums = of, np.array(sums)

    def by_luck(self):
        """Of means over runs: its value, and half of its 95 % interval by jackknife."""
        sums, runs = self.sums, self.sums.shape[1]
        left_out = np.array([self.of(*((sums.sum(axis=1) - sums[:, r]) / (runs - 1))) for r in range(runs)])
        half = student(runs - 1) * np.sqrt((runs - 1) / runs * ((left_out - left_out.mean()) ** 2).sum())
        return self.of(*sums.mean(axis=1)), half

    def by_run(self):
        with np.errstate(divide="ignore", invalid="ignore"):   # a group that did nothing in a world has no ratio
            return np.array([self.of(*run) for run in self.sums.T], float)


def odds(part, of):
    return np.log(part / (of - part))


def log_odds(arm, against, people):
    return Answer(lambda a, b, n: odds(a, n) - odds(b, n), arm, against, people)


def ratio(arm, base):
    return Answer(lambda a, b: a / b, arm, base)


def further(arm, base, by, by_base, scale=1.0):
    """What an arm adds, over what another one (or other people, or other weeks) adds."""
    return Answer(lambda a, b, c, d: scale * (a - b) / (c - d), arm, base, by, by_base)


TREATED = ("Nancheng", "Shuntian", "Zhen'an", "Xuefu", "Jinye")


def wu_chengdu_2024(x):
    inside, outside = x.places(TREATED)
    weeks = (22, 26)

    def trust(arm):
        return x.sums(arm, "institution_trust", *weeks, places=inside)
    heads = {name: x.sums("base", "residents", *weeks, places=places)
             for name, places in (("in", inside), ("out", outside))}
    found = {"trust": Answer(lambda a, b, n: (a - b) / n, trust("budget"), trust("base"), heads["in"])}
    for channel in CHANNELS:
        arm, base = (x.took_part(name, *weeks, channel, places=inside) for name in ("budget", "base"))
        found[channel] = Answer(lambda a, b: 100 * (a / b - 1), arm, base)
    sums = [x.took_part(arm, *weeks, places=places) for places in (outside, inside) for arm in ("budget", "base")]
    found["spill"] = Answer(lambda a, b, c, d, n, m: (a - b) / n / ((c - d) / m), *sums, heads["out"], heads["in"])
    return found


def guan_green_2006(x):
    govern = {arm: x.followed(arm, MOVED, 0, 1, "govern") for arm in ("base", "hear", "contact")}
    people = x.people(MOVED)
    return {"against_heard": log_odds(govern["contact"], govern["hear"], people),
            "against_nothing": log_odds(govern["contact"], govern["base"], people)}


def passed_on(x, channels, bands=BANDS):
    """What housemates do more in week 1 for each participation made in week 0: in one channel, or in several, which
    count as often as those who are moved take them by themselves. Where housemates are of one band, those moved count
    by their share among housemates."""
    by_channel = [x.followed("base", MOVED, 0, 1, channel) for channel in channels]
    sums = [x.followed(arm, who, week, week + 1, bands=of)
            for who, week, of in ((HOUSEMATES, 1, bands), (MOVED, 0, BANDS)) for arm in (*channels, "base")]

    def ratio_of(n, m, *sums):
        usual, sums = np.array(sums[:len(channels)]), np.array(sums[len(channels):]).reshape(2, -1)
        further, made = sums[:, :-1] - sums[:, -1:]
        return (usual / usual.sum() * further / made).sum() * m / n
    return Answer(ratio_of, x.people(HOUSEMATES, bands), x.people(HOUSEMATES), *by_channel, *sums)


def nickerson_2008(x):
    # Housemates of one band are of couples like the others, so each has been moved as often as there are of them.
    found = {channel + name: passed_on(x, (channel,), bands)
             for channel in CHANNELS for bands, name in ((BANDS, ""), (("older",), "_older"))}
    return found | {"usual": passed_on(x, CHANNELS), "usual_older": passed_on(x, CHANNELS, ("older",))}


def nickerson_2008_households(x):
    return {"usual": passed_on(x, CHANNELS), "usual_older": passed_on(x, CHANNELS, ("older",))}


def bhatti_2017(x):
    return {"spill": further(*(x.followed(arm, HOUSEMATES, 1, 2) for arm in ("message", "base")),
                             *(x.followed(arm, MOVED, 0, 1) for arm in ("message", "base")))}


def bergh_2019(x):
    return {name: log_odds(*(x.took_part(arm, 0, 1, "govern", bands=bands) for arm in ("messages", "base")),
                           x.sums("base", "residents", 0, 1, bands=bands))
            for name, bands in (("young", ("young",)), ("all", BANDS))}


def goette_stutzer_2020(x):
    return {name: log_odds(*(x.took_part(arm, *weeks, "build") for arm in ("reward", "base")),
                           x.sums("base", "residents", *weeks))
            for name, weeks in (("during", (0, 12)), ("after", (12, 77)))}


def lacetera_2012(x):
    inside, outside = x.places(TREATED)

    def effect(arm, places):
        return [x.took_part(name, 0, 12, places=places) for name in (arm, "base")]
    found = {arm: further(*effect(arm, inside), *effect("five", inside)) for arm in ("ten", "fifteen")}
    found["displaced"] = further(*effect("fifteen", outside), *effect("fifteen", inside))
    return found


def coppock_green_2016(x):
    def effect(first, last):
        return [x.followed(arm, MOVED, first, last) / (last - first) for arm in ("once", "base")]
    return {"left": further(*effect(48, 57), *effect(1, 5)), "induced": further(*effect(48, 57), *effect(0, 1))}


def saffer_lamiraud_2012(x):
    arms = [run.sums("base", name, 0, 52)
            for run in (x.shorter, x) for name in ("participants_employed", "residents_employed")]
    return {"employed": Answer(lambda a, n, b, m: 100 * (a / n - b / m), *arms)}


def laferrere_2014(x):
    return {channel: ratio(*(x.followed(arm, MOVED, 47, 60, channel) for arm in ("retired", "base")))
            for channel in CHANNELS}


def dai_2016(x):
    base = x.followed("base", MOVED, 0, 1)
    return {"message": further(x.followed("message", MOVED, 0, 1), base, x.followed("visit", MOVED, 0, 1), base)}


def dongying_2023(x):
    weeks = [(x.took_part("points", w, w + 1), x.took_part("base", w, w + 1)) for w in range(104)]
    arm, base = (np.array([pair[side] for pair in weeks]) for side in (0, 1))

    def last(effect):
        return effect[92:].mean()

    def first_half(*flat):
        effect = np.array(flat[:104]) - np.array(flat[104:])
        smooth = np.convolve(effect, np.ones(4) / 4, "valid")   # of four weeks, told by the first
        return float(np.argmax(smooth >= last(effect) / 2))

    def slope(*flat):
        effect = np.array(flat[:104]) - np.array(flat[104:])
        return 100 * (last(effect) - effect[52:65].mean()) / last(effect)
    return {"half": Answer(first_half, *arm, *base), "slope": Answer(slope, *arm, *base)}


def ganimian_2024(x):
    public = ("hours_service", "hours_outreach", "hours_coordination")

    def added(names):
        return sum(x.sums("hired", name, 8, 52) - x.sums("base", name, 8, 52) for name in names)
    return {"public": ratio(added(public), added((*public, "hours_admin", "hours_other")))}


def casey_2012(x):
    def effect(first, last, channel):
        return [x.took_part(arm, first, last, channel) / (last - first) for arm in ("campaign", "base")]
    return {name: further(*effect(234, 260, channel), *effect(0, 104, channel), 100)
            for name, channel in (("left", None), ("govern_left", "govern"))}


def bryant_2003(x):
    return {"build": ratio(*(x.followed(arm, MOVED, 0, 1, "build") for arm in ("asked", "base")))}


def wu_paluck_2020(x):
    return {"govern": ratio(*(x.followed(arm, MOVED, 6, 15, "govern") for arm in ("meetings", "base")))}


CONTRASTS = {of.__name__: of for of in (
    wu_chengdu_2024, guan_green_2006, nickerson_2008, nickerson_2008_households, bhatti_2017, bergh_2019,
    goette_stutzer_2020, lacetera_2012, coppock_green_2016, saffer_lamiraud_2012, laferrere_2014, dai_2016,
    dongying_2023, ganimian_2024, casey_2012, bryant_2003, wu_paluck_2020)}


def shorter_week(population, here, hours=1.8):
    """A copy of the population's tables in which all who work do so for less."""
    copy = os.path.join(here, "shorter_week")
    shutil.copytree(population, copy, dirs_exist_ok=True)
    path = os.path.join(copy, "employment.csv")
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with open(path, "w", encoding="utf-8", newline="") as file:
        into = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        into.writeheader()
        into.writerows({**row, "hours_mean": f"{float(row['hours_mean']) - hours:.1f}"} for row in rows)
    return copy


def run(cogov, scenario, path, words):
    subprocess.run([cogov, "run", scenario, "-o", path, "--resume", "--quiet", "--no-progress", *words], check=True,
                   stdout=subprocess.DEVNULL)
    return Experiment(path)


def stated(scenario):
    """Keys of what a scenario says itself of parameters and of coefficients of levers."""
    with open(scenario, "rb") as file:
        said = tomllib.load(file)
    return [*("parameters." + name for name in said.get("parameters", {})),
            *(f"levers.{lever}.{name}" for lever, of in said.get("levers", {}).items() for name in of)]


KINDS = ("own", "believed", "known")   # the model's own parameters; worlds of the priors; of the posterior
WORLDS, RESIDENTS, SMALLER = 64, 92000, 23000   # worlds are of towns as large as draws were judged by


def answers(cogov, source, name, here, quick):
    """Of each kind: answers by contrast."""
    scenario, found = os.path.join(source, "scenarios/evidence", name + ".toml"), {}
    for kind in KINDS:
        words = ["--burn-in", "52", "--set", "residents=9200"] if quick else []
        if kind != "own":
            draws = ('uncertain.priors="all"' if kind == "believed" else
                     f'uncertain.draws="{posterior(source, here, stated(scenario))}"')
            words = [*(words or ["--set", f"residents={SMALLER}"]), "--replicates", str(32 if quick else WORLDS),
                     "--set", draws]
        elif quick:
            words += ["--replicates", "8"]
        x = run(cogov, scenario, os.path.join(here, f"{name}_{kind}.h5"), words)
        if name == "saffer_lamiraud_2012":
            tables = shorter_week(os.path.join(source, "scenarios/boli/population"), here)
            x.shorter = run(cogov, scenario, os.path.join(here, f"{name}_{kind}_shorter.h5"),
                            [*words, "--population", tables])
        found[kind] = CONTRASTS[name](x)
    return found


ABOUT = """Written by `tests/patterns/evidence.py build/release/cogov . -o docs/evidence.md` from
`scenarios/evidence/`: published experiments put as scenarios of Boli.
They were made in other countries, with other people and mostly on other acts (a vote is common, taking part in a week
is rare), so ranges are wide, and what is asked is the size of an effect where people are moved, not a number of Boli.
`experiments.csv` there has what was measured, with sources, and says whether it was read or recalled. Where a study
gave a direction only, the range is this project's. People are moved by forced arms ([odd.md](odd.md), 7.14), or by
the lever that does what was done. Some of these studies sized a coefficient (Chengdu: `participatory_budget`;
visits: `b_contact`; couples: `invite_household` and `b_company`; voting once: `b_experience`): their rows say that
the sizing holds, and no more. Three answers stand beside each other:

- **own**: with the model's own parameters, at full size; intervals are 95 %, over the luck of the weeks, and say
  nothing of how sure the parameters are. The verdict is of this answer;
- **believed**: in {worlds} possible worlds, in which everything that has a prior is drawn from it (the prior
  predictive; intercepts stay as they are, so how many take part differs between worlds);
- **known**: in {worlds} worlds that agree with what is known of Boli (`scenarios/boli/posterior.csv`; the posterior
  predictive). Four of its targets are of this kind (`counterfactual:` in `targets.csv`).

Of worlds the median is told, the range of 90 % of them, and in how many the answer lies in what is asked for. A world
is one run of {smaller} residents, the size that draws were judged by, so the range has the luck of a run in it: *mostly
luck* says where luck alone, of runs with own parameters but for their size, makes a range more than seven tenths as
wide, so that more than half of the variance is luck; the median is the answer there. What a scenario states is drawn in
no world.
"""


def digits_of(half):
    """Decimals that show two figures of an interval, four at most."""
    return int(np.clip(np.ceil(1 - np.log10(half)), 0, 4)) if half > 0 else 2


def asked_for(row):
    low, high, unit = row["low"], row["high"], "" if row["unit"] in ("ratio", "week") else " " + row["unit"]
    if low and high:
        return f"{low} to {high}{unit}"
    return f"{low} or more{unit}" if low else f"{high} or less{unit}" if high else ""


def verdict(row, value, half):
    if not row["low"] and not row["high"]:
        return ""
    low, high = float(row["low"] or "-inf"), float(row["high"] or "inf")
    if low <= value - half and value + half <= high:
        return "holds"
    return "**does not**" if value + half < low or value - half > high else "cannot be told"


def inside(row, values):
    """The share of these that lies in what is asked for."""
    low, high = float(row["low"] or "-inf"), float(row["high"] or "inf")
    return np.mean((low <= values) & (values <= high))


def over_worlds(row, values, half, digits):
    """Median and 90 % range; in how many worlds as asked for; and whether most of that is luck."""
    values = values[~np.isnan(values)]
    cell = in_worlds(values, min(digits, 3))
    if row["low"] or row["high"]:
        cell += f"; {inside(row, values):.0%}".replace("%", " %")
    low, high = np.quantile(values, [0.05, 0.95], method="inverted_cdf")
    # 90 % of normal luck lie within 1.645 standard deviations of a run.
    return cell + ("; *mostly luck*" if 2 * 1.645 * half > np.sqrt(0.5) * (high - low) else "")


def page(rows, found, quick):
    told = []
    for row in rows:
        if row["scenario"] not in found:
            continue
        of = {kind: found[row["scenario"]][kind][row["contrast"]] for kind in KINDS}
        value, half = of["own"].by_luck()
        runs = of["own"].sums.shape[1]
        d = digits_of(half)
        width = f"{half:.{d}f}" if half >= 10.0**-d / 2 else f"less than {10.0**-d:g}"
        unit = "" if row["unit"] in ("ratio", "week") else " " + row["unit"]
        said = f"{value:.{d}f} ± {width}{unit}" if row["unit"] != "week" else f"week {value:.0f}"
        of_a_run = half / student(runs - 1) * np.sqrt(runs * RESIDENTS / SMALLER)
        worlds = [of[kind].by_run() for kind in KINDS[1:]]
        cells = [over_worlds(row, values, of_a_run, 0 if row["unit"] == "week" else d) for values in worlds]
        told.append((row, said, verdict(row, value, half), cells, inside(row, worlds[1])))
    judged = [(judgement, share) for _, _, judgement, _, share in told if judgement]
    verdicts = [judgement for judgement, _ in judged]
    text = ["# The model beside experiments made elsewhere", "",
            *(["**A trial of the script: its numbers mean nothing.**", ""] if quick else []),
            ABOUT.format(worlds=WORLDS, smaller=f"{SMALLER:,}".replace(",", " ")),
            f"Of {len(judged)} answers with a range {verdicts.count('holds')} hold, {verdicts.count('**does not**')} "
            f"do not, {verdicts.count('cannot be told')} cannot be told from their interval. In the worlds known "
            f"{sum(share >= 0.5 for _, share in judged)} lie in it more often than not, and "
            f"{sum(share < 0.05 for _, share in judged)} in fewer than one of twenty: these are questions to the "
            "equations, not to their parameters.", "",
            "| study, and what it measured | the model: what | asked for | own | | believed | known |",
            "|---|---|---|---|---|---|---|"]
    seen = set()

    def once(words):
        """Told where it stands for the first time."""
        new = "" if words in seen else words
        seen.add(words)
        return new
    for row, said, judgement, cells, _ in told:
        study = once(f"{row['study']}: {row['design']} (`{row['scenario']}.toml`).")
        measured = "; ".join(part for part in (row["measured"], row["uncertainty"]) if part)
        measured = once(f"{measured}. *{row['status']}*") if row["status"] else ""
        what_was_found = " ".join(part for part in (study, measured) if part)
        text.append(f"| {' | '.join((what_was_found, row['what'], asked_for(row), said, judgement, *cells))} |")
    text += ["", "## What does not hold", "",
             *(f"- {row['study']}: {row['what']}: {said}, asked for {asked_for(row)}. {row['reason']}".rstrip()
               for row, said, judgement, _, _ in told if judgement == "**does not**")]
    text += ["", "## What cannot be put", "",
             *(f"- {row['study']} ({row['design']}; {row['measured']}). {row['reason']}"
               for row in rows if not row["scenario"])]
    sources = dict.fromkeys(f"{row['study']}, {row['source']}" for row in rows)
    text += ["", f"Sources: {'; '.join(sources)}.", ""]
    return "\n".join(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cogov", type=os.path.abspath)
    parser.add_argument("source", type=os.path.abspath)
    parser.add_argument("-o", "--output", metavar="PAGE.md")
    parser.add_argument("--keep", metavar="FOLDER", type=os.path.abspath)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=CONTRASTS, default=list(CONTRASTS))
    asked = parser.parse_args()
    with open(os.path.join(asked.source, "scenarios/evidence/experiments.csv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {}
    with contextlib.ExitStack() as stack:
        here = asked.keep or stack.enter_context(tempfile.TemporaryDirectory(prefix="cogov_evidence_"))
        os.makedirs(here, exist_ok=True)
        for name in asked.only:
            found[name] = answers(asked.cogov, asked.source, name, here, asked.quick)
            differ = {row["contrast"] for row in rows if row["scenario"] == name} ^ set(found[name]["own"])
            if differ:
                sys.exit(f"evidence.py: {name} is asked for {', '.join(sorted(differ))} by experiments.csv or by this "
                         "script, but not by both")
            print(name, *("{} {:.4g} ± {:.2g}".format(what, *answer.by_luck())
                          for what, answer in found[name]["own"].items()), sep="  ", file=sys.stderr, flush=True)
    text = page(rows, found, asked.quick)
    if asked.output:
        with open(asked.output, "w", encoding="utf-8") as file:
            file.write(text)
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
