#!/bin/sh
# Usage: install.sh LAUNCHER_DIR TARGET_DIR JAVA
# Copies the launcher beside the jar and makes the class-data-sharing archive. Without the archive everything works, slower
# to start, so a JVM that cannot make one does not fail the build.
set -eu
cp "$1/connflux" "$2/connflux"
chmod 755 "$2/connflux"
rm -f "$2/connflux.jsa"
if ! sh "$1/train.sh" "$3" "$2" >"$2/connflux.jsa.log" 2>&1 || [ ! -f "$2/connflux.jsa" ]; then
    echo "[WARNING] no class-data-sharing archive; connflux will start slower (see $2/connflux.jsa.log)"
    rm -f "$2/connflux.jsa"
fi
