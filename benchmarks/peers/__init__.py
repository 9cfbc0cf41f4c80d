"""The same job by other software, as an applied statistician would write it: no line of ours."""
