"""Counts the packets that come and go at ens5, and tells when it is asked by a line: one line for each flow, and a dot.

A line: in or out, source, destination, protocol, source port, destination port (0 where there are none), packets, bytes from the IP
header on, and TCP's flags as flow logs have them. Neighbours' questions are no packets of anybody's.
"""
import collections
import select
import socket
import struct
import sys

OUTGOING, OTHERHOST = 4, 3
IPV4, IPV6 = 0x0800, 0x86dd
ICMPV6, TCP, UDP = 58, 6, 17
NEIGHBOURS = range(133, 138)

flows = collections.defaultdict(lambda: [0, 0, 0])


def headers(kind, packet):
    """Source, destination, protocol and the rest."""
    if kind == IPV4:
        rest = packet[(packet[0] & 15) * 4:]
        return socket.inet_ntop(socket.AF_INET, packet[12:16]), socket.inet_ntop(socket.AF_INET, packet[16:20]), packet[9], rest
    return socket.inet_ntop(socket.AF_INET6, packet[8:24]), socket.inet_ntop(socket.AF_INET6, packet[24:40]), packet[6], packet[40:]


def logged(bits):
    """FIN, SYN and RST, and ACK with SYN alone."""
    return bits & 7 | (16 if bits & 18 == 18 else 0)


def count(kind, leaving, packet, size):
    source, destination, protocol, rest = headers(kind, packet)
    if protocol == ICMPV6 and rest[0] in NEIGHBOURS or destination.startswith('ff'):
        return
    ports = struct.unpack('!HH', rest[:4]) if protocol in (TCP, UDP) else (0, 0)
    flow = flows['out' if leaving else 'in', source, destination, protocol, *ports]
    flow[0] += 1
    flow[1] += size
    if protocol == TCP:
        flow[2] |= logged(rest[13])


taken = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
taken.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
taken.bind(('ens5', 3))
taken.setblocking(False)
print('counting', flush=True)

def take():
    """One packet, if there is one."""
    buffer = bytearray(256)
    try:
        size, _, _, address = taken.recvmsg_into([buffer], 0, socket.MSG_TRUNC)
    except BlockingIOError:
        return False
    if address[1] in (IPV4, IPV6) and address[2] != OTHERHOST:
        count(address[1], address[2] == OUTGOING, buffer, size)
    return True


while True:
    ready, _, _ = select.select([taken, sys.stdin], [], [])
    while take():
        pass
    if sys.stdin in ready:
        if not sys.stdin.readline():
            break
        for flow, counted in sorted(flows.items(), key=str):
            print(*flow, *counted)
        print('.', flush=True)
