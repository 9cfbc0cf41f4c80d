"""Figures as bytes: SVG and PNG files, and SVG to be put into the page."""

import io
import xml.etree.ElementTree as ET
from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bayes_bench.report.pictures.png import png_of
from bayes_bench.report.pictures.style import ROLES, drawing

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_DPI = 144


def svg_bytes(figure: Figure, salt: str, about: str = "") -> bytes:
    """The figure as an SVG file, and what is said of it inside; the same bytes every time."""
    said = {"Description": about} if about else {}
    buffer = io.BytesIO()
    with drawing(), mpl.rc_context({"svg.hashsalt": salt}):
        # of what is drawn as pixels
        figure.savefig(
            buffer, format="svg", dpi=_DPI, metadata={"Date": None, "Creator": None, **said}
        )
    return buffer.getvalue()


def png_bytes(figure: Figure, about: str = "") -> bytes:
    """The figure as a PNG file, and what is said of it inside; the same bytes every time."""
    canvas, own = FigureCanvasAgg(figure), figure.dpi
    figure.set_dpi(_DPI)
    try:
        with drawing():
            canvas.draw()  # type: ignore[no-untyped-call]
    finally:
        figure.set_dpi(own)
    return png_of(np.asarray(canvas.buffer_rgba()), _DPI, about)  # type: ignore[no-untyped-call]


def inline_svg(file: bytes, tips: Mapping[str, str] | None = None) -> str:
    """An SVG file of ours as an element of the page.

    Colours become the page's (light or dark), style attributes, which its policy forbids, become
    attributes of their own, letters the page's; names that nothing refers to go.

    Parameters
    ----------
    file : bytes
        From `svg_bytes`.
    tips : mapping, optional
        From the ``gid`` of an artist to the text that pointing at it shows.

    Returns
    -------
    str
        The markup; every text in it is escaped.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(file)  # noqa: S314 -- written by matplotlib a moment ago
    for name in ("metadata", "defs"):
        for element in root.findall(f"{{{_SVG}}}{name}"):
            if name == "metadata" or _is_style(element):
                root.remove(element)
    width = root.get("viewBox", "").split()[2]
    attributes = {"viewBox": root.get("viewBox", ""), "data-width": width, "aria-hidden": "true"}
    referred = _referred(root)
    for element in root.iter():
        _plain(element, referred, tips or {})
    root.attrib.clear()
    root.attrib.update(attributes)
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _is_style(element: ET.Element) -> bool:
    return all(child.tag == f"{{{_SVG}}}style" for child in element)


def _referred(root: ET.Element) -> set[str]:
    """Names that something in the picture refers to."""
    links = {
        link[1:] for e in root.iter() if (link := e.get(f"{{{_LINK}}}href", "")).startswith("#")
    }
    clips = {e.get("clip-path", "")[5:-1] for e in root.iter()}
    return links | clips


def _plain(element: ET.Element, referred: set[str], tips: Mapping[str, str]) -> None:
    name = element.attrib.pop("id", None)
    if name in referred:
        element.set("id", str(name))
    if name in tips:
        tip = ET.Element(f"{{{_SVG}}}title")
        tip.text = tips[str(name)]
        element.insert(0, tip)
    link = element.attrib.pop(f"{{{_LINK}}}href", None)
    if link is not None:
        element.set("href", link)
    for rule in element.attrib.pop("style", "").split(";"):
        key, _, value = (part.strip() for part in rule.partition(":"))
        if value and key not in ("font-family", "font"):
            element.set(key, _colour(value))
    element.tail = None
    if element.tag != f"{{{_SVG}}}text" and not (element.text or "").strip():
        element.text = None


def _colour(value: str) -> str:
    role = ROLES.get(value.lower())
    return f"var(--{role})" if role else value
