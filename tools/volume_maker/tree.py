"""The files of a volume that is being made, and the list of them."""

import hashlib
import json
import os

from volume_maker.volume import KINDS_OF_DEVICE


# The day on which the files' contents changed, each a minute after the one before.
FIRST_TIME = 994118400


class Tree:
    """Files of a volume that is being made, below a directory, and the list of them."""

    def __init__(self, volume, contents, progress):
        self.volume = volume
        self.root = os.fsencode(volume.root)
        self.contents = contents
        self.progress = progress
        self.entries = {}
        self.count = 0
        self.bytes = 0

    def unit(self, name):
        return self.contents.unit(name).hex()

    def place(self, path):
        return self.root + b"/" + path

    def add(self, path, kind, **values):
        self.entries[path] = {"kind": kind, **values}
        self.count += 1
        self.progress.say(f"{self.count} entries, {self.bytes >> 20} MiB")

    def directory(self, path):
        os.mkdir(self.place(path))
        self.add(path, "directory")

    def file(self, path, size, noise=False, written=None, holes=(), **values):
        """A file with holes, of which the bytes from `written` on are never written."""
        with open(self.place(path), "wb", buffering=0) as file:
            digest = self.fill(file, path, size, noise, written, holes)
        if holes:
            values["holes"] = [list(hole) for hole in holes]
        if written is not None:
            values["written"] = written
        self.add(path, "file", size=size, sha256=digest, unit=self.unit(path),
                 data="noise" if noise else "text", **values)
        self.stamp(path)

    def fill(self, file, name, size, noise=False, written=None, holes=()):
        digest = hashlib.sha256()
        end = size if written is None else written
        offset = 0
        for start, stop in [*holes, (end, size)]:
            while offset < start:
                count = min(1 << 20, start - offset)
                data = self.contents.bytes(name, offset, count, noise)
                digest.update(data)
                file.write(data)
                offset += count
                self.bytes += count
            digest.update(bytes(stop - start))
            file.seek(stop)
            offset = stop
        if end < size or (holes and holes[-1][1] == size):
            file.truncate(size)
        return digest.hexdigest()

    def grow(self, paths, appends, length):
        """Files that grow by appends in turn."""
        self.volume.grow(self, paths, appends, length)
        for path in paths:
            digest = hashlib.sha256()
            for i in range(appends):
                digest.update(self.contents.bytes(path, i * length, length))
            self.add(path, "file", size=appends * length, sha256=digest.hexdigest(), unit=self.unit(path),
                     data="text")
            self.stamp(path)

    def preallocated(self, path, written, size):
        """A file with blocks allocated behind what was written."""
        self.file(path, written)
        self.volume.preallocate(path, written, size)
        digest = hashlib.sha256(self.contents.bytes(path, 0, written) + bytes(size - written))
        self.entries[path].update(size=size, sha256=digest.hexdigest(), written=written)
        self.stamp(path)

    def stream(self, path, name, size):
        whole = path + b":" + name
        with open(self.place(whole), "wb", buffering=0) as file:
            digest = self.fill(file, whole, size)
        self.entries[path].setdefault("streams", []).append(
            {"name": name.decode(), "size": size, "sha256": digest, "unit": self.unit(whole)})
        self.stamp(path)

    def attribute(self, path, name, size):
        whole = path + b":" + name
        value = self.contents.bytes(whole, 0, size)
        self.volume.set_attribute(path, name, value)
        self.entries[path].setdefault("xattrs", []).append(
            {"name": name.decode(), "size": size, "sha256": hashlib.sha256(value).hexdigest(),
             "unit": self.unit(whole)})
        self.stamp(path)

    def link(self, first, path):
        os.link(self.place(first), self.place(path))
        self.entries[path] = {**self.entries[first], "same_as": first}
        self.count += 1

    def symbolic_link(self, path, target):
        os.symlink(target, self.place(path))
        self.add(path, "symlink", target=target.decode())

    def special(self, path, kind, major=0, minor=0):
        self.volume.make_special(path, kind, major, minor)
        self.add(path, kind, **({"device": [major, minor]} if kind in KINDS_OF_DEVICE else {}))

    def remove(self, path):
        self.volume.remove(path)
        del self.entries[path]

    def stamp(self, path):
        """The time of the last change of the contents, a different minute for each file."""
        entry = self.entries[path]
        if entry["kind"] != "file":
            return
        if "modified" not in entry:
            entry["modified"] = (FIRST_TIME + 60 * self.count) * 10**9 + self.volume.fraction
        moment = entry["modified"]
        if path not in self.volume.restamped:
            os.utime(self.place(path), ns=(moment, moment))

    def write_list(self, place, head):
        with open(place, "w", encoding="utf-8") as output:
            output.write(json.dumps(head) + "\n")
            for path in sorted(self.entries):
                line = {"path": path.decode("utf-8", "replace"), **self.entries[path]}
                if line["path"].encode() != path:
                    line["path_bytes"] = path.hex()
                if "same_as" in line:
                    line["same_as"] = line["same_as"].decode("utf-8", "replace")
                output.write(json.dumps(line, ensure_ascii=False) + "\n")
