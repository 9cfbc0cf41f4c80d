"""The stages from people to published files, their verdict and their resumption."""
