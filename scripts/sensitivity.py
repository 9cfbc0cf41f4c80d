"""`bayes-bench sensitivity` as a file: variants of an analysis beside it."""

import sys

from bayes_bench.workflow.command import script

if __name__ == "__main__":
    sys.exit(script("sensitivity"))
