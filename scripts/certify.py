"""Work out the exact posteriors of data/certified anew, by two integrators that must agree."""

import argparse
from pathlib import Path

from rich.progress import Progress

from bayes_bench.trust.exact.certified import KEPT
from bayes_bench.trust.exact.certify import certify, overview, write_certified

ROOT = Path(__file__).parents[1]
FOLDER, PAGE = ROOT / "data" / "certified", ROOT / "docs" / "certified.md"

if __name__ == "__main__":
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument(
        "name", nargs="*", default=[], metavar="NAME", help=f"default: all of {', '.join(KEPT)}"
    )
    parse.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="data/certified")
    given = parse.parse_args()
    if unknown := sorted(set(given.name) - set(KEPT)):
        parse.error(f"no such problem: {', '.join(unknown)}; choose from {', '.join(sorted(KEPT))}")
    given.out.mkdir(parents=True, exist_ok=True)
    names = given.name or list(KEPT)
    with Progress() as progress:
        task = progress.add_task("problems", total=len(names))
        for name in names:
            progress.update(task, description=name)
            found = certify(KEPT[name].problem)
            write_certified(found, given.out / f"{name}.json", KEPT[name].title)
            worst = min(found.digits, key=lambda quantity: found.digits[quantity])
            progress.console.print(f"{name}: {found.fewest_digits:.1f} digits or more ({worst})")
            progress.advance(task)
    if given.out.resolve() == FOLDER:
        PAGE.write_text(overview(sorted(FOLDER.glob("*.json"))), encoding="utf-8")
