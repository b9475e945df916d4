# plot.py - lines over a logarithmic axis as an SVG, for the figures in docs
"""Small enough not to need a library that the simulator would have to bring along."""

import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 320, 60, 20, 40, 50
COLOURS = ("#1f6f43", "#7fb069", "#c1440e")
Line = list[tuple[float, float]]


def plot(title: str, axis: str, lines: dict[str, Line], top: float = 1, names: tuple[int, int] = (12, 170)) -> str:
    """`lines`: name -> points (x above 0, y from 0 to `top`, which the axis shows in percent).

    `names`: where the first of them stands, to the right of and below the plot's upper left corner.
    """
    xs = [x for line in lines.values() for x, _ in line]
    low, high = math.log10(min(xs)), math.log10(max(xs))

    def place(x: float, y: float) -> str:
        across = (math.log10(x) - low) / ((high - low) or 1)
        return f"{LEFT + across * (WIDTH - LEFT - RIGHT):.1f},{HEIGHT - BOTTOM - y / top * (HEIGHT - TOP - BOTTOM):.1f}"

    parts = [_text(LEFT, 20, title, 15), _text(WIDTH // 2, HEIGHT - 10, axis, 12)]
    for share in (0, top / 4, top / 2, 3 * top / 4, top):
        start, end = place(10**low, share), place(10**high, share)
        parts.append(f'<polyline points="{start} {end}" stroke="#ddd" fill="none"/>')
        parts.append(_text(12, float(start.split(",")[1]) + 4, f"{share:.0%}", 11))
    for x in sorted(set(xs)):
        parts.append(_text(float(place(x, 0).split(",")[0]) - 14, HEIGHT - BOTTOM + 16, f"{x:g}", 10))
    for number, (name, line) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(place(x, y) for x, y in line)
        parts.append(f'<polyline points="{points}" stroke="{colour}" stroke-width="2" fill="none"/>')
        parts.append(_text(LEFT + names[0], TOP + names[1] + 16 * number, name, 12, colour))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
    return "\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *parts, "</svg>"]) + "\n"


def _text(x: float, y: float, words: str, size: int, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}">{words}</text>'
