"""The verbs of the command `bayes-bench`, one file each; each calls its verb `VERB`."""
