#!/usr/bin/python3
"""before_test.py PATH_TO_COGOV [--each | --write PROGRAM_OF_VERSION_2]: does the model, with all that version 3 added
switched off, give what version 2 gave?

before.toml switches everything off and before.csv has what the program of version 2 found for the same people: sums
over a year of two arms, one of them with policies and an emergency. Means over replicates are compared by Welch's t,
all comparisons together with a false-alarm rate of 10^-6 (Bonferroni). Seeds are fixed. Prints the table; exit status 1
where they disagree.

--each leaves one switch after the other on: how far each mechanism moves the numbers, and so whether they would tell.
--write makes before.csv anew.
"""
import csv
import os
import statistics
import subprocess
import sys
import tempfile

import h5py
import numpy as np

from distribution_test import normal_deviate

HERE = os.path.dirname(os.path.abspath(__file__))
SCENARIO, FOUND = os.path.join(HERE, "before.toml"), os.path.join(HERE, "before.csv")
ALARM = 1e-6   # rate of false alarms of the whole table
REPLICATES_BEFORE = 128
BY_BAND = ("participants", "volunteers", "aware", "engagement", "institution_trust", "trust_in_others", "reached")
IN_ALL = ("requests_opened", "requests_served", "requests_unmet", "requests_open", "waits", "neighbour_ties",
          "neighbour_trust", "engagement_sq", "institution_trust_sq", "trust_in_others_sq", "reached_build",
          "load_ratio", "service_chance", "volunteer_hours", "contracted_hours", "hours_admin", "hours_service",
          "hours_outreach", "hours_coordination", "posts", "posts_vacant", "morale", "skill")
# What is switched off, and what switches it on: the standard values of these parameters.
SWITCHES = {
    "contact apart from hearing": ("b_contact",),
    "company at home": ("b_company",),
    "asked at home": ("invite_household",),
    "experience": ("b_experience",),
    "tastes by channel": ("taste_common",),
    "hard requests": ("hard_share",),
    "relief that rebounds": ("relief_fidelity",),
    "freed hours used elsewhere": ("relief_use",),
    "load that comes with posts": ("load_per_post",),
    "recruits less keen": ("recruit_drive",),
    "closed triangles of neighbours": ("neighbour_closure",),
    "trust by band": ("v_prior_young", "v_prior_middle", "v_prior_older"),
    "trust's start": ("v_start_shift",),
}


def quantities(cogov, scenario, *words):
    """Sums over the year by arm, name and replicate."""
    with tempfile.TemporaryDirectory(prefix="cogov_before_") as here:
        path = os.path.join(here, "results.h5")
        subprocess.run([cogov, "run", scenario, "-o", path, "--quiet", "--no-progress", *words], check=True,
                       stdout=subprocess.DEVNULL)
        out = {}
        with h5py.File(path) as file:
            arms = file["arm"].asstr()[...]
            for arm in dict.fromkeys(arms):
                rows = np.flatnonzero(arms == arm)
                party = (file["participants_party"][rows] if "participants_party" in file   # as version 2 had it
                         else file["participants_membership"][rows][:, :, :, 0])
                out[arm, "participants_party"] = party.astype(float).reshape(len(rows), -1).sum(axis=1)
                for name in (*BY_BAND, *IN_ALL):
                    values = file[name][rows].astype(float)
                    if name == "participants":
                        for c, channel in enumerate(("build", "govern", "share")):
                            out[arm, f"participants, {channel}"] = values[..., c].sum(axis=(1, 2, 3))
                        values = values.sum(axis=-1)
                    for b, band in enumerate(("young", "middle", "older") if name in BY_BAND else ()):
                        out[arm, f"{name}, {band}"] = values[..., b].sum(axis=(1, 2))
                    if name in IN_ALL:
                        out[arm, name] = values.reshape(len(rows), -1).sum(axis=1)
        return out


