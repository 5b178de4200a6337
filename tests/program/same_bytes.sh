#!/usr/bin/env bash
# same_bytes.sh PROGRAM_A PROGRAM_B [SCENARIO]: runs a small version of a scenario with two builds of cogov, the second on
# one thread, and compares all that is stored. It includes a burn-in, policies and the end of a year.
set -euo pipefail

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    echo "usage: same_bytes.sh PROGRAM_A PROGRAM_B [SCENARIO]" >&2
    exit 2
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scenario=${3:-$here/../../scenarios/boli/relief-and-volunteers.toml}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

options=(--set burn_in=8 --set weeks=54 --set replicates=3 --quiet --force)
"$1" run "$scenario" -o "$scratch/a.h5" "${options[@]}" >"$scratch/a.txt"
"$2" run "$scenario" -o "$scratch/b.h5" "${options[@]}" --threads 1 >"$scratch/b.txt"
diff "$scratch/a.txt" "$scratch/b.txt"
# Debian's Python, which has the packages, whatever else is first in PATH.
/usr/bin/python3 "$here/h5same.py" "$scratch/a.h5" "$scratch/b.h5"
