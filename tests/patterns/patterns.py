#!/usr/bin/python3
"""patterns.py PATH_TO_COGOV SOURCE_DIR [-o PAGE.md] [--quick]: what Boli shows at full size, as found.

Runs Boli (92 000 residents, burn-in and weeks of scenarios/boli/base.toml, 32 replicates of each arm) and writes
docs/patterns.md: the patterns that the model must show, each lever alone beside what it does directly (by_hand.py),
the base case beside what is known (scenarios/boli/targets.csv), and how far the base case drifts. The levers' numbers
go into the program as well (models/participation/lever_effects.hpp), which must then be built anew. Takes some minutes;
--quick, with a short burn-in and few replicates, is for trying the script, its numbers mean nothing. Means with 95 %
intervals (Student, pairs under the same luck where arms are compared).
"""
import argparse
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


def student(freedom):
    """Student's t, 97.5 %, by Cornish and Fisher's expansion: right to 0.001 from 7 degrees of freedom on."""
    z = statistics.NormalDist().inv_cdf(0.975)
    return (z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
            + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3))


def half_width(values):
    return student(len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))


class Results:
    def __init__(self, path):
        self.file = h5py.File(path)
        self.arm = self.file["arm"].asstr()[...]

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


def said(values, scale=1.0, digits=2, sign=False):
    return f"{values.mean() * scale:{'+' if sign else ''}.{digits}f} ± {half_width(values) * scale:.{digits}f}"


def gain(results, arm, base, of, scale=1.0, digits=2):
    return said(of(arm) - of(base), scale, digits, sign=True)


def claims(**found):
    """Whether each claim is borne: paired values that are all on the right side of 0 but for luck."""
    told = []
    for claim, values in found.items():
        mean, half = values.mean(), half_width(values)
        borne = "yes" if mean > half else "**no**" if mean < -half else "**cannot be told**"
        told.append(f"{claim.replace('_', ' ')}: {borne}")
    return "; ".join(told)


