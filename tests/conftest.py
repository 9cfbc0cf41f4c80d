"""What holds for every test: one thread per process, no display, repeatable examples."""

import os

# Before NumPy is imported anywhere: several test processes with several BLAS threads each
# oversubscribe the cores. matplotlib must not look for a display.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ.setdefault("MPLBACKEND", "Agg")

from hypothesis import settings  # noqa: E402 -- the threads are set first

# The same examples on every machine, and no deadline: a busy machine is no failure.
settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("repeatable")

# Fixtures that several rooms share: every builder of models, people, cells and fits is there.
pytest_plugins = [
    f"tests.builders.{name}"
    for name in ("checks", "estimands", "inputs", "posterior", "report", "run", "surfaces")
]
