#!/bin/sh
# Runs a program whose package expects its files under /usr/share, but is unpacked elsewhere:
#   with-share.sh <folder>[:<folder>...] <program> <argument>...
#
# Alertmanager does not start without its templates, and Prometheus has no pages. In a mount namespace of the program's own, the
# folders are laid over /usr/share, read-only; nobody else sees it, no right is needed, and it goes with the program. exec keeps the
# pid, so that signals arrive. Where user namespaces are not allowed, unshare says so and the program does not start; install its
# package there, and run it without this.

folders=$1
shift

# shellcheck disable=SC2016 # the inner shell expands it
exec unshare --user --map-root-user --mount -- \
    sh -c 'mount -t overlay overlay -o "lowerdir=$1:/usr/share" /usr/share && shift && exec "$@"' sh "$folders" "$@"
