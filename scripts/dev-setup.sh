#!/usr/bin/env bash
# Makes a machine ready for this repository: checks what is needed, installs what is missing or says how, fetches the tools.
# Run it as often as you like; what is there already stays as it is. Windows: scripts/dev-setup.ps1.
# Written for bash 3.2, which is what macOS has.
set -u

usage() {
  cat <<'TEXT'
Usage: scripts/dev-setup.sh [--yes] [--no-fetch]

  --yes       install what is missing without asking
  --no-fetch  leave fetching the engine, PostgreSQL and Redis to the first start

Without a terminal and without --yes nothing is installed: the commands are printed, and the exit code is 1.
TEXT
}

assume_yes=false
fetch=true
for argument in "$@"; do
  case $argument in
    --yes | -y) assume_yes=true ;;
    --no-fetch) fetch=false ;;
    --help | -h) usage; exit 0 ;;
    *) echo "'$argument' is not known." >&2; usage >&2; exit 2 ;;
  esac
done

cd "${BASH_SOURCE[0]%/*}/.." || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
oldest_node=20
missing=""

has() { command -v "$1" >/dev/null 2>&1; }

sudo=""
apt_get="apt-get update -qq && apt-get install -y"
if [ "$(id -u)" != 0 ]; then
  sudo="sudo "
  apt_get="sudo apt-get update -qq && sudo apt-get install -y"
fi

if has brew; then
  manager=brew
elif has apt-get; then
  manager=apt
elif has dnf; then
  manager=dnf
else
  manager=none
fi

# The version of a program, or why it will not do, in $found and $problem.
look_at() {
  found=""
  problem=""
  case $1 in
    dotnet)
      # In this folder it answers only when an installed SDK satisfies global.json.
      if ! has dotnet; then
        problem="missing"
      elif ! found=$(dotnet --version 2>/dev/null); then
        problem="SDK 10 is missing; installed: $(dotnet --list-sdks 2>/dev/null | tr '\n' ' ')"
      fi
      ;;
    node)
      if ! has node; then
        problem="missing"
      else
        found=$(node --version 2>/dev/null)
        local major=${found#v}
        major=${major%%.*}
        case $major in
          '' | *[!0-9]*) problem="gives no version" ;;
          *) [ "$major" -ge "$oldest_node" ] || problem="$found is too old" ;;
        esac
      fi
      ;;
    *)
      if has "$1"; then
        found=$("$1" --version 2>/dev/null)
        found=${found%%$'\n'*}
      else
        problem="missing"
      fi
      ;;
  esac
}

# The newest version that apt would install, such as 18.20.4; empty when it has none.
apt_candidate() {
  has apt-cache || return 0
  apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: *\(.*:\)\{0,1\}\([0-9][^~+-]*\).*/\2/p'
}

# The command that installs a program on this system.
install_command() {
  case $manager:$1 in
    brew:dotnet) echo "brew install --cask dotnet-sdk" ;;
    brew:node | brew:npm) echo "brew install node" ;;
    brew:*) echo "brew install $1" ;;
    dnf:dotnet) echo "${sudo}dnf install -y dotnet-sdk-10.0" ;;
    dnf:node | dnf:npm) echo "${sudo}dnf install -y nodejs npm" ;;
    dnf:*) echo "${sudo}dnf install -y $1" ;;
    apt:dotnet)
      if [ -n "$(apt_candidate dotnet-sdk-10.0)" ]; then
        echo "$apt_get dotnet-sdk-10.0"
      else
        user_dotnet
      fi
      ;;
    apt:node | apt:npm)
      local candidate
      candidate=$(apt_candidate nodejs)
      candidate=${candidate%%.*}
      if [ "${candidate:-0}" -ge "$oldest_node" ]; then
        echo "$apt_get nodejs npm"
      else
        echo "curl -fsSL https://deb.nodesource.com/setup_22.x | ${sudo}bash - && ${sudo}apt-get install -y nodejs"
      fi
      ;;
    apt:*) echo "$apt_get $1" ;;
    none:dotnet) user_dotnet ;;
    none:git | none:make) [ "$(uname -s)" = Darwin ] && echo "xcode-select --install" ;;
  esac
}

# Into the user's own folder, with nothing but a shell.
user_dotnet() {
  # shellcheck disable=SC2016 # HOME is for the shell that runs the command
  echo 'curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 && export PATH="$HOME/.dotnet:$PATH"'
}

where_to_read() {
  case $1 in
    dotnet) echo "https://dot.net/download" ;;
    node | npm) echo "https://nodejs.org/download" ;;
    *) echo "your system's package manager" ;;
  esac
}

wants() {
  if $assume_yes; then
    return 0
  fi

  [ -t 0 ] || return 1
  local answer
  printf '         Run it now? [y/N] '
  read -r answer
  case $answer in
    [yY]*) return 0 ;;
    *) return 1 ;;
  esac
}

report() { printf '%-8s %-8s %s\n' "$1" "$2" "$3"; }

require() {
  local program=$1 command
  look_at "$program"
  if [ -z "$problem" ]; then
    report ok "$program" "$found"
    return
  fi

  command=$(install_command "$program")
  report missing "$program" "$problem"
  if [ -z "$command" ]; then
    report "" "" "> see $(where_to_read "$program")"
  else
    report "" "" "> $command"
    # Evaluated, because it may change PATH for what follows.
    if wants && eval "$command"; then
      hash -r
      look_at "$program"
      if [ -z "$problem" ]; then
        report ok "$program" "$found"
        return
      fi

      report missing "$program" "$problem, also after that"
    fi
  fi

  missing="$missing $program"
}

container_engine() {
  local engine version
  for engine in docker podman; do
    if has "$engine" && version=$("$engine" version --format '{{.Server.Version}}' 2>/dev/null) && [ -n "$version" ]; then
      report ok "$engine" "$version"
      return
    fi
  done
  report optional docker "no container engine answers; everything runs as a process"
}

echo "Checking what this repository needs"
for program in dotnet node npm git make; do
  require "$program"
done
container_engine

if [ -n "$missing" ]; then
  echo
  echo "Still missing:$missing. Install that, and run scripts/dev-setup.sh again." >&2
  exit 1
fi

if $fetch; then
  echo
  echo "Fetching the engine, PostgreSQL and Redis into the user's cache, where they are not there yet"
  if ! dotnet run --project tools --verbosity quiet -- fetch engine postgres redis; then
    echo "That did not succeed. It is tried again by the next start, or by: make tools" >&2
    exit 1
  fi
fi

cat <<'TEXT'

Ready. Next:
  dotnet run --project AppHost     start everything; the dashboard's address is printed
  dotnet test Platform.sln         run every test
  make help                        the commands for everyday work
  make doctor                      when something does not start
TEXT