class Runner:
    def __init__(self, cogov, source, here, quick):
        self.cogov, self.source, self.here, self.made = cogov, source, here, 0
        self.words, self.replicates = (["--burn-in", "52"], 8) if quick else ([], 32)

    def boli(self, name):
        return os.path.join(self.source, "scenarios/boli", name)

    def cogov_run(self, scenario, *words, replicates=None):
        """The results file, a new one each time."""
        self.made += 1
        path = os.path.join(self.here, f"{self.made}.h5")
        subprocess.run([self.cogov, "run", scenario, "-o", path, "--quiet", "--no-progress", "--replicates",
                        str(replicates or self.replicates), *([] if "--burn-in" in words else self.words), *words],
                       check=True, stdout=subprocess.DEVNULL)
        return path

    def run(self, scenario, *words):
        return Results(self.cogov_run(scenario, *words))

    def with_arms(self, text):
        """A scenario of these arms beside the base case."""
        path = os.path.join(self.here, "arms.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'include = "{self.boli("base.toml")}"\n{text}')
        return path

    def arms(self, text):
        return self.run(self.with_arms(text))

    def trace(self, scenario, week, *words):
        """A week of one run (the first one, if `words` do not say which), with every number on the way."""
        path = os.path.join(self.here, f"week_{self.made}.h5")
        self.cogov_run(scenario, "--weeks", str(week + 1), "--trace", path, "--trace-weeks", str(week), *words,
                       replicates=1)
        return path

    def first_week(self, policies):
        """Week 0 under these policies beside those that are there, of a town without a past: for its parameters."""
        arm = "[arms.acted]\n" + "".join(policy("acted", one["lever"], one["level"], 1) for one in policies)
        return self.trace(self.with_arms(arm), 0, "--burn-in", "0", "--trace-run", "1")

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


# Each pattern: its name, what was found, whether that bears it, how it was made.

def older_without_coefficients(boli):
    words = [w for band in BANDS for channel in CHANNELS for w in ("--set", f"parameters.band_{band}_{channel}=0")]
    r = boli.run(boli.boli("base.toml"), *words)
    rates = [r.rate("base", "participants", band=b) for b in range(3)]
    return ("(a) The older take part more, also without band coefficients",
            "every `band_*` 0, weekly participation: "
            + "; ".join(f"{band} {said(x, 100)} %" for band, x in zip(BANDS, rates)),
            claims(more_than_the_young=rates[2] - rates[0], more_than_the_middle_aged=rates[2] - rates[1]),
            "`cogov run scenarios/boli/base.toml` with `--set parameters.band_young_build=0` and so on")


def clearing(boli):
    levels = (0.25, 0.5, 0.75, 1.0)
    names = [f"r{int(100 * x)}" for x in levels]
    r = boli.arms("".join(f"[arms.{name}]\n" + policy(name, "admin_relief", x) for name, x in zip(names, levels)))

    def row(of, scale, digits):
        return ", ".join(gain(r, name, "base", of, scale, digits) for name in names)
    service, outreach = (lambda arm, what=what: r.total(arm, what) / 52 for what in ("hours_service", "hours_outreach"))
    waiting, trust = (lambda arm, over=over, under=under: r.rate(arm, over, under)
                      for over, under in (("waits", "requests_served"), ("institution_trust", "residents")))
    took_part = participation(r)
    at = {name: took_part(name) for name in ("base", *names)}
    return ("(b) Clearing administrative load raises outreach and service, shortens waiting, then raises trust and "
            "participation, ever less",
            f"25, 50, 75, 100 % cleared on paper: service {row(service, 1, 0)} hours a week; outreach "
            f"{row(outreach, 1, 0)} hours; waiting {row(waiting, 1, 3)} weeks; institution trust {row(trust, 1, 4)}; "
            f"weekly participation {row(took_part, 100, 2)} points",
            claims(service=service("r100") - service("base"), outreach=outreach("r100") - outreach("base"),
                   waiting=waiting("base") - waiting("r100"), trust=trust("r100") - trust("base"),
                   participation=at["r100"] - at["base"],
                   the_last_quarter_brings_less_than_the_first=at["r25"] - at["base"] - (at["r100"] - at["r75"])),
            "an arm with `admin_relief` at each level, ramp 8")


def fading(boli):
    r = boli.run(boli.boli("lasting.toml"))
    early, late = dict(first=8, last=34), dict(first=130, last=156)
    took_part = {name: participation(r, **window) for name, window in (("early", early), ("late", late))}
    parts = [f"{name}: {gain(r, arm, 'base', took_part['early'], 100)} points in weeks 8 to 33, "
             f"{gain(r, arm, 'base', took_part['late'], 100)} in weeks 130 to 155"
             for arm, name in (("campaign", "sustain 0"), ("half", "0.5"), ("rule", "1"))]
    left = {name: (lambda arm, name=name: r.rate(arm, name, **late)) for name in ("engagement", "institution_trust")}
    won, kept = (took_part[when]("campaign") - took_part[when]("base") for when in ("early", "late"))
    return ("(c) What a campaign has won wears off, but not wholly",
            "; ".join(parts)
            + f"; the campaign leaves engagement {gain(r, 'campaign', 'base', left['engagement'], 1, 4)}, "
            f"institution trust {gain(r, 'campaign', 'base', left['institution_trust'], 1, 4)}",
            claims(wears_off=won - kept, leaves_participation=kept,
                   **{"leaves_" + name: of("campaign") - of("base") for name, of in left.items()}),
            "`cogov run scenarios/boli/lasting.toml`")


def ceiling(boli):
    text = ""
    for name, policies in (("five", [("add_volunteers", 5)]), ("ten", [("add_volunteers", 10)]),
                           ("relief", [("admin_relief", 0.5)]),
                           ("both", [("add_volunteers", 10), ("admin_relief", 0.5)])):
        text += f"[arms.{name}]\n" + "".join(policy(name, *one) for one in policies)
    r = boli.arms(text)
    span = float(boli.describe("parameter")["span"]["default"])

    def organised(arm):
        return span * r.total(arm, "hours_coordination") / r.total(arm, "volunteer_hours")
    took_part = {arm: r.rate(arm, "participants") for arm in ("base", "five", "ten", "relief", "both")}

    def won(arm):
        return said(took_part[arm] - took_part["base"], 100, 2, True)
    more = took_part["both"] - took_part["ten"] - took_part["relief"] + took_part["base"]
    return ("(d) More volunteers than workers can coordinate add less, and relief moves that limit",
            f"5 and 10 recruits per 1 000 and week: {won('five')} and {won('ten')} points, of volunteer hours "
            f"{said(organised('five'), 100, 1)} and {said(organised('ten'), 100, 1)} % coordinated; with half of the "
            f"load cleared {said(organised('both'), 100, 1)} % and {won('both')} points; relief alone {won('relief')}; "
            f"both less the sum of each: {said(more, 100, 3, True)} points",
            claims(the_second_five_add_less=2 * took_part["five"] - took_part["base"] - took_part["ten"],
                   a_smaller_share_is_coordinated=organised("five") - organised("ten"),
                   relief_raises_it=organised("both") - organised("ten")),
            "arms with `add_volunteers` 5, 10, `admin_relief` 0.5, and both")


def after_emergency(boli):
    r = boli.run(boli.boli("emergency.toml"))
    window = dict(first=60, last=84)
    waiting = {arm: r.rate(arm, "waits", "requests_served", **window) for arm in ("emergency", "plan", "engaged")}
    parts = [f"{name}: waiting {said(waiting[arm], 1, 2)} weeks, unmet {said(r.unmet(arm, **window), 100, 1)} % "
             f"(participation in the year before {said(r.rate(arm, 'participants', first=8, last=60), 100, 1)} %)"
             for arm, name in (("emergency", "as today"), ("plan", "with a plan"),
                               ("engaged", "as today, but more took part before"))]
    return ("(f) An emergency is got over sooner with a plan, and where many took part before",
            "weeks 60 to 83: " + "; ".join(parts),
            claims(a_plan_shortens_waiting=waiting["emergency"] - waiting["plan"],
                   participation_before_shortens_waiting=waiting["emergency"] - waiting["engaged"]),
            "`cogov run scenarios/boli/emergency.toml`")


def concentrated(top):
    return ("(e) Participation is concentrated", f"the most engaged tenth holds {said(top, 100, 1)} % of engagement",
            claims(more_than_half=top - 0.5), "the base case's `/yearly/engagement_histogram`")


def moved(before, after):
    """Parameters that a lever changes, as means over communities: (name, from, to)."""
    means = ((name, before[name].mean(), after[name].mean()) for name in before)
    return [(name, a, b) for name, a, b in means if abs(b - a) > 1e-6 * max(abs(a), abs(b))]


def levers(boli):
    """Each lever's demonstration: put in, come out. Rows of the page, rows of the program's table."""
    middle = 130   # of weeks 104 to 155
    week = by_hand.Week(boli.trace(boli.boli("base.toml"), middle), middle)
    policies = {arm: table.get("policies", []) for arm, table in boli.toml("levers.toml")["arms"].items()}
    in_force = {arm: by_hand.parameters(boli.first_week(its), 0) for arm, its in {"base": [], **policies}.items()}
    r = boli.run(boli.boli("levers.toml"))
    against = {"digital_specialist": "digital_platform", "emergency_plan": "emergency"}
    by_arm, rows, table = {}, [], []
    for arm, its in policies.items():
        base = against.get(arm, "base")
        outcome = [r.rate(arm, "participants", band=b) - r.rate(base, "participants", band=b) for b in range(3)]
        outcome.append(r.rate(arm, "participants") - r.rate(base, "participants"))
        come_out = " / ".join(said(values, 100, 3, True) for values in outcome[:3])
        simulated, half = ([round(100 * of(values), 3) for values in outcome] for of in (np.mean, half_width))
        name = f"`{arm}`" + (f" (against `{base}`)" if base != "base" else "")
        if arm in ("emergency", "emergency_plan"):
            rows.append(f"| {name} | acts in an emergency | | | {come_out} | {said(outcome[3], 100, 3, True)} | |")
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
                        f"{said(outcome[3], 100, 3, True)} | {said(outcome[3] - hand[3], 100, 3, True)} |")
            added = round(100 * (outcome[3].mean() - hand[3]), 3)
            hand = [round(100 * x, 3) for x in hand]
        table += [(arm, one["level"], how, hours, hand, simulated, half, added) for one in its if one["lever"] == arm]
    return rows, table, 100 * week.rates[:3], r


