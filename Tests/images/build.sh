#!/usr/bin/env bash
# Builds stand-ins for the pinned container images (AppHost/ContainerImages.cs) from Debian packages and from this repository, for
# machines that cannot pull: Tests/images/build.sh. They carry the tags of the real images and behave like them as far as the
# AppHost uses them. An image that was pulled is left alone, and one that is up to date is not built again.
#
# Needs a container engine that answers, debootstrap (and root or sudo for it) and the SDK. ASPIRE_CONTAINER_RUNTIME=podman builds for Podman.
set -euo pipefail
cd "$(dirname "$0")/../.."

engine=${ASPIRE_CONTAINER_RUNTIME:-docker}
label=platform.stand-in
base=platform-stand-in-base
packages=redis-server,postgresql-client-15,gosu,libnss-wrapper,libssl3,libstdc++6,libxml2,libicu72,zlib1g

fail() {
  echo "$*" >&2
  exit 1
}

"$engine" version --format '{{.Server.Version}}' >/dev/null 2>&1 || fail "No container engine answers to \`$engine version\`; start it."

work=$(mktemp -d)
as_root() { if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo -n "$@"; fi; }
trap 'as_root rm -rf "$work"' EXIT

# The full reference of an image, from a line such as: ContainerImage Redis = new("library/redis", "7.0.15");
reference() {
  local line
  line=$(grep -E "ContainerImage $1 = new\(" AppHost/ContainerImages.cs) || fail "AppHost/ContainerImages.cs has no image $1."
  [[ $line =~ \(\"([^\"]+)\",\ \"([^\"]+)\"(,\ \"([^\"]+)\")? ]]
  echo "${BASH_REMATCH[4]:-docker.io}/${BASH_REMATCH[1]}:${BASH_REMATCH[2]}"
}

# What an image is made of, as one hash; a build is only as old as this.
fingerprint() {
  local folder=$1
  shift
  { echo "$packages"; find "Tests/images/$folder" "$@" -type f -not -path '*/bin/*' -not -path '*/obj/*' -print0 | sort -z | xargs -0 sha256sum; } | sha256sum | cut -c1-16
}

# Prints the label of an image, or nothing; fails when there is no such image.
label_of() { "$engine" image inspect --format "{{index .Config.Labels \"$label\"}}" "$1" 2>/dev/null; }

# Whether an image has to be built: is_due <reference> <hash>
is_due() {
  local found
  found=$(label_of "$1") || return 0
  case $found in
    "$2") return 1 ;;
    "" | "<no value>")
      echo "$1 was pulled; it is used as it is." >&2
      return 1
      ;;
  esac
}

# A small Debian with the packages that the images need.
ensure_base() {
  local hash
  hash=$(echo "$packages" | sha256sum | cut -c1-16)
  [[ $(label_of "$base" || true) != "$hash" ]] || return 0
  command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"
  echo "Making $base (about a minute)"
  as_root debootstrap --variant=minbase --include="$packages" bookworm "$work/base" >"$work/debootstrap.log" 2>&1 \
    || { tail -5 "$work/debootstrap.log" >&2; fail "debootstrap failed."; }
  as_root tar -C "$work/base" --exclude=./var/cache/apt --exclude=./usr/share/doc --exclude=./usr/share/locale --exclude=./dev -c . \
    | "$engine" import --change "LABEL $label=$hash" - "$base" >/dev/null
}

# build <reference> <hash> <folder>: from the folder's Dockerfile and what has been put into $work/<folder>
build() {
  ensure_base
  echo "Building the stand-in for $1"
  cp -r "Tests/images/$3/." "$work/$3/"
  DOCKER_BUILDKIT=0 "$engine" build --quiet --network none --label "$label=$2" --tag "$1" "$work/$3" >/dev/null 2>"$work/build.log" \
    || { cat "$work/build.log" >&2; fail "$1 could not be built."; }
}

# Puts a program of this repository, and the .NET that it runs on, beside an image's Dockerfile: put_program <project> <folder>
put_program() {
  local target=$work/$2 runtime folder version part
  mkdir -p "$target/dotnet/host/fxr" "$target/dotnet/shared"
  dotnet publish "$1" --configuration Debug --output "$target/server" --verbosity quiet --nologo
  runtime=$(dotnet --list-runtimes | awk '/^Microsoft.AspNetCore.App 10\./ { version = $2; folder = substr($3, 2, length($3) - 2) } END { print folder, version }')
  read -r folder version <<<"$runtime"
  for part in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
    mkdir -p "$target/dotnet/shared/$part"
    cp -r "$(dirname "$folder")/$part/$version" "$target/dotnet/shared/$part/"
  done
  cp -r "$(dirname "$(dirname "$folder")")/host/fxr/$version" "$target/dotnet/host/fxr/"
  cp "$(dirname "$(dirname "$folder")")/dotnet" "$target/dotnet/"
}

# What the Aspire engine builds the image of its tunnel on, through which containers reach programs of this machine: something with
# glibc and OpenSSL 3. The name is fixed in the engine.
tunnel_base=mcr.microsoft.com/azurelinux/base/core:3.0
if ! "$engine" image inspect "$tunnel_base" >/dev/null 2>&1; then
  ensure_base
  "$engine" tag "$base" "$tunnel_base"
fi
[[ $engine != docker ]] || docker buildx version >/dev/null 2>&1 \
  || echo "Docker has no buildx, with which the Aspire engine builds the image of its tunnel; install it (package docker-buildx)." >&2

image=$(reference Redis)
hash=$(fingerprint redis)
if is_due "$image" "$hash"; then
  mkdir -p "$work/redis"
  build "$image" "$hash" redis
fi

# The server is the process form's own, so that its version is the same.
image=$(reference Postgres)
hash=$(fingerprint postgres tools/tools.json)
if is_due "$image" "$hash"; then
  program=$(dotnet run --project tools --verbosity quiet -- path postgres)
  mkdir -p "$work/postgres"
  cp -r "$(dirname "$(dirname "$program")")" "$work/postgres/server"
  build "$image" "$hash" postgres
fi

image=$(reference Storage)
hash=$(fingerprint storage ObjectStore ServiceDefaults Directory.Packages.props)
if is_due "$image" "$hash"; then
  put_program ObjectStore storage
  build "$image" "$hash" storage
fi

image=$(reference Elasticsearch)
hash=$(fingerprint elasticsearch Tests/Applications/ElasticsearchStandin)
if is_due "$image" "$hash"; then
  put_program Tests/Applications/ElasticsearchStandin elasticsearch
  build "$image" "$hash" elasticsearch
fi

# The process form's own, too.
image=$(reference Prometheus)
hash=$(fingerprint prometheus tools/tools.json)
if is_due "$image" "$hash"; then
  mkdir -p "$work/prometheus"
  cp "$(dotnet run --project tools --verbosity quiet -- path prometheus)" "$work/prometheus/"
  build "$image" "$hash" prometheus
fi
