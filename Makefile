# The commands of a fresh machine. They need a Python >= 3.12 and nothing else.
# `make env PYTHON=python3.12` takes another interpreter; the later commands then keep it.
PYTHON ?=
RUN := .venv/bin/python

# Two test processes, each with one BLAS thread: more would only oversubscribe two cores.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
TWO_PROCESSES := -n 2 --dist loadfile

UV ?= uv

.PHONY: help env demo test test-slow lock

help:
	@echo "make demo       build the environment, run the main job on shipped data, say where the result is"
	@echo "make test       build the environment, check style and types, run the tests, measure coverage"
	@echo "make test-slow  run the long statistical tests"
	@echo "make env        build only the environment, in .venv (PYTHON=python3.12: with that one)"
	@echo "make lock       write requirements.lock.txt anew from pyproject.toml (needs uv)"

env:
	@sh scripts/build_environment.sh "$(PYTHON)"

# The people are simulated, so that the result can be scored; where the report lies comes last.
demo: env
	@report=$$($(RUN) scripts/benchmark.py models/rehabilitation.toml) && \
	    $(RUN) scripts/score_demo.py output/rehabilitation && echo "$$report"

test: env
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m coverage erase
	$(ONE_THREAD) $(RUN) -m coverage run -m pytest $(TWO_PROCESSES)
	$(RUN) -m coverage combine --quiet
	$(RUN) -m coverage report

test-slow: env
	$(ONE_THREAD) $(RUN) -m pytest $(TWO_PROCESSES) -m slow

# One lock for every platform and Python that is supported; it names no index address.
lock:
	"$(UV)" pip compile pyproject.toml --extra test --group build --universal \
	    --python-version 3.12 --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" --quiet --output-file requirements.lock.txt
