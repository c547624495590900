"""Contents of files that can be made anew."""

import array
import hashlib
import sys


class Contents:
    """Contents as a function of the seed, a name and the offset. See --help."""

    def __init__(self, seed):
        self.seed = seed

    def unit(self, name):
        return hashlib.sha256(b"%d/" % self.seed + name).digest()

    def bytes(self, name, offset, count, noise=False):
        """Bytes from an offset that is a multiple of 512."""
        unit = self.unit(name)
        first = offset // 512
        blocks = (count + 511) // 512
        if noise:
            pieces = (hashlib.shake_256(unit + i.to_bytes(8, "little")).digest(512)
                      for i in range(first, first + blocks))
            return b"".join(pieces)[:count]
        data = bytearray(unit * (16 * blocks))
        indices = array.array("Q", range(first, first + blocks))
        if sys.byteorder == "big":
            indices.byteswap()
        indices = indices.tobytes()
        for place in range(8):
            data[24 + place::512] = indices[place::8]
        return bytes(data[:count])
