#!/usr/bin/env bash
# Starts a PostgreSQL server, after initialising its data when there is none:
#   POSTGRES_USER (postgres), POSTGRES_PASSWORD, POSTGRES_DB (as the user), POSTGRES_INITDB_ARGS, POSTGRES_HOST_AUTH_METHOD;
#   each may name a file instead, as POSTGRES_PASSWORD_FILE. Then every *.sh, *.sql and *.sql.gz in /docker-entrypoint-initdb.d runs.
# Arguments are the server's. It does not run as root: it runs as postgres, to whom the data goes. Any other user has to own the data.
set -euo pipefail

case ${1:-} in
  -*) set -- postgres "$@" ;;
esac

if [[ ${1:-} != postgres ]]; then
  exec "$@"
fi

sockets=/var/run/postgresql

if [[ $(id -u) -eq 0 ]]; then
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA"
  find "$PGDATA" "$sockets" ! -user postgres -exec chown postgres {} +
  exec gosu postgres "${BASH_SOURCE[0]}" "$@"
fi

# setting <name> <default>: the variable's value, or the content of the file that it names.
setting() {
  local file=$1_FILE
  if [[ -n ${!file:-} ]]; then
    cat "${!file}"
  else
    echo "${!1:-$2}"
  fi
}

initialise() {
  local user password database method script
  user=$(setting POSTGRES_USER postgres)
  password=$(setting POSTGRES_PASSWORD "")
  database=$(setting POSTGRES_DB "$user")
  method=$(setting POSTGRES_HOST_AUTH_METHOD "")
  if [[ -z $password && $method != trust ]]; then
    echo "The data is not initialised, and POSTGRES_PASSWORD says no password for $user." >&2
    exit 1
  fi

  # initdb wants a user with a name.
  if ! getent passwd "$(id -u)" >/dev/null; then
    export NSS_WRAPPER_PASSWD=/tmp/passwd NSS_WRAPPER_GROUP=/tmp/group
    echo "postgres:x:$(id -u):$(id -g):PostgreSQL:$PGDATA:/bin/false" >"$NSS_WRAPPER_PASSWD"
    echo "postgres:x:$(id -g):" >"$NSS_WRAPPER_GROUP"
    export LD_PRELOAD=libnss_wrapper.so
  fi

  local -a options
  read -ra options <<<"$(setting POSTGRES_INITDB_ARGS "")"
  initdb --pgdata "$PGDATA" --username "$user" --pwfile <(echo "$password") ${options[@]+"${options[@]}"}
  unset LD_PRELOAD
  printf '\nhost all all all %s\n' "${method:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"

  pg_ctl --pgdata "$PGDATA" --options "-c listen_addresses='' -k $sockets -p 5432" --wait start
  export PGHOST=$sockets PGUSER=$user PGPASSWORD=$password
  if [[ $database != postgres ]]; then
    psql --no-psqlrc --set ON_ERROR_STOP=1 --dbname postgres --set name="$database" <<<'CREATE DATABASE :"name";'
  fi

  export PGDATABASE=$database POSTGRES_USER=$user POSTGRES_DB=$database
  for script in /docker-entrypoint-initdb.d/*; do
    # shellcheck disable=SC1090 # it is there at run time only
    case $script in
      *.sh) if [[ -x $script ]]; then "$script"; else . "$script"; fi ;;
      *.sql) psql --no-psqlrc --set ON_ERROR_STOP=1 --file "$script" ;;
      *.sql.gz) gunzip -c "$script" | psql --no-psqlrc --set ON_ERROR_STOP=1 ;;
    esac
  done
  pg_ctl --pgdata "$PGDATA" --mode fast --wait stop
  unset PGHOST PGUSER PGPASSWORD PGDATABASE
  echo "The data is initialised."
}

if [[ ! -s $PGDATA/PG_VERSION ]]; then
  initialise
fi

# This server was built with another default for its sockets than the official one.
exec postgres -k "$sockets" "${@:2}"
