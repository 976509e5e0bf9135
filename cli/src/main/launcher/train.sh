#!/bin/sh
# Usage: train.sh JAVA TARGET_DIR
# Runs what a user runs, on sockets made of text, so that the archive holds the classes of the first line of output.
set -eu
proc=$2/training/proc
mkdir -p "$proc/net"
header='  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
row='0A 00000000:00000000 00:00000000 00000000     0        0 100 1 0000000000000000 100 0 0 10 0'
printf '%s\n   0: 0100007F:0050 00000000:0000 %s\n' "$header" "$row" >"$proc/net/tcp"
printf '%s\n' "$header" >"$proc/net/tcp6"
printf '%s\n' "$header" >"$proc/net/udp"
printf '%s\n' "$header" >"$proc/net/udp6"
(
    sleep 2
    printf '%s\n   0: 0100007F:0051 00000000:0000 %s\n' "$header" "$row" >"$proc/net/tcp"
) &
"$1" -XX:ArchiveClassesAtExit="$2/connflux.jsa" -XX:+UseSerialGC -XX:-UsePerfData -jar "$2/connflux.jar" \
    watch --proc "$proc" --interval 100ms --existing --format json --for 4s
wait
