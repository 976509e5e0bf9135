#!/bin/sh
# Installs, upgrades, removes and purges a package in a root that is thrown away: install.sh LOWER DEB DIRECTORY
# What is written goes to a layer above LOWER; what of it is there in the end is printed. Run in a mount namespace of its own.
set -eu
lower=$1 deb=$2 dir=$3

fail() {
    echo "install: $*" >&2
    exit 1
}

mount -t tmpfs none "$dir"
mkdir "$dir/upper" "$dir/work" "$dir/root" "$dir/next"
mount -t overlay -o "lowerdir=$lower,upperdir=$dir/upper,workdir=$dir/work" overlay "$dir/root"
cd "$dir/root"
mount --rbind /proc proc
mount --rbind /dev dev
mount -t tmpfs none tmp
# Which man page there is, nobody asks here; it would take longer than all else.
rm -f var/lib/man-db/auto-update
cp "$deb" tmp/first.deb
dpkg-deb -R "$deb" "$dir/next"
sed -i 's/^Version:.*/Version: 99/' "$dir/next/DEBIAN/control"
dpkg-deb --root-owner-group -Znone -b "$dir/next" tmp/next.deb >/dev/null
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
unset JAVA_HOME CONNFLUX_JAVA_OPTS

starts_with_archive() {
    [ -f var/cache/connflux/connflux.jsa ] || fail "no archive $1"
    CONNFLUX_JAVA_OPTS=-Xlog:class+load:file=/tmp/classes chroot . connflux --version >&2
    grep -q 'io.connflux.cli.Main source: shared objects file (top)' tmp/classes || fail "the archive is not used $1"
}

chroot . dpkg -i /tmp/first.deb >&2
starts_with_archive "after the installation"

rm var/cache/connflux/connflux.jsa
chroot . dpkg-trigger --by-package=dpkg /usr/lib/jvm
chroot . dpkg --triggers-only connflux >&2
starts_with_archive "after a Java has changed"

echo '# ours' >>etc/default/connflux
chroot . dpkg -i /tmp/next.deb >&2
starts_with_archive "after the upgrade"
grep -q '# ours' etc/default/connflux || fail "the upgrade took away what was set"

chroot . dpkg -r connflux >&2
[ ! -e usr/share/connflux ] && [ ! -e var/cache/connflux ] || fail "files are left after the removal"
grep -q '# ours' etc/default/connflux || fail "the removal took away what was set"
mkdir -p var/lib/private/connflux var/log/private/connflux run/trace-connflux
ln -s private/connflux var/lib/connflux

chroot . dpkg -P connflux >&2
cd "$dir/upper"
# A character device is what stands for a file that is gone.
find . ! -type d ! -type c ! -path './var/lib/dpkg/*' ! -path ./var/log/dpkg.log ! -path './tmp/*'
find . -name '*connflux*' ! -type c
