# quickpixels.py - four loops of Blinka's displayio for black and white, a row at a time instead of a pixel
"""Blinka goes through each pixel in Python, which took half of every simulated minute. What is quicker here has the
results of the function that it stands in for (`__wrapped__`), and leaves every case but the plain one to that."""

import functools
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, BinaryIO

_WORD = 32  # bits of a bitmap's word, the leftmost pixel is the highest


def hasten(module: ModuleType) -> None:
    """Put the quick loops into a module of Blinka's that has just been loaded; others stay as they are."""
    for name, quick in QUICK.get(module.__name__, {}).items():
        setattr(module, name, functools.wraps(getattr(module, name))(quick(getattr(module, name))))


def _rows(bitmap: Any, x1: int, x2: int, y1: int, y2: int) -> list[int]:
    """Pixels of some rows as a number each, the leftmost highest."""
    words, stride = bitmap._data, bitmap._stride
    first, last = x1 // _WORD, (x2 - 1) // _WORD + 1
    shift, mask = _WORD * last - x2, (1 << x2 - x1) - 1
    starts = range(y1 * stride + first, y2 * stride + first, stride)
    if last - first == 1:  # most are glyphs
        return [words[at] >> shift & mask for at in starts]
    return [_whole(words[at : at + last - first]) >> shift & mask for at in starts]


def _put_rows(bitmap: Any, x1: int, x2: int, y: int, rows: Iterable[int]) -> None:
    """Put numbers (the leftmost pixel highest) into the pixels x1 to x2 - 1, from row `y` down; what is beside them in
    their words stays."""
    words, stride = bitmap._data, bitmap._stride
    first, last = x1 // _WORD, (x2 - 1) // _WORD + 1
    shift, mask = _WORD * last - x2, (1 << x2 - x1) - 1
    keep, at, count = ~(mask << shift), y * stride + first, last - first
    for bits in rows:
        if count == 1:
            words[at] = words[at] & keep | bits << shift
        else:
            whole = _whole(words[at : at + count]) & keep | bits << shift
            for place in range(at + count - 1, at - 1, -1):
                words[place] = whole & 0xFFFFFFFF
                whole >>= _WORD
        at += stride


def _whole(words: Iterable[int]) -> int:
    whole = 0
    for word in words:
        whole = whole << _WORD | word
    return whole


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
        count = len(rows) // width
        numbers = [int.from_bytes(rows[at : at + width], "big") for at in range(0, count * width, width)]
        _put_rows(bitmap, 0, bitmap.width, 0, numbers)
        if count:
            bitmap.dirty(0, 0, bitmap.width, count)
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
        _put_rows(dest_bitmap, left, right, top, [bits] * (end - top))

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
        _put_rows(dest_bitmap, x1, x2, y1, _rows(source_bitmap, x1 - x, x2 - x, y1 - y, y2 - y))

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
        pages = dict[int, int]()  # a byte for each column, eight rows high
        for y, bits in enumerate(_rows(bitmap, start_x, end_x, start_y, end_y), y_shift):
            row = f"{bits:0{width}b}".encode().translate(shades)
            pages[y // 8] = pages.get(y // 8, 0) | int.from_bytes(row, "big") << y % 8
        for page, columns in pages.items():
            here = slice(page * width, (page + 1) * width)
            buffer[here] = (int.from_bytes(buffer[here], "big") | columns).to_bytes(width, "big")
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
