"""`bayes-bench run` as a file: from a table of people to indicators and rank probabilities."""

import sys

from bayes_bench.workflow.command import script

if __name__ == "__main__":
    sys.exit(script("run"))
