#!/usr/bin/python3
"""patterns.py PATH_TO_COGOV SOURCE_DIR [-o PAGE.md]: what Boli shows at full size, as found.

Runs Boli (92 000 residents, 156 + 156 weeks, 32 replicates of each arm) and writes docs/patterns.md: the patterns that the
model must show, each lever alone, the base case beside what is known, and how far the base case drifts. Takes some
minutes. Means with 95 % intervals (Student on 32 replicates, pairs under the same luck where arms are compared).
"""
import os
import subprocess
import sys
import tempfile

import h5py
import numpy as np

T31 = 2.0395      # Student's t, 31 degrees of freedom, 97.5 %
BANDS = ("young", "middle", "older")


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
    mean, half = values.mean() * scale, T31 * values.std(ddof=1) / np.sqrt(len(values)) * scale
    return f"{mean:{'+' if sign else ''}.{digits}f} ± {half:.{digits}f}"


def gain(results, arm, base, of, scale=1.0, digits=2):
    return said(of(arm) - of(base), scale, digits, sign=True)


def run(cogov, here, scenario, *words):
    path = os.path.join(here, "results.h5")
    subprocess.run([cogov, "run", scenario, "-o", path, "--force", "--quiet", "--replicates", "32", *words], check=True,
                   stdout=subprocess.DEVNULL)
    return Results(path)


