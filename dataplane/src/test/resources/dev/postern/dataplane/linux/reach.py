"""Root of an instance tries, by raw netlink (rtnetlink(7)), to reach other network namespaces by every name that there is.

Prints each attempt that was not refused, and "tried N" at the end.
"""
import os
import socket
import struct

REQUEST, ACK, DUMP, CREATE, EXCLUSIVE = 1, 4, 0x300, 0x400, 0x200
NEWLINK, DELLINK, GETLINK, SETLINK, NEWADDR, GETADDR, GETROUTE, NEWNSID, GETNSID = 16, 17, 18, 19, 20, 22, 26, 88, 90
NAME, LINK, KIND, NS_PID, NS_FD, LINK_NSID, TARGET = 3, 5, 18, 19, 28, 37, 46


def attribute(number, value):
    length = 4 + len(value)
    return struct.pack("HH", length, number) + value + b"\0" * (-length % 4)


def link(index=0, change=0):
    return struct.pack("BBHiII", 0, 0, 0, index, 0, change)


def number(value):
    return struct.pack("i", value)


def text(value):
    return value.encode() + b"\0"


def veth(peer):
    return attribute(KIND, attribute(1, b"veth\0") + attribute(2, attribute(1, link() + peer)))


def ask(kind, flags, body):
    """Returns the error, 0 for none, and how many answers came."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as netlink:
        netlink.settimeout(10)
        netlink.setsockopt(270, 12, 1)  # NETLINK_GET_STRICT_CHK: what is asked for is not passed over in silence
        netlink.send(struct.pack("IHHII", 16 + len(body), kind, flags | REQUEST, 1, 0) + body)
        answers = 0
        while True:
            data, at = netlink.recv(1 << 16), 0
            while at < len(data):
                length, answer = struct.unpack_from("IH", data, at)
                if answer in (2, 3):  # an error or acknowledgement; the end of a dump, with its error
                    return struct.unpack_from("i", data, at + 16)[0], answers
                answers += 1
                at += length + 3 & ~3
            if flags & DUMP != DUMP:
                return 0, answers


tried = 0


def must_fail(what, kind, flags, body):
    global tried
    tried += 1
    error, answers = ask(kind, flags, body)
    if error == 0:
        print("NOT REFUSED:", what, answers)


own = socket.if_nametoindex("ens5")
# To give a number to a network of which it sees a process is allowed, and must be of no use.
ask(NEWNSID, ACK, struct.pack("B3x", 0) + attribute(1, number(50)) + attribute(2, number(1)))
family = struct.pack("B7x", socket.AF_INET)
for namespace in range(65):
    there = attribute(TARGET, number(namespace))
    name = text("x%d" % namespace)
    must_fail("list links of %d" % namespace, GETLINK, DUMP, link() + there)
    must_fail("list addresses of %d" % namespace, GETADDR, DUMP, family + attribute(10, number(namespace)))
    for index in range(1, 9):
        must_fail("read link %d of %d" % (index, namespace), GETLINK, ACK, link(index) + there)
        must_fail("delete link %d of %d" % (index, namespace), DELLINK, ACK, link(index) + there)
        must_fail("set link %d of %d" % (index, namespace), SETLINK, ACK, link(index, 1) + there)
    for known in ("igw", "lo", "ens5"):
        must_fail("delete %s of %d" % (known, namespace), DELLINK, ACK, link() + there + attribute(NAME, text(known)))
    make = ACK | CREATE | EXCLUSIVE
    must_fail("make in %d" % namespace, NEWLINK, make, link() + there + attribute(NAME, name) + veth(attribute(NAME, b"y" + name)))
    lower = attribute(LINK, number(2)) + attribute(LINK_NSID, number(namespace))
    for kind in (b"macvlan\0", b"ipvlan\0", b"vlan\0", b"ipip\0", b"vxlan\0"):
        must_fail("lay over link 2 of %d" % namespace, NEWLINK, make, link() + attribute(NAME, name) + lower + attribute(KIND, attribute(1, kind)))
    for kind in (NEWLINK, SETLINK):
        must_fail("move to %d" % namespace, kind, ACK, link(own) + there)
for pid in os.listdir("/proc"):
    # Processes of others are seen here, where an instance sees its own only; whose namespace is its own is no move.
    if pid.isdigit() and os.path.exists("/proc/%s" % pid):
        try:
            if os.readlink("/proc/%s/ns/net" % pid) == os.readlink("/proc/self/ns/net"):
                continue
        except OSError:
            pass  # not even to be read: a stranger's
        must_fail("move to the network of process " + pid, SETLINK, ACK, link(own) + attribute(NS_PID, number(int(pid))))
        must_fail("pair with process " + pid, NEWLINK, ACK | CREATE | EXCLUSIVE, link() + attribute(NAME, b"p" + text(pid)) + veth(attribute(NAME, b"q" + text(pid)) + attribute(NS_PID, number(int(pid)))))
for path in ("/proc/1/ns/net", "/proc/%d/ns/net" % os.getppid()):
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        tried += 1
        continue
    if os.fstat(descriptor).st_ino != os.stat("/proc/self/ns/net").st_ino:
        must_fail("move by descriptor of " + path, SETLINK, ACK, link(own) + attribute(NS_FD, number(descriptor)))
        try:
            os.setns(descriptor, 0)
            print("NOT REFUSED: enter", path)
        except (OSError, AttributeError):
            tried += 1
error, answers = ask(GETLINK, DUMP, link())
print("tried", tried, "own links", answers if error == 0 else error)
