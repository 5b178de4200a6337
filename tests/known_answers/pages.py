#!/usr/bin/env python3
"""Runs the small models beside their known answers, and puts the numbers and plots into docs/models/.

usage: pages.py PROGRAM SOURCE     (needs python3-h5py and python3-matplotlib)

Each page keeps its text; what stands between the lines <!-- found --> and <!-- /found --> is replaced.
"""
import math
import os
import subprocess
import sys
import tempfile

import h5py
import matplotlib
import numpy

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "cogov"
matplotlib.rcParams["svg.fonttype"] = "none"
from matplotlib import pyplot  # noqa: E402

program, source = map(os.path.abspath, sys.argv[1:3])
docs = os.path.join(source, "docs", "models")
T95 = {16: 2.1314, 32: 2.0395}   # Student, two-sided


class Study:
    """A scenario's results: numbers of an observation by arm as (replicate, step, cells...)."""

    def __init__(self, text):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "s.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        ran = subprocess.run([program, "run", "s.toml", "-o", "r.h5", "--quiet"], cwd=self.folder.name, capture_output=True, text=True)
        if ran.returncode != 0:
            sys.exit(ran.stderr)
        self.file = h5py.File(os.path.join(self.folder.name, "r.h5"))
        self.arm = self.file["arm_index"][:]

    def of(self, name, arm):
        rows = numpy.flatnonzero(self.arm == arm)
        return self.file[name][rows[0]:rows[-1] + 1][self.arm[rows[0]:rows[-1] + 1] == arm].astype(float)


def scenario(model, arms, **keys):
    """arms: parameters of each, as a dict; keys of the scenario."""
    text = f'model = "{model}"\n'
    for key, value in keys.items():
        text += f"{key} = {value!r}\n" if not isinstance(value, str) else f'{key} = "{value}"\n'
    for i, parameters in enumerate(arms):
        text += f"[arms.a{i}]\nparameters = {{" + ", ".join(f"{k} = {v!r}" for k, v in parameters.items()) + "}\n"
    return text


def estimate(values):
    """Mean over replicates and half the width of its 95 % interval."""
    values = numpy.asarray(values)
    return values.mean(), T95[len(values)] * values.std(ddof=1) / math.sqrt(len(values))


def fill(page, header, rows, plot, caption):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    if plot:
        lines += ["", f"![{caption}]({plot}.svg)"]
    path = os.path.join(docs, page + ".md")
    text = open(path, encoding="utf-8").read()
    before, rest = text.split("<!-- found -->\n", 1)
    after = rest.split("<!-- /found -->", 1)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(before + "<!-- found -->\n" + "\n".join(lines) + "\n<!-- /found -->" + after)
    print("docs/models/" + page + ".md")


def save(figure, name):
    figure.tight_layout()
    figure.savefig(os.path.join(docs, name + ".svg"), metadata={"Date": None})
    pyplot.close(figure)


def axes(wide=1):
    figure, ax = pyplot.subplots(1, wide, figsize=(4.6 * wide + 1, 3.6))
    return figure, ax


def logistic(x):
    return 1 / (1 + math.exp(-x))


def roots(a, J):
    grid = numpy.linspace(1e-9, 1 - 1e-9, 200001)
    f = 1 / (1 + numpy.exp(-a - J * grid)) - grid
    at = numpy.flatnonzero(f[:-1] * f[1:] < 0)
    found = []
    for i in at:
        low, high = grid[i], grid[i + 1]
        for _ in range(60):
            middle = (low + high) / 2
            if (logistic(a + J * middle) - middle) * f[i] > 0:
                low = middle
            else:
                high = middle
        found.append((low + high) / 2)
    return found


