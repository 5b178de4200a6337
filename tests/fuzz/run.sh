#!/usr/bin/env bash
# Runs fuzz targets of the preset asan-ubsan, two at a time, each for some seconds.
#
#     tests/fuzz/run.sh SECONDS [TARGET...]
#
# A target begins with the inputs in tests/fuzz/corpus and those that earlier runs kept in build/fuzz/TARGET/corpus. An input
# that breaks something is left in build/fuzz/TARGET; the target run with its path alone breaks again, and says where.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

seconds=${1:?"usage: tests/fuzz/run.sh SECONDS [TARGET...]"}
shift
targets=("$@")
if [ "${#targets[@]}" -eq 0 ]; then targets=(results scenario population tables); fi
programs=build/asan-ubsan/tests

# Files that targets write go to memory where there is such a file system, and are gone afterwards.
where=/tmp
if [ -w /dev/shm ]; then where=/dev/shm; fi
TMPDIR=$(mktemp -d "$where/cogov_fuzz_XXXXXX")
export TMPDIR
export LSAN_OPTIONS="suppressions=$PWD/tests/fuzz/leaks.txt:print_suppressions=0"
trap 'rm -rf "$TMPDIR"' EXIT

# Inputs that change one thing of an HDF5 file, for every dataset: its length, rank or type is another, all of its entries are
# -1 or 2147483647, it is not there. After the bytes that say which file and tables.
write_single_changes() {
    local folder=$1 head=$2 object one input
    mkdir -p "$folder"
    for object in {0..129}; do
        for one in 06/00 06/02 05/04 05/1c 0a/00 07/00 08/07; do   # what/value
            printf -v input '%s\\x%s\\x%02x\\x01\\x00\\x%s\\x00\\x00\\x00' "$head" "${one%/*}" "$object" "${one#*/}"
            printf '%b' "$input" >"$folder/$object-${one%/*}-${one#*/}"
        done
    done
}

run() {
    local name=$1 kept=build/fuzz/$1 longest=82
    local -a words=(-len_control=0)
    # Ten changes of an HDF5 file at once are many; texts begin short and grow.
    case "$name" in scenario | tables) longest=6000 words=() ;; esac
    if [ -f "tests/fuzz/$name.dict" ]; then words=("-dict=tests/fuzz/$name.dict"); fi
    mkdir -p "$kept/corpus" "$kept/single"
    case "$name" in
        population) write_single_changes "$kept/single" '\x07' ;;
        results) write_single_changes "$kept/single" '\x03\x08' ;;
    esac
    if "$programs/fuzz_$name" -seed=1 "-max_total_time=$seconds" "-max_len=$longest" -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 "-artifact_prefix=$kept/" "${words[@]}" "$kept/corpus" "tests/fuzz/corpus/$name" "$kept/single" \
        >"$kept/log" 2>&1; then
        printf '%-12s %s\n' "$name" "$(grep -E 'cov: ' "$kept/log" | tail -n 1)"
        return 0
    fi
    echo "$name broke something ($kept/log):"
    grep -v '^#' "$kept/log" | tail -n 60
    echo "The same again: $programs/fuzz_$name $(sed -n 's/.*Test unit written to //p' "$kept/log" | tail -n 1)"
    return 1
}

failed=0
for name in "${targets[@]}"; do
    if [ "$(jobs -rp | wc -l)" -ge 2 ]; then wait -n || failed=1; fi
    run "$name" &
done
while [ -n "$(jobs -p)" ]; do wait -n || failed=1; done
exit "$failed"
