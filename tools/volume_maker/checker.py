"""Compares files with the list of a volume."""

import hashlib
import json
import os
import stat

from volume_maker.programs import Failed


class Checker:
    """Compares what lies below a directory with the list of a volume."""

    def __init__(self, place, root):
        self.root = os.fsencode(root)
        self.differences = 0
        self.entries = {}
        try:
            with open(place, encoding="utf-8") as lines:
                self.head = json.loads(next(lines))
                for line in lines:
                    entry = json.loads(line)
                    path = bytes.fromhex(entry["path_bytes"]) if "path_bytes" in entry \
                        else entry["path"].encode()
                    self.entries[path] = entry
        except (OSError, ValueError, KeyError, StopIteration) as error:
            raise Failed(f"{place}: {error}") from error

    def differs(self, path, what, found, expected):
        if found != expected:
            self.differences += 1
            print(f"{os.fsdecode(path)!r}: {what} is {found}, should be {expected}")

    def check(self):
        found = {}
        for folder, folders, files in os.walk(self.root):
            for name in folders + files:
                path = os.path.join(folder, name)
                found[path[len(self.root) + 1:]] = os.lstat(path)
        for path in sorted(found.keys() - self.entries.keys() - {b"lost+found"}):
            self.differs(path, "it", "there", "missing")
        for path, entry in sorted(self.entries.items()):
            if path not in found:
                self.differs(path, "it", "missing", "there")
                continue
            self.check_entry(path, entry, found[path])
            if "same_as" in entry:
                first = found.get(entry["same_as"].encode())
                self.differs(path, "inode", found[path].st_ino, first and first.st_ino)
        return self.differences

    def check_entry(self, path, entry, status):
        kinds = {stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "symlink",
                 stat.S_IFIFO: "fifo", stat.S_IFSOCK: "socket", stat.S_IFCHR: "character",
                 stat.S_IFBLK: "block"}
        kind = kinds[stat.S_IFMT(status.st_mode)]
        self.differs(path, "kind", kind, entry["kind"])
        if kind != entry["kind"]:
            return
        place = self.root + b"/" + path
        if kind == "file":
            self.differs(path, "size", status.st_size, entry["size"])
            self.differs(path, "sha256", digest_of(place), entry["sha256"])
            self.differs(path, "modified", status.st_mtime_ns, entry["modified"])
        if kind == "symlink":
            self.differs(path, "target", os.fsdecode(os.readlink(place)), entry["target"])
        if "device" in entry:
            device = [os.major(status.st_rdev), os.minor(status.st_rdev)]
            self.differs(path, "device", device, entry["device"])
        for value in entry.get("streams", []):
            whole = place + b":" + value["name"].encode()
            self.differs(path, f"stream {value['name']}", digest_of(whole), value["sha256"])
        for value in entry.get("xattrs", []):
            found = hashlib.sha256(os.getxattr(place, value["name"])).hexdigest()
            self.differs(path, value["name"], found, value["sha256"])


def digest_of(place):
    digest = hashlib.sha256()
    try:
        with open(place, "rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    except OSError as error:
        return str(error)
    return digest.hexdigest()
