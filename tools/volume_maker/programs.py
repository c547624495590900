"""Other programs, and what the user is told."""

import os
import subprocess
import sys
import time


class Failed(Exception):
    """What the user is told, without a trace of calls."""


def run(command, stdin=None):
    """Runs a program to its end and gives what it printed."""
    path = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"
    try:
        ended = subprocess.run(
            command, input=stdin, capture_output=True, env={**os.environ, "PATH": path,
            "LC_ALL": "C.UTF-8"})
    except FileNotFoundError:
        raise Failed(f"the command '{command[0]}' is missing: run tools/setup") from None
    if ended.returncode != 0:
        said = (ended.stdout + ended.stderr).decode("utf-8", "replace").strip()
        raise Failed(f"{' '.join(command)}: {said}")
    return ended.stdout.decode("utf-8", "replace")


class Progress:
    """What is being done, on a terminal only."""

    def __init__(self):
        self.shown = sys.stderr.isatty()
        self.last = 0.0

    def say(self, text, force=False):
        now = time.monotonic()
        if self.shown and (force or now - self.last > 0.1):
            sys.stderr.write(f"\r\x1b[Kmake-volume: {text}")
            sys.stderr.flush()
            self.last = now

    def end(self):
        if self.shown:
            sys.stderr.write("\r\x1b[K")
