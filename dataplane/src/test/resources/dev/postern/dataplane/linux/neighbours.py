# An instance's root fills the host's neighbour table: neighbours.py MAC ROUTER OWN PEER
# Says "asked" and who answered its proper questions, then "full", and keeps the table full until its input ends.
import os, select, socket, struct, subprocess, sys, time

mac = bytes.fromhex(sys.argv[1].replace(':', ''))
router, own, peer = (socket.inet_aton(address) for address in sys.argv[2:])
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
wire.bind(('ens5', 0x0806))


def ask(sender, target):
    wire.send(b'\xff' * 6 + mac + b'\x08\x06' + struct.pack('!HHBBH', 1, 0x0800, 6, 4, 1)
              + mac + sender + b'\0' * 6 + target)


def answered(target):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        ask(own, target)
        if select.select([wire], [], [], 0.5)[0]:
            frame = wire.recv(100)
            if frame[20:22] == b'\0\2' and frame[28:32] == target:
                return True
    return False


for number in range(3000):
    ask(socket.inet_aton('10.%d.%d.%d' % (number % 3, number >> 8, number & 255)), router if number & 1 else peer)
print('asked', answered(router), answered(peer), flush=True)

round_ = 0
while not select.select([sys.stdin], [], [], 0.2)[0]:
    round_ += 1
    lines = ''.join('neighbour add 10.%d.%d.%d lladdr 02:00:00:00:00:99 dev ens5 nud stale\n'
                    % (round_ % 200 + 20, number >> 8, number & 255) for number in range(2000))
    subprocess.run(['ip', '-force', '-batch', '-'], input=lines, text=True, stderr=subprocess.DEVNULL)
    if round_ == 1:
        print('full', flush=True)
