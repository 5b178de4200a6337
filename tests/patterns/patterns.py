#!/usr/bin/python3
"""patterns.py PATH_TO_COGOV SOURCE_DIR [-o PAGE.md] [--keep FOLDER] [--quick]: what Boli shows, as found.

Runs Boli (burn-in and weeks of scenarios/boli/base.toml) and writes docs/patterns.md: the patterns that the model must
show, each lever alone beside what it does directly (by_hand.py), the base case beside what is known
(scenarios/boli/targets.csv), and how far the base case drifts. All of it twice: with the model's own values, means with
95 % intervals (Student, pairs under the same luck where arms are compared), and in possible worlds of
scenarios/boli/posterior.csv, medians with 90 % ranges; levers in worlds of the priors too. The levers' numbers go into
the program as well (models/participation/lever_effects.hpp), which must then be built anew. Takes a quarter of an hour
on two cores; with --keep results stay in a folder, where the next time only those are made that would be others.
--quick, with a short burn-in, a tenth of the residents and few replicates, is for trying the script, its numbers mean
nothing.
"""
import argparse
import contextlib
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import tomllib

import h5py
import numpy as np

import by_hand

BANDS = ("young", "middle", "older")
CHANNELS = ("build", "govern", "share")
# Levers that do nothing alone: the arm that each is compared with.
AGAINST = {"digital_specialist": "digital_platform", "emergency_plan": "emergency"}


def student(freedom):
    """Student's t, 97.5 %, by Cornish and Fisher's expansion: right to 0.001 from 7 degrees of freedom on."""
    z = statistics.NormalDist().inv_cdf(0.975)
    return (z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
            + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3))


def half_width(values):
    return student(len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))


def range_of(values):
    """Median and 90 % range over worlds, the ends two worlds by their order, as the program tells them."""
    return np.median(values), *np.quantile(values, [0.05, 0.95], method="inverted_cdf")


def in_worlds(values, digits=2, sign=False):
    middle, low, high = range_of(values)
    return f"{middle:{'+' if sign else ''}.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


class Results:
    """What runs observed that differ by luck alone, or that are possible worlds; and how values by run are told."""

    def __init__(self, path, worlds=False):
        self.file, self.worlds = h5py.File(path), worlds
        self.arm = self.file["arm"].asstr()[...]

    def said(self, values, scale=1.0, digits=2, sign=False):
        if self.worlds:
            return in_worlds(values * scale, digits, sign)
        return f"{values.mean() * scale:{'+' if sign else ''}.{digits}f} ± {half_width(values) * scale:.{digits}f}"

    def gain(self, arm, base, of, scale=1.0, digits=2):
        return self.said(of(arm) - of(base), scale, digits, sign=True)

    def claims(self, **found):
        """Whether each claim is borne: paired values that are all on the right side of 0 but for luck, or in how many
        worlds they are."""
        told = []
        for claim, values in found.items():
            mean, half = values.mean(), half_width(values)
            borne = (f"in {np.mean(values > 0):.0%}".replace("%", " %") if self.worlds else "yes" if mean > half else
                     "**no**" if mean < -half else "**cannot be told**")
            told.append(f"{claim.replace('_', ' ')}: {borne}")
        return "; ".join(told)

    def weeks(self, arm, name, first=104, last=156):
        """Weekly values of one arm's runs: (replicate, week, community, ...)."""
        return self.file[name][np.flatnonzero(self.arm == arm), first:last].astype(float)

    def total(self, arm, name, first=104, last=156, band=None):
        values = self.weeks(arm, name, first, last)
        if band is not None:
            values = values[:, :, :, band]
        return values.reshape(len(values), -1).sum(axis=1)

    def rate(self, arm, over, under="residents", **window):
        return self.total(arm, over, **window) / self.total(arm, under, **window)

    def unmet(self, arm, **window):
        unmet, served = (self.total(arm, "requests_" + what, **window) for what in ("unmet", "served"))
        return unmet / (unmet + served)


