"""`bayes-bench rank` as a file: the units of a saved posterior ranked by any estimand."""

import sys

from bayes_bench.workflow.command import script

if __name__ == "__main__":
    sys.exit(script("rank"))
