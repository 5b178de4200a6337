# shellcheck shell=bash disable=SC2034
# The Debian packages that cogov needs, said once, and how to install what is missing of them. Sourced by demo and check.

build_packages=(
    g++ cmake ninja-build pkg-config
    libhdf5-dev libdeflate-dev libeigen3-dev libtbb-dev libcli11-dev libtomlplusplus-dev libboost-dev
    libxxhash-dev nlohmann-json3-dev libutf8proc-dev libfmt-dev
)
# The report's page is made with node. Others' packages of it bring npm with them and have none of that name.
if ! command -v node >/dev/null; then build_packages+=(nodejs); fi
if ! command -v npm >/dev/null; then build_packages+=(npm); fi
# The package of Python (docs/python.md).
build_packages+=(python3-dev pybind11-dev)
# Tests and benchmarks; results are read by what their readers use.
test_packages=(
    libgtest-dev libbenchmark-dev librandom123-dev
    python3-h5py python3-xarray python3-h5netcdf python3-netcdf4 python3-numpy
    python3-pandas python3-scipy jupyter-nbconvert python3-ipykernel r-cran-reticulate
    r-base-core r-cran-ncdf4 hdf5-tools
    man-db
    chromium fonts-noto-cjk
)
# The second compiler, format and lint. The sanitizers' libraries for clang: clang_runtime_package below.
clang_packages=(clang clang-tidy clang-format)
# What ./check --long needs besides: coverage, what docs/cluster.md runs on, and a bare machine for the package.
long_packages=(gcovr parallel snakemake slurm-wlm munge debootstrap lintian)

# Prints those of the packages given that are not installed, one a line.
missing_packages() {
    local package
    for package in "$@"; do
        if ! dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed; then
            printf '%s\n' "$package"
        fi
    done
}

# Runs a command as root, by sudo where we are somebody else.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs those of the packages given that are missing; says nothing where none is. Fails with a sentence that says
# what to do where it cannot.
install_missing() {
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        {
            echo "This system has no apt-get, so nothing can be installed automatically; cogov is built and tested on Debian 12."
            echo "Install what corresponds to these Debian packages yourself, then run this again with --no-install:"
            echo "    $*"
        } >&2
        return 1
    fi
    local -a missing
    mapfile -t missing < <(missing_packages "$@")
    if [ "${#missing[@]}" -eq 0 ]; then return 0; fi
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        {
            echo "Packages are missing, and only root may install them (there is no sudo here). Please run as root:"
            echo "    apt-get update && apt-get install --no-install-recommends ${missing[*]}"
        } >&2
        return 1
    fi
    echo "Installing packages: ${missing[*]}"
    # A fresh machine or container has no package lists. Where they cannot be fetched, those that are there may do.
    as_root apt-get -qq update || echo "The package lists could not be fetched; trying with those that are here." >&2
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 install --no-install-recommends "${missing[@]}" >/dev/null; then
        echo "apt-get could not install: ${missing[*]}" >&2
        return 1
    fi
}

# The package with the sanitizers' run-time libraries for the clang that is installed; prints nothing where the
# release has no such package (clang then brings them itself).
clang_runtime_package() {
    local version package
    version=$(clang -dumpversion 2>/dev/null | cut -d. -f1) || return 0
    package="libclang-rt-$version-dev"
    if dpkg-query --show "$package" >/dev/null 2>&1 || apt-cache show "$package" >/dev/null 2>&1; then
        echo "$package"
    fi
}