def brock_durlauf():
    keys = dict(agents=100000, burn_in=104, weeks=52, replicates=16)
    a_values, J = [-5, -4.5, -4, -3.5, -3.25, -3, -2.75, -2.5, -2.25, -2, -1.5, -1], 6
    arms = [dict(base=float(a), social=float(J), start_build=s) for a in a_values for s in (0.0, 1.0)]
    study = Study(scenario("brock_durlauf", arms, **keys))
    rows, points = [], []
    for i, arm in enumerate(arms):
        mean, half = estimate(study.of("participants", i)[:, :, 0].mean(axis=1) / 100000)
        points.append((arm["base"], mean, arm["start_build"]))
        root = min(roots(arm["base"], J), key=lambda m: abs(m - mean))
        if arm["base"] in (-4, -3, -2.75, -2):
            rows.append([f"{arm['base']:g}", f"{J}", "nobody" if arm["start_build"] == 0 else "everybody", f"{root:.5f}",
                         f"{mean:.5f} ± {half:.5f}"])
    figure, ax = axes()
    m = numpy.linspace(0.0005, 0.9995, 2000)
    slope = J * m * (1 - m)
    a = numpy.log(m / (1 - m)) - J * m
    stable = numpy.where(slope < 1, m, numpy.nan)
    ax.plot(a, stable, color="#28527a", label="stable roots")
    ax.plot(a, numpy.where(slope >= 1, m, numpy.nan), color="#28527a", linestyle=":", label="unstable roots")
    for start, marker, label in ((0.0, "^", "from nobody"), (1.0, "v", "from everybody")):
        ax.plot([x for x, _, s in points if s == start], [y for _, y, s in points if s == start], marker, color="#c1440e",
                markersize=5, label="cogov, " + label)
    ax.set(xlim=(-5.2, -0.8), ylim=(-0.02, 1.02), xlabel="private utility a (social utility J = 6)", ylabel="share taking part m")
    ax.legend(frameon=False, fontsize=8)
    save(figure, "brock_durlauf")
    fill("brock_durlauf", ["a", "J", "start", "root nearest", "cogov, 100 000 agents"], rows, "brock_durlauf",
         "share taking part against private utility: roots of the equation, and where simulated towns settle")


def degroot():
    text = open(os.path.join(source, "scenarios/small/degroot.toml"), encoding="utf-8").read()
    more = 'susceptibilities = [1.0, 0.8, 0.5, 0.9, 0.0, 0.7]\n'
    free, held = Study(text), Study(text + more)
    x, y = free.of("opinion_of", 0)[0], held.of("opinion_of", 0)[0]
    weights = numpy.array([[0.4, 0.3, 0, 0, 0.1, 0.2], [0.2, 0.5, 0.3, 0, 0, 0], [0, 0.2, 0.4, 0.3, 0.1, 0], [0, 0, 0.3, 0.5, 0.2, 0],
                           [0.1, 0, 0, 0.2, 0.5, 0.2], [0.3, 0, 0.1, 0, 0.2, 0.4]])
    start = numpy.array([0.9, 0.1, 0.4, 0.7, 0.2, 0.6])
    open_ = numpy.diag([1.0, 0.8, 0.5, 0.9, 0.0, 0.7])
    limit = numpy.linalg.solve(numpy.eye(6) - open_ @ weights, (numpy.eye(6) - open_) @ start)
    values, vectors = numpy.linalg.eig(weights.T)
    influence = numpy.real(vectors[:, numpy.argmax(values.real)])
    influence /= influence.sum()
    rows = [[str(i + 1), f"{start[i]:g}", f"{influence[i]:.4f}", f"{influence @ start:.6f}", f"{x[-1, i]:.6f}", f"{limit[i]:.6f}",
             f"{y[-1, i]:.6f}"] for i in range(6)]
    figure, both = axes(2)
    for ax, opinions, ends, title in ((both[0], x, [influence @ start], "DeGroot"), (both[1], y, limit, "Friedkin–Johnsen")):
        for i in range(6):
            ax.plot(range(26), numpy.concatenate([[start[i]], opinions[:25, i]]), linewidth=1.2)
        for end in ends:
            ax.plot([25, 26.5], [end, end], color="black", linewidth=1)
        ax.set(title=title, xlabel="week", ylabel="opinion", ylim=(0, 1))
    save(figure, "degroot")
    fill("degroot", ["agent", "first opinion", "influence", "consensus", "cogov", "Friedkin–Johnsen limit", "cogov"], rows, "degroot",
         "opinions of six people week by week; the strokes at the right are the known limits")


