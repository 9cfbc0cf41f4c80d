"""Disclosure control: groups of people too small to be shown are merged until they are not."""

from collections.abc import Mapping

import numpy as np

from bayes_bench.typing import Integers


def merged(counts: Integers, minimum: int, in_order: bool) -> list[tuple[int, ...]]:
    """Put levels together until each group's people, events and non-events reach a minimum.

    Parameters
    ----------
    counts : ndarray (level, 3)
        People, events and non-events; levels without people are left out.
    minimum : int
    in_order : bool
        Merge neighbours only; else the smallest group with the next smallest.

    Returns
    -------
    list of tuple of int
        The levels of each group. One group may be left that does not reach the minimum.
    """
    groups: dict[tuple[int, ...], Integers] = {
        (int(code),): counts[code] for code in np.flatnonzero(counts[:, 0])
    }
    while len(groups) > 1:
        small = [codes for codes, total in groups.items() if total.min() < minimum]
        if not small:
            break
        one = min(small, key=lambda codes: groups[codes][0])
        two = _partner(one, groups, in_order)
        total = groups.pop(one) + groups.pop(two)
        groups[tuple(sorted(one + two))] = total
    return sorted(groups)


def _partner(
    one: tuple[int, ...], groups: Mapping[tuple[int, ...], Integers], in_order: bool
) -> tuple[int, ...]:
    others = [codes for codes in sorted(groups) if codes != one]
    if in_order:
        return min(others, key=lambda codes: min(abs(codes[0] - one[-1]), abs(one[0] - codes[-1])))
    return min(others, key=lambda codes: groups[codes][0])
