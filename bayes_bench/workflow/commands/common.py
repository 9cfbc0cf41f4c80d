"""Arguments that several verbs take."""

import argparse
from pathlib import Path

from bayes_bench.interface.choices import languages


def add_model(parser: argparse.ArgumentParser) -> None:
    """The model file, and the table of people in place of the one that it names."""
    parser.add_argument("model", type=Path, metavar="MODEL.toml", help="the model file")
    parser.add_argument("--data", type=Path, metavar="FILE", help="the table of people")


def add_out(parser: argparse.ArgumentParser) -> None:
    """The output folder."""
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: output/<model stem>")


def add_seed(parser: argparse.ArgumentParser) -> None:
    """The random seed in place of the model's."""
    parser.add_argument("--random-seed", type=int, metavar="N", help="default: the model's")


def add_language(parser: argparse.ArgumentParser) -> None:
    """The language of what people read."""
    told = "of what people read; default: en"
    parser.add_argument("--language", choices=languages(), default="en", help=told)
