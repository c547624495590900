"""What is in a volume, decided from a seed."""

import os
import random


class Maker:
    """Decides from the seed what is in the tree."""

    letters = [
        "abcdefghijklmnopqrstuvwxyz0123456789 -_", "äöüßéèñçøåÄÖÜ", "αβγδεζηθικλμνξοπρστυ",
        "абвгдежзийклмнопрстуф", "漢字仮名交文日本語中国", "かなカナひらがなカタカナ", "אבגדהוזחט",
        "한국어조선말글", "e\u0301a\u0308o\u0302", "😀💾🗄🎞𝄞𠀀",
    ]

    def __init__(self, tree, options):
        self.tree = tree
        self.files = options.files
        self.random = random.Random(options.seed)
        self.unit = options.block_size
        self.is_ntfs = options.file_system == "ntfs"
        self.regular = []

    def below(self, limit):
        return int(self.random.random() * limit)

    def size(self):
        kind = self.random.random()
        unit = self.unit
        more = min(unit, 4096)
        if kind < 0.04:
            return 0
        if kind < 0.45:
            return 1 + self.below(700)
        if kind < 0.55:
            return unit - 1 + self.below(3)
        if kind < 0.90:
            return 700 + self.below(7 * more)
        if kind < 0.99:
            return 1 + self.below(32 * more)
        return 1 + self.below(128 * more)

    def longest(self, text):
        """As much of a text as a name can have: 255 UTF-16 units, or bytes on ext."""
        encoding = "utf-16-le" if self.is_ntfs else "utf-8"
        return text.encode(encoding)[:510 if self.is_ntfs else 255].decode(encoding, "ignore")

    def name(self, number):
        kind = self.random.random()
        if kind < 0.9:
            return b"file-%06d.bin" % number
        letters = self.letters[self.below(len(self.letters))]
        length = 255 if kind > 0.99 else 1 + self.below(40)
        text = "".join(letters[self.below(len(letters))] for _ in range(length))
        return self.longest(f"{number} {text}").rstrip(" ").encode()

    def directories(self):
        """Of a hundred files each, some inside others, and one for a fifth of all files."""
        self.tree.directory(b"crowd")
        made = [b"crowd"]
        for number in range(max(2, self.files // 125)):
            parent = b"" if number % 3 == 0 or number < 3 else made[-1 - number % 2] + b"/"
            if parent.count(b"/") > 6 or parent == b"crowd/":
                parent = b""
            made.append(parent + b"directory-%04d" % number)
            self.tree.directory(made[-1])
        return made

    def make(self):
        tree = self.tree
        made = self.directories()
        doomed = []
        for number in range(self.files):
            parent = made[0] if number % 5 == 0 else made[1 + number * (len(made) - 1) // self.files]
            path = parent + b"/" + self.name(number)
            tree.file(path, self.size())
            (doomed if number % 25 == 24 else self.regular).append(path)
        for path in doomed[:len(doomed) // 2]:
            tree.remove(path)
        self.make_case_pairs()
        self.make_links()
        self.make_named_values()
        self.make_sparse()
        self.make_preallocated()
        if self.is_ntfs:
            self.make_compressed()
        self.make_specials()
        self.make_fragmented()
        for path in doomed[len(doomed) // 2:]:
            tree.remove(path)

    def share(self, parts):
        return max(2, self.files // parts)

    def chosen(self):
        return self.regular[self.below(len(self.regular))]

    def make_case_pairs(self):
        self.tree.directory(b"case")
        for number in range(self.share(500)):
            for name in (b"case/name-%04d", b"case/NAME-%04d", b"case/Name-%04d"):
                self.tree.file(name % number, self.size())

    def make_links(self):
        self.tree.directory(b"links")
        for number in range(self.share(50)):
            self.tree.link(self.chosen(), b"links/link-%05d" % number)
        # So many long names that a record of NTFS cannot hold them.
        self.tree.file(b"links/many", 600)
        for number in range(40):
            self.tree.link(b"links/many", b"links/many-%02d-" % number + b"l" * 240)

    def make_named_values(self):
        for number in range(self.share(50)):
            path = self.chosen()
            # All attributes of a file share one block on ext.
            while "xattrs" in self.tree.entries[path]:
                path = self.chosen()
            if self.is_ntfs:
                size = self.size() if number % 2 else self.below(100)
                self.tree.stream(path, "stream {} ß漢".format(number).encode(), size)
            else:
                size = (self.below(60), self.below(700), 1500 + self.below(1500))[number % 3]
                self.tree.attribute(path, b"user.name-%d" % number, min(size, self.unit * 5 // 8))
        if self.is_ntfs:
            self.tree.directory(b"streams")
            self.tree.stream(b"streams", b"of a directory", 100)
            self.tree.file(b"streams/many", 100)
            for number in range(100):
                self.tree.stream(b"streams/many", b"%03d" % number, 1 + number * 40)

    def make_sparse(self):
        self.tree.directory(b"sparse")
        # A hole of NTFS is a multiple of a compression unit long.
        unit = 16 * self.unit
        for number in range(self.share(200)):
            ranges = []
            at = 0
            for turn in range(1 + self.below(6)):
                length = (1 + self.below(4)) * unit
                if (turn + number) % 2 == 0:
                    ranges.append((at, at + length))
                at += length
            end = ranges[-1][1] if ranges and ranges[-1][1] == at else at + self.below(unit)
            self.sparse(b"sparse/sparse-%04d" % number, end, ranges)
        self.sparse(b"sparse/empty", 300 * unit, [(0, 300 * unit)])
        self.sparse(b"sparse/far", 9000 * unit + 700, [(0, 9000 * unit)])

    def sparse(self, path, size, holes):
        if holes == [(0, size)] and not self.tree.volume.has_mere_holes:
            size += 700
        self.tree.file(path, size, holes=holes)

    def make_preallocated(self):
        self.tree.directory(b"preallocated")
        for number in range(self.share(400)):
            written = self.below(5 * self.unit) + self.unit
            size = written + self.unit + self.below(20 * self.unit)
            self.tree.preallocated(b"preallocated/file-%04d" % number, written, size)

    def make_compressed(self):
        for name in (b"compressed", b"compressed/inner"):
            self.tree.directory(name)
            os.setxattr(self.tree.place(name), "system.ntfs_attrib_be", b"\x00\x00\x08\x00")
        unit = 16 * self.unit
        for number in range(3 * self.files // 200):
            path = (b"compressed/file-%05d", b"compressed/inner/file-%05d")[number % 2] % number
            size = (self.size(), self.below(4 * unit), 2 * unit, self.below(100))[number % 4]
            self.tree.file(path, size, noise=number % 5 == 0, compressed=True)
        holes = [(unit, 3 * unit), (4 * unit, 5 * unit)]
        self.tree.file(b"compressed/holes", 6 * unit + 100, holes=holes, compressed=True)

    def make_specials(self):
        tree = self.tree
        tree.directory(b"other kinds")
        for number in range(self.share(200)):
            target = b"../" + self.chosen() if number % 2 else b"t" * (1 + self.below(250))
            tree.symbolic_link(b"other kinds/link-%04d" % number, target)
        for length in (59, 60, 61):
            tree.symbolic_link(b"other kinds/link of %d" % length, b"x" * length)
        tree.special(b"other kinds/fifo", "fifo")
        if tree.volume.has_sockets:
            tree.special(b"other kinds/socket", "socket")
        tree.special(b"other kinds/null", "character", 1, 3)
        tree.special(b"other kinds/disk", "block", 8, 17)
        tree.special(b"other kinds/large numbers", "block", 259, 70000)
        if not self.is_ntfs:
            tree.file(b"other kinds/no \xff\xfe UTF-8 \xc3", 100)

    def make_fragmented(self):
        tree = self.tree
        tree.directory(b"fragmented")
        tree.volume.fragment_free_space(self.random)
        for number in range(self.files // 20):
            tree.file(b"fragmented/late-%05d" % number, self.size())
        count = self.share(500)
        for group in range(0, count, 10):
            paths = [b"fragmented/file-%04d" % n for n in range(group, min(count, group + 10))]
            tree.grow(paths, 60, self.unit)
        appends = min(12000, max(3000, self.files * 12 // 100))
        tree.grow([b"fragmented/very-%d" % n for n in range(2)], appends, 4096)
