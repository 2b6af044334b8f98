# Sends an instance's router what nobody should: router-surface.py OWN_ADDRESS NEIGHBOUR ROUTER
# Prints a line "what: answered" or "what: silence" for each attempt; frames are made by hand, on ens5.
import ipaddress, socket, struct, sys, time

OWN, NEIGHBOUR, ROUTER = sys.argv[1:4]
INTERFACE = 'ens5'
RESOLVER, METADATA, HOP = '10.0.0.2', '169.254.169.254', '169.254.0.1'


def mac(text):
    return bytes.fromhex(text.replace(':', ''))


def address(text):
    return socket.inet_aton(text)


OWN_MAC = mac(open('/sys/class/net/%s/address' % INTERFACE).read().strip())
EVERYBODY = b'\xff' * 6
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
wire.bind((INTERFACE, 3))


def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xffff)
    return ~(total + (total >> 16)) & 0xffff


def frame(payload, kind=0x0800, to=None, source=OWN_MAC):
    return (to or ROUTER_MAC) + source + struct.pack('!H', kind) + payload


def ip(protocol, payload, source=OWN, to=NEIGHBOUR, options=b'', fragment=0, ttl=64):
    words = 5 + len(options) // 4
    head = struct.pack('!BBHHHBBH', 0x40 | words, 0, words * 4 + len(payload), 7, fragment, ttl, protocol, 0)
    head += address(source) + address(to) + options
    return head[:10] + struct.pack('!H', checksum(head)) + head[12:] + payload


def echo(kind=8, rest=b'\x07\x07\0\1hostile.'):
    body = struct.pack('!BBH', kind, 0, 0) + rest
    return body[:2] + struct.pack('!H', checksum(body)) + body[4:]


def arp(operation, source_ip, target_ip, target=b'\0' * 6, to=EVERYBODY):
    body = struct.pack('!HHBBH', 1, 0x0800, 6, 4, operation) + OWN_MAC + address(source_ip) + target + address(target_ip)
    return frame(body, 0x0806, to)


def answers(frames, seconds):
    wire.settimeout(0.01)
    try:
        while True:
            wire.recv(65535)
    except OSError:
        pass
    for sent in frames:
        wire.send(sent)
    got, end = [], time.time() + seconds
    while time.time() < end:
        wire.settimeout(max(0.001, end - time.time()))
        try:
            received = wire.recv(65535)
        except OSError:
            break
        # The router asks for our address in its own time: that is no answer to anything.
        if received[6:12] != OWN_MAC and received[12:14] != b'\x08\x06' or received[20:22] == b'\0\2':
            got.append(received)
    return got


def attempt(what, *frames, seconds=0.4):
    got = answers(frames, seconds)
    print('%s: %s' % (what, 'answered ' + got[0].hex() if got else 'silence'))


found = [answer for _ in range(20) for answer in answers([arp(1, OWN, ROUTER)], 0.5)]
ROUTER_MAC = found[0][6:12]
attempt('proper echo to the neighbour', frame(ip(1, echo())), seconds=3)

attempt('loose source route', frame(ip(1, echo(), to=ROUTER, options=bytes([131, 7, 4]) + address(NEIGHBOUR) + b'\0')))
attempt('strict source route', frame(ip(1, echo(), options=bytes([137, 7, 4]) + address(METADATA) + b'\0')))
for name, target in (('the router', ROUTER), ('the resolver', RESOLVER), ('the metadata service', METADATA), ('a link between routers', HOP)):
    attempt('echo to ' + name, frame(ip(1, echo(), to=target)))
attempt('timestamp request', frame(ip(1, echo(13, b'\0' * 16), to=ROUTER)))
attempt('loopback as destination', frame(ip(1, echo(), to='127.0.0.1')))
attempt('loopback as source', frame(ip(1, echo(), source='127.0.0.1')))
attempt('another\'s source', frame(ip(1, echo(), source=NEIGHBOUR, to=ROUTER)), frame(ip(1, echo(), source='10.0.1.99')))
attempt('another\'s MAC', frame(ip(1, echo()), source=mac('02:00:00:00:00:99')))
attempt('a VLAN tag', frame(struct.pack('!HH', 5, 0x0800) + ip(1, echo()), 0x8100))
attempt('limited broadcast', frame(ip(1, echo(), to='255.255.255.255'), to=EVERYBODY))
attempt('DHCP', frame(ip(17, struct.pack('!HHHH', 68, 67, 8, 0), source='0.0.0.0', to='255.255.255.255'), to=EVERYBODY))
attempt('multicast', frame(ip(1, echo(), to='224.0.0.1'), to=mac('01:00:5e:00:00:01')))
attempt('IP in IP', frame(ip(4, ip(1, echo()), to=ROUTER)))
attempt('a fragment alone', frame(ip(17, b'\x30\x39\x1b\x59\0\x10\0\0', fragment=0x2000)))
attempt('ARP for an address outside', arp(1, OWN, '192.0.2.1'))
attempt('claiming the router\'s address', arp(2, ROUTER, ROUTER))

link_local = 'fe80::%02x%02x:%02xff:fe%02x:%02x%02x' % tuple(
    byte ^ (2 if i == 0 else 0) for i, byte in enumerate(ROUTER_MAC))


def ip6(kind, target, rest):
    source, to = ipaddress.ip_address('fe80::1234').packed, ipaddress.ip_address(target).packed
    body = struct.pack('!BBH', kind, 0, 0) + rest
    pseudo = source + to + struct.pack('!II', len(body), 58)
    body = body[:2] + struct.pack('!H', checksum(pseudo + body)) + body[4:]
    ethernet = ROUTER_MAC if target == link_local else b'\x33\x33' + to[-4:]
    return frame(struct.pack('!IHBB', 0x60000000, len(body), 58, 255) + source + to + body, 0x86dd, ethernet)


attempt('IPv6 echo to the router', ip6(128, link_local, b'\0\1\0\1'))
attempt('IPv6 echo to all nodes', ip6(128, 'ff02::1', b'\0\1\0\1'))
attempt('IPv6 neighbour solicitation', ip6(135, link_local, b'\0' * 4 + ipaddress.ip_address(link_local).packed))
attempt('IPv6 router solicitation', ip6(133, 'ff02::2', b'\0' * 4))

for name, target, expected in (
        ('the router', ROUTER, []), ('the resolver', RESOLVER, [53]), ('its other address', '169.254.169.253', [53]),
        ('the metadata service', METADATA, [80]), ('the clock', '169.254.169.123', []), ('a link between routers', HOP, [])):
    waiting = {}
    for port in [*range(1, 200), 443, 4566, 5353, 8080]:
        caller = socket.socket()
        caller.setblocking(False)
        caller.connect_ex((target, port))
        waiting[port] = caller
    time.sleep(1.5)
    found = [port for port, caller in waiting.items() if caller.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
             and struct.unpack('B', caller.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1))[0] == 1]
    print('ports at %s: %s' % (name, 'as documented' if found == expected else 'answered %s' % found))
    for caller in waiting.values():
        caller.close()
