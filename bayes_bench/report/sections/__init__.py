"""The page's sections: a file each, found by `bayes_bench.report.section.every_section`."""
