# conftest.py - a FAT reader that knows nothing of the writer
import struct

import pytest


class Volume:
    """Reads a FAT12 image by its own boot sector."""

    def __init__(self, data):
        self.data = data
        fields = struct.unpack_from("<HBHBHHBH", data, 11)
        self.sector, self.per_cluster, self.reserved, fats, self.root_entries, self.sectors, _, per_fat = fields
        self.root_at = (self.reserved + fats * per_fat) * self.sector
        self.data_at = self.root_at + 32 * self.root_entries
        self.cluster_bytes = self.sector * self.per_cluster
        self.places = {}  # path -> its clusters
        self.files = {}
        self.label = ""
        self._walk("", data[self.root_at : self.data_at])

    def next(self, cluster):
        """The 12 bits of a cluster in the FAT."""
        at = self.reserved * self.sector + cluster * 3 // 2
        pair = int.from_bytes(self.data[at : at + 2], "little")
        return pair >> 4 if cluster & 1 else pair & 0xFFF

    def _chain(self, cluster):
        found = []
        while 2 <= cluster < 0xFF8:
            found.append(cluster)
            cluster = self.next(cluster)
        return found

    def _content(self, clusters):
        starts = [self.data_at + (n - 2) * self.cluster_bytes for n in clusters]
        return b"".join(self.data[at : at + self.cluster_bytes] for at in starts)

    def _walk(self, folder, raw):
        long = {}
        for at in range(0, len(raw), 32):
            entry = raw[at : at + 32]
            if not entry[0]:
                break
            if entry[11] == 0x0F:
                long[entry[0] & 0x3F] = entry
            elif entry[11] & 0x08:
                self.label = entry[:11].decode().strip()
            else:
                self._add(folder + "/" + self._name(entry, long), entry)
                long = {}

    def _name(self, entry, long):
        if not long:
            base, extension = entry[:8].decode().strip(), entry[8:11].decode().strip()
            base = base.lower() if entry[12] & 8 else base
            extension = extension.lower() if entry[12] & 16 else extension
            return base + ("." + extension if extension else "")
        check = 0
        for letter in entry[:11]:
            check = ((check >> 1) | (check & 1) << 7) + letter & 0xFF
        assert {piece[13] for piece in long.values()} == {check}
        assert max(long) == len(long)
        units = b"".join(long[n][1:11] + long[n][14:26] + long[n][28:32] for n in sorted(long))
        return units.decode("utf-16-le").partition("\0")[0]

    def _add(self, path, entry):
        cluster, size = struct.unpack_from("<HI", entry, 26)
        if path.endswith(("/.", "/..")):
            return
        self.places[path] = chain = self._chain(cluster)
        if entry[11] & 0x10:
            self._walk(path, self._content(chain))
            self._dots(path, self._content(chain), cluster)
        else:
            self.files[path] = self._content(chain)[:size]

    def _dots(self, path, raw, own):
        above = self.places.get(path.rpartition("/")[0], [0])[0]
        clusters = [struct.unpack_from("<H", raw, 32 * n + 26)[0] for n in (0, 1)]
        assert (raw[:2], raw[32:35], clusters) == (b". ", b".. ", [own, above])


@pytest.fixture(scope="session")
def volume():
    """`volume(image)` -> what a host sees: `files`, `label`, `places`."""
    return Volume
