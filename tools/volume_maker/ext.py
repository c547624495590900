"""ext2, ext3 and ext4, written through the kernel's driver or through e2fsprogs."""

import contextlib
import hashlib
import os
import subprocess
import time

from volume_maker.programs import run
from volume_maker.volume import KINDS_OF_DEVICE, Volume


class MountedExt(Volume):
    how = "the kernel's driver"
    fraction = 123_456_789

    def format(self):
        make_ext(self.options, self.image)

    def mount(self):
        super().mount()
        # Blocks are allocated by each write, not by how they are written back later.
        choices = "loop,nodev,nosuid,noexec,user_xattr"
        if self.options.file_system == "ext4":
            choices += ",nodelalloc"
        kind = "ext4" if self.options.file_system == "ext4" else self.options.file_system
        run(["mount", "-t", kind, "-o", choices, self.image, self.root])

    def fragment_free_space(self, random):
        """Lets appends of all files take their blocks from one common place, in turn."""
        device = os.path.basename(run(["findmnt", "-n", "-o", "SOURCE", self.root]).strip())
        with contextlib.suppress(OSError):
            with open(f"/sys/fs/ext4/{device}/mb_stream_req", "w") as setting:
                setting.write("1048576")

    def preallocate(self, path, written, size):
        with open(self.inside(path), "r+b") as file:
            try:
                os.posix_fallocate(file.fileno(), written, size - written)
            except OSError:
                file.truncate(size)

    def unmount(self):
        for _ in range(500):
            if not os.path.ismount(self.root):
                return
            if subprocess.run(["umount", self.root], capture_output=True).returncode != 0:
                time.sleep(0.02)

    def finish(self, tree):
        if self.options.unclean:
            self.leave_unclean(tree)
        self.unmount()
        if self.options.unclean:
            os.rename(self.image + ".unclean", self.image)

    def leave_unclean(self, tree):
        """Takes the image while the newest files are in the journal only."""
        os.sync()
        tree.directory(b"newest")
        for number in range(200):
            path = b"newest/file-%04d" % number
            tree.file(path, 1 + number * 40)
            with open(self.inside(path), "rb") as file:
                os.fsync(file.fileno())
        folder = os.open(self.inside(b"newest"), os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        copy_sparse(self.image, self.image + ".unclean")


class StagedExt(Volume):
    """Files are put into a directory first, and by mke2fs into the volume."""

    how = "mke2fs -d and debugfs"
    # Neither of the programs can make one.
    has_sockets = False
    # mke2fs would make it inline data, and empty.
    has_mere_holes = False

    def __init__(self, options, work):
        super().__init__(options, work)
        self.script = []
        self.late = os.path.join(work, "late")

    def mount(self):
        os.mkdir(self.root)
        os.mkdir(self.late)

    def quoted(self, path):
        return '"/' + path.decode("utf-8", "surrogateescape").replace('"', '""') + '"'

    def remove(self, path):
        self.script.append(f"rm {self.quoted(path)}")

    def set_attribute(self, path, name, value):
        place = os.path.join(self.late, f"value-{len(self.script)}")
        with open(place, "wb") as file:
            file.write(value)
        self.script.append(f"ea_set -f {place} {self.quoted(path)} {name.decode()}")

    def make_special(self, path, kind, major, minor):
        letter = {"fifo": "p", "character": "c 0 0", "block": "b 0 0"}[kind]
        parent, name = path.rsplit(b"/", 1)
        self.script += [f"cd {self.quoted(parent)}",
                        f"mknod {self.quoted(name).replace('/', '', 1)} {letter}", "cd /"]
        if kind in KINDS_OF_DEVICE:
            # As the kernel encodes a device, large numbers too, which mknod of debugfs refuses.
            device = (minor & 0xFF) | major << 8 | (minor & ~0xFF) << 12
            self.script += [f"sif {self.quoted(path)} block[0] 0",
                            f"sif {self.quoted(path)} block[1] {device}"]

    def preallocate(self, path, written, size):
        os.truncate(self.inside(path), size)
        if self.options.file_system == "ext4":
            block = self.options.block_size
            first, last = -(-written // block), (size - 1) // block
            if first <= last:
                self.script.append(f"fallocate {self.quoted(path)} {first} {last}")

    def grow(self, tree, paths, appends, length):
        for path in paths:
            self.restamped.add(path)
            place = os.path.join(self.late, path.decode().replace("/", "-"))
            with open(place, "wb") as file:
                for i in range(appends):
                    file.write(tree.contents.bytes(path, i * length, length))
            self.script.append(("write", place, path))

    def finish(self, tree):
        total = sum(os.path.getsize(entry[1]) for entry in self.script
                    if isinstance(entry, tuple))
        # A file of which every second block is given back leaves gaps that the others fill.
        block = self.options.block_size
        filler = b"filler"
        with open(self.inside(filler), "wb") as file:
            for offset in range(0, 2 * total, 1 << 20):
                count = min(1 << 20, 2 * total - offset)
                file.write(tree.contents.bytes(filler, offset, count))
        make_ext(self.options, self.image, self.root)
        lines = [entry for entry in self.script if not isinstance(entry, tuple)]
        # mke2fs forgets a hole at the end.
        lines += [f"sif {self.quoted(path)} size {entry['size']}"
                  for path, entry in tree.entries.items()
                  if "same_as" not in entry and ("holes" in entry or "written" in entry)]
        lines += [f"punch /filler {i} {i}" for i in range(0, 2 * total // block, 2)]
        for entry in self.script:
            if isinstance(entry, tuple):
                _, place, path = entry
                parent, name = path.rsplit(b"/", 1)
                lines += [f"cd {self.quoted(parent)}", f"write {place} {name.decode()}", "cd /",
                          f"sif {self.quoted(path)} mtime "
                          f"@{tree.entries[path]['modified'] // 10**9}"]
        lines.append("rm /filler")
        place = os.path.join(self.work, "script")
        with open(place, "w", encoding="utf-8", errors="surrogateescape") as script:
            script.write("\n".join(lines) + "\n")
        run(["debugfs", "-w", "-f", place, self.image])


def make_ext(options, image, directory=None):
    with contextlib.suppress(FileExistsError), open(image, "xb") as file:
        file.truncate(options.size)
    command = ["mke2fs", "-q", "-F", "-t", options.file_system, "-b", str(options.block_size),
               "-N", str(options.files * 13 // 10 + 1000), "-L", f"seed {options.seed}"[:16],
               "-m", "0", "-E", "lazy_itable_init=0,nodiscard,hash_seed="
               f"{hashlib.sha256(b'%d' % options.seed).hexdigest()[:8]}-0000-4000-8000-000000000000"]
    if options.features:
        command += ["-O", options.features]
    if directory is not None:
        command += ["-d", directory]
    run(command + [image])


def copy_sparse(source, target):
    run(["cp", "--sparse=always", source, target])
