# svg.py - the few shapes that the drawn pages are made of
"""Coordinates in pixels, from the upper left."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

STYLE = "text{font:13px -apple-system,'Segoe UI',Helvetica,Arial,sans-serif}"


def picture(wide: int, high: int, title: str, shapes: Iterable[str]) -> str:
    """A whole SVG file on a light ground."""
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    ground = f'<rect width="{wide}" height="{high}" rx="14" fill="#f8f9fa"/>'
    return "\n".join(
        [head, f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>", ground, *shapes, "</svg>", ""]
    )


def box(x: int, y: int, wide: int, high: int, fill: str, edge: str) -> str:
    """A rectangle with round corners."""
    return f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="3" fill="{fill}" stroke="{edge}"/>'


def words(x: int, y: int, text: str, anchor: str, colour: str = "#212529") -> str:
    """A line of text; `anchor` is start, middle or end."""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def line(points: Sequence[tuple[int, int]], colour: str) -> str:
    """A line through these points."""
    way = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="1.6" opacity="0.8"/>'