def write(program):
    """before.toml in the words of version 2, which knew none of the switches and one prior of trust for all."""
    with open(SCENARIO, encoding="utf-8") as file:
        lines = file.read().splitlines()
    off = {name for names in SWITCHES.values() for name in names} - {"v_prior_young"}
    text = [line.replace("v_prior_young", "v_prior") for line in lines if line.split(" = ")[0] not in off]
    with tempfile.TemporaryDirectory(prefix="cogov_before_") as here:
        path = os.path.join(here, "before.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(text).replace("../..", os.path.dirname(os.path.dirname(HERE))))
        found = quantities(program, path, "--replicates", str(REPLICATES_BEFORE))
    with open(FOUND, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["arm", "quantity", "replicates", "mean", "sd"])
        for (arm, name), values in found.items():
            rows.writerow([arm, name, len(values), repr(values.mean()), repr(values.std(ddof=1))])


def compare(found):
    """By arm and name: the mean before, the mean now, and how far they are apart as a normal deviate."""
    out = {}
    with open(FOUND, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            now = found[row["arm"], row["quantity"]]
            n, mean, sd = int(row["replicates"]), float(row["mean"]), float(row["sd"])
            of_before, of_now = sd ** 2 / n, now.var(ddof=1) / len(now)
            if of_before + of_now <= (1e-9 * mean) ** 2:   # the same in every run; as sums of floats
                z = 0.0 if np.isclose(now.mean(), mean, rtol=1e-6) else float("inf")
            else:
                freedom = (of_before + of_now) ** 2 / (of_before ** 2 / (n - 1) + of_now ** 2 / (len(now) - 1))
                z = normal_deviate((now.mean() - mean) / np.sqrt(of_before + of_now), freedom)
            out[row["arm"], row["quantity"]] = mean, now.mean(), z
    return out


def standard(cogov):
    done = subprocess.run([cogov, "describe", "parameter", "--format", "markdown"], check=True, capture_output=True,
                          text=True)
    rows = (line.split(" | ") for line in done.stdout.splitlines() if line.startswith("| "))
    return {row[0].removeprefix("| "): row[1] for row in rows}


def main():
    words = sys.argv[1:]
    if len(words) == 3 and words[1] == "--write":
        return write(os.path.abspath(words[2]))
    if len(words) not in (1, 2) or words[1:] not in ([], ["--each"]):
        print(__doc__, file=sys.stderr)
        return 2
    cogov = os.path.abspath(words[0])
    table = compare(quantities(cogov, SCENARIO))
    bound = statistics.NormalDist().inv_cdf(1 - ALARM / len(table) / 2)
    if words[1:]:
        known = standard(cogov)
        print("| left on | moves most | by | z |\n|---|---|---|---|")
        for what, names in {"nothing": (), **SWITCHES}.items():
            one = compare(quantities(cogov, SCENARIO, *(w for name in names
                                                        for w in ("--set", f"parameters.{name}={known[name]}"))))
            (arm, name), (before, now, z) = max(one.items(), key=lambda row: abs(row[1][2]))
            by = f"{100 * (now / before - 1):+.2f} %" if before else f"{now - before:+.4g}"
            print(f"| {what} | {name} ({arm}) | {by} | {f'{z:+.1f}' if np.isfinite(z) else 'every run'} |", flush=True)
        return 0
    print(f"{'arm':9} {'quantity':26} {'version 2':>12} {'switched off':>12} {'z':>6}")
    for (arm, name), (before, now, z) in table.items():
        print(f"{arm:9} {name:26} {before:>12.6g} {now:>12.6g} {z:>+6.2f}" + ("" if abs(z) <= bound else "   disagree"))
    print(f"bound of z: {bound:.2f}, for a false-alarm rate of {ALARM:g} over {len(table)} rows")
    wrong = sum(abs(z) > bound for _, _, z in table.values())
    print(f"{wrong} disagree", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
