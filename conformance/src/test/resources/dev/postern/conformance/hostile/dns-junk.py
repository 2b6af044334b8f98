# Sends a resolver what is no question: dns-junk.py RESOLVER. Prints "alive" if it answers a proper one afterwards.
import random, socket, struct, sys, time

RESOLVER = sys.argv[1]
random.seed(1)


def header(questions=1, additional=0, flags=0x100):
    return struct.pack('!HHHHHH', 7, flags, questions, 0, 0, additional)


def name(text):
    return b''.join(bytes([len(label)]) + label.encode() for label in text.split('.')) + b'\0'


def ask(message, seconds=0.2):
    asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    asker.settimeout(seconds)
    try:
        asker.connect((RESOLVER, 53))
        asker.send(message)
        answer = asker.recv(65535)
        if len(answer) > 4 * max(len(message), 60):
            print('amplified', len(message), len(answer))
        return answer
    except OSError:
        return None
    finally:
        asker.close()


A = struct.pack('!HH', 1, 1)
ANY = struct.pack('!HH', 255, 1)
S3 = name('s3.us-east-1.amazonaws.com')
OPT = b'\0' + struct.pack('!HHIH', 41, 65535, 0, 0)
good = header() + S3 + A
crafted = [
    b'', b'\0' * 5, b'\xff' * 12, b'\xff' * 4000,
    header() + b'\xc0\x0c' + A,                      # a name that points at itself
    header() + b'\xc0\x0e\xc0\x0c' + A,              # two names that point at each other
    header() + b'\xc0\xff' + A,                      # a name that points beyond the end
    header() + b'\x7f' + b'a' * 127 + b'\0' + A,     # a label that is too long
    header() + (b'\x3f' + b'a' * 63) * 5 + b'\0' + A,  # a name that is too long
    header(65535) + S3 + A,                          # questions that are not there
    header(flags=0x8180) + S3 + A,                   # an answer
    header(flags=0x2800) + S3 + A,                   # an update
    header() + S3 + ANY,
    header() + S3 + struct.pack('!HH', 252, 1),      # a zone transfer
    header() + name('version.bind') + struct.pack('!HH', 16, 3),
    header(additional=1) + S3 + ANY + OPT,
]
for message in crafted:
    ask(message)
for i in range(600):
    bent = bytearray(good if i % 2 else header(additional=1) + name('x.y.z') + A + OPT)
    for _ in range(random.randint(1, 8)):
        bent[random.randrange(len(bent))] = random.randrange(256)
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.sendto(bytes(bent[:random.randrange(len(bent) + 1)] if i % 5 == 0 else bent), (RESOLVER, 53))
    sender.close()
with socket.create_connection((RESOLVER, 53), 20) as stream:
    stream.sendall(b'\0\0')
    try:
        stream.sendall(b'\xff\xff' + b'a' * 65535)
        stream.recv(100)
    except OSError:
        pass
end = time.time() + 30
while time.time() < end:
    if ask(good, 2):
        print('alive')
        break