def cascade_theory(z, threshold, rho0, most=150):
    k = numpy.arange(most)
    p = numpy.exp(-z + k * math.log(z) - numpy.array([math.lgamma(i + 1) for i in k]))

    def joins(n, others, q):   # chance that Bin(others, q) / n reaches the threshold
        if n == 0:
            return 0.0
        need = math.ceil(threshold * n - 1e-12)
        m = numpy.arange(need, others + 1)
        if len(m) == 0:
            return 0.0
        logs = [math.lgamma(others + 1) - math.lgamma(i + 1) - math.lgamma(others - i + 1) for i in m]
        return float(sum(math.exp(c) * q**i * (1 - q)**(others - i) for c, i in zip(logs, m)))

    keep = [int(i) for i in k if p[i] > 1e-12]
    q = rho0
    for _ in range(400):
        fresh = rho0 + (1 - rho0) * sum(n * p[n] / z * joins(n, n - 1, q) for n in keep if n > 0)
        if abs(fresh - q) < 1e-10:
            break
        q = fresh
    return rho0 + (1 - rho0) * sum(p[n] * joins(n, n, q) for n in keep)


def threshold_cascade():
    degrees = [0.5, 0.8, 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 10]
    study = Study(scenario("threshold_cascade", [dict(degree=float(z)) for z in degrees], agents=100000, burn_in=0, weeks=400,
                           replicates=16, network="poisson"))
    rows, found = [], []
    for i, z in enumerate(degrees):
        mean, half = estimate(study.of("active", i)[:, -1] / 100000)
        found.append(mean)
        if z in (0.8, 1, 1.5, 2, 3, 4, 6, 8, 10):
            rows.append([f"{z:g}", f"{cascade_theory(z, 0.18, 0.01):.4f}", f"{mean:.4f} ± {half:.4f}"])
    grid = numpy.concatenate([numpy.linspace(0.3, 2, 35), numpy.linspace(2.1, 10.5, 43)])
    figure, ax = axes()
    ax.plot(grid, [cascade_theory(z, 0.18, 0.01) for z in grid], color="#28527a", label="Gleeson & Cahalane")
    ax.plot(degrees, found, "o", color="#c1440e", markersize=4, label="cogov, 100 000 agents")
    ax.set(xlabel="mean number of others z", ylabel="share who have joined", ylim=(-0.02, 1.02))
    ax.legend(frameon=False, fontsize=8, loc="center")
    save(figure, "threshold_cascade")
    fill("threshold_cascade", ["z", "theory", "cogov, one network, 16 histories"], rows, "threshold_cascade",
         "share who have joined against the mean number of others")


def request_queue():
    def point(sigma, give_up=8):
        lost = (1 - sigma) ** give_up
        return sigma / (-math.log(1 - sigma) * (1 - lost)), 1 / sigma - give_up * lost / (1 - lost), lost

    def sigma_at(load):
        low, high = 1e-6, 1 - 1e-9
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if point(middle)[0] > load else (low, middle)
        return (low + high) / 2

    chance, hours, loads = 0.0066, 3, [0.4, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2]
    capacities = []
    for load in loads:
        s = sigma_at(load)
        g = (1 - (1 - s) ** 8) / s
        capacities.append(chance / (1 + chance * g) * hours / load)
    study = Study(scenario("request_queue", [dict(capacity=c) for c in capacities], agents=100000, burn_in=104, weeks=208, replicates=16))
    rows, waits, unmet = [], [], []
    for i, load in enumerate(loads):
        served, waited = study.of("requests_served", i), study.of("waits", i)
        wait, wait_half = estimate(waited.sum(axis=(1, 2)) / served.sum(axis=(1, 2)))
        lost, lost_half = estimate(study.of("requests_unmet", i).sum(axis=(1, 2)) / study.of("requests_opened", i).sum(axis=(1, 2)))
        waits.append(wait)
        unmet.append(lost)
        _, w, u = point(sigma_at(load))
        if load in (0.6, 0.8, 1, 1.25, 1.5, 2):
            rows.append([f"{load:g}", f"{w:.3f}", f"{wait:.3f} ± {wait_half:.3f}", f"{u:.4f}", f"{lost:.4f} ± {lost_half:.4f}"])
    figure, both = axes(2)
    grid = numpy.linspace(0.35, 2.1, 120)
    theory = [point(sigma_at(x)) for x in grid]
    for ax, at, found, label in ((both[0], 1, waits, "mean wait of the served, weeks"), (both[1], 2, unmet, "share unmet")):
        ax.plot(grid, [t[at] for t in theory], color="#28527a", label="fixed point")
        ax.plot(loads, found, "o", color="#c1440e", markersize=4, label="cogov, 100 000 residents")
        ax.set(xlabel="load: hours asked for / hours there are", ylabel=label)
        ax.legend(frameon=False, fontsize=8)
    save(figure, "request_queue")
    fill("request_queue", ["load", "wait", "cogov", "unmet", "cogov"], rows, "request_queue", "waiting and unmet requests against load")


