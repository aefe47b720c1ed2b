#!/bin/sh
# Runs a PostgreSQL server: fast-shutdown.sh postgres <argument>...
#
# The engine ends a program with TERM, and with KILL 6 s later. To PostgreSQL, TERM means to wait until every session has
# ended; INT, to end them and shut down cleanly. So TERM becomes INT here.
#
# The server must not outlive this parent, whatever happens to it. A watcher reads from a pipe that only the parent holds
# open for writing; when the parent is killed the read ends, and the watcher shuts the server down.

server=
stopping=
trap 'stopping=1; [ -z "$server" ] || kill -INT "$server"' TERM INT HUP

# shellcheck disable=SC2094 # a pipe is there to be written and read
pipe=$(mktemp -u "${TMPDIR:-/tmp}/platform-XXXXXXXX") && mkfifo -m 600 "$pipe" && exec 8<>"$pipe" 9<"$pipe" && rm -f "$pipe" || exit 1

"$@" 8>&- 9<&- &
server=$!
[ -z "$stopping" ] || kill -INT "$server"

(trap '' TERM INT HUP; exec 8>&-; read -r _ <&9; kill -INT "$server") 2>/dev/null &

# A signal ends the wait early, with the server still running.
while :; do
    wait "$server"
    code=$?
    kill -0 "$server" 2>/dev/null || exit "$code"
done
