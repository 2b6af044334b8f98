# Says to everybody that addresses are ours, by ARP replies and requests: arp-claims.py ADDRESS...
import socket, struct, sys

wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind(('ens5', 0x0806))
mac = bytes.fromhex(open('/sys/class/net/ens5/address').read().strip().replace(':', ''))
for text in sys.argv[1:]:
    claimed = socket.inet_aton(text)
    for operation in (1, 2) * 20:
        body = struct.pack('!HHBBH', 1, 0x0800, 6, 4, operation) + mac + claimed + mac + claimed
        wire.send(b'\xff' * 6 + mac + b'\x08\x06' + body)
