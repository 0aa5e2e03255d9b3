# What the commands at the top share: find or install what is missing, build what has changed.
# Sourced, never run. Everything said here goes to stderr: stdout belongs to the program.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
artifacts=$root/artifacts
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
export HOME="${HOME:-$artifacts/home}"
# Where the settings and .data lie unless the command line says otherwise, from wherever we are called.
export SERVEPATH_HOME="$root"

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$@"
  exit 2
}

# Sets DOTNET_ROOT and the path; $1 is what is needed: sdk or shared/Microsoft.AspNetCore.App.
find_dotnet() {
  local candidate
  for candidate in "${DOTNET_ROOT:-}" "$(dirname "$(readlink -f "$(command -v dotnet || echo /nowhere/dotnet)")")" \
    /usr/share/dotnet /usr/lib/dotnet "$HOME/.dotnet"; do
    if [ -x "$candidate/dotnet" ] && compgen -G "$candidate/$1/10.*" >/dev/null; then
      export DOTNET_ROOT=$candidate PATH=$candidate:$PATH
      return
    fi
  done
  fail "The .NET SDK 10 is not on this machine. Install it, then start again:" \
    $'\n  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0   (into ~/.dotnet, no root needed)' \
    $'\n  or the package dotnet-sdk-10.0: https://learn.microsoft.com/dotnet/core/install/linux'
}

# Installs Debian packages, saying which. Called only when something is missing.
install_packages() {
  local as_root=()
  command -v apt-get >/dev/null || fail "Missing, and there is no apt-get here to install it with: $*"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "Missing: $*. Install these packages as root, then start again."
    as_root=(sudo)
    [ -t 2 ] || as_root+=(-n)
  fi
  say "Missing on this machine, installing with apt-get: $*"
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    # Without this Debian's package makes a system-wide server on port 5432, which nobody asked for.
    "${as_root[@]}" mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0)
  "${apt[@]}" update >&2 </dev/null || say "apt-get update had errors; going on with the lists that it has."
  "${apt[@]}" install --no-install-recommends "$@" >&2 </dev/null || fail "apt-get could not install: $*"
}

has_library() { compgen -G "/usr/lib/*/$1*" >/dev/null || compgen -G "/lib/*/$1*" >/dev/null || compgen -G "/usr/lib/$1*" >/dev/null || compgen -G "/usr/lib64/$1*" >/dev/null; }

has_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || { command -v postgres && command -v initdb; } >/dev/null
}

# Whether a server of our own is wanted: at least one of the databases has no address.
wants_postgres() {
  local name variable
  for name in owners storage readmodel; do
    variable=SERVEPATH_ConnectionStrings__$name
    [ -n "${!variable:-}" ] || ! grep -Eq "\"$name\": *\"\"" "$root/appsettings/appsettings.json" || return 0
  done
  return 1
}

# The packages that .NET and the services need and that are not here, in the array `missing`. ICU is not among them:
# we compare and format invariantly.
find_missing() {
  missing=()
  has_library libstdc++.so.6 || missing+=(libstdc++6)
  has_library libssl.so || missing+=(openssl)
  [ -e /usr/share/zoneinfo/America/New_York ] || missing+=(tzdata)
}

# Whether anything in the listing of $2… differs from what was built under the name $1.
# Names, times and sizes: also a file that is gone or came back older is a change.
list_sources() {
  (cd "$root" && find "$@" \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -printf '%p %T@ %s\n' | LC_ALL=C sort)
}

# build_if_changed NAME SOURCES… -- COMMAND…: runs the command when the sources are not those of its last success.
build_if_changed() {
  local name=$1 sources=() now stamp
  stamp=$artifacts/stamps/$name
  shift
  while [ "$1" != -- ]; do
    sources+=("$1")
    shift
  done
  shift
  now=$(list_sources "${sources[@]}")
  [ "$now" != "$(cat "$stamp" 2>/dev/null)" ] || return 0
  mkdir -p "$artifacts/stamps"
  say "Building (a minute or two at the first time) …"
  find_dotnet sdk
  [ -e /etc/ssl/certs/ca-certificates.crt ] || install_packages ca-certificates
  # Two commands at once: the second waits, and then finds everything built.
  exec 9>"$artifacts/stamps/lock"
  flock 9
  now=$(list_sources "${sources[@]}")
  if [ "$now" != "$(cat "$stamp" 2>/dev/null)" ]; then
    run_build "$@" 9>&-
    printf '%s\n' "$now" >"$stamp"
  fi
  exec 9>&-
}

# Quiet when all is well; otherwise each error once, and where the whole output is.
run_build() {
  local log=$artifacts/build.log
  "$@" >"$log" 2>&1 </dev/null && return
  grep -E '(error|warning) [A-Z]+[0-9]+' "$log" | sed 's/ \[[^]]*\]$//' | sort -u | head -20 >&2 || tail -20 "$log" >&2
  fail "The build failed; its whole output is in $log"
}

shared_sources=(Directory.Build.props Directory.Build.targets Directory.Packages.props Rooms.props BannedSymbols.txt global.json)

# The executable, compiled ahead of time where the compiler for that can be had: that takes a quarter off a start.
# Each build gets a folder of its own, so that a running process never sees its files change.
publish_executable() {
  local rid target ahead=true
  case $(uname -m) in
    x86_64) rid=linux-x64 ;;
    aarch64) rid=linux-arm64 ;;
    *) fail "Servepath is built for x86_64 and aarch64; this is $(uname -m)." ;;
  esac
  target=$artifacts/bin/$(date +%Y%m%d-%H%M%S)-$$
  # Auditing packages asks the network at each restore; that is for whoever changes them.
  dotnet restore "$root/src/Gateway" -r "$rid" -p:PublishReadyToRun=true -p:NuGetAudit=false -v q ||
    { ahead=false && dotnet restore "$root/src/Gateway" -r "$rid" -p:NuGetAudit=false -v q; } || return 1
  dotnet publish "$root/src/Gateway" --no-restore -c Release -r "$rid" --self-contained false -p:PublishReadyToRun=$ahead \
    -p:PublishDocumentationFiles=false -p:NuGetAudit=false -o "$target" -v q --nologo || return 1
  ln -sfn "bin/$(basename "$target")" "$artifacts/servepath"
  remove_old_builds "$target"
}

remove_old_builds() {
  local build
  for build in "$artifacts"/bin/*/; do
    build=${build%/}
    [ "$build" = "$1" ] || readlink /proc/[0-9]*/exe 2>/dev/null | grep -qxF "$build/servepath" || rm -rf "$build"
  done
}

# Sets `executable` to the up-to-date program.
prepare_executable() {
  find_missing
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
  find_dotnet shared/Microsoft.AspNetCore.App
  [ -x "$artifacts/servepath/servepath" ] || rm -f "$artifacts/stamps/servepath"
  build_if_changed servepath src "${shared_sources[@]}" -- publish_executable
  executable=$(readlink -f "$artifacts/servepath")/servepath
}
