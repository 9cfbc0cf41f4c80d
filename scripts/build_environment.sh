#!/bin/sh
# Build .venv from the lock, or leave it alone where it is already what is wanted.
#
#   sh scripts/build_environment.sh [PYTHON]
#
# .venv/complete is written last and names what was built: the interpreter, the folder, the
# lock and pyproject.toml. Whatever differs is built again; an interrupted build has no such file.
# Without PYTHON any interpreter that was used before is kept.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONPATH PYTHONHOME

wanted=${1-}
complete=.venv/complete
lock=requirements.lock.txt

line() {
    sed -n "$1p" "$complete" 2>/dev/null || true
}

is_usable() {
    [ -f "$complete" ] && .venv/bin/python -c "" 2>/dev/null
}

install() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input "$@"
}

folder=$(pwd -P)
locked=$(cksum <"$lock")
project=$(cksum <pyproject.toml)

if [ -n "$wanted" ] || ! is_usable; then
    python=$(sh scripts/find_python.sh "$wanted")
else
    python=$(line 1)
fi

if ! is_usable || [ "$(line 1)" != "$python" ] || [ "$(line 2)" != "$folder" ] ||
    [ "$(line 3)" != "$locked" ]; then
    echo "Building .venv with $python: a few minutes, once." >&2
    rm -rf .venv
    "$python" -m venv .venv
    install --only-binary :all: --require-hashes -r "$lock"
elif [ "$(line 4)" = "$project" ]; then
    exit 0
fi

# Quick, so pyproject.toml alone does not cost a new environment. Nothing is fetched: what the
# project needs, its build backend included, is in the lock.
rm -f "$complete"
install --no-index --no-deps --no-build-isolation --editable .
.venv/bin/python -m bayes_bench.workflow.compiling # or the first run would have to
printf '%s\n' "$python" "$folder" "$locked" "$project" >.venv/unfinished
mv .venv/unfinished "$complete"
