#!/usr/bin/python3
"""people_test.py PATH_TO_COGOV SOURCE_DIR: do two independent programs of one description make the same town?

people.py does what docs/odd.md says, with other random numbers and none of the program's sources. Both make a quarter
of Boli (its tables, its communities with a quarter of the adults and grids) from 24 seeds each. Means over seeds are
compared by Student's t with 46 degrees of freedom: beyond its bound lies less than 10^-6, the false-alarm rate of
each quantity. A difference of less than one in two thousand is none: what hardly depends on the seed, as the number
of households of a size, differs by how sums are rounded. Prints the table; exit status 1 where the programs disagree.
"""
import csv
import os
import subprocess
import sys
import tempfile

import h5py
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import people  # noqa: E402
import town as weeks  # noqa: E402

SEEDS = 24
T_BOUND = 5.66           # P(|t| > 5.66) < 10^-6 with 46 degrees of freedom
ROUNDING = 5e-4
BANDS = (("young", 18, 34), ("middle", 35, 59), ("older", 60, 200))


def clustering(pairs, residents):
    """Mean local clustering coefficient (7.12)."""
    first, to = people.neighbours_of(np.sort(pairs[:, 0] * residents + pairs[:, 1]), residents)
    degree = np.diff(first)
    known = np.sort(np.repeat(np.arange(residents), degree) * residents + to)
    closed = np.zeros(residents)
    for step in range(1, degree.max()):          # others at places x and x + step of the same resident
        x = np.flatnonzero(np.repeat(first[1:], degree) > np.arange(len(to)) + step)
        code = to[x] * residents + to[x + step]
        at = np.minimum(np.searchsorted(known, code), len(known) - 1)
        closed += np.bincount(np.repeat(np.arange(residents), degree)[x], known[at] == code, residents)
    some = degree > 1
    return (closed[some] / (degree[some] * (degree[some] - 1) / 2)).mean()


