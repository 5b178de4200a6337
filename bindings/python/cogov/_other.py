"""Datasets of other simulators, said in the words of the module."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

if TYPE_CHECKING:
    import xarray

_MEASURE = {"over": "", "under": "steps", "label": "", "label_zh": "", "unit": "", "window": "last_year", "shown_as": 1.0, "digits": 2,
            "better": "neither", "role": "other"}


def _measure(name: str, said: Any) -> dict[str, Any]:
    one = {"over": said} if isinstance(said, str) else dict(said)
    unknown = set(one) - set(_MEASURE)
    if unknown:
        raise ValueError(f"measure '{name}': there is no {', '.join(sorted(map(str, unknown)))}; there are {', '.join(_MEASURE)}")
    for key, value in one.items():
        right = (int, float) if isinstance(_MEASURE[key], float) else type(_MEASURE[key])
        if not isinstance(value, right):
            raise ValueError(f"measure '{name}': {key} = {value!r} is not {'a number' if key in ('shown_as', 'digits') else 'a text'}")
    if not one.get("over"):
        raise ValueError(f"measure '{name}': over names the variable that is summed")
    if one.get("better", "neither") not in ("more", "less", "neither"):
        raise ValueError(f"measure '{name}': better is more, less or neither, not '{one['better']}'")
    out = {**_MEASURE, **one, "name": str(name)}
    out["label"] = out["label"] or str(name)
    out["shown_as"] = float(out["shown_as"])
    return out


def described(dataset: xarray.Dataset, measures: Mapping[str, Any], baseline: str | None, groups: str, step: str,
              steps_per_year: int, title: str, agents: str) -> tuple[dict[str, Any], dict[str, Any]]:
    import numpy
    import xarray
    if not isinstance(dataset, xarray.Dataset):
        raise TypeError(f"an xarray.Dataset is expected, not {type(dataset).__name__}")
    if not measures:
        raise ValueError("measures says by what arms are compared: a name, and the variable that is averaged")
    if "run" not in dataset.dims and {"arm", "replicate"} <= set(dataset.dims):
        dataset = dataset.stack(run=("arm", "replicate")).reset_index("run")
    if "run" not in dataset.dims or step not in dataset.dims:
        raise ValueError(f"the dataset has the dimensions {', '.join(map(str, dataset.dims)) or 'of nothing'}: expected {step}, and run, or "
                         "arm and replicate")
    for name in ("arm", "replicate"):
        if name not in dataset.coords or dataset[name].dims != ("run",):
            raise ValueError(f"the dataset has no coordinate {name} along run")
    of_run = [str(one) for one in dataset["arm"].values]
    arms = list(dict.fromkeys(of_run))
    if baseline is not None and baseline not in arms:
        raise ValueError(f"baseline = '{baseline}': the dataset has the arms {', '.join(arms)}")
    try:
        replicates = [int(one) for one in dataset["replicate"].values]
        if min(replicates, default=0) < 0:
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise ValueError("replicates are numbered by whole numbers from 0 on") from None
    variables, numbers = [], {}
    for name, array in dataset.data_vars.items():
        if not {"run", step} <= set(array.dims) or array.dtype.kind not in "uifb":
            continue
        array = array.transpose("run", step, ...)
        about = array.attrs
        variables.append((str(name), [str(one) for one in array.dims], str(about.get("long_name", name)), str(about.get("units", "1")),
                          str(about.get("cell_methods", ""))))
        numbers[str(name)] = numpy.ascontiguousarray(array.values, dtype=float)
    if not variables:
        raise ValueError(f"no variable of the dataset has numbers along run and {step}")
    axes = []
    for name in dict.fromkeys(axis for _, along, *_ in variables for axis in along):
        labels = dataset[name].values if name in dataset.coords and name not in ("run", step) else range(dataset.sizes[name])
        axes.append((name, str(dataset[name].attrs.get("long_name", name)) if name in dataset.coords else name,
                     [str(one) for one in labels], name not in ("run", step)))
    if not isinstance(steps_per_year, int) or steps_per_year < 1:
        raise ValueError(f"steps_per_year = {steps_per_year!r}: expected a whole number, 1 or more")
    about = {"path": title or "the dataset", "title": title, "source": str(dataset.attrs.get("source", "another simulator")), "step": step,
             "steps_per_year": steps_per_year, "steps": dataset.sizes[step], "agents": agents, "groups": groups,
             "baseline": arms.index(baseline) if baseline is not None else 0, "arms": arms,
             "runs": [(arms.index(arm), replicate) for arm, replicate in zip(of_run, replicates)], "axes": axes, "variables": variables,
             "measures": [_measure(name, said) for name, said in measures.items()]}
    return about, numbers
