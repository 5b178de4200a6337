#!/usr/bin/python3
"""distribution_test.py PATH_TO_COGOV [--quick]: do two independent programs of one description give the same town?

town.py was written from docs/odd.md alone and draws other random numbers. Both simulate the same exported people and ties
(demography off), without and with policies and an emergency. Means over replicates are compared by Welch's z, at most 5.7
(false-alarm rate 1.2e-8 each, below 10^-6 for all), standard deviations by the ratio of variances (F, at the same rate).
Seeds are fixed. Prints the table; exit status 1 where the programs disagree.
"""
import os
import subprocess
import sys
import tempfile

import h5py
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import town  # noqa: E402

BURN_IN, WEEKS = 30, 60
POLICIES = [{"lever": "admin_relief", "level": 0.6, "ramp": 4}, {"lever": "add_volunteers", "level": 6.0, "start": 5},
            {"lever": "digital_platform", "level": 1.0, "sustain": 0.5, "half_life": 10.0}, {"lever": "points", "level": 0.4}]
EMERGENCIES = [{"start": 20, "weeks": 8}]
BY_BAND = ("participants", "volunteers", "aware", "engagement", "institution_trust", "trust_in_others", "reached")
IN_ALL = ("participants_party", "requests_opened", "requests_served", "requests_unmet", "requests_open", "waits",
          "neighbour_trust", "engagement_sq", "institution_trust_sq", "reached_build", "load_ratio", "service_chance",
          "volunteer_hours", "hours_service", "hours_outreach", "hours_coordination", "posts_vacant", "morale", "skill")


def quantities(seen):
    """Numbers of one run, by name: sums over the last 30 weeks, and over the emergency's."""
    out = {}
    for name in BY_BAND:
        values = seen[name].sum(axis=(1, 3)) if name == "participants" else seen[name].sum(axis=1)
        for at, band in enumerate(town.BANDS):
            out[f"{name}, {band}"] = values[-30:, at].sum()
    for at, channel in enumerate(town.CHANNELS):
        out[f"participants, {channel}"] = seen["participants"][-30:, :, :, at].sum()
    for name in IN_ALL:
        out[name] = seen[name][-30:].sum()
    out["requests_open, weeks 20-27"] = seen["requests_open"][20:28].sum()
    out["participants, weeks 20-27"] = seen["participants"][20:28].sum()
    return out


def of_cogov(cogov, here, people, replicates):
    lines = [f'population = "{people}"', f"weeks = {WEEKS}", f"burn_in = {BURN_IN}", f"replicates = {replicates}",
             "seed = 20261124", 'demography = "off"', "[arms.base]", "[arms.acted]"]
    for policy in POLICIES:
        lines += ["[[arms.acted.policies]]"] + [f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
                                                for key, value in policy.items()]
    lines += ["[[arms.acted.emergencies]]"] + [f"{key} = {value}" for key, value in EMERGENCIES[0].items()]
    path = os.path.join(here, "docking.toml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    subprocess.run([cogov, "run", path, "-o", os.path.join(here, "r.h5"), "--quiet"], check=True, stdout=subprocess.DEVNULL)
    with h5py.File(os.path.join(here, "r.h5")) as file:
        arm = file["arm"].asstr()[...]
        seen = {name: file[name][...] for name in ("participants", *BY_BAND, *IN_ALL)}
    return {name: [quantities({key: values[row].astype(float) for key, values in seen.items()})
                   for row in np.flatnonzero(arm == name)] for name in ("base", "acted")}


def of_town(cogov, people, replicates):
    table, known = town.read_parameters(cogov), town.read_people(people)
    return {name: [quantities(town.run(known, table, {}, policies, emergencies, BURN_IN, WEEKS, np.random.default_rng([7, arm, r])))
                   for r in range(replicates)]
            for arm, (name, policies, emergencies) in enumerate((("base", [], []), ("acted", POLICIES, EMERGENCIES)))}


def variance_ratio_bound(freedom, luck):
    """Largest ratio of two variances of `freedom` degrees each that luck gives, by its normal approximation on the log scale
    with the kurtosis of the samples allowed to be twice the normal's: generous, a second line behind the means."""
    return np.exp(luck * np.sqrt(2 * 2 * 2 / freedom))


def main():
    words = [word for word in sys.argv[1:] if word != "--quick"]
    if len(words) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    cogov = os.path.abspath(words[0])
    replicates = 24 if "--quick" in sys.argv else 64
    with tempfile.TemporaryDirectory(prefix="cogov_docking_") as here:
        subprocess.run([cogov, "new", "town"], cwd=here, check=True, stdout=subprocess.DEVNULL)
        people = os.path.join(here, "people.h5")
        subprocess.run([cogov, "synth", os.path.join(here, "town/scenario.toml"), "-o", people, "--quiet"], check=True)
        a, b = of_cogov(cogov, here, people, replicates), of_town(cogov, people, replicates)
    wrong = 0
    print(f"{'arm':6} {'quantity':34} {'cogov':>12} {'town.py':>12} {'error':>9} {'z':>6} {'sd ratio':>9}")
    bound = variance_ratio_bound(replicates - 1, 5.7)
    for arm in a:
        for name in a[arm][0]:
            x, y = (np.array([run[name] for run in side[arm]]) for side in (a, b))
            error = np.sqrt((x.var(ddof=1) + y.var(ddof=1)) / replicates)
            z = (x.mean() - y.mean()) / error if error > 0 else 0.0 if np.isclose(x.mean(), y.mean(), rtol=1e-6) else np.inf
            ratio = x.var(ddof=1) / y.var(ddof=1) if error > 1e-9 * abs(x.mean()) else 1.0
            fine = abs(z) <= 5.7 and 1 / bound <= ratio <= bound
            if error <= 1e-9 * abs(x.mean()):   # the same in every run of both
                fine = bool(np.isclose(x.mean(), y.mean(), rtol=1e-6))
                z = 0.0
            wrong += not fine
            print(f"{arm:6} {name:34} {x.mean():>12.5g} {y.mean():>12.5g} {error:>9.2g} {z:>+6.2f} {np.sqrt(ratio):>9.2f}"
                  + ("" if fine else "   disagree"))
    print(f"{wrong} disagree; {replicates} replicates of each arm and program", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
