#!/usr/bin/env bash
# same_bytes.sh PROGRAM_A PROGRAM_B: runs small versions of scenarios of every model with two builds of cogov, the second
# on one thread, and compares all that is stored. They include a burn-in, policies and the end of a year, runs side by
# side and one by one.
set -euo pipefail

if [ $# -ne 2 ]; then
    echo "usage: same_bytes.sh PROGRAM_A PROGRAM_B" >&2
    exit 2
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scenarios=$here/../../scenarios
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# compare SCENARIO OPTION...
compare() {
    echo "$(basename "$1") ${*:2}"
    "$program_a" run "$@" -o "$scratch/a.h5" --quiet --force >"$scratch/a.txt"
    "$program_b" run "$@" -o "$scratch/b.h5" --quiet --force --threads 1 >"$scratch/b.txt"
    diff "$scratch/a.txt" "$scratch/b.txt"
    # Debian's Python, which has the packages, whatever else is first in PATH.
    /usr/bin/python3 "$here/h5same.py" "$scratch/a.h5" "$scratch/b.h5"
}

program_a=$1
program_b=$2
compare "$scenarios/boli/relief-and-volunteers.toml" --set burn_in=8 --set weeks=54 --set replicates=3
compare "$scenarios/boli/relief-and-volunteers.toml" --set burn_in=2 --set weeks=4 --set replicates=16
for small in "$scenarios"/small/*.toml; do
    agents=()
    if grep -q '^agents' "$small"; then agents=(--set agents=2000); fi
    compare "$small" --set burn_in=8 --set weeks=54 --set replicates=20 "${agents[@]}"
done
