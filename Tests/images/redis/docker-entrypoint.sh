#!/bin/sh
# Options or a configuration file alone are meant for the server, which does not run as root: it runs as redis, to whom the data goes.
set -e

case ${1:-} in
  -* | *.conf) set -- redis-server "$@" ;;
esac

if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . ! -user redis -exec chown redis {} +
  exec gosu redis "$0" "$@"
fi

umask 0077
exec "$@"
