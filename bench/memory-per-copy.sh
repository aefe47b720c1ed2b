#!/bin/sh
# What each further copy of the environment takes: memory-per-copy.sh [copies]
# Starts throw-away copies one after the other and prints the sum of their processes' proportional set sizes (PSS), in which
# memory that several processes share is counted once. Linux; build first: dotnet build AppHost.
set -eu
cd "$(dirname "$0")/.."
copies=${1:-3}
folder=$(mktemp -d)
mark=PLATFORM_BENCH_RUN=$(basename "$folder")
pids=

stop() {
    for pid in $pids; do kill -TERM "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 1' INT TERM

# PostgreSQL and Redis write over the environment by which the others are found, and work in their data folders.
belongs() {
    { tr '\0' '\n' <"/proc/$1/environ" | grep -qx "$mark"; } 2>/dev/null && return 0
    case $(readlink "/proc/$1/cwd" 2>/dev/null) in "$folder"/*) return 0 ;; esac
    return 1
}

total() {
    sum=0
    for process in /proc/[0-9]*; do
        pid=${process#/proc/}
        if belongs "$pid"; then
            kib=$(awk '/^Pss:/ { print $2 }' "$process/smaps_rollup" 2>/dev/null || true)
            sum=$((sum + ${kib:-0}))
        fi
    done
    echo $((sum / 1024))
}

before=0
n=1
while [ "$n" -le "$copies" ]; do
    mkdir "$folder/$n"
    env "$mark" TMPDIR="$folder/$n" DOTNET_ENVIRONMENT=Development ASPIRE_ALLOW_UNSECURED_TRANSPORT=true \
        dotnet exec artifacts/bin/AppHost/debug/AppHost.dll --isolated >"$folder/$n.log" 2>&1 &
    pids="$pids $!"
    tries=0
    until [ -f "$folder/$n.log" ] && grep -q "Platform ready" "$folder/$n.log"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 600 ]; then
            cat "$folder/$n.log" >&2
            exit 1
        fi
        sleep 0.2
    done
    sleep 3
    now=$(total)
    echo "copy $n: $((now - before)) MiB, all together $now MiB"
    before=$now
    n=$((n + 1))
done
