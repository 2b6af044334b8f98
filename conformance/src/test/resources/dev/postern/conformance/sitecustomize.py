"""Keeps the AWS CLI loaded. Python runs this before a program: here it loads what the program will, and waits for lines that ask for calls.

For each, the process is forked, and the program runs in the child from its beginning, as if it had been started for this call.
Its exit code is answered. The end of the input ends the parent.
"""

import json
import os
import signal
import sys


def become(call):
    """Makes this process what a start of the program for this call would be."""
    os.environ.update(call["environment"])
    os.chdir(call["directory"])
    for descriptor, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, call["output"], os.O_WRONLY),
        (2, call["errors"], os.O_WRONLY),
    ):
        opened = os.open(path, flags)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.argv[1:] = call["arguments"]
    signal.alarm(call["seconds"])


def serve():
    del os.environ["PYTHONPATH"], os.environ["PYTHONDONTWRITEBYTECODE"]
    import awscli.clidriver  # noqa: F401
    import awscli.handlers  # noqa: F401

    print("loaded", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            return become(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    os._exit(0)


serve()
