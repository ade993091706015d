"""Watches a run in pseudo-terminals and tells what was drawn on them.

The inputs `tool` and `run` are the paths of the program and of the run folder, as arrays of Unicode code points.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import threading
import time

import numpy as np

from references import main

ENTER = b"\x1b[?1049h\x1b[?25l"
LEAVE = b"\x1b[?25h\x1b[?1049l"
FRAME = b"\x1b[H"


class Screen:
    """A pseudo-terminal with the tool in it."""

    def __init__(self, arguments, columns=80, rows=24, **environment):
        # Whoever starts the program sets the size first, as a terminal does.
        master, slave = pty.openpty()
        self.resize(columns, rows, master)
        self.output = b""
        self.status = None
        self.child = os.fork()
        if self.child == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for number in range(3):
                os.dup2(slave, number)
            os.execve(arguments[0], arguments, {"PATH": os.environ["PATH"], "TERM": "xterm-256color", **environment})
        os.close(slave)
        self.master = master

    def resize(self, columns, rows, master=None):
        fcntl.ioctl(master or self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def until(self, condition, seconds=20):
        """Reads until the condition holds or the tool has ended; whether it holds."""
        end = time.time() + seconds
        holds = condition()
        while not holds and time.time() < end:
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.output += os.read(self.master, 1 << 16)
                except OSError:
                    # Linux says so when the last one that had the terminal open is gone.
                    time.sleep(0.01)
            holds = condition()
        return float(holds)

    def frames(self):
        return self.output.count(FRAME)

    def drawn(self, frames):
        # A frame is whole once what lies below it has been cleared.
        return self.until(lambda: self.output.count(b"\x1b[J") >= frames)

    def end(self):
        os.write(self.master, b"\x03")
        self.until(self.has_ended)
        # Nothing waits forever for a tool that does not end.
        if self.status is None:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
            self.status = -signal.SIGKILL
        self.drain()
        os.close(self.master)

    def drain(self):
        try:
            while select.select([self.master], [], [], 0.2)[0]:
                self.output += os.read(self.master, 1 << 16)
        except OSError:
            pass

    def has_ended(self):
        if self.status is None:
            child, status = os.waitpid(self.child, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if child else None
        return self.status is not None

    def has_stopped(self):
        child, status = os.waitpid(self.child, os.WNOHANG | os.WUNTRACED)
        return child != 0 and os.WIFSTOPPED(status)

    def lines(self):
        """The lines of the last frame without colours."""
        frame = self.output.split(FRAME)[-1].split(LEAVE)[0].decode()
        return re.sub(r"\x1b\[[0-9;]*[mKJ]", "", frame).replace("^C", "").replace("\r", "").split("\n")


def watch(tool, run):
    found = {}

    def check(function):
        thread = threading.Thread(target=function)
        thread.start()
        return thread

    def drawn():
        screen = Screen([tool, "watch", run, "--interval", "600"], LANG="C.UTF-8")
        screen.drawn(1)
        found["size"] = [len(screen.lines()), max(len(line) for line in screen.lines())]
        screen.resize(40, 12)
        found["redrawn"] = screen.drawn(2)
        found["smallSize"] = [len(screen.lines()), max(len(line) for line in screen.lines())]
        screen.end()
        found["entered"] = float(screen.output.startswith(ENTER) and screen.output.count(ENTER) == 1)
        found["left"] = float(screen.output.endswith(LEAVE))
        found["status"] = screen.status
        found["colored"] = float(b"[38;5;" in screen.output)

    def suspended():
        screen = Screen([tool, "watch", run, "--interval", "600"], LC_ALL="C.UTF-8", NO_COLOR="1")
        screen.drawn(1)
        os.write(screen.master, b"\x1a")
        found["suspended"] = screen.until(lambda: screen.output.rstrip().endswith(LEAVE))
        found["stopped"] = screen.until(screen.has_stopped)
        os.kill(screen.child, signal.SIGCONT)
        found["resumed"] = screen.drawn(2)
        screen.end()
        found["resumedStatus"] = screen.status
        found["plain"] = float(b"[38;5;" not in screen.output and any(s.encode() in screen.output for s in "░▒▓█"))

    def ascii():
        screen = Screen([tool, "watch", run, "--interval", "600"], LANG="C")
        screen.drawn(1)
        screen.end()
        found["ascii"] = float(screen.output.isascii())

    def dumb():
        screen = Screen([tool, "watch", run], TERM="dumb", LANG="C.UTF-8")
        screen.until(screen.has_ended)
        screen.end()
        found["dumbStatus"] = screen.status
        found["dumb"] = float(b"\x1b" not in screen.output and b"loss" in screen.output)

    for thread in [check(function) for function in [drawn, suspended, ascii, dumb]]:
        thread.join()
    return {name: np.array(value, dtype=float) for name, value in found.items()}


def compute(inputs):
    def text(name):
        return "".join(chr(int(code)) for code in inputs[name])

    return watch(text("tool"), text("run"))


main(compute)
