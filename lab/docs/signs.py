# signs.py - the small pictures of the status line, drawn here: Unifont has none that fits 8x16 pixels
"""Each stands for one character of wattkey.page.SIGNS, which no text on the screen needs for itself."""

SIZE = (8, 16)
ART = {
    "µ": (  # a host has the drive: the fork of USB
        "...##...",
        "..####..",
        "...##...",
        "...##.##",
        "##.##.##",
        "##.##.#.",
        ".#.#.##.",
        ".#.###..",
        "..####..",
        "...##...",
        "...##...",
        "..####..",
        "..####..",
    ),
    "»": (  # the beam is in use: a light and its waves
        ".....#..",
        "...#..#.",
        "....#..#",
        ".#...#.#",
        "###..#.#",
        "###..#.#",
        ".#...#.#",
        "....#..#",
        "...#..#.",
        ".....#..",
    ),
    "¼": ("..####..", ".##..##.", *[".#....#."] * 7, ".######.", ".######.", ".######."),
    "½": ("..####..", ".##..##.", *[".#....#."] * 5, *[".######."] * 5),
    "¾": ("..####..", ".##..##.", *[".#....#."] * 2, *[".######."] * 8),
    "¹": ("..####..", *[".######."] * 11),
    "×": (  # something went wrong
        "##....##",
        "###..###",
        ".######.",
        "..####..",
        "..####..",
        ".######.",
        "###..###",
        "##....##",
    ),
}


def bitmap(char: str) -> bytes:
    """The glyph of 8x16 for a sign: a byte a row, the leftmost pixel is the most significant bit; in the middle."""
    rows = [int(row.replace(".", "0").replace("#", "1"), 2) for row in ART[char]]
    above = (SIZE[1] - len(rows)) // 2
    return bytes([*[0] * above, *rows, *[0] * (SIZE[1] - above - len(rows))])
