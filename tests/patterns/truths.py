#!/usr/bin/python3
"""truths.py PATH_TO_COGOV SOURCE_DIR [--truths 20] [--residents 2000] [--keep FOLDER]: do Boli's ranges hold the truth?

A truth is a town that is known: a draw of everything uncertain and one run of it. It is asked what Boli was asked
(scenarios/boli/targets.csv), each answer off by a drawn error of asking, of its source and of what no setting of a model gets
right; `cogov calibrate` is told no more than these answers; and the ranges that its draws give for the effects of three
alternatives (scenarios/boli/relief-and-volunteers.toml) are held against the effects in the town itself, averaged over as many
lucks. Ninety per cent of the ranges should hold them. Fails where so few do that it would happen in one of 10^6 checks of ranges
that are right. Of 20 truths that is fewer than 10: ranges that hold three quarters of truths are found by many more of them on a
toy (Calibrate.RangesHoldTheTruthAsOftenAsTheySay); here the whole procedure is what is looked at.
"""
import argparse
import csv
import json
import math
import os
import subprocess
import sys
import tempfile

import h5py
import numpy as np

ARMS = ("relief", "volunteers", "both")
LUCKS, DRAWS = 4, 128
SCALES = {"identity": (lambda x: x, lambda x: x), "log": (np.log, np.exp),
          "logit": (lambda p: np.log(p / (1 - p)), lambda x: 1 / (1 + np.exp(-x)))}


def fewest(truths, share=0.9, alarm=1e-6):
    """The fewest ranges that hold the truth where each does with this chance, but for one check in a million."""
    below = 0.0
    for held in range(truths + 1):
        below += math.comb(truths, held) * share**held * (1 - share)**(truths - held)
        if below > alarm:
            return held
    return truths


class Town:
    def __init__(self, cogov, source, here, residents):
        self.cogov, self.here, self.residents = cogov, here, residents
        self.boli = os.path.join(source, "scenarios/boli")
        with open(os.path.join(self.boli, "targets.csv"), encoding="utf-8", newline="") as file:
            self.targets = list(csv.DictReader(file))

    def path(self, name):
        return os.path.join(self.here, name)

    def run(self, *words):
        done = subprocess.run([self.cogov, *words], capture_output=True, text=True, cwd=self.here)
        if done.returncode != 0:
            sys.exit(f"cogov {' '.join(words)}: {done.stderr}")

    def calibrate(self, name, targets):
        """Draws that agree with the targets, in NAME.csv and NAME.h5."""
        if os.path.exists(self.path(name + ".h5")):
            return
        with open(self.path(f"{name}_targets.csv"), "w", encoding="utf-8", newline="") as file:
            rows = csv.DictWriter(file, self.targets[0].keys())
            rows.writeheader()
            rows.writerows(targets)
        with open(self.path(name + ".toml"), "w", encoding="utf-8") as file:
            file.write(f'include = "{self.boli}/base.toml"\n[uncertain]\npriors = "all"\ntargets = "{name}_targets.csv"\n')
        self.run("calibrate", name + ".toml", "-o", name + ".csv", "--residents", str(self.residents), "--quiet")

    def effects(self, name, worlds):
        """Effects on participation by world and arm, each the mean of several lucks; the first worlds of NAME.csv."""
        with open(self.path(f"{name}_arms.toml"), "w", encoding="utf-8") as file:
            file.write(f'include = "{self.boli}/relief-and-volunteers.toml"\nreplicates = {worlds * LUCKS}\n'
                       f'residents = {self.residents}\n[uncertain]\ndraws = "{name}.csv"\nlucks = {LUCKS}\n')
        self.run("run", f"{name}_arms.toml", "-o", f"{name}_arms.h5", "--quiet", "--force")
        with h5py.File(self.path(f"{name}_arms.h5")) as file:
            arm, last = file["arm"].asstr()[...], slice(104, 156)
            share = {one: file["participants"][np.flatnonzero(arm == one), last].astype(float).reshape(worlds * LUCKS, -1).sum(axis=1)
                     / file["residents"][np.flatnonzero(arm == one), last].astype(float).reshape(worlds * LUCKS, -1).sum(axis=1)
                     for one in ("base", *ARMS)}
        os.remove(self.path(f"{name}_arms.h5"))
        return np.array([(share[one] - share["base"]).reshape(worlds, LUCKS).mean(axis=1) for one in ARMS]).T

    def answers(self, told, luck):
        """What a town says that is known by `told`, a value for each target: with all errors that targets are said to have."""
        of_source = {}
        out = []
        for row, x in zip(self.targets, told):
            if row["use"] == "calibrate":
                to, back = SCALES[row["scale"]]
                off = float(row["sd"]) * luck.standard_normal() + float(row["discrepancy"] or 0) * luck.standard_normal()
                if row["source"]:
                    off += of_source.setdefault(row["source"], float(row["source_sd"]) * luck.standard_normal())
                row = {**row, "value": repr(float(back(to(x) + off)))}
            out.append(row)
        return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cogov")
    parser.add_argument("source")
    parser.add_argument("--truths", type=int, default=20)
    parser.add_argument("--residents", type=int, default=2000)
    parser.add_argument("--keep", help="a folder for what is made, from which a stopped check goes on")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cogov_truths_") as passing:
        here = os.path.abspath(asked.keep or passing)
        os.makedirs(here, exist_ok=True)
        town = Town(os.path.abspath(asked.cogov), os.path.abspath(asked.source), here, asked.residents)
        # Draws of a town of which only the rates are known are what is believed: the truths.
        town.calibrate("believed", [{**row, "sd": "1e6"} if row["use"] == "calibrate" else row for row in town.targets])
        with h5py.File(town.path("believed.h5")) as file:
            names, told = list(file["target"].asstr()[...]), file["told"][...]
        order = [names.index(row["name"]) for row in town.targets]
        true = town.effects("believed", asked.truths)
        held, ranks = np.zeros(len(ARMS), int), []
        for t in range(asked.truths):
            town.calibrate(f"truth_{t}", town.answers(told[t, order], np.random.default_rng(t)))
            found = town.effects(f"truth_{t}", DRAWS)
            low, high = np.quantile(found, [0.05, 0.95], axis=0)
            held += (low <= true[t]) & (true[t] <= high)
            ranks.append([round(float(rank), 2) for rank in (found < true[t]).mean(axis=0)])
            print(json.dumps({"truth": t, "effects": true[t].round(5).tolist(), "low": low.round(5).tolist(),
                              "high": high.round(5).tolist(), "ranks": ranks[-1]}), flush=True)
    least = fewest(asked.truths)
    for arm, count in zip(ARMS, held):
        print(f"{arm}: {count} of {asked.truths} ranges of 90 % hold the truth" + ("" if count >= least else f", and {least} at least should"))
    return 0 if held.min() >= least else 1


if __name__ == "__main__":
    sys.exit(main())
