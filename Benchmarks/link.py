"""Runs a command as two processes that train together over a network link of some delay and bandwidth.

    sudo .venv/bin/python Benchmarks/link.py [--delay-ms 5] [--mbit 1000] [--cut-at FILE LINES] -- barlow pretrain …

Each process has a network namespace of its own; packets between them take the delay one way and pass at the bandwidth, both kept by
this script, since not every kernel has netem. --cut-at cuts the link for good once FILE has LINES lines. Prints one JSON object:
the processes' exit codes, outputs and errors, and the seconds from the cut to the end of each. Exits 77 where there is no right to
make namespaces. Of the interface, the name is `link0`; the addresses are 10.231.7.1 and 10.231.7.2.
"""

import argparse
import collections
import ctypes
import fcntl
import json
import os
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import time

DEVICE = "link0"
ADDRESSES = ["10.231.7.1", "10.231.7.2"]
SKIPPED = 77
# Large packets, so that the script keeps up with fast links.
LARGEST_PACKET = 65000
CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


def enter(descriptor):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def tunnel():
    """A new device of the namespace that this process is in."""
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), IFF_TUN | IFF_NO_PI))
    return descriptor


class Link:
    """Two namespaces and the packets between them."""

    def __init__(self, delay, bits_per_second):
        self.delay, self.rate = delay, bits_per_second
        self.names = [f"barlow-{os.getpid()}-{side}" for side in "ab"]
        self.waiting = [collections.deque(), collections.deque()]
        self.free = [0.0, 0.0]
        self.is_cut = False

    def __enter__(self):
        home = os.open("/proc/self/ns/net", os.O_RDONLY)
        self.ends = []
        try:
            for name, address in zip(self.names, ADDRESSES):
                ip("netns", "add", name)
                inside = os.open(f"/var/run/netns/{name}", os.O_RDONLY)
                enter(inside)
                self.ends.append(tunnel())
                enter(home)
                os.close(inside)
                ip("-n", name, "link", "set", "lo", "up")
                ip("-n", name, "link", "set", DEVICE, "mtu", str(LARGEST_PACKET), "up")
                ip("-n", name, "addr", "add", f"{address}/24", "dev", DEVICE)
        except BaseException:
            enter(home)
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for end in self.ends:
            os.close(end)
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True)

    def carry(self, seconds):
        """Carries packets for a while."""
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            due = min((queue[0][0] for queue in self.waiting if queue), default=until)
            readable, _, _ = select.select(self.ends, [], [], max(0.0, min(due, until) - now))
            now = time.monotonic()
            for end in readable:
                side = self.ends.index(end)
                packet = os.read(end, LARGEST_PACKET + 64)
                if self.is_cut:
                    continue
                start = max(now, self.free[side])
                self.free[side] = start + (8 * len(packet) / self.rate if self.rate else 0)
                self.waiting[side].append((self.free[side] + self.delay, packet))
            for side, queue in enumerate(self.waiting):
                while queue and queue[0][0] <= now:
                    try:
                        os.write(self.ends[1 - side], queue.popleft()[1])
                    except OSError:
                        # A packet that the other side does not take is lost, as on any network.
                        pass

    def cut(self):
        self.is_cut = True
        for queue in self.waiting:
            queue.clear()


def lines(path):
    try:
        with open(path, "rb") as file:
            return file.read().count(b"\n")
    except OSError:
        return 0


def run(arguments):
    rate = arguments.mbit * 1e6 if arguments.mbit else None
    with Link(arguments.delay_ms / 1000, rate) as link, tempfile.TemporaryDirectory() as folder:
        processes, files = [], []
        for rank, name in enumerate(link.names):
            environment = dict(
                os.environ, RANK=str(rank), WORLD_SIZE="2", LOCAL_RANK="0", LOCAL_WORLD_SIZE="1",
                MASTER_ADDR=ADDRESSES[0], MASTER_PORT="29500", GLOO_SOCKET_IFNAME=DEVICE)
            files.append([open(f"{folder}/{kind}{rank}", "w+") for kind in ("output", "errors")])
            processes.append(subprocess.Popen(
                ["ip", "netns", "exec", name, *arguments.command], env=environment, stdin=subprocess.DEVNULL,
                stdout=files[rank][0], stderr=files[rank][1]))
        cut, ended = None, [None, None]
        start = time.monotonic()
        while None in ended:
            link.carry(0.05)
            if arguments.cut_at and cut is None and lines(arguments.cut_at[0]) >= int(arguments.cut_at[1]):
                link.cut()
                cut = time.monotonic()
            for rank, process in enumerate(processes):
                if ended[rank] is None and process.poll() is not None:
                    ended[rank] = time.monotonic()
            if time.monotonic() - start > arguments.most_seconds:
                for process in processes:
                    process.kill()
        for pair in files:
            for file in pair:
                file.seek(0)
        print(json.dumps({
            "codes": [process.returncode for process in processes],
            "outputs": [pair[0].read() for pair in files], "errors": [pair[1].read() for pair in files],
            "secondsAfterCut": None if cut is None else [end - cut for end in ended]}))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--delay-ms", type=float, default=0)
    parser.add_argument("--mbit", type=float)
    parser.add_argument("--cut-at", nargs=2, metavar=("FILE", "LINES"))
    parser.add_argument("--most-seconds", type=float, default=300)
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    if os.geteuid() != 0 or not shutil.which("ip") or not os.path.exists("/dev/net/tun"):
        print("network namespaces need root, iproute2 and /dev/net/tun", file=sys.stderr)
        return SKIPPED
    try:
        return run(arguments)
    except (PermissionError, subprocess.CalledProcessError) as error:
        print(f"no network namespace can be made: {error}", file=sys.stderr)
        return SKIPPED


if __name__ == "__main__":
    sys.exit(main())