def arms(source, here, text):
    path = os.path.join(here, "arms.toml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'include = "{source}/scenarios/boli/base.toml"\n{text}')
    return path


def policy(arm, lever, level):
    return f'[[arms.{arm}.policies]]\nlever = "{lever}"\nlevel = {level}\nramp = 8\n'


def participation(results, **window):
    return lambda arm: results.rate(arm, "participants", **window)


def older_without_coefficients(cogov, source, here):
    words = [w for band in ("young", "middle", "older") for channel in ("build", "govern", "share")
             for w in ("--set", f"parameters.band_{band}_{channel}=0")]
    r = run(cogov, here, f"{source}/scenarios/boli/base.toml", *words)
    found = "; ".join(f"{band} {said(r.rate('base', 'participants', band=b), 100)} %" for b, band in enumerate(BANDS))
    return [("(a) The older take part more, also without band coefficients", f"every `band_*` 0, weekly participation: {found}",
             "`cogov run scenarios/boli/base.toml` with `--set parameters.band_young_build=0` and so on")]


def clearing(cogov, source, here):
    levels = (0.25, 0.5, 0.75, 1.0)
    r = run(cogov, here, arms(source, here, "".join(f"[arms.r{int(100 * x)}]\n" + policy(f"r{int(100 * x)}", "admin_relief", x) for x in levels)))
    names = [f"r{int(100 * x)}" for x in levels]

    def row(of, scale, digits):
        return ", ".join(gain(r, name, "base", of, scale, digits) for name in names)
    hours = [row(lambda arm, what=what: r.total(arm, what) / 52, 1, 0) for what in ("hours_service", "hours_outreach")]
    return [("(b) Clearing administrative load raises outreach and service, shortens waiting, raises trust and participation; all but outreach ever less",
             f"25, 50, 75, 100 % cleared: service {hours[0]} hours a week; outreach {hours[1]} hours; "
             f"waiting {row(lambda arm: r.rate(arm, 'waits', 'requests_served'), 1, 3)} weeks; "
             f"institution trust {row(lambda arm: r.rate(arm, 'institution_trust'), 1, 4)}; "
             f"weekly participation {row(participation(r), 100, 2)} points",
             "an arm with `admin_relief` at each level, ramp 8")]


def fading(cogov, source, here):
    r = run(cogov, here, f"{source}/scenarios/boli/lasting.toml")
    early, late = dict(first=8, last=34), dict(first=130, last=156)
    parts = []
    for arm, name in (("campaign", "sustain 0"), ("half", "0.5"), ("rule", "1")):
        parts.append(f"{name}: {gain(r, arm, 'base', participation(r, **early), 100)} points in weeks 8 to 33, "
                     f"{gain(r, arm, 'base', participation(r, **late), 100)} in weeks 130 to 155")
    left = (f"the campaign leaves engagement {gain(r, 'campaign', 'base', lambda arm: r.rate(arm, 'engagement', **late), 1, 4)}, "
            f"institution trust {gain(r, 'campaign', 'base', lambda arm: r.rate(arm, 'institution_trust', **late), 1, 4)}")
    return [("(c) What a campaign has won wears off when it ends, but not wholly", "; ".join(parts) + "; " + left,
             "`cogov run scenarios/boli/lasting.toml`")]


def ceiling(cogov, source, here):
    text = ""
    for name, policies in (("five", [("add_volunteers", 5)]), ("ten", [("add_volunteers", 10)]), ("relief", [("admin_relief", 0.5)]),
                           ("both", [("add_volunteers", 10), ("admin_relief", 0.5)])):
        text += f"[arms.{name}]\n" + "".join(policy(name, *one) for one in policies)
    r = run(cogov, here, arms(source, here, text))

    def organised(arm):
        return 20 * r.total(arm, "hours_coordination") / r.total(arm, "volunteer_hours")
    alone = r.rate("ten", "participants") + r.rate("relief", "participants") - 2 * r.rate("base", "participants")
    more = r.rate("both", "participants") - r.rate("base", "participants") - alone
    return [("(d) More volunteers than workers can coordinate add less, and relief moves that limit",
             f"5 and 10 recruits per 1 000 and week: {gain(r, 'five', 'base', participation(r), 100)} and "
             f"{gain(r, 'ten', 'base', participation(r), 100)} points, of volunteer hours {said(organised('five'), 100, 1)} and "
             f"{said(organised('ten'), 100, 1)} % coordinated; with half of the load cleared {said(organised('both'), 100, 1)} % and "
             f"{gain(r, 'both', 'base', participation(r), 100)} points; relief alone {gain(r, 'relief', 'base', participation(r), 100)}; "
             f"both less the sum of each: {said(more, 100, 2, True)} points",
             "arms with `add_volunteers` 5, 10, `admin_relief` 0.5, and both")]


def after_emergency(cogov, source, here):
    r = run(cogov, here, f"{source}/scenarios/boli/emergency.toml")
    window = dict(first=60, last=84)
    parts = []
    for arm, name in (("emergency", "no plan"), ("plan", "with a plan"), ("engaged", "no plan, but more took part before")):
        parts.append(f"{name}: waiting {said(r.rate(arm, 'waits', 'requests_served', **window), 1, 2)} weeks, "
                     f"unmet {said(r.unmet(arm, **window), 100, 1)} % (participation in the year before "
                     f"{said(r.rate(arm, 'participants', first=8, last=60), 100, 1)} %)")
    return [("(f) An emergency is got over sooner with a plan, and where many took part before",
             "weeks 60 to 83: " + "; ".join(parts), "`cogov run scenarios/boli/emergency.toml`")]


def levers(cogov, source, here):
    r = run(cogov, here, f"{source}/scenarios/boli/levers.toml")
    against = {"digital_specialist": "digital_platform", "emergency_plan": "emergency"}
    rows = []
    for arm in dict.fromkeys(r.arm):
        if arm == "base":
            continue
        base = against.get(arm, "base")
        cells = [gain(r, arm, base, lambda a, b=b: r.rate(a, "participants", band=b), 100, 3) for b in range(3)]
        cells.append(gain(r, arm, base, participation(r), 100, 3))
        rows.append(f"| {arm} | {' | '.join(cells)} |" + (f" against `{base}`" if base != "base" else ""))
    rows = [row if " against" not in row else row.split(" | ", 1)[0] + " (against `" + row.rsplit("`", 2)[1] + "`) | "
            + row.split(" | ", 1)[1].split(" against")[0] for row in rows]
    return rows, r


def known(r):
    """The base case beside what is known of such towns: name, found, known or assumed, range, scale, digits."""
    base = "base"

    def band(name, b, **window):
        return r.rate(base, name, band=b, **window)

    end = dict(first=155, last=156)
    stays = r.file["yearly/stayed"][np.flatnonzero(r.arm == base), 2].astype(float).sum(axis=(1, 2))
    reached_before = r.total(base, "reached", first=103, last=104)
    older = r.total(base, "participants", band=2) / r.total(base, "participants") / (r.total(base, "residents", band=2) / r.total(base, "residents"))
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
    channels = r.weeks(base, "participants").sum(axis=(1, 2, 3)) / r.total(base, "residents")[:, None]
    return np.array(top), [
        *[(f"weekly participation, {name}", band("participants", b), *row, 100, 1, "%")
          for b, (name, row) in enumerate(zip(BANDS, ((1.5, 0.5, 3), (3.5, 1.5, 6), (12, 6, 18))))],
        *[(f"{name} in a week", channels[:, c], *row, 100, 2, "%")
          for c, (name, row) in enumerate((("build", (1.6, 0.6, 5)), ("govern", (0.5, 0.2, 1.5)), ("share", (3.2, 1.5, 8))))],
        ("reach in a year", r.rate(base, "reached", **end), 45, 30, 60, 100, 1, "%"),
        *[(f"reach in a year, {name}", band("reached", b, **end), *row, 100, 1, "%")
          for b, (name, row) in enumerate(zip(BANDS, ((25, 12, 40), (40, 25, 56), (68, 50, 78))))],
        ("volunteered in a year", r.rate(base, "reached_build", **end), 15, 6, 30, 100, 1, "%"),
        ("active volunteers", r.rate(base, "volunteers"), 2.5, 1, 6, 100, 2, "%"),
        ("aware in a week", r.rate(base, "aware"), 35, 20, 55, 100, 1, "%"),
        ("institution trust", r.rate(base, "institution_trust"), 0.6, 0.5, 0.7, 1, 3, ""),
        ("institution trust, older less young", band("institution_trust", 2) - band("institution_trust", 0), 0.06, 0.02, 0.12, 1, 4, ""),
        ("neighbour trust", r.rate(base, "neighbour_trust", "neighbour_ties"), 0.5, 0.4, 0.65, 1, 3, ""),
        ("weeks until served", r.rate(base, "waits", "requests_served"), 2, 1.2, 3.5, 1, 2, ""),
        ("requests unmet", r.unmet(base), 5, 2, 15, 100, 2, "%"),
        ("requests opened by an adult and week", r.rate(base, "requests_opened"), 0.4, 0.1, 0.8, 100, 3, "%"),
        ("posts vacant", r.rate(base, "posts_vacant", "posts"), 5, 1, 15, 100, 1, "%"),
        ("took part this year of those who did the year before", stays / reached_before, 70, 55, 85, 100, 1, "%"),
        ("representation of the older", older, 2.0, 1.4, 2.8, 1, 2, ""),
        ("engagement held by the most engaged tenth", np.array(top), 70, 50, 85, 100, 1, "%"),
    ]


def drift(r):
    slopes = []
    for name, over, under, scale, digits in (("weekly participation", "participants", "residents", 100, 2), ("reach in a year", "reached", "residents", 100, 2),
                                             ("institution trust", "institution_trust", "residents", 1, 4),
                                             ("neighbour trust", "neighbour_trust", "neighbour_ties", 1, 4)):
        values = r.weeks("base", over).reshape(32, 52, -1).sum(axis=2) / r.weeks("base", under).reshape(32, 52, -1).sum(axis=2)
        weeks = np.arange(52) - 25.5
        slopes.append(f"{name} {said(values @ weeks / (weeks @ weeks) * 52, scale, digits, True)}{' points' if scale == 100 else ''}")
    return "; ".join(slopes)


def main():
    words = sys.argv[1:]
    page = words.pop(words.index("-o") + 1) if "-o" in words else None
    words = [word for word in words if word != "-o"]
    if len(words) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    cogov, source = map(os.path.abspath, words)
    with tempfile.TemporaryDirectory(prefix="cogov_patterns_") as here:
        lever_rows, base = levers(cogov, source, here)
        top, beside = known(base)
        drifts = drift(base)
        rows = [*older_without_coefficients(cogov, source, here), *clearing(cogov, source, here), *fading(cogov, source, here),
                *ceiling(cogov, source, here),
                ("(e) Participation is concentrated", f"the most engaged tenth holds {said(top, 100, 1)} % of engagement", "the base case's `/yearly/engagement_histogram`"),
                *after_emergency(cogov, source, here)]
    text = ["# What Boli shows", "",
            "Written by `tests/patterns/patterns.py build/release/cogov . -o docs/patterns.md`: Boli at full size, 92 000 residents, 32",
            "replicates of each arm, 156 weeks after a burn-in of 156. Unless weeks are named, the last 52; differences from the base",
            "case under the same luck; 95 % intervals over the luck of the weeks, given one synthetic population. As found. Coefficients",
            "marked `calibrated` (`cogov describe parameter`) were set by hand so that the base case comes near the last table; nothing",
            "was set for the patterns. Where a number of that table lies outside what is known, it says so.", "",
            "## Patterns", "", "| pattern | found | how |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows), "",
            "Without band coefficients the young and the middle-aged take part about equally; that the young come less rests on their",
            "coefficients. Volunteers and relief together bring less than the sum of each.", "",
            "## Each lever alone", "", "Effect of its demonstration level on weekly participation, in percentage points (`cogov run scenarios/boli/levers.toml`).", "",
            "| lever | young | middle | older | all |", "|---|---|---|---|---|", *lever_rows, "",
            "## The base case beside what is known", "", "| | found | known or assumed of such towns (range) | |", "|---|---|---|---|"]
    for name, values, value, low, high, scale, digits, unit in beside:
        inside = low <= values.mean() * scale <= high
        text.append(f"| {name} | {said(values, scale, digits)} {unit} | {value:g} ({low:g} to {high:g}) {unit} | {'' if inside else '**outside**'} |")
    text += ["", f"The base case still drifts in its last year, by its slope: {drifts} a year.", ""]
    if page:
        with open(page, "w", encoding="utf-8") as file:
            file.write("\n".join(text))
    else:
        print("\n".join(text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
