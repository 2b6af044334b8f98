# Holds idle connections until its input ends: hold.py ADDRESS PORT COUNT
import os
import signal
import socket
import sys

address, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
EACH = 500  # a process may have no more than about a thousand descriptors here
children = []
for first in range(0, count, EACH):
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        held = []
        for _ in range(min(EACH, count - first)):
            connection = socket.socket()
            connection.settimeout(20)
            connection.connect((address, port))
            held.append(connection)
        os.write(tell, b"x")
        signal.pause()
    os.close(tell)
    children.append((child, ready))
for child, ready in children:
    if os.read(ready, 1) != b"x":
        print("a child failed", flush=True)
print("held", count, flush=True)
sys.stdin.read()
for child, _ in children:
    os.kill(child, 9)
