"""Runs the scripts of this folder for the tests, each in a process that is forked from this one, which has imported what takes long.

Reads lines of JSON, `[number, errors, script, argument, …]`, from standard input: `errors` is the file of what the script writes to
standard error. Writes a line `number code` when a script has ended. Ends with its standard input.
"""

import json
import os
import runpy
import signal
import sys
import traceback

import numpy  # noqa: F401
import torch  # noqa: F401


def work(errors, script, arguments):
    """Runs a script as Python itself would; does not return."""
    os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.argv = [script, *arguments]
    code = 0
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stderr.flush()
    os._exit(code)


def supervise(number, *request):
    """Waits for a script, however it ends, and tells of it; does not return."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    worker = os.fork()
    if worker == 0:
        work(request[0], request[1], request[2:])
    code = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
    os.write(1, f"{number} {code}\n".encode())
    os._exit(0)


def main():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork() == 0:
            supervise(*json.loads(line))


if __name__ == "__main__":
    main()
