#!/usr/bin/python3
"""evidence.py PATH_TO_COGOV SOURCE_DIR [-o PAGE.md] [--quick] [--only NAME ...]: the model beside experiments.

Runs every scenario of scenarios/evidence/ (Boli at full size, the model's own parameters) and writes
docs/evidence.md: what each study measured, what the model answers, and whether that lies in the range asked for
(experiments.csv). Takes some five minutes on two cores; --quick, with a burn-in of a year and few replicates, is for
trying the script, its numbers mean nothing; --only takes some of the scenarios. Answers are ratios of means over
replicates; 95 % intervals by jackknife over them, arms being compared under the same luck.
"""
import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile

import numpy as np

from patterns import BANDS, CHANNELS, Results, student

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


def estimate(of, *sums):
    """`of` takes means over runs, one of each array: its value, and half of its 95 % interval by jackknife."""
    sums = np.array(sums)
    runs = sums.shape[1]
    whole = of(*sums.mean(axis=1))
    left_out = np.array([of(*((sums.sum(axis=1) - sums[:, r]) / (runs - 1))) for r in range(runs)])
    return whole, student(runs - 1) * np.sqrt((runs - 1) / runs * ((left_out - left_out.mean()) ** 2).sum())


def odds(part, of):
    return np.log(part / (of - part))


def log_odds(arm, against, people):
    return estimate(lambda a, b, n: odds(a, n) - odds(b, n), arm, against, people)


def ratio(arm, base):
    return estimate(lambda a, b: a / b, arm, base)


def further(arm, base, by, by_base, scale=1.0):
    """What an arm adds, over what another one (or other people, or other weeks) adds."""
    return estimate(lambda a, b, c, d: scale * (a - b) / (c - d), arm, base, by, by_base)


TREATED = ("Nancheng", "Shuntian", "Zhen'an", "Xuefu", "Jinye")


def wu_chengdu_2024(x):
    inside, outside = x.places(TREATED)
    weeks = (22, 26)

    def trust(arm):
        return x.sums(arm, "institution_trust", *weeks, places=inside)
    heads = {name: x.sums("base", "residents", *weeks, places=places)
             for name, places in (("in", inside), ("out", outside))}
    found = {"trust": estimate(lambda a, b, n: (a - b) / n, trust("budget"), trust("base"), heads["in"])}
    for channel in CHANNELS:
        arm, base = (x.took_part(name, *weeks, channel, places=inside) for name in ("budget", "base"))
        found[channel] = estimate(lambda a, b: 100 * (a / b - 1), arm, base)
    sums = [x.took_part(arm, *weeks, places=places) for places in (outside, inside) for arm in ("budget", "base")]
    found["spill"] = estimate(lambda a, b, c, d, n, m: (a - b) / n / ((c - d) / m), *sums, heads["out"], heads["in"])
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
    return estimate(ratio_of, x.people(HOUSEMATES, bands), x.people(HOUSEMATES), *by_channel, *sums)


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
    return {"employed": estimate(lambda a, n, b, m: 100 * (a / n - b / m), *arms)}


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
    return {"half": estimate(first_half, *arm, *base), "slope": estimate(slope, *arm, *base)}


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
    subprocess.run([cogov, "run", scenario, "-o", path, "--force", "--quiet", "--no-progress", *words], check=True,
                   stdout=subprocess.DEVNULL)
    return Experiment(path)


def answers(cogov, source, name, here, quick):
    scenario = os.path.join(source, "scenarios/evidence", name + ".toml")
    words = ["--burn-in", "52", "--replicates", "8"] if quick else []
    x = run(cogov, scenario, os.path.join(here, name + ".h5"), words)
    if name == "saffer_lamiraud_2012":
        tables = shorter_week(os.path.join(source, "scenarios/boli/population"), here)
        x.shorter = run(cogov, scenario, os.path.join(here, name + "_shorter.h5"), [*words, "--population", tables])
    return CONTRASTS[name](x)


ABOUT = """Written by `tests/patterns/evidence.py build/release/cogov . -o docs/evidence.md` from
`scenarios/evidence/`: published experiments put as scenarios of Boli at full size, with the model's own parameters.
They were made in other countries, with other people and mostly on other acts (a vote is common, taking part in a week
is rare), so ranges are wide, and what is asked is the size of an effect where people are moved, not a number of Boli.
`experiments.csv` there has what was measured, with sources, and says whether it was read or recalled. Where a study
gave a direction only, the range is this project's. People are moved by forced arms ([odd.md](odd.md), 7.14), or by
the lever that does what was done. Intervals of the model's answers are 95 %, over the luck of the weeks; they say
nothing of how sure its parameters are. Some of these studies sized a coefficient (Chengdu: `participatory_budget`;
visits: `b_contact`; couples: `invite_household` and `b_company`; voting once: `b_experience`): their rows say that
the sizing holds, and no more.
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


def page(rows, found, quick):
    put = [row for row in rows if row["scenario"] in found]
    told = []
    for row in put:
        value, half = found[row["scenario"]][row["contrast"]]
        d = digits_of(half)
        width = f"{half:.{d}f}" if half >= 10.0**-d / 2 else f"less than {10.0**-d:g}"
        unit = "" if row["unit"] in ("ratio", "week") else " " + row["unit"]
        said = f"{value:.{d}f} ± {width}{unit}" if row["unit"] != "week" else f"week {value:.0f}"
        told.append((row, said, verdict(row, value, half)))
    judged = [judgement for _, _, judgement in told if judgement]
    text = ["# The model beside experiments made elsewhere", "",
            *(["**A trial of the script: its numbers mean nothing.**", ""] if quick else []), ABOUT,
            f"Of {len(judged)} answers with a range {judged.count('holds')} hold, {judged.count('**does not**')} do "
            f"not, {judged.count('cannot be told')} cannot be told from their interval.", "",
            "| study | measured | the model: what | answer | asked for | |", "|---|---|---|---|---|---|"]
    seen = set()

    def once(words):
        """Told where it stands for the first time."""
        new = "" if words in seen else words
        seen.add(words)
        return new
    for row, said, judgement in told:
        study = once(f"{row['study']}: {row['design']} (`{row['scenario']}.toml`)")
        measured = "; ".join(part for part in (row["measured"], row["uncertainty"]) if part)
        measured = once(f"{measured}. *{row['status']}*") if row["status"] else ""
        text.append(f"| {study} | {measured} | {row['what']} | {said} | {asked_for(row)} | {judgement} |")
    text += ["", "## What does not hold", "",
             *(f"- {row['study']}: {row['what']}: {said}, asked for {asked_for(row)}. {row['reason']}".rstrip()
               for row, said, judgement in told if judgement == "**does not**")]
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
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=CONTRASTS, default=list(CONTRASTS))
    asked = parser.parse_args()
    with open(os.path.join(asked.source, "scenarios/evidence/experiments.csv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {}
    with tempfile.TemporaryDirectory(prefix="cogov_evidence_") as here:
        for name in asked.only:
            found[name] = answers(asked.cogov, asked.source, name, here, asked.quick)
            differ = {row["contrast"] for row in rows if row["scenario"] == name} ^ set(found[name])
            if differ:
                sys.exit(f"evidence.py: {name} is asked for {', '.join(sorted(differ))} by experiments.csv or by this "
                         "script, but not by both")
            print(name, *(f"{what} {value:.4g} ± {half:.2g}" for what, (value, half) in found[name].items()), sep="  ",
                  file=sys.stderr, flush=True)
    text = page(rows, found, asked.quick)
    if asked.output:
        with open(asked.output, "w", encoding="utf-8") as file:
            file.write(text)
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