def quantities(town, subdistrict):
    """Numbers of one town, by name."""
    out = {}
    age, sex, household, community = (town[key] for key in ("age", "sex", "household", "community"))
    residents = len(age)
    for layer in people.LAYERS:
        pairs = town["ties"][layer]
        degree = np.bincount(pairs.ravel(), minlength=residents)
        degree = degree[town["employed"] == 1] if layer == "work" else degree
        out[f"{layer}: others, mean"] = degree.mean()
        out[f"{layer}: others, variance"] = degree.var()
        for number in range(3):
            out[f"{layer}: share with {number}"] = (degree == number).mean()
        if layer != "household":
            out[f"{layer}: share with 9 and more"] = (degree >= 9).mean()
            out[f"{layer}: clustering"] = clustering(pairs, residents)
        a, b = age[pairs[:, 0]].astype(float), age[pairs[:, 1]].astype(float)
        both = np.concatenate([a, b])
        out[f"{layer}: correlation of ages"] = ((a * b).mean() - both.mean() ** 2) / both.var()
        out[f"{layer}: difference of ages"] = np.abs(a - b).mean()
        out[f"{layer}: age of those tied"] = both.mean()
        out[f"{layer}: share within the community"] = (community[pairs[:, 0]] == community[pairs[:, 1]]).mean()
    pairs = town["ties"]["neighbour"]
    distance = np.abs(household[pairs[:, 0]] - household[pairs[:, 1]])
    out["neighbour: households between"] = distance.mean()
    out["neighbour: share next door"] = (distance == 1).mean()
    out["neighbour: share within the grid"] = (town["grid"][pairs[:, 0]] == town["grid"][pairs[:, 1]]).mean()
    pairs = town["ties"]["work"]
    of_subdistrict = subdistrict[community[pairs]]
    out["work: share within the subdistrict"] = (of_subdistrict[:, 0] == of_subdistrict[:, 1]).mean()

    size = np.bincount(household)
    for number in range(1, 5):
        out[f"households of {number}"] = (size == number).sum()
        out[f"households of {number}: age"] = age[size[household] == number].mean()
        out[f"households of {number}: spread of ages"] = age[size[household] == number].std()
        out[f"households of {number}: share of women"] = (sex[size[household] == number] == 0).mean()
    oldest = np.full(len(size), 0)
    youngest = np.full(len(size), 200)
    np.maximum.at(oldest, household, age)
    np.minimum.at(youngest, household, age)
    out["households with older people alone"] = (youngest >= 60).mean()
    out["households with young and older people"] = ((youngest < 35) & (oldest >= 60)).mean()
    out["households of 2 with 18 years and more between"] = (oldest - youngest >= 18)[size == 2].mean()
    out["households of a grid, variance"] = np.bincount(town["grid"][np.unique(household, return_index=True)[1]]).var()
    for low in range(20, 95, 5):
        for s, word in enumerate(("women", "men")):
            out[f"{word} of {low}-{low + 4}"] = ((age >= low) & (age < low + 5) & (sex == s)).mean()
    for name, low, high in BANDS:
        here = (age >= low) & (age <= high)
        works, cares = here & (town["employed"] == 1), here & (town["care_hours"] > 0)
        out[f"{name}: share employed"] = town["employed"][here].mean()
        out[f"{name}: share of the employed with a unit"] = town["unit"][works].mean()
        out[f"{name}: hours of work"] = town["work_hours"][works].mean()
        out[f"{name}: hours of work, spread"] = town["work_hours"][works].std()
        out[f"{name}: share of carers"] = cares[here].mean()
        out[f"{name}: hours of care"] = town["care_hours"][cares].mean()
        out[f"{name}: hours of care, spread"] = town["care_hours"][cares].std()
        out[f"{name}: share of party members"] = town["party_member"][here].mean()
        out[f"{name}: share reached online"] = town["digital"][here].mean()
    out["share of others with a unit"] = town["unit"][town["employed"] == 0].mean()
    employed = np.bincount(household, town["employed"])
    out["households of 2 with both employed"] = (employed[size == 2] == 2).mean()
    out["employed carers"] = ((town["employed"] == 1) & (town["care_hours"] > 0)).mean()
    out["party members reached online"] = (town["party_member"] * town["digital"]).mean()
    by_community = np.bincount(community, town["employed"]) / np.bincount(community)
    out["share employed, variance over communities"] = by_community.var()
    tastes = [town[name] for name in ("taste", "taste_build", "taste_govern", "taste_share")]
    for number, one in enumerate(tastes):
        out[f"taste {number}: mean"] = one.mean()
        out[f"taste {number}: variance"] = one.var()
        out[f"taste {number}: fourth power"] = (one ** 4).mean()
        out[f"taste {number}: with the next"] = (one * tastes[(number + 1) % 4]).mean()
    return out


def a_year_later(before, after):
    """Numbers of a turn of the year, by name."""
    out = {}
    new, age, employed = after["new"] == 1, after["age"], after["employed"] == 1
    out["year: newcomers"] = new.mean()
    out["year: age of those who went"] = before["age"][new].mean()
    out["year: newcomers, age"] = age[new].mean()
    out["year: newcomers of 18"] = (age[new] == 18).mean()
    out["year: newcomers of 60 and more"] = (age[new] >= 60).mean()
    out["year: newcomers, share of women"] = (after["sex"][new] == 0).mean()
    out["year: newcomers of 18, share of women"] = (after["sex"][new & (age == 18)] == 0).mean()
    out["year: years older"] = (age - before["age"])[~new].mean()
    stayed = {f"at {years}": ~new & (age == years) for years in (25, 60)}   # new rows of tables begin there
    for who, here in {"newcomers": new, "all": age > 0, **stayed}.items():
        out[f"year: {who}, share employed"] = employed[here].mean()
        out[f"year: {who}, hours of work"] = after["work_hours"][here & employed].mean()
        out[f"year: {who}, hours of work, spread"] = after["work_hours"][here & employed].std()
        out[f"year: {who}, share with a unit"] = after["unit"][here].mean()
        out[f"year: {who}, share of carers"] = (after["care_hours"][here] > 0).mean()
        out[f"year: {who}, hours of care"] = after["care_hours"][here].mean()
        out[f"year: {who}, share of party members"] = after["party_member"][here].mean()
        out[f"year: {who}, share reached online"] = after["digital"][here].mean()
        out[f"year: {who}, as employed as before"] = (employed == (before["employed"] == 1))[here].mean()
    return out


