"""Asks for the gateway at ens5 with frames made by hand, and says what is answered.

python3 - OWN_MAC ROUTER_MAC OTHERS_ADDRESS: a line for each question. After each a good one is asked from another address: what has
come until its answer comes is the answer to the question before.
"""
import os
import socket
import struct
import sys

OWN, ROUTER = (bytes.fromhex(mac.replace(':', '')) for mac in sys.argv[1:3])
OTHER = sys.argv[3]
GATEWAY, SELF, LAST = 'fe80::1', 'fe80::5e:1', 'fe80::5e:2'
ALL_ROUTERS = 'ff02::2'


def packed(address):
    return socket.inet_pton(socket.AF_INET6, address)


def group(address):
    """Those who are asked for an address."""
    return socket.inet_ntop(socket.AF_INET6, packed('ff02::1:ff00:0')[:13] + packed(address)[13:])


def total(data):
    value = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while value >> 16:
        value = (value & 0xffff) + (value >> 16)
    return value


def frame(body, source=SELF, to=ALL_ROUTERS, hops=255, mac=OWN, receiver=None, wrong=0, kind=b'\x86\xdd'):
    pseudo = packed(source) + packed(to) + struct.pack('!II', len(body), 58)
    body = body[:2] + struct.pack('!H', (0xffff - total(pseudo + body)) ^ wrong) + body[4:]
    receiver = receiver or (b'\x33\x33' + packed(to)[12:] if packed(to)[0] == 0xff else ROUTER)
    header = struct.pack('!IHBB', 0x60000000, len(body), 58, hops) + packed(source) + packed(to)
    return receiver + mac + kind + header + body


def router(option=b'\x01\x01' + OWN, code=0):
    return bytes([133, code, 0, 0]) + bytes(4) + option


def neighbour(target, option=b'\x01\x01' + OWN, code=0):
    return bytes([135, code, 0, 0]) + bytes(4) + packed(target) + option


def told(answer):
    """What an answer says, if all of it is as it must be."""
    packet, body = answer[14:54], answer[54:]
    sound = answer[:12] == OWN + ROUTER and packet[:8] == struct.pack('!IHBB', 0x60000000, len(body), 58, 255) and total(
        packet[8:] + struct.pack('!II', len(body), 58) + body) == 0xffff
    source, to = (socket.inet_ntop(socket.AF_INET6, packet[i:i + 16]) for i in (8, 24))
    return '%s %s to %s: %s' % ('sound' if sound else 'broken', source, to, (body[:2] + body[4:]).hex())


def asked(question):
    """The answers to a question."""
    link.send(question)
    link.send(frame(neighbour(GATEWAY), source=LAST, to=group(GATEWAY)))
    answers = []
    while True:
        got, about = link.recvfrom(2000)
        if about[2] == socket.PACKET_OUTGOING or got[20] != 58 or got[54] not in (134, 136):
            continue
        if got[38:54] == packed(LAST):
            return answers
        answers.append(told(got))


# What one processor sends and gets stays in order.
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x86dd))
link.bind(('ens5', 0x86dd))
link.settimeout(20)
us = group(GATEWAY)
for name, question in (
        ('for routers', frame(router())),
        ('for routers, without a MAC', frame(router(b''))),
        ('for routers, at the gateway', frame(router(), to=GATEWAY)),
        ('for the gateway', frame(neighbour(GATEWAY), to=us)),
        ('for the gateway, at itself', frame(neighbour(GATEWAY, b''), to=GATEWAY)),
        ('for the gateway, as an address', frame(neighbour(GATEWAY), source=OTHER, to=us)),
        ('sent on', frame(router(), hops=254)),
        ('sent on, for the gateway', frame(neighbour(GATEWAY), to=us, hops=64)),
        ('for another', frame(neighbour(OTHER), to=group(OTHER))),
        ('for another, at the gateway', frame(neighbour(OTHER), to=GATEWAY)),
        ('for another of the link', frame(neighbour('fe80::2'), to=group('fe80::2'))),
        ('for a group', frame(neighbour('ff02::1'), to=us)),
        ('to another', frame(neighbour(GATEWAY), to=OTHER)),
        ('to all nodes', frame(router(), to='ff02::1')),
        ('with another MAC', frame(router(), mac=ROUTER)),
        ('with another MAC, for the gateway', frame(neighbour(GATEWAY), to=us, mac=OWN[:5] + bytes([OWN[5] ^ 1]))),
        ('at another MAC', frame(router(), receiver=OWN)),
        ('at every MAC', frame(router(), receiver=b'\xff' * 6)),
        ('from nobody', frame(router(b''), source='::')),
        ('from nobody, for the gateway', frame(neighbour(GATEWAY, b''), source='::', to=us)),
        ('from a group', frame(neighbour(GATEWAY), source='ff02::1', to=us)),
        ('for routers, as an address', frame(router(), source=OTHER)),
        ('with a wrong sum', frame(router(), wrong=1)),
        ('with another code', frame(router(code=1))),
        ('with an empty option', frame(neighbour(GATEWAY, b'\x01\x00' + OWN), to=us)),
        ('with a long option', frame(router(b'\x01\x02' + OWN))),
        ('cut off', frame(neighbour(GATEWAY), to=us)[:70]),
        ('with a VLAN tag', frame(router(), kind=b'\x81\x00\x00\x05\x86\xdd')),
        ('as IPv4', frame(router(), kind=b'\x08\x00'))):
    print('%s: %s' % (name, ' and '.join(asked(question)) or 'silence'))