def counterparts(boli, r):
    """What of the model each row of targets.csv is set beside, as values by replicate."""
    base, end = "base", dict(first=155, last=156)
    channels = r.weeks(base, "participants")

    def weekly(channel, band=slice(None)):
        return channels[:, :, :, band, CHANNELS.index(channel)].reshape(len(channels), -1).sum(axis=1)

    def of(name, b, under="residents", **window):
        return r.rate(base, name, under, band=b, **window)
    histogram = r.file["yearly/engagement_histogram"][np.flatnonzero(r.arm == base), 2].astype(float).sum(axis=(1, 2))
    middles = (np.arange(256) + 0.5) / 256
    top = []
    for counts in histogram:
        left, held = counts.sum() / 10, 0.0
        for b in range(255, -1, -1):
            take = min(left, counts[b])
            held += take * middles[b]
            left -= take
        top.append(held / (counts * middles).sum())
    top = np.array(top)
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
        "concentration_top10": top,
        "load_visits": worked[0] / sum(worked),
    }
    notes = {
        "worker_turnover": "by week and post",
        "concentration_top10": "of engagement; the value is of hours",
    }
    return top, found, notes


def moved(boli, arms, weeks, **people):
    """Results of arms that do something to the same people: each by what is done to them."""
    who = "\n".join(f"{key} = {value}" for key, value in people.items())
    text = "".join(f"[[arms.{name}.forced]]\nweek = 0\ndo = \"{do}\"\n{who}\n" for name, do in arms.items())
    path = boli.with_arms(f"demography = \"off\"\nweeks = {weeks}\n{text}")
    return Results(boli.cogov_run(path, replicates=min(boli.replicates, 16)))


