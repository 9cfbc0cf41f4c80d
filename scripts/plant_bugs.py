"""Plant every bug of tests/planted/bugs.toml and write docs/planted_bugs.md."""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "planted_bugs.md"


def main() -> int:
    """Try the bugs one after the other; 1 where one is not caught or a control is."""
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("bug", nargs="*", help="only these, and no page")
    names = parse.parse_args().bug
    sys.path.insert(0, str(ROOT))  # the tests are no part of the package
    from tests.planted.planting import read_bugs
    from tests.planted.trial import page, try_bug

    bugs, verdicts = read_bugs(), []
    for name in names or bugs:
        verdicts.append(try_bug(bugs[name]))
        said = verdicts[-1].failed or ("nothing failed",)
        print(f"{name}: {'; '.join(said)}", flush=True)
    if not names:
        PAGE.write_text(page(verdicts), encoding="utf-8")
        print(PAGE)
    wrong = [v for v in verdicts if (v.failed if v.bug.harmless else v.missed_by)]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
