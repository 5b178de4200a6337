#!/usr/bin/python3
"""xarray_test.py RESULTS.h5: is a results file what docs/results.md says it is, to those who read it in Python?

Opens it with both of xarray's engines and with h5py. Exit status 0 as documented, 1 not (each difference is said), 2
cannot tell.
"""
import sys

import h5py
import numpy
import xarray

TIME_UNITS = {"days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds"}

wrong = []


def expect(holds, what):
    if not holds:
        wrong.append(what)


def check_root(path, engine):
    with xarray.open_dataset(path, engine=engine) as data:
        data.load()
        say = lambda what: f"{engine}: {what}"
        expect(data.attrs["Conventions"] == "CF-1.10", say("Conventions"))
        expect(int(data.attrs["cogov_format"]) == 1, say("cogov_format"))
        runs = data.sizes["run"]
        step = data.attrs["step"]
        for name in ("arm", "arm_index", "point", "replicate"):
            expect(name in data.coords and data[name].dims == ("run",), say(f"coordinate {name}"))
        expect(data.indexes["run"].tolist() == list(range(runs)), say("runs are numbered"))
        expect(len(data.data_vars) > 0, say("there are observations"))
        for name, array in data.data_vars.items():
            expect(array.dims[:2] == ("run", step), say(f"{name} is by run and {step}"))
            expect({"long_name", "long_name_zh", "units", "cell_methods"} <= set(array.attrs), say(f"{name} is described"))
            expect(array.attrs.get("units") not in TIME_UNITS, say(f"units of {name}"))
            expect(array.dtype in (numpy.dtype("uint32"), numpy.dtype("float64")), say(f"{name} is {array.dtype}"))
            for dimension in array.dims:
                expect(dimension in data.indexes, say(f"{name}: dimension {dimension} has labels"))
        first = next(iter(data.data_vars.values()))
        by_arm = first.groupby("arm").mean("run")
        expect(sorted(by_arm["arm"].values) == sorted(set(data["arm"].values)), say("groupby('arm')"))
        one = data["arm"].values[0]
        mine = first.values[data["arm"].values == one].mean(axis=0)
        expect(numpy.allclose(by_arm.sel(arm=one).values, mine), say("means by arm"))
        return data


def check_groups(path, engine, data):
    say = lambda what: f"{engine}: {what}"
    step = data.attrs["step"]
    with xarray.open_dataset(path, engine=engine, group="summary") as summary:
        expect(summary["window"].values.tolist() == ["last_week", "last_year", "all"], say("windows"))
        for name, array in data.data_vars.items():
            sums = summary[name].sel(window="all").values
            expect(numpy.allclose(sums, array.sum(step).values.astype(float)), say(f"summary of {name}"))
            last = summary[name].sel(window="last_week").values
            expect(numpy.allclose(last, array.isel({step: -1}).values), say(f"last {step} of {name}"))
        labelled = summary.assign_coords(data.drop_dims(step).coords)
        expect("arm" in labelled.coords, say("summary takes the labels of the root"))
    with xarray.open_dataset(path, engine=engine, group="runs") as runs:
        expect(runs["status"].dtype == numpy.dtype("uint8"), say("status"))
        expect(runs["seed"].dtype == numpy.dtype("uint64"), say("seed"))
        expect(len(set(runs["key"].values)) == runs.sizes["run"], say("keys differ"))
    with xarray.open_dataset(path, engine=engine, group="arms") as arms:
        expect(set(data["arm"].values) <= set(arms["arm"].values), say("arms are known"))
        expect(0 <= int(arms.attrs["baseline"]) < arms.sizes["arm"], say("baseline"))
    if "year" in data.dims:
        with xarray.open_dataset(path, engine=engine, group="yearly") as yearly:
            for name, array in yearly.data_vars.items():
                expect(array.dims[:2] == ("run", "year"), say(f"{name} is by run and year"))


def check_h5py(path):
    with h5py.File(path, "r") as file:
        for name, item in file.items():
            if isinstance(item, h5py.Dataset) and item.ndim > 0 and item.attrs.get("CLASS") != b"DIMENSION_SCALE":
                for axis in range(item.ndim):
                    expect(len(item.dims[axis]) == 1, f"h5py: axis {axis} of {name} has a dimension")
        expect(len(file["provenance"]) > 0, "h5py: provenance")
        expect(file["run"].maxshape == (None,), "h5py: run is unlimited")


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    path = sys.argv[1]
    try:
        seen = []
        for engine in ("h5netcdf", "netcdf4"):
            data = check_root(path, engine)
            check_groups(path, engine, data)
            seen.append(data)
        expect(seen[0].identical(seen[1].assign_attrs(seen[0].attrs)), "both engines read the same")
        check_h5py(path)
    except OSError as problem:
        print(problem, file=sys.stderr)
        return 2
    for line in wrong:
        print(line)
    print(f"{len(wrong)} differences" if wrong else f"as documented: {len(seen[0].data_vars)} observations of {seen[0].sizes['run']} runs")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
