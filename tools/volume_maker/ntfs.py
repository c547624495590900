"""NTFS, written through ntfs-3g."""

import os
import subprocess
import time

from volume_maker.programs import Failed, run
from volume_maker.volume import Volume


class NTFS(Volume):
    how = "ntfs-3g"
    fraction = 123_456_700

    def __init__(self, options, work):
        super().__init__(options, work)
        self.driver = None
        self.to_preallocate = []
        self.comb = None

    def format(self):
        options = self.options
        run(["mkntfs", "--quiet", "--quick", "--force", "--sector-size", str(options.sector_size),
             "--cluster-size", str(options.block_size), "--partition-start", "2048", "--heads",
             "255", "--sectors-per-track", "63", "--label", f"seed {options.seed}", self.image])

    def mount(self):
        super().mount()
        self.start_driver()

    def start_driver(self):
        choices = "no_detach,compression,streams_interface=windows,permissions,special_files=wsl"
        log = os.path.join(self.work, "driver.log")
        with open(log, "wb") as errors:
            try:
                # A session of its own: an interrupt from the keyboard is not for it.
                self.driver = subprocess.Popen(
                    ["ntfs-3g", "-o", choices, self.image, self.root], stdin=subprocess.DEVNULL,
                    stdout=errors, stderr=errors, start_new_session=True)
            except FileNotFoundError:
                raise Failed("the command 'ntfs-3g' is missing: run tools/setup") from None
        for _ in range(1000):
            if os.path.ismount(self.root):
                return
            if self.driver.poll() is not None:
                break
            time.sleep(0.01)
        with open(log) as errors:
            raise Failed(f"ntfs-3g could not mount: {errors.read().strip()}")

    def preallocate(self, path, written, size):
        # The driver cannot; a program of its makers can, once it has let go of the volume.
        self.to_preallocate.append((path, size))

    def unmount(self):
        for _ in range(500):
            if not os.path.ismount(self.root):
                break
            ended = subprocess.run(["fusermount3", "-u", self.root], capture_output=True)
            if ended.returncode != 0:
                time.sleep(0.02)
        if self.driver is not None:
            if os.path.ismount(self.root):
                self.driver.terminate()
            self.driver.wait()
            self.driver = None

    def fragment_free_space(self, random):
        """Marks more than half of the free clusters as used, until the volume is done.

        ntfs-3g keeps files that grow in turn apart from one another, so that there is no other way
        to have fragments, of $MFT too.
        """
        self.unmount()
        count = self.options.size // self.options.block_size // 8
        mask = random.getrandbits(8 * count) | random.getrandbits(8 * count) & random.getrandbits(
            8 * count)
        used = int.from_bytes(self.bitmap(count), "little")
        self.comb = mask & ~used
        self.bitmap(count, (used | mask).to_bytes(count, "little"))
        self.start_driver()

    def bitmap(self, count, new=None):
        """Bytes of $Bitmap, as they were before they were replaced."""
        old = bytearray()
        lines = run(["ntfsinfo", "-f", "-v", "-i", "6", self.image]).splitlines()
        start = next(n for n, line in enumerate(lines) if "$DATA (0x80)" in line)
        runs = [line.split() for line in lines[start:] if line.split()[:1] != []]
        runs = [[int(word, 16) for word in words] for words in runs
                if len(words) == 3 and all(word.startswith("0x") for word in words)]
        with open(self.image, "r+b") as image:
            for _, first, length in runs:
                size = min(length * self.options.block_size, count - len(old))
                image.seek(first * self.options.block_size)
                piece = image.read(size)
                if new is not None:
                    image.seek(first * self.options.block_size)
                    image.write(new[len(old):len(old) + size])
                old += piece
        if len(old) != count:
            raise Failed(f"$Bitmap has {len(old)} bytes, {count} expected")
        return bytes(old)

    def finish(self, tree):
        self.unmount()
        if self.comb is not None:
            count = self.options.size // self.options.block_size // 8
            used = int.from_bytes(self.bitmap(count), "little")
            self.bitmap(count, (used & ~self.comb).to_bytes(count, "little"))
        for path, size in self.to_preallocate:
            run(["ntfsfallocate", "-q", "-f", "-l", str(size), self.image, os.fsdecode(path)])
