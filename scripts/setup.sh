#!/bin/sh
# Make .venv from the locked requirements and see to the system's libraries. Safe to run again: it does nothing then.
#
#   PYTHON=/path/to/python3.11 scripts/setup.sh      a Python of your choice
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
is_root() { [ "$(id -u)" -eq 0 ]; }
is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in "${PYTHON:-}" python3.11 /usr/bin/python3.11 python3 python3.12 python3.13; do
        # A version manager's shim may exist and yet refuse: only running it tells.
        if [ -n "$candidate" ] && is_new_enough "$candidate"; then
            say "$candidate"
            return
        fi
    done
    say "Python 3.11 or newer was not found. Install it: sudo apt-get install python3 python3-venv" >&2
    exit 1
}

apt_install() {
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
}

may_apt() { is_root && command -v apt-get >/dev/null; }

make_venv() {
    python=$1
    # Debian ships venv without ensurepip unless python3-venv is installed.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if may_apt; then
            say "Installing $package with apt ..."
            DEBIAN_FRONTEND=noninteractive apt_install "$package"
        else
            say "This Python cannot make virtual environments. Run: sudo apt-get install $package" >&2
            exit 1
        fi
    fi
    "$python" -m venv --clear .venv
}

install_requirements() {
    # An account without a home of its own still gets a cache.
    if [ ! -w "${HOME:-/nonexistent}" ]; then
        PIP_CACHE_DIR=$PWD/var/cache/pip
        UV_CACHE_DIR=$PWD/var/cache/uv
        export PIP_CACHE_DIR UV_CACHE_DIR
    fi
    # Where a company or a sandbox adds a certificate of its own, it is in the system's store.
    [ ! -e /etc/ssl/certs/ca-certificates.crt ] || export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
    # PIP_CONSTRAINT: the hashes decide, not a constraint file of this machine.
    PIP_CONSTRAINT='' .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r scripts/uv.txt
    UV_COMPILE_BYTECODE=1 .venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes \
        requirements-dev.txt scripts/uv.txt
}

# Chromium draws pages that come as scripts, and the browser tests; the fonts make its pictures alike everywhere.
see_to_system_libraries() {
    missing=''
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
        missing="chromium"
    [ -n "$(find /usr/share/fonts /usr/local/share/fonts -name '*.ttf' -print -quit 2>/dev/null)" ] ||
        missing="$missing fonts-liberation"
    # Dossiers are set by Pango; Chromium brings it along, a machine without Chromium may lack it.
    for library in pango-1.0-0:libpango-1.0 pangoft2-1.0-0:libpangoft2-1.0 harfbuzz-subset0:libharfbuzz-subset; do
        ldconfig -p 2>/dev/null | grep -q "${library#*:}" || missing="$missing lib${library%%:*}"
    done
    [ -n "$missing" ] || return 0

    if may_apt; then
        say "Installing with apt: $missing ..."
        # shellcheck disable=SC2086  # a list of words
        DEBIAN_FRONTEND=noninteractive apt_install $missing && return 0
    fi
    say "For pages drawn by scripts, dossiers and the browser tests, run: sudo apt-get install --no-install-recommends $missing"
}

wanted=$(cat scripts/setup.sh scripts/uv.txt requirements-dev.txt | cksum)
stamp=.venv/.made-from
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

python=$(find_python)
if ! { [ -x .venv/bin/python ] && is_new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    say "Making .venv with $python ..."
    make_venv "$python"
fi
say "Installing the locked requirements ..."
install_requirements
see_to_system_libraries
say "$wanted" >"$stamp"
say "Ready."
