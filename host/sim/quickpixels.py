# quickpixels.py - four loops of Blinka's displayio for black and white, a row at a time instead of a pixel
"""Blinka goes through each pixel in Python, which took half of every simulated minute. What is quicker here has the
results of the function that it stands in for (`__wrapped__`), and leaves every case but the plain one to that."""

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any, BinaryIO

_WORD = 32  # bits of a bitmap's word, the leftmost pixel is the highest


def hasten(module: ModuleType) -> None:
    """Put the quick loops into a module of Blinka's that has just been loaded; others stay as they are."""
    for name, quick in QUICK.get(module.__name__, {}).items():
        setattr(module, name, functools.wraps(getattr(module, name))(quick(getattr(module, name))))


def _bits(bitmap: Any, y: int, x1: int, x2: int) -> int:
    """Pixels of a row as one number, the leftmost highest."""
    row, first, last = y * bitmap._stride, x1 // _WORD, (x2 - 1) // _WORD + 1
    if last - first == 1:
        return bitmap._data[row + first] >> (_WORD * last - x2) & (1 << x2 - x1) - 1
    whole = 0
    for word in bitmap._data[row + first : row + last]:
        whole = whole << _WORD | word
    return whole >> (_WORD * last - x2) & (1 << x2 - x1) - 1


def _put_bits(bitmap: Any, y: int, x1: int, x2: int, bits: int) -> None:
    """Put a number (the leftmost pixel highest) into the pixels x1 to x2 - 1 of row y."""
    first, last = x1 // _WORD, (x2 - 1) // _WORD + 1
    if last - first == 1:  # most are glyphs
        at, shift = y * bitmap._stride + first, _WORD * last - x2
        bitmap._data[at] = bitmap._data[at] & ~((1 << x2 - x1) - 1 << shift) | bits << shift
        return
    left, right = _WORD * first, _WORD * last
    if x1 > left or x2 < right:  # what is beside them in their words stays
        mask = (1 << x2 - x1) - 1
        bits = _bits(bitmap, y, left, right) & ~(mask << right - x2) | bits << right - x2
    row, words = y * bitmap._stride, bitmap._data
    for at in range(last - 1, first - 1, -1):
        words[row + at] = bits & 0xFFFFFFFF
        bits >>= _WORD


def _is_plain(bitmap: Any) -> bool:
    """Black and white, and nobody has changed how pixels are set."""
    return type(bitmap).__name__ == "Bitmap" and bitmap._bits_per_value == 1 and not bitmap._read_only