def quarter_of_boli(source, here):
    """A folder of Boli's tables with a quarter of the adults, and a scenario of it that sees a turn of the year."""
    folder = os.path.join(here, "people")
    os.mkdir(folder)
    given = os.path.join(source, "scenarios/boli/population")
    for name in os.listdir(given):
        with open(os.path.join(given, name), encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        if name == "communities.csv":
            for row in rows[1:]:
                for column in ("adults", "households", "grids"):
                    row[rows[0].index(column)] = str(int(row[rows[0].index(column)]) // 4)
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    scenario = os.path.join(here, "people.toml")
    with open(scenario, "w", encoding="utf-8") as file:
        # A year ends before week 52.
        file.write('population = "people"\nburn_in = 1\nweeks = 53\nreplicates = 1\n[arms.base]\n')
    return folder, scenario


def of_cogov(cogov, scenario, here, seed):
    path, results, trace = (os.path.join(here, name) for name in ("people.h5", "results.h5", "trace.h5"))
    common = ["--set", f"population_seed={seed}", "--quiet", "--force"]
    subprocess.run([cogov, "synth", scenario, "-o", path, *common], check=True)
    subprocess.run([cogov, "run", scenario, "-o", results, "--trace", trace, "--trace-weeks", "51,52", *common],
                   check=True, stdout=subprocess.DEVNULL)
    numbers = ("employed", "work_hours", "care_hours", "unit", "party_member", "digital", "taste", "taste_build",
               "taste_govern", "taste_share")
    with h5py.File(path) as file:
        town = {name: file[name][...].astype(float) for name in numbers}
        town |= {name: file[name][...].astype(int) for name in ("age", "sex", "household", "grid")}
        town["community"] = file["resident_community"][...].astype(int)
        town["ties"] = {}
        for layer in people.LAYERS:
            ends = np.stack([file[f"tie_{layer}_{end}"][...].astype(int) for end in ("from", "to")], axis=1)
            town["ties"][layer] = ends[ends[:, 0] < ends[:, 1]]
    names = ("age", "sex", "employed", "unit", "work_hours", "care_hours", "party_member", "digital", "taste")
    with h5py.File(trace) as file:
        later = {name: file[f"week_52/before/{name}"][...].astype(float) for name in names}
    later["new"] = later["taste"] != town["taste"]
    return town, later


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    cogov, source = map(os.path.abspath, sys.argv[1:])
    parameters = {name: float(np.float32(row[0])) for name, row in weeks.read_parameters(cogov).items()}
    with tempfile.TemporaryDirectory(prefix="cogov_people_") as here:
        folder, scenario = quarter_of_boli(source, here)
        tables = people.read(folder)
        subdistrict = np.unique([row["subdistrict"] for row in tables["communities"]], return_inverse=True)[1]
        theirs, ours = [], []
        for seed in range(1, SEEDS + 1):
            town, later = of_cogov(cogov, scenario, here, seed)
            theirs.append(quantities(town, subdistrict) | a_year_later(town, later))
            town = people.make(folder, parameters, seed)
            later = people.turn_year(town, tables, parameters, seed)
            ours.append(quantities(town, subdistrict) | a_year_later(town, later))
    wrong = 0
    print(f"{'quantity':48} {'cogov':>12} {'people.py':>12} {'error':>9} {'t':>6}")
    for name in theirs[0]:
        x, y = (np.array([one[name] for one in side]) for side in (theirs, ours))
        error = np.sqrt((x.var(ddof=1) + y.var(ddof=1)) / SEEDS)
        difference = x.mean() - y.mean()
        same = abs(difference) <= ROUNDING * max(abs(x.mean()), abs(y.mean()))
        t = difference / error if error > 0 else 0.0
        fine = same or (error > 0 and abs(t) <= T_BOUND)
        wrong += not fine
        print(f"{name:48} {x.mean():>12.5g} {y.mean():>12.5g} {error:>9.2g} {t:>+6.2f}"
              + ("" if fine else "   disagree"))
    print(f"{wrong} of {len(theirs[0])} disagree; {SEEDS} towns of each program", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