def posterior(source, here, stated=()):
    """Boli's draws; or a copy without the columns that begin so, since what a scenario states is not drawn as well."""
    draws = os.path.join(source, "scenarios/boli/posterior.csv")
    if not stated:
        return draws
    with open(draws, encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")
    comments = [line for line in lines if line.startswith("#")]
    table = [line.split(",") for line in lines if line and not line.startswith("#")]
    kept = [c for c, key in enumerate(table[0]) if not key.startswith(tuple(stated))]
    path = os.path.join(here, f"without_{'_'.join(stated)}.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join([*comments, *(",".join(row[c] for c in kept) for row in table), ""]))
    return path


class Runner:
    def __init__(self, cogov, source, here, quick):
        self.cogov, self.source, self.here = cogov, source, here
        self.words = ["--burn-in", "52", "--set", "residents=9200"] if quick else []
        # Worlds are of towns as large as those that the draws were judged by: a quarter of the work.
        self.smaller = [] if quick else ["--set", "residents=23000"]
        self.replicates, self.worlds, self.of_priors = (8, 32, 32) if quick else (32, 64, 256)

    def boli(self, name):
        return os.path.join(self.source, "scenarios/boli", name)

    def cogov_run(self, name, scenario, *words, replicates=None):
        """The results file of this name."""
        path = os.path.join(self.here, name + ".h5")
        again = "--force" if "--trace" in words else "--resume"
        words = [*([] if "--burn-in" in words else self.words), *words]
        subprocess.run([self.cogov, "run", scenario, "-o", path, again, "--quiet", "--no-progress", "--replicates",
                        str(replicates or self.replicates), *words], check=True, stdout=subprocess.DEVNULL)
        return path

    def in_worlds(self, name, scenario, *words, stated=()):
        """The same in worlds of Boli's posterior."""
        draws = posterior(self.source, self.here, stated)
        return self.cogov_run(name + "_worlds", scenario, "--set", f'uncertain.draws="{draws}"', *self.smaller, *words,
                              replicates=self.worlds)

    def both(self, name, scenario, *words, replicates=None, stated=()):
        """Results with the model's own values, and those in worlds; `stated`: what the words say of parameters."""
        return (Results(self.cogov_run(name, scenario, *words, replicates=replicates)),
                Results(self.in_worlds(name, scenario, *words, stated=stated), worlds=True))

    def with_arms(self, name, text):
        """A scenario of these arms beside the base case."""
        path = os.path.join(self.here, name + ".toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'include = "{self.boli("base.toml")}"\n{text}')
        return path

    def arms(self, name, text):
        return self.both(name, self.with_arms(name, text))

    def trace(self, name, scenario, week, *words):
        """A week of one run (the first one, if `words` do not say which), with every number on the way."""
        path = os.path.join(self.here, f"{name}_week_{week}.h5")
        self.cogov_run(name, scenario, "--weeks", str(week + 1), "--trace", path, "--trace-weeks", str(week), *words,
                       replicates=1)
        return path

    def first_week(self, arm, policies):
        """Week 0 under these policies beside those that are there, of a town without a past: for its parameters."""
        text = "[arms.acted]\n" + "".join(policy("acted", one["lever"], one["level"], 1) for one in policies)
        name = "first_week_" + arm
        return self.trace(name, self.with_arms(name, text), 0, "--burn-in", "0", "--trace-run", "1")

    def describe(self, what):
        done = subprocess.run([self.cogov, "describe", what, "--format", "json"], check=True, capture_output=True)
        return {row["name"]: row for row in json.loads(done.stdout)}

    def toml(self, name):
        with open(self.boli(name), "rb") as file:
            return tomllib.load(file)


def policy(arm, lever, level, ramp=8):
    return f'[[arms.{arm}.policies]]\nlever = "{lever}"\nlevel = {level}\nramp = {ramp}\n'


def participation(results, **window):
    return lambda arm: results.rate(arm, "participants", **window)


# Each pattern: its name, how it was made, and by results what was found and whether that bears it.

def pattern(name, how, results, tell):
    """Two rows: of the model's own values, and of worlds."""
    told = [tell(r) for r in results]
    return [f"| {' | '.join(row)} |" for row in ((name, "own", *told[0], how), ("", "worlds", *told[1], ""))]


def older_without_coefficients(boli):
    words = [w for band in BANDS for channel in CHANNELS for w in ("--set", f"parameters.band_{band}_{channel}=0")]

    def tell(r):
        rates = [r.rate("base", "participants", band=b) for b in range(3)]
        return ("every `band_*` 0, weekly participation: "
                + "; ".join(f"{band} {r.said(x, 100)} %" for band, x in zip(BANDS, rates)),
                r.claims(more_than_the_young=rates[2] - rates[0], more_than_the_middle_aged=rates[2] - rates[1]))
    return pattern("(a) The older take part more, also without band coefficients",
                   "`cogov run scenarios/boli/base.toml` with `--set parameters.band_young_build=0` and so on",
                   boli.both("older", boli.boli("base.toml"), *words, stated=["parameters.band_"]), tell)


def clearing(boli):
    levels = (0.25, 0.5, 0.75, 1.0)
    names = [f"r{int(100 * x)}" for x in levels]

    def tell(r):
        def row(of, scale, digits):
            return ", ".join(r.gain(name, "base", of, scale, digits) for name in names)
        service, outreach = (lambda arm, what=what: 1000 * r.rate(arm, what)
                             for what in ("hours_service", "hours_outreach"))
        waiting, trust = (lambda arm, over=over, under=under: r.rate(arm, over, under)
                          for over, under in (("waits", "requests_served"), ("institution_trust", "residents")))
        took_part = participation(r)
        at = {name: took_part(name) for name in ("base", *names)}
        return (f"25, 50, 75, 100 % cleared on paper: service {row(service, 1, 2)} hours a week for 1 000 residents; "
                f"outreach {row(outreach, 1, 1)} hours; waiting {row(waiting, 1, 3)} weeks; institution trust "
                f"{row(trust, 1, 4)}; weekly participation {row(took_part, 100, 2)} points",
                r.claims(service=service("r100") - service("base"), outreach=outreach("r100") - outreach("base"),
                         waiting=waiting("base") - waiting("r100"), trust=trust("r100") - trust("base"),
                         participation=at["r100"] - at["base"],
                         the_last_quarter_brings_less_than_the_first=at["r25"] - at["base"] - (at["r100"] - at["r75"])))
    arms = "".join(f"[arms.{name}]\n" + policy(name, "admin_relief", x) for name, x in zip(names, levels))
    return pattern("(b) Clearing administrative load raises outreach and service, shortens waiting, then raises trust "
                   "and participation, ever less", "an arm with `admin_relief` at each level, ramp 8",
                   boli.arms("clearing", arms), tell)


def fading(boli):
    def tell(r):
        early, late = dict(first=8, last=34), dict(first=130, last=156)
        took_part = {name: participation(r, **window) for name, window in (("early", early), ("late", late))}
        parts = [f"{name}: {r.gain(arm, 'base', took_part['early'], 100)} points in weeks 8 to 33, "
                 f"{r.gain(arm, 'base', took_part['late'], 100)} in weeks 130 to 155"
                 for arm, name in (("campaign", "sustain 0"), ("half", "0.5"), ("rule", "1"))]
        left = {name: (lambda arm, name=name: r.rate(arm, name, **late))
                for name in ("engagement", "institution_trust")}
        won, kept = (took_part[when]("campaign") - took_part[when]("base") for when in ("early", "late"))
        return ("; ".join(parts)
                + f"; the campaign leaves engagement {r.gain('campaign', 'base', left['engagement'], 1, 4)}, "
                f"institution trust {r.gain('campaign', 'base', left['institution_trust'], 1, 4)}",
                r.claims(wears_off=won - kept, leaves_participation=kept,
                         **{"leaves_" + name: of("campaign") - of("base") for name, of in left.items()}))
    return pattern("(c) What a campaign has won wears off, but not wholly", "`cogov run scenarios/boli/lasting.toml`",
                   boli.both("lasting", boli.boli("lasting.toml")), tell)


def ceiling(boli):
    text = ""
    for name, policies in (("five", [("add_volunteers", 5)]), ("ten", [("add_volunteers", 10)]),
                           ("relief", [("admin_relief", 0.5)]),
                           ("both", [("add_volunteers", 10), ("admin_relief", 0.5)])):
        text += f"[arms.{name}]\n" + "".join(policy(name, *one) for one in policies)
    usual = float(boli.describe("parameter")["span"]["default"])

    def tell(r):
        span = r.file["draws/values/parameters.span"][...] if r.worlds else usual

        def organised(arm):
            return span * r.total(arm, "hours_coordination") / r.total(arm, "volunteer_hours")
        took_part = {arm: r.rate(arm, "participants") for arm in ("base", "five", "ten", "relief", "both")}

        def won(arm):
            return r.said(took_part[arm] - took_part["base"], 100, 2, True)
        more = took_part["both"] - took_part["ten"] - took_part["relief"] + took_part["base"]
        return (f"5 and 10 recruits per 1 000 and week: {won('five')} and {won('ten')} points, of volunteer hours "
                f"{r.said(organised('five'), 100, 1)} and {r.said(organised('ten'), 100, 1)} % coordinated; with half "
                f"of the load cleared {r.said(organised('both'), 100, 1)} % and {won('both')} points; relief alone "
                f"{won('relief')}; both less the sum of each: {r.said(more, 100, 3, True)} points",
                r.claims(the_second_five_add_less=2 * took_part["five"] - took_part["base"] - took_part["ten"],
                         a_smaller_share_is_coordinated=organised("five") - organised("ten"),
                         relief_raises_it=organised("both") - organised("ten")))
    return pattern("(d) More volunteers than workers can coordinate add less, and relief moves that limit",
                   "arms with `add_volunteers` 5, 10, `admin_relief` 0.5, and both", boli.arms("ceiling", text), tell)


def after_emergency(boli):
    def tell(r):
        window = dict(first=60, last=84)
        waiting = {arm: r.rate(arm, "waits", "requests_served", **window) for arm in ("emergency", "plan", "engaged")}
        before = {arm: r.rate(arm, "participants", first=8, last=60) for arm in waiting}
        parts = [f"{name}: waiting {r.said(waiting[arm], 1, 2)} weeks, unmet "
                 f"{r.said(r.unmet(arm, **window), 100, 1)} % (participation in the year before "
                 f"{r.said(before[arm], 100, 1)} %)"
                 for arm, name in (("emergency", "as today"), ("plan", "with a plan"),
                                   ("engaged", "as today, but more took part before"))]
        return ("weeks 60 to 83: " + "; ".join(parts),
                r.claims(a_plan_shortens_waiting=waiting["emergency"] - waiting["plan"],
                         participation_before_shortens_waiting=waiting["emergency"] - waiting["engaged"]))
    return pattern("(f) An emergency is got over sooner with a plan, and where many took part before",
                   "`cogov run scenarios/boli/emergency.toml`",
                   boli.both("emergency", boli.boli("emergency.toml")), tell)


def concentrated(results):
    def tell(r):
        top = top_tenth(r)
        return f"the most engaged tenth holds {r.said(top, 100, 1)} % of engagement", r.claims(more_than_half=top - 0.5)
    return pattern("(e) Participation is concentrated", "the base case's `/yearly/engagement_histogram`", results, tell)


def moved(before, after):
    """Parameters that a lever changes, as means over communities: (name, from, to)."""
    means = ((name, before[name].mean(), after[name].mean()) for name in before)
    return [(name, a, b) for name, a, b in means if abs(b - a) > 1e-6 * max(abs(a), abs(b))]


def levers(boli):
    """Each lever's demonstration: put in, come out. Rows of the page, rows of the program's table."""
    middle = 130   # of weeks 104 to 155
    week = by_hand.Week(boli.trace("middle", boli.boli("base.toml"), middle), middle)
    policies = {arm: table.get("policies", []) for arm, table in boli.toml("levers.toml")["arms"].items()}
    in_force = {arm: by_hand.parameters(boli.first_week(arm, its), 0) for arm, its in {"base": [], **policies}.items()}
    r = Results(boli.cogov_run("levers", boli.boli("levers.toml")))
    by_arm, rows, table = {}, [], []
    for arm, its in policies.items():
        base = AGAINST.get(arm, "base")
        outcome = [r.rate(arm, "participants", band=b) - r.rate(base, "participants", band=b) for b in range(3)]
        outcome.append(r.rate(arm, "participants") - r.rate(base, "participants"))
        come_out = " / ".join(r.said(values, 100, 3, True) for values in outcome[:3])
        simulated, half = ([round(100 * of(values), 3) for values in outcome] for of in (np.mean, half_width))
        name = f"`{arm}`" + (f" (against `{base}`)" if base != "base" else "")
        if arm in ("emergency", "emergency_plan"):
            rows.append(f"| {name} | acts in an emergency | | | {come_out} | {r.said(outcome[3], 100, 3, True)} | |")
            hand, how, hours, added = None, "", 0, simulated[3]
        else:
            by_arm[arm] = week.effect(in_force["base"], in_force[arm])
            hand, hours = (x - y for x, y in zip(by_arm[arm], by_arm.get(base, (0, 0))))
            hours = int(np.rint(hours))
            changes = moved(in_force[base], in_force[arm])
            how, code = (", ".join(form.format(*one) for one in changes) for form in ("{} {:.4g} → {:.4g}",
                                                                                      "`{}` {:.4g} → {:.4g}"))
            bands = " / ".join(f"{100 * x:+.3f}" for x in hand[:3])
            rows.append(f"| {name} | {code}; outreach {hours:+d} h | {bands} | {100 * hand[3]:+.3f} | {come_out} | "
                        f"{r.said(outcome[3], 100, 3, True)} | {r.said(outcome[3] - hand[3], 100, 3, True)} |")
            added = round(100 * (outcome[3].mean() - hand[3]), 3)
            hand = [round(100 * x, 3) for x in hand]
        table += [(arm, one["level"], how, hours, hand, simulated, half, added) for one in its if one["lever"] == arm]
    return rows, table, 100 * week.rates[:3], r


def levers_in_worlds(boli):
    """Each lever's demonstration in worlds of the priors and of the posterior, as `cogov compare` tells them."""
    path = boli.boli("levers.toml")
    files = (boli.cogov_run("levers_priors", path, "--set", 'uncertain.priors="all"', *boli.smaller,
                            replicates=boli.of_priors),
             boli.in_worlds("levers", path))

    def told(file, baseline):
        done = subprocess.run([boli.cogov, "compare", file, "--baseline", baseline, "--show", "differences", "--format",
                               "csv"], check=True, capture_output=True, text=True)
        return {row["arm"]: row for row in csv.DictReader(done.stdout.splitlines())
                if row["band"] == "all" and row["measure"] == "participation"}

    def cells(rows, arm, best):
        middle, low, high = (100 * float(rows[arm]["difference" + end]) for end in ("", "_low", "_high"))
        better, first = (f"{float(of[arm]['probability_' + what]):.0%}".replace("%", " %")
                         for of, what in ((rows, "better"), (best, "best")))
        return f"{middle:+.2f} ({low:.2f} to {high:.2f}) | {better} | {first}"
    tables = {against: [told(file, against) for file in files] for against in ("base", *AGAINST.values())}
    rows = []
    for arm in boli.toml("levers.toml")["arms"]:
        against = AGAINST.get(arm, "base")
        both = " | ".join(cells(of, arm, best) for of, best in zip(tables[against], tables["base"]))
        rows.append(f"| {arm}{f' (against {against})' if against != 'base' else ''} | {both} |")
    return rows


def top_tenth(r):
    """What the most engaged tenth holds of engagement, by run."""
    histogram = r.file["yearly/engagement_histogram"][np.flatnonzero(r.arm == "base"), 2].astype(float).sum(axis=(1, 2))
    middles = (np.arange(256) + 0.5) / 256
    top = []
    for counts in histogram:
        left, held = counts.sum() / 10, 0.0
        for b in range(255, -1, -1):
            take = min(left, counts[b])
            held += take * middles[b]
            left -= take
        top.append(held / (counts * middles).sum())
    return np.array(top)


def counterparts(r):
    """What of the model each row of targets.csv is set beside, as values by run."""
    base, end = "base", dict(first=155, last=156)
    channels = r.weeks(base, "participants")

    def weekly(channel, band=slice(None)):
        return channels[:, :, :, band, CHANNELS.index(channel)].reshape(len(channels), -1).sum(axis=1)

    def of(name, b, under="residents", **window):
        return r.rate(base, name, under, band=b, **window)
    stays, before = (r.file["yearly/" + name][np.flatnonzero(r.arm == base), 2].astype(float).sum(axis=(1, 2))
                     for name in ("stayed", "took_part_before"))
    residents = r.total(base, "residents")

    def governing(member):
        who = r.weeks(base, "residents_membership")[..., member], r.weeks(base, "participants_membership")[
            ..., member, CHANNELS.index("govern")]
        heads, took_part = (values.reshape(len(values), -1).sum(axis=1) for values in who)
        return took_part / heads
    worked = [r.total(base, "hours_" + name) for name in ("outreach", "admin", "other", "coordination", "service")]
    found = {f"rate_{channel}_{band}": weekly(channel, b) / r.total(base, "residents", band=b)
             for b, band in enumerate(BANDS) for channel in CHANNELS}
    found |= {
        "weekly_build": weekly("build") / residents,
        "annual_reach": r.rate(base, "reached", **end),
        "reach_older_young": of("reached", 2, **end) / of("reached", 0, **end),
        "annual_reach_build": r.rate(base, "reached_build", **end),
        "vote_party": governing(0) / governing(1),
        "volunteers_active": r.rate(base, "volunteers"),
        "worker_turnover": r.rate(base, "quits", "posts"),
        "vacancy_share": r.rate(base, "posts_vacant", "posts"),
        "request_rate": r.rate(base, "requests_opened"),
        "wait_mean": r.rate(base, "waits", "requests_served"),
        "unmet_share": r.unmet(base),
        "institution_trust": r.rate(base, "institution_trust"),
        "institution_trust_gap": of("institution_trust", 2) - of("institution_trust", 0),
        "neighbour_trust": r.rate(base, "neighbour_trust", "neighbour_ties"),
        "aware": r.rate(base, "aware"),
        "persistence": stays / before,
        "concentration_top10": top_tenth(r),
        "load_visits": worked[0] / sum(worked),
    }
    notes = {
        "worker_turnover": "by week and post",
        "concentration_top10": "of engagement; the value is of hours",
    }
    return found, notes


def people_moved(boli, name, arms, weeks, **people):
    """Results of arms that do something to the same people: each by what is done to them."""
    who = "\n".join(f"{key} = {value}" for key, value in people.items())
    text = "".join(f"[[arms.{arm}.forced]]\nweek = 0\ndo = \"{do}\"\n{who}\n" for arm, do in arms.items())
    path = boli.with_arms(name, f"demography = \"off\"\nweeks = {weeks}\n{text}")
    return boli.both(name, path, replicates=min(boli.replicates, 16))


def counterfactuals(boli):
    """The rows `counterfactual:` of targets.csv, by run, with own values and in worlds: people who are moved as no
    policy could move them, what they and those who live with them do then, and the base case under the same luck."""
    return [counterfactuals_of(*results) for results in zip(
        people_moved(boli, "once", {channel: channel for channel in CHANNELS}, 60, share=0.1),
        people_moved(boli, "all_asked", {"hear": "hear", "contact": "contact"}, 2),
        people_moved(boli, "free", {"retired": "free"}, 60, of='"employed"', ages="[55, 59]"))]


def counterfactuals_of(once, all_asked, free):
    def took_part(r, arm, who, first, last, channel=None):
        followed = ("others", "moved", "housemates").index(who)
        values = r.weeks(arm, "participants_followed", first, last)[..., followed, :]
        values = values if channel is None else values[..., CHANNELS.index(channel)]
        return values.reshape(len(values), -1).sum(axis=1)

    def further(arm, who, first, last):
        return took_part(once, arm, who, first, last) - took_part(once, "base", who, first, last)
    # A tenth of the housemates is moved too, and not counted among them.
    usual = [took_part(once, "base", "moved", 0, 1, channel) for channel in CHANNELS]
    passed_on = [further(channel, "housemates", 1, 2) / further(channel, "moved", 0, 1) for channel in CHANNELS]
    late, early = (sum(further(channel, "moved", *weeks) for channel in CHANNELS) / (weeks[1] - weeks[0])
                   for weeks in ((44, 60), (1, 5)))
    people = all_asked.weeks("base", "residents", 0, 1)
    people = people.reshape(len(people), -1).sum(axis=1)
    asked, heard = (took_part(all_asked, arm, "moved", 0, 1, "govern") for arm in ("contact", "hear"))
    retired, at_work = (took_part(free, arm, "moved", 47, 60, "build") for arm in ("retired", "base"))
    return {
        "spouse_spillover": sum(u * p for u, p in zip(usual, passed_on)) / sum(usual) / (1 - 0.1),
        "contact_log_odds": np.log(asked / (people - asked)) - np.log(heard / (people - heard)),
        "retirement_build": retired / at_work,
        "induced_after_a_year": late / early,
    }


def bounds(row):
    """Where the value may lie by its error and the model's discrepancy together, 95 %, and rows' shared error."""
    error = 1.96 * np.sqrt(sum(float(row[name] or 0) ** 2 for name in ("sd", "discrepancy", "source_sd")))
    value = float(row["value"])
    if row["scale"] == "log":
        return value * np.exp(-error), value * np.exp(error)
    if row["scale"] == "logit":
        return tuple(1 / (1 + np.exp(-(np.log(value / (1 - value)) + side * error))) for side in (-1, 1))
    return value - error, value + error


def free_time(boli, r):
    """Of all and of the employed: of tables and parameters alone, by run where these are worlds."""
    week = h5py.File(boli.trace("before", boli.boli("base.toml"), 0))["week_0"]
    names = ("leisure_base", "leisure_floor", "work_factor")
    p = {name: np.full(len(r.weeks("base", "residents", 0, 1)), week["parameters/" + name][0], float) for name in names}
    for name in names:
        if f"draws/values/parameters.{name}" in r.file:
            p[name] = r.file[f"draws/values/parameters.{name}"][...]
    work, care, employed = (week["before/" + name][...] for name in ("work_hours", "care_hours", "employed"))
    leisure = np.array([np.maximum(floor, base - factor * work - care) for base, floor, factor in zip(*p.values())])
    return {"free_time": leisure.mean(axis=1), "free_time_employed": leisure[:, employed > 0].mean(axis=1)}


def beside_what_is_known(boli, results):
    (found, notes), (found_in_worlds, _) = map(counterparts, results)
    for into, of in zip((found, found_in_worlds), counterfactuals(boli)):
        into |= of
    free, free_in_worlds = (free_time(boli, r) for r in results)
    with open(boli.boli("targets.csv"), encoding="utf-8", newline="") as file:
        targets = list(csv.DictReader(file))
    own, worlds = results
    rows = []
    for target in targets:
        name, (low, high), value = target["name"], bounds(target), float(target["value"])
        percent = (target["measure"] not in ("waiting", "institution_trust", "neighbour_trust")
                   and not target["measure"].startswith("counterfactual:") and target["of"] == "level" and value < 1)
        scale, unit = (100, " %") if percent else (1, "")
        digits = max(0, 1 - int(np.floor(np.log10(abs(value * scale)))) + 1)
        known = f"{value * scale:.{digits}f}{unit} ({low * scale:.{digits}f} to {high * scale:.{digits}f})"
        channel = "" if target["channel"] == "all" else ", " + target["channel"]
        what = f"{name}: {target['measure'].replace('_', ' ')}, {target['band']}{channel}"
        if name in found:
            mean, cell = found[name].mean(), f"{own.said(found[name], scale, digits)}{unit}"
            drawn = found_in_worlds[name]
        else:
            mean, cell = free[name].mean(), f"{free[name].mean():.{digits}f}, of tables and parameters alone"
            drawn = free_in_worlds[name]
        if name in notes:
            cell += f" ({notes[name]})"
        judgement = [f"{whose} **outside**" for whose, x in (("own", mean), ("worlds", range_of(drawn)[0]))
                     if not low <= x <= high]
        rows.append(f"| {what} | {cell} | {worlds.said(drawn, scale, digits)}{unit} | {known} | {target['use']} | "
                    f"{', '.join(judgement)} |")
    return rows


def drift(r):
    """What of a year's change is there at fixed shares of the bands, and what the bands' shares alone add."""
    years = [dict(first=52 * y, last=52 * y + 52) for y in range(3)]
    # Both by year, band, replicate.
    rate = np.array([[r.rate("base", "participants", band=b, **year) for b in range(3)] for year in years])
    heads = np.array([[r.total("base", "residents", band=b, **year) for b in range(3)] for year in years])
    share = heads / heads.sum(axis=1, keepdims=True)
    rows = []
    for y in range(3):
        whole = (rate[y] * share[y]).sum(axis=0)
        cells = [r.said(whole, 100)]
        if y > 0:
            # Each with the mean of the two years' other factor, so that the two add up to the change.
            of_rates = ((rate[y] - rate[y - 1]) * (share[y] + share[y - 1]) / 2).sum(axis=0)
            of_shares = ((share[y] - share[y - 1]) * (rate[y] + rate[y - 1]) / 2).sum(axis=0)
            cells += [r.said(values, 100, 3, True) for values in (of_rates + of_shares, of_rates, of_shares)]
        rows.append(f"| {y + 1}{', worlds' if r.worlds else ''} | {' | '.join(cells + [''] * (4 - len(cells)))} |")
    return rows


def slopes(r):
    told = []
    weeks = np.arange(52) - 25.5
    for name, over, under, scale, digits in (("weekly participation", "participants", "residents", 100, 2),
                                             ("reach in a year", "reached", "residents", 100, 2),
                                             ("institution trust", "institution_trust", "residents", 1, 4),
                                             ("neighbour trust", "neighbour_trust", "neighbour_ties", 1, 4)):
        of, among = (values.reshape(len(values), 52, -1).sum(axis=2)
                     for values in (r.weeks("base", over), r.weeks("base", under)))
        slope = (of / among) @ weeks / (weeks @ weeks) * 52
        told.append(f"{name} {r.said(slope, scale, digits, True)}{' points' if scale == 100 else ''}")
    return "; ".join(told)


ABOUT = """Written by `tests/patterns/patterns.py build/release/cogov . -o docs/patterns.md`: Boli, 156 weeks after a
burn-in of {burn_in}. Unless weeks are named, the last 52; differences from the base case under the same luck. Two kinds
of numbers stand beside each other, given one synthetic population:

- **own**: with the model's own parameters, of which most are assumed, all 92 000 residents, {replicates} replicates of
  each arm: means, ± 95 % by the luck of the weeks, which says nothing of how sure the parameters are;
- **worlds**: the first {worlds} of the possible worlds that agree with what is known of Boli
  (`scenarios/boli/posterior.csv`, [calibration.md](calibration.md)), one run each, with 23 000 residents, the size that
  they were drawn with: medians, with the range of 90 % of them in parentheses. It has what is not known of parameters
  in it, and the luck of one run ([how-sure.md](how-sure.md)).

As found. The nine intercepts are solved from the weekly rates of the last table but one
(`tests/patterns/solve_intercepts.py`), and `b_party` is that of the worlds; nothing was set for the patterns.
"""
ABOUT_LEVERS = """Put in, and come out: effects of demonstration levels on weekly participation, in percentage points
(`cogov run scenarios/boli/levers.toml`); by band young / middle / older, then all. A lever that is a *budget* puts
hours, recruits or seats in, and what they are worth follows from the model; one that is a *coefficient* puts in an
effect that was assumed, so that its size is an assumption. A list of both is no ranking. What is put in stands in the
second column: parameters that change (means over communities), and the hours of outreach a week that follow; which of
them are budgets, `cogov describe lever NAME` says, with these numbers. *By hand* is the direct effect:
one traced week of the base case (the middle of the last year) with the lever's parameters, everybody's habits,
experience, trust in others and company as they were; skill, vacancies, volunteers and institution trust moved by
their own equations alone (`tests/patterns/by_hand.py`). The last column, simulated less by hand, is what the model
adds to it.
"""
ABOUT_WORLDS = """The same effects on weekly participation of all, in percentage points, over possible worlds:
{priors} in which everything that has a prior is drawn from what is believed of it alone, intercepts staying as they
are, and {worlds} that agree with what is known of Boli. Coefficients of levers are drawn as well, so an effect that
was assumed has the range that it was believed to have: data of a town without the lever cannot narrow it. *Better*:
in how many worlds more take part than without it; *best*: in how many no other arm of these, nothing included, has
more. Levels are those of the table above, and costs differ, so that the best is not the first to buy. An arm that is
told against another is judged best with what it stands beside.
"""
ABOUT_TARGETS = """Every row of `scenarios/boli/targets.csv`; [SOURCES.md](../scenarios/boli/SOURCES.md#targetscsv)
says where values come from. The range of the value is 95 % by its error, what is shared with other rows, and the
discrepancy allowed to the model; outside is a mean, or a median over worlds, that lies beyond it. Worlds were drawn
to agree with all rows but those held out. The nine rates are what intercepts
are solved from, in the first recorded year. Rows `counterfactual:` are experiments made elsewhere
([evidence.md](evidence.md)), put with a tenth of the residents, with all of them, and with the employed of 55 to 59;
own values by 16 replicates.
"""
ABOUT_DRIFT = """Weekly participation of the base case by recorded year, and its change from the year before: at fixed
shares of the three bands, and what the change of their shares alone adds (ageing, moves, deaths), in percentage
points.
"""


EFFECTS = """#pragma once
// What each lever alone does in Boli, at the level at which it is demonstrated: what `cogov describe lever NAME` tells.
// Written by tests/patterns/patterns.py together with docs/patterns.md; change nothing here by hand.

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace participation {{

// Percentage points of weekly participation: of the young, the middle aged, the older, and all.
using by_band = std::array<double, 4>;
inline constexpr std::size_t all_bands = 3;

struct lever_effect {{
    std::string_view lever;
    double level;
    std::string_view put_in;          // parameters that it changes, from and to
    double outreach;                  // further hours a week that follow
    double added;                     // simulated beyond by hand, all
    std::optional<by_band> by_hand;   // its direct effect; none of what acts in an emergency
    by_band simulated, half_width;    // of 95 % intervals
}};

struct where_effects_were_found {{
    int model_version, residents, weeks, replicates;
}};
inline constexpr where_effects_were_found effects_of{{{version}, {residents}, {weeks}, {replicates}}};

// clang-format off
inline constexpr std::array lever_effects{{
{rows}
}};
// clang-format on

}}   // namespace participation
"""


def effects(boli, table, r):
    """The header with the program's table."""
    def numbers(of):
        return "{" + ", ".join(f"{x:.3f}" for x in of) + "}"
    rows = [f'    lever_effect{{"{lever}", {level:g}, "{how}",\n        {hours}, {added:.3f}, '
            + (f"by_band{numbers(hand)}" if hand else "std::nullopt") + f",\n        {numbers(simulated)}, {numbers(half)}}},"
            for lever, level, how, hours, hand, simulated, half, added in table]
    residents = r.weeks("base", "residents", 0, 1)[0].sum()
    return EFFECTS.format(version=boli.describe("model")["participation"]["version"], residents=int(residents),
                          weeks=r.file["residents"].shape[1], replicates=boli.replicates, rows="\n".join(rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cogov", type=os.path.abspath)
    parser.add_argument("source", type=os.path.abspath)
    parser.add_argument("-o", "--output", metavar="PAGE.md")
    parser.add_argument("--keep", metavar="FOLDER", type=os.path.abspath)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        here = asked.keep or stack.enter_context(tempfile.TemporaryDirectory(prefix="cogov_patterns_"))
        os.makedirs(here, exist_ok=True)
        boli = Runner(asked.cogov, asked.source, here, asked.quick)
        lever_rows, table, by_hand_rates, base = levers(boli)
        header = effects(boli, table, base)
        rows_in_worlds = levers_in_worlds(boli)
        results = base, Results(boli.in_worlds("levers", boli.boli("levers.toml")), worlds=True)
        known_rows = beside_what_is_known(boli, results)
        drifts, drift_rows = [slopes(r) for r in results], [row for r in results for row in drift(r)]
        rows = [*older_without_coefficients(boli), *clearing(boli), *fading(boli), *ceiling(boli),
                *concentrated(results), *after_emergency(boli)]
        burn_in = boli.toml("base.toml")["burn_in"]
        simulated = [100 * base.rate("base", "participants", band=b).mean() for b in range(3)]
    text = ["# What Boli shows", "",
            *(["**A trial of the script: its numbers mean nothing.**", ""] if asked.quick else []),
            ABOUT.format(burn_in=burn_in, replicates=boli.replicates, worlds=boli.worlds),
            "## Patterns", "", "| pattern | | found | borne out? | how |", "|---|---|---|---|---|", *rows, "",
            "## Each lever alone", "", ABOUT_LEVERS,
            f"By hand {' / '.join(f'{x:.2f}' for x in by_hand_rates)} % take part in that week of the base case; "
            f"simulated, over the year, {' / '.join(f'{x:.2f}' for x in simulated)} %.", "",
            "| lever | put in | by hand, bands | all | simulated, bands | all | what the model adds |",
            "|---|---|---|---|---|---|---|", *lever_rows, "",
            "## Each lever in possible worlds", "", ABOUT_WORLDS.format(priors=boli.of_priors, worlds=boli.worlds),
            "| lever | of priors: effect | better | best | of the posterior: effect | better | best |",
            "|---|---|---|---|---|---|---|", *rows_in_worlds, "",
            "## The base case beside what is known", "", ABOUT_TARGETS,
            "| target | own | worlds | known or assumed of such towns (range) | use | |", "|---|---|---|---|---|---|",
            *known_rows, "",
            "## Drift", "", ABOUT_DRIFT,
            "| year | participation, % | change | at fixed shares | by shares alone |", "|---|---|---|---|---|",
            *drift_rows, "",
            f"Slopes of the last year: {drifts[0]} a year. In worlds: {drifts[1]} a year.", ""]
    if asked.output:
        with open(asked.output, "w", encoding="utf-8") as file:
            file.write("\n".join(text))
        if not asked.quick:
            table_of_the_program = os.path.join(asked.source, "models/participation/lever_effects.hpp")
            with open(table_of_the_program, "w", encoding="utf-8") as file:
                file.write(header)
    else:
        print("\n".join(text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