def counterfactuals(boli):
    """The rows `counterfactual:` of targets.csv, by replicate: people who are moved as no policy could move them, and
    what they and those who live with them do then, beside the base case under the same luck."""
    def took_part(r, arm, who, first, last, channel=None):
        values = r.weeks(arm, "participants_followed", first, last)[..., ("others", "moved", "housemates").index(who), :]
        values = values if channel is None else values[..., CHANNELS.index(channel)]
        return values.reshape(len(values), -1).sum(axis=1)

    once = moved(boli, {channel: channel for channel in CHANNELS}, 60, share=0.1)

    def further(arm, who, first, last):
        return took_part(once, arm, who, first, last) - took_part(once, "base", who, first, last)
    # A tenth of the housemates is moved too, and not counted among them.
    usual = [took_part(once, "base", "moved", 0, 1, channel) for channel in CHANNELS]
    passed_on = [further(channel, "housemates", 1, 2) / further(channel, "moved", 0, 1) for channel in CHANNELS]
    late, early = (sum(further(channel, "moved", *weeks) for channel in CHANNELS) / (weeks[1] - weeks[0])
                   for weeks in ((44, 60), (1, 5)))
    all_asked = moved(boli, {"hear": "hear", "contact": "contact"}, 2)
    people = all_asked.weeks("base", "residents", 0, 1)
    people = people.reshape(len(people), -1).sum(axis=1)
    asked, heard = (took_part(all_asked, arm, "moved", 0, 1, "govern") for arm in ("contact", "hear"))
    free = moved(boli, {"retired": "free"}, 60, of='"employed"', ages="[55, 59]")
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


