#!/bin/sh
# Print the path of a Python that the environment can be built with.
#
#   sh scripts/find_python.sh            the best one of this machine
#   sh scripts/find_python.sh python3.12 this one, or exit 1 with one line on stderr
#
# Candidates are run, not looked up by name: under pyenv a shim `python3.12` exists and fails
# unless that version is switched on, so pyenv's own versions are asked after the shim.
set -u

# The base interpreter's path is printed, so that a virtual environment that happens to be
# active is never built upon (it may be the very folder that is about to be replaced).
probe='
import os, sys, venv, ensurepip
if sys.version_info < (3, 12) or sys.implementation.name != "cpython":
    sys.exit(1)
print(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))
'

fitting() {
    "$1" -I -c "$probe" </dev/null 2>/dev/null
}

pyenv_root() {
    pyenv root 2>/dev/null || echo "${PYENV_ROOT:-$HOME/.pyenv}"
}

find_named() {
    fitting "$1" && return
    case $1 in */*) return 1 ;; esac
    for candidate in "$versions"/*/bin/"$1"; do
        [ -x "$candidate" ] && fitting "$candidate" && return
    done
    return 1
}

versions=$(pyenv_root)/versions
if [ -n "${1-}" ]; then
    find_named "$1" && exit
    problem="PYTHON=$1 is no Python >= 3.12 with venv and ensurepip"
else
    # The versions that the tests run on come first.
    for name in python3.13 python3.12 python3 python python3.14 python3.15; do
        find_named "$name" && exit
    done
    problem="No Python >= 3.12 with venv and ensurepip was found"
fi

printf '%s\n' "$problem: install Python 3.13 (Debian, Ubuntu: apt install python3.13-venv;\
 macOS: brew install python@3.13; anywhere: pyenv install 3.13) and type the same again,\
 or see CONTRIBUTING.md for uv and conda." >&2
exit 1