def _readinto(slow: Callable) -> Callable:
    def readinto(bitmap: Any, file: BinaryIO, bits: int, size: int = 1, *more: Any, **how: Any) -> None:
        plain = _is_plain(bitmap) and bits == size == 1 and bitmap.width % 8 == 0
        if not plain or more or how != {"reverse_pixels_in_element": True}:
            slow(bitmap, file, bits, size, *more, **how)
            return
        width = bitmap.width // 8
        rows = file.read(width * bitmap.height)
        for y in range(len(rows) // width):
            _put_bits(bitmap, y, 0, bitmap.width, int.from_bytes(rows[y * width : (y + 1) * width], "big"))
        if len(rows) >= width:
            bitmap.dirty(0, 0, bitmap.width, len(rows) // width)
        if len(rows) < width * bitmap.height:
            raise EOFError

    return readinto


def _fill_region(slow: Callable) -> Callable:
    def fill_region(dest_bitmap: Any, x1: int, y1: int, x2: int, y2: int, value: int) -> None:
        left, top, right, end = max(x1, 0), max(y1, 0), min(x2, dest_bitmap.width), min(y2, dest_bitmap.height)
        if not _is_plain(dest_bitmap) or value not in (0, 1) or left >= right or top >= end:
            slow(dest_bitmap, x1, y1, x2, y2, value)
            return
        dest_bitmap.dirty(left, top, right, end)
        bits = (1 << right - left) - 1 if value else 0
        for y in range(top, end):
            _put_bits(dest_bitmap, y, left, right, bits)

    return fill_region


def _blit(slow: Callable) -> Callable:
    def blit(dest_bitmap: Any, source_bitmap: Any, x: int, y: int, **how: Any) -> None:
        plain = _is_plain(dest_bitmap) and _is_plain(source_bitmap) and dest_bitmap is not source_bitmap
        x1, y1 = max(x, 0), max(y, 0)
        x2, y2 = min(x + source_bitmap.width, dest_bitmap.width), min(y + source_bitmap.height, dest_bitmap.height)
        if how or not plain or x1 >= x2 or y1 >= y2:
            slow(dest_bitmap, source_bitmap, x, y, **how)
            return
        dest_bitmap.dirty(x1, y1, x2, y2)
        for at in range(y1, y2):
            _put_bits(dest_bitmap, at, x1, x2, _bits(source_bitmap, at - y, x1 - x, x2 - x))

    return blit


def _fill(slow: Callable) -> Callable:
    def fill_pixels_packed(
        buffer: Any, mask: Any, colors: Any, opaque: Any, geometry: tuple, tilegrid: Any, bitmap: Any, pack: tuple
    ) -> bool:
        start_x, end_x, start_y, end_y = geometry[5:]
        width, y_shift = end_x - start_x, geometry[4]
        if not (_is_whole_rows(geometry, pack, width) and opaque[0] and opaque[1] and _is_one_tile(tilegrid, bitmap)):
            return bool(slow(buffer, mask, colors, opaque, geometry, tilegrid, bitmap, pack))
        words = slice(y_shift * width // _WORD, (y_shift + end_y - start_y) * width // _WORD)
        if any(mask[words]):  # another layer lies over it
            return bool(slow(buffer, mask, colors, opaque, geometry, tilegrid, bitmap, pack))
        mask[words] = memoryview(b"\xff\xff\xff\xff" * len(mask[words])).cast(mask.format)
        shades = bytes.maketrans(b"01", bytes((colors[0], colors[1])))
        for y in range(start_y, end_y):
            page, bit = divmod(y - start_y + y_shift, 8)
            row = f"{_bits(bitmap, y, start_x, end_x):0{width}b}".encode().translate(shades)
            here = slice(page * width, (page + 1) * width)
            old = int.from_bytes(buffer[here], "big")
            buffer[here] = (old | int.from_bytes(row, "big") << bit).to_bytes(width, "big")
        return True

    return fill_pixels_packed


def _is_whole_rows(geometry: tuple, pack: tuple, width: int) -> bool:
    """Eight rows to a byte, all of the area's columns, whole words of the mask, nothing mirrored or turned."""
    depth, pixels_per_byte, reverse_in_byte, share_row, area_width = pack
    plain = (depth, pixels_per_byte, reverse_in_byte, share_row) == (1, 8, False, False)
    y_shift, _, _, start_y, end_y = geometry[4:]
    words = y_shift * width % _WORD == (end_y - start_y) * width % _WORD == 0
    return plain and words and width == area_width and geometry[:4] == (0, 1, width, 0)


def _is_one_tile(tilegrid: Any, bitmap: Any) -> bool:
    """Nothing but the bitmap as it is."""
    tiles = (tilegrid._width_in_tiles, tilegrid._height_in_tiles, tilegrid._top_left_x, tilegrid._top_left_y)
    size = (tilegrid._tile_width, tilegrid._tile_height) == (bitmap.width, bitmap.height)
    return _is_plain(bitmap) and size and tiles == (1, 1, 0, 0) and tilegrid._absolute_transform.scale == 1


QUICK: dict[str, dict[str, Callable[[Callable], Callable]]] = {
    "bitmaptools": {"readinto": _readinto, "blit": _blit, "fill_region": _fill_region},
    "displayio._tilegrid": {"_fill_pixels_packed": _fill},
}
