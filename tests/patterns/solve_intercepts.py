#!/usr/bin/python3
"""solve_intercepts.py PATH_TO_COGOV SCENARIO [--rounds N] [--replicates N] [--set KEY=VALUE ...]

Solves the nine intercepts of the choice (base_build ... band_older_share) so that the first recorded year of the
scenario's baseline has the weekly rates of the nine rows `rate_CHANNEL_BAND` of scenarios/boli/targets.csv. Each round adds
three quarters of ln(wanted / found) to the intercept of every band and channel: the log of a small chance moves by about
what its utility does, and habit and company add to that. Prints each round's rates, and at the end the
rows as they stand in a scenario's [parameters].
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

BANDS = ("young", "middle", "older")
CHANNELS = ("build", "govern", "share")


def wanted_rates(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = {row["name"]: float(row["value"]) for row in csv.DictReader(file) if row["name"].startswith("rate_")}
    return np.array([[rows[f"rate_{channel}_{band}"] for channel in CHANNELS] for band in BANDS])


def standard(cogov):
    """The program's own values: by band and channel what base and band add up to."""
    text = subprocess.run([cogov, "describe", "parameter", "--format", "json"], check=True, capture_output=True, text=True).stdout
    values = {row["name"]: float(row["default"]) for row in json.loads(text)}
    return np.array([[values[f"base_{channel}"] + values[f"band_{band}_{channel}"] for channel in CHANNELS] for band in BANDS])


def in_words(sums, digits=4):
    """Sums by band and channel as parameters, the middle band being what the others are counted from."""
    out = {}
    for c, channel in enumerate(CHANNELS):
        out[f"base_{channel}"] = round(sums[1, c], digits)
        for b in (0, 2):
            out[f"band_{BANDS[b]}_{channel}"] = round(sums[b, c] - sums[1, c], digits)
    return out


def found_rates(cogov, scenario, sums, replicates, words, here):
    path = os.path.join(here, "solve.h5")
    settings = [word for name, value in in_words(sums).items() for word in ("--set", f"parameters.{name}={value}")]
    subprocess.run([cogov, "run", scenario, "-o", path, "--force", "--quiet", "--weeks", "52", "--replicates",
                    str(replicates), *settings, *words], check=True, stdout=subprocess.DEVNULL)
    with h5py.File(path) as file:
        base = np.flatnonzero(file["arm"].asstr()[...] == file["arm"].asstr()[0])
        took_part = file["participants"][base].astype(float).sum(axis=(0, 1, 2))
        residents = file["residents"][base].astype(float).sum(axis=(0, 1, 2))
    return took_part / residents[:, None]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cogov")
    parser.add_argument("scenario")
    parser.add_argument("--targets", default=os.path.join(os.path.dirname(__file__), "../../scenarios/boli/targets.csv"))
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--replicates", type=int, default=16)
    parser.add_argument("--set", action="append", default=[])
    asked = parser.parse_args()
    wanted, sums = wanted_rates(asked.targets), standard(asked.cogov)
    words = [word for one in asked.set for word in ("--set", one)]
    with tempfile.TemporaryDirectory(prefix="cogov_solve_") as here:
        for turn in range(asked.rounds + 1):
            found = found_rates(os.path.abspath(asked.cogov), asked.scenario, sums, asked.replicates, words, here)
            miss = np.log(wanted / found)
            print(f"round {turn}: largest miss {math.expm1(np.abs(miss).max()):.2%}; any channel, by band: "
                  + ", ".join(f"{band} {rate:.3%}" for band, rate in zip(BANDS, found.sum(axis=1))), flush=True)
            if turn < asked.rounds:
                sums = sums + 0.75 * miss   # habit and company do the rest
    print("[parameters]")
    for name, value in in_words(sums).items():
        print(f"{name} = {value:g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
