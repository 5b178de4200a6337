#!/usr/bin/env bash
# package_test.sh BUILD_DIR: the Debian packages of a build install and run on a bare machine, a Debian of nothing but its
# essential packages that debootstrap makes beside the build. Needs root and Debian's archive; takes a few minutes.
set -euo pipefail
build=$(cd "$1" && pwd)
place=$build/package_test
bare=$place/bare
mirror=${MIRROR:-http://deb.debian.org/debian}

rm -rf --one-file-system "$place"
mkdir -p "$place"
trap 'rm -rf --one-file-system "$bare"' EXIT

(cd "$place" && cpack -G DEB --config "$build/CPackConfig.cmake" -B "$place")
package=$(echo "$place"/cogov_*.deb)
python=$(echo "$place"/python3-cogov_*.deb)   # where the build has it
if command -v lintian >/dev/null; then lintian --allow-root --fail-on error,warning "$place"/*.deb; fi

# shellcheck source=/dev/null
debootstrap --variant=minbase "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$bare" "$mirror" >"$place/debootstrap.log"
cp "$package" "$bare/tmp/cogov.deb"
# In namespaces of its own, so that its /proc goes when the command ends.
on_bare() {
    unshare --mount --pid --fork --root="$bare" --mount-proc \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}
on_bare apt-get -qq -y install --no-install-recommends /tmp/cogov.deb

on_bare cogov --version
on_bare cogov --help | grep -q 'Scenarios to start from: /usr/share/cogov/scenarios'
on_bare cogov run /usr/share/cogov/scenarios/boli/relief-and-volunteers.toml -o /tmp/town.h5 --no-progress \
    --weeks 4 --burn-in 2 --replicates 2
on_bare cogov compare /tmp/town.h5 --show order
on_bare test -s /usr/share/doc/cogov/README.zh.md -a -s /usr/share/man/man1/cogov.1.gz
on_bare bash -c '. /usr/share/bash-completion/completions/cogov && complete -p cogov'

# Python's package: the program's numbers, and a page.
purged=(cogov)
if [ -e "$python" ]; then
    cp "$python" "$bare/tmp/python3-cogov.deb"
    on_bare apt-get -qq -y install --no-install-recommends /tmp/python3-cogov.deb
    on_bare python3 -c '
import cogov
s = cogov.examples.boli()
s["weeks"], s["burn_in"] = 4, 2
r = s.run(replicates=2)
assert r.dataset.identical(cogov.open("/tmp/town.h5").dataset)
print(r.compare(by="participation", split="none"))
r.report("/tmp/town.html")'
    purged+=(python3-cogov)
fi

on_bare apt-get -qq -y purge "${purged[@]}"
if on_bare find / -xdev -path /proc -prune -o -path /tmp -prune -o -path '*/dpkg/*' -prune -o -name '*cogov*' -print | grep .; then
    echo "package_test: files are left after the package was removed" >&2
    exit 1
fi
echo "package_test: passed"
