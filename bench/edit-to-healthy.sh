#!/bin/sh
# From an edit of the API until it is healthy again with it: edit-to-healthy.sh [edits]
# Runs a throw-away copy that watches, appends a comment to a source file so many times, and puts the file back.
# Build first: dotnet build AppHost.
set -eu
cd "$(dirname "$0")/.."
edits=${1:-7}
source=Api/Jobs/JobSettings.cs
folder=$(mktemp -d)
cp "$source" "$folder/source"
export DOTNET_ENVIRONMENT=Development ASPIRE_ALLOW_UNSECURED_TRANSPORT=true Platform__Watch=true
dotnet exec artifacts/bin/AppHost/debug/AppHost.dll --isolated >"$folder/log" 2>&1 &
pid=$!

stop() {
    kill -TERM "$pid" 2>/dev/null || true
    wait
    cp "$folder/source" "$source"
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 1' INT TERM

# until_said <times> <text>
until_said() {
    tries=0
    until [ "$(grep -c "$2" "$folder/log")" -ge "$1" ]; do
        tries=$((tries + 1))
        if [ "$tries" -gt 6000 ]; then
            cat "$folder/log" >&2
            exit 1
        fi
        sleep 0.02
    done
}

until_said 1 "Watching the sources"
sleep 30 # the compiler warms up
n=1
while [ "$n" -le "$edits" ]; do
    echo "// edit $n" >>"$source"
    until_said "$n" "healthy again"
    n=$((n + 1))
done
grep "healthy again" "$folder/log"