def beside_what_is_known(boli, r):
    top, found, notes = counterparts(boli, r)
    found |= counterfactuals(boli)
    with open(boli.boli("targets.csv"), encoding="utf-8", newline="") as file:
        targets = list(csv.DictReader(file))
    week = h5py.File(boli.trace(boli.boli("base.toml"), 0))["week_0"]
    p = {name: float(week["parameters/" + name][0]) for name in ("leisure_base", "leisure_floor", "work_factor")}
    leisure = p["leisure_base"] - p["work_factor"] * week["before/work_hours"][...] - week["before/care_hours"][...]
    leisure = np.maximum(p["leisure_floor"], leisure)
    free = {"free_time": leisure.mean(), "free_time_employed": leisure[week["before/employed"][...] > 0].mean()}
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
        judgement = ""
        if name in found:
            mean, cell = found[name].mean(), f"{said(found[name], scale, digits)}{unit}"
        elif name in free:
            mean, cell = free[name], f"{free[name]:.{digits}f}, of tables and parameters alone"
        else:
            mean, cell = None, "has no counterpart in what results tell"
        if name in notes:
            cell += f" ({notes[name]})"
        if mean is not None and not low <= mean <= high:
            judgement = "**outside**"
        rows.append(f"| {what} | {cell} | {known} | {target['use']} | {judgement} |")
    return top, rows


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
        cells = [said(whole, 100)]
        if y > 0:
            # Each with the mean of the two years' other factor, so that the two add up to the change.
            of_rates = ((rate[y] - rate[y - 1]) * (share[y] + share[y - 1]) / 2).sum(axis=0)
            of_shares = ((share[y] - share[y - 1]) * (rate[y] + rate[y - 1]) / 2).sum(axis=0)
            cells += [said(values, 100, 3, True) for values in (of_rates + of_shares, of_rates, of_shares)]
        rows.append(f"| {y + 1} | {' | '.join(cells + [''] * (4 - len(cells)))} |")
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
        told.append(f"{name} {said(slope, scale, digits, True)}{' points' if scale == 100 else ''}")
    return "; ".join(told)


ABOUT = """Written by `tests/patterns/patterns.py build/release/cogov . -o docs/patterns.md`: Boli at full size,
92 000 residents, 32 replicates of each arm, 156 weeks after a burn-in of {burn_in}. Unless weeks are named, the last
52; differences from the base case under the same luck; 95 % intervals over the luck of the weeks, given one synthetic
population and the model's own parameters, of which most are assumed. As found. The nine intercepts are solved from
the weekly rates of the third table (`tests/patterns/solve_intercepts.py`); nothing was set for the patterns.
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
ABOUT_TARGETS = """Every row of `scenarios/boli/targets.csv`; [SOURCES.md](../scenarios/boli/SOURCES.md#targetscsv)
says where values come from. The range is 95 % by the value's error, what is shared with other rows, and the
discrepancy allowed to the model. The nine rates are what intercepts are solved from, in the first recorded year.
Rows `counterfactual:` are experiments made elsewhere ([evidence.md](evidence.md)), put with a tenth of the residents, with
all of them, and with the employed of 55 to 59; 16 replicates.
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
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cogov_patterns_") as here:
        boli = Runner(asked.cogov, asked.source, here, asked.quick)
        lever_rows, table, by_hand_rates, base = levers(boli)
        header = effects(boli, table, base)
        top, known_rows = beside_what_is_known(boli, base)
        drift_rows, drifts = drift(base), slopes(base)
        rows = [older_without_coefficients(boli), clearing(boli), fading(boli), ceiling(boli), concentrated(top),
                after_emergency(boli)]
        burn_in = boli.toml("base.toml")["burn_in"]
        simulated = [100 * base.rate("base", "participants", band=b).mean() for b in range(3)]
    text = ["# What Boli shows", "",
            *(["**A trial of the script: its numbers mean nothing.**", ""] if asked.quick else []),
            ABOUT.format(burn_in=burn_in),
            "## Patterns", "", "| pattern | found | borne out? | how |", "|---|---|---|---|",
            *(f"| {' | '.join(row)} |" for row in rows), "",
            "## Each lever alone", "", ABOUT_LEVERS,
            f"By hand {' / '.join(f'{x:.2f}' for x in by_hand_rates)} % take part in that week of the base case; "
            f"simulated, over the year, {' / '.join(f'{x:.2f}' for x in simulated)} %.", "",
            "| lever | put in | by hand, bands | all | simulated, bands | all | what the model adds |",
            "|---|---|---|---|---|---|---|", *lever_rows, "",
            "## The base case beside what is known", "", ABOUT_TARGETS,
            "| target | found | known or assumed of such towns (range) | use | |", "|---|---|---|---|---|",
            *known_rows, "",
            "## Drift", "", ABOUT_DRIFT,
            "| year | participation, % | change | at fixed shares | by shares alone |", "|---|---|---|---|---|",
            *drift_rows, "",
            f"Slopes of the last year: {drifts} a year.", ""]
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
