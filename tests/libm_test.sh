#!/usr/bin/env bash
# libm_test.sh FILE...: object files and static libraries whose code decides results.
#
# 1. None may call the C library's exp, log, pow and their kin: those differ from machine to machine in the last digit;
#    sim/engine/math.hpp and sim/engine/lanes.hpp have ours. (sqrt, floor and the like are exact and stay allowed.)
# 2. Kernel objects (*.kernel.cpp.o) are compiled for one instruction set each. What they define weakly must bear that
#    set's namespace in its name, or the linker could take code that needs AVX-512 for a machine without. The set is read
#    off the path, "..._v3.dir/...". Meaningful for optimised builds: without inlining, small functions of the standard
#    library come out weak.
set -euo pipefail

if [ $# -eq 0 ]; then
    echo "usage: libm_test.sh FILE... (object files, static libraries)" >&2
    exit 2
fi

names='exp|exp2|exp10|expm1|log|log2|log10|log1p|logb|pow|sin|cos|tan|sincos|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh'
names+='|cbrt|hypot|erf|erfc|gamma|lgamma|tgamma|lgamma_r|j0|j1|jn|y0|y1|yn'
# float and long double kin, glibc's aliases, and the vector versions that compilers make up.
forbidden="^((${names})(f|l|f32|f64|f128)?(_r)?|__(${names})(f|l)?_finite|_ZGV[a-e][NM][0-9]+v+_(${names})f?)(@.*)?$"
failed=0
objects=0
kernels=0

for file in "$@"; do
    if [ ! -f "$file" ]; then
        echo "$file: there is no such file" >&2
        exit 2
    fi
    objects=$((objects + 1))
    # "file[member]: U name" -> "where name"; nm -A puts the archive's member before the symbol.
    found=$(nm -A --undefined-only --format=posix "$file" | awk -v bad="$forbidden" '$2 ~ bad { print "    " $1 " " $2 }')
    if [ -n "$found" ]; then
        printf '%s: calls functions of the C library whose last digit is not the same everywhere:\n%s\n' "$file" "$found"
        failed=1
    fi

    case "$file" in
        *.kernel.cpp.o)
            kernels=$((kernels + 1))
            if [[ "$file" =~ _(v[234]|plain)\.dir/ ]]; then
                isa=${BASH_REMATCH[1]}
            else
                echo "$file: its path does not tell the instruction set (_v3.dir/)"
                failed=1
                continue
            fi
            # W, V, u: weak functions, weak objects, unique globals. DW.ref.*: a pointer to the language's own routine.
            found=$(nm -C --defined-only "$file" | awk -v isa="::${isa}::" '
                $2 ~ /^[WVu]$/ { name = $0; sub(/^[0-9a-f]* . /, "", name)
                                 if (index(name, isa) == 0 && name !~ /^DW\.ref\./) print "    " name }')
            if [ -n "$found" ]; then
                printf '%s: weak symbols outside the namespace %s, which a linker may mix up:\n%s\n' "$file" "$isa" "$found"
                failed=1
            fi
            ;;
    esac
done

if [ "$failed" -eq 0 ]; then echo "$objects files, $kernels of them kernels: fine"; fi
exit "$failed"