def worker_posts():
    def theory(target, quit=0.0035, vacancy=14, rate=0.05):
        alive, weeks, morale, skill, m, s = 1.0, 0.0, 0.0, 0.0, 0.6, 0.7
        for _ in range(40000):
            weeks, morale, skill = weeks + alive, morale + alive * m, skill + alive * s
            m += rate * (target - m)
            s += 0.002 * (1.1 - s)
            alive *= 1 - min(1.0, quit * math.exp(2 * (0.6 - m)))
        return vacancy / (weeks + vacancy), morale / weeks, skill / weeks

    targets = [0.0, 0.1, 0.23, 0.4, 0.545, 0.725, 0.85, 0.95, 1.0]
    study = Study(scenario("worker_posts", [dict(target_morale=t) for t in targets], agents=4000, burn_in=4000, weeks=1000, replicates=16))
    rows, found = [], []
    for i, target in enumerate(targets):
        share, half = estimate(study.of("posts_vacant", i).mean(axis=1) / 4000)
        held = study.of("posts_held", i).sum(axis=1)
        morale, morale_half = estimate(study.of("morale", i).sum(axis=1) / held)
        skill, skill_half = estimate(study.of("skill", i).sum(axis=1) / held)
        found.append(share)
        v, m, s = theory(target)
        if target in (0.0, 0.23, 0.545, 0.725, 0.95):
            rows.append([f"{target:g}", f"{v:.5f}", f"{share:.5f} ± {half:.5f}", f"{m:.4f}", f"{morale:.4f} ± {morale_half:.4f}",
                         f"{s:.4f}", f"{skill:.4f} ± {skill_half:.4f}"])
    figure, ax = axes()
    grid = numpy.linspace(0, 1, 41)
    ax.plot(grid, [100 * theory(t)[0] for t in grid], color="#28527a", label="renewal theory")
    ax.plot(targets, [100 * x for x in found], "o", color="#c1440e", markersize=4, label="cogov, 4 000 posts")
    ax.set(xlabel="target morale", ylabel="posts vacant, %")
    ax.legend(frameon=False, fontsize=8)
    save(figure, "worker_posts")
    fill("worker_posts", ["target morale", "vacant", "cogov", "morale", "cogov", "skill", "cogov"], rows, "worker_posts",
         "posts vacant against where morale goes")


def ageing():
    rates = numpy.genfromtxt(os.path.join(source, "scenarios/small/ageing-rates.csv"), delimiter=",", names=True)
    leave, entry = rates["leave_probability"], rates["entry_probability"]
    share = numpy.zeros(len(leave))
    carried = 0.0
    for a in range(len(leave)):
        carried = (carried * (1 - leave[a - 1]) if a else 0.0) + entry[a]
        share[a] = carried
    share /= share.sum()
    study = Study(scenario("ageing", [{}], agents=20000, burn_in=1000, weeks=1, replicates=16, rates=os.path.join(source, "scenarios/small/ageing-rates.csv")))
    found = study.of("residents_by_age", 0)[:, 0, :] / 20000
    ages = rates["age"]
    rows = []
    for low, high in ((18, 34), (35, 59), (60, 79), (80, 110)):
        inside = (ages >= low) & (ages <= high)
        mean, half = estimate(found[:, inside].sum(axis=1))
        rows.append([f"{low} to {high}", f"{share[inside].sum():.5f}", f"{mean:.5f} ± {half:.5f}"])
    mean, half = estimate((found * ages).sum(axis=1))
    rows.append(["mean age, years", f"{(share * ages).sum():.3f}", f"{mean:.3f} ± {half:.3f}"])
    figure, ax = axes()
    ax.plot(ages, 100 * share, color="#28527a", label="stationary distribution")
    ax.plot(ages, 100 * found.mean(axis=0), ".", color="#c1440e", markersize=4, label="cogov, 16 × 20 000 residents")
    ax.set(xlabel="age, years", ylabel="residents, %")
    ax.legend(frameon=False, fontsize=8)
    save(figure, "ageing")
    fill("ageing", ["age", "stationary share", "cogov"], rows, "ageing", "residents by age")


for page in (brock_durlauf, degroot, threshold_cascade, request_queue, worker_posts, ageing):
    page()
