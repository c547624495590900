"""What all kinds of volumes that are made have in common."""

import os
import stat


KINDS_OF_DEVICE = {"character": stat.S_IFCHR, "block": stat.S_IFBLK}


class Volume:
    """An image that is being made. Subclasses say how files get into it."""

    # What is added to a second, to show that a time is kept to the last digit.
    fraction = 0
    has_sockets = True
    # Whether a file can be one hole and nothing else.
    has_mere_holes = True

    def __init__(self, options, work):
        self.options = options
        self.work = work
        self.image = os.path.join(work, "image")
        self.root = os.path.join(work, "root")
        # Files that must not be touched where `root` is, as they are made elsewhere.
        self.restamped = set()

    def mount(self):
        os.mkdir(self.root)
        with open(self.image, "xb") as file:
            file.truncate(self.options.size)
        self.format()

    def fragment_free_space(self, random):
        """What is written from here on lies in pieces."""

    def inside(self, path):
        return os.fsencode(self.root) + b"/" + path

    def grow(self, tree, paths, appends, length):
        files = [open(self.inside(path), "ab", buffering=0) for path in paths]
        try:
            for i in range(appends):
                for path, file in zip(paths, files):
                    file.write(tree.contents.bytes(path, i * length, length))
                tree.progress.say(f"append {i} of {appends}")
        finally:
            for file in files:
                file.close()

    def remove(self, path):
        os.unlink(self.inside(path))

    def set_attribute(self, path, name, value):
        os.setxattr(self.inside(path), name, value)

    def make_special(self, path, kind, major, minor):
        if kind == "fifo":
            os.mkfifo(self.inside(path), 0o644)
        elif kind == "socket":
            os.mknod(self.inside(path), 0o644 | stat.S_IFSOCK)
        else:
            mode = 0o644 | KINDS_OF_DEVICE[kind]
            os.mknod(self.inside(path), mode, os.makedev(major, minor))

    def unmount(self):
        pass
