# Asks a resolver twenty times, each time once: dns-ask.py RESOLVER. Prints how often it was answered.
import socket, struct, sys

question = struct.pack('!HHHHHH', 1, 0x100, 1, 0, 0, 0)
question += b''.join(bytes([len(label)]) + label for label in b's3.us-east-1.amazonaws.com'.split(b'.')) + b'\0'
question += struct.pack('!HH', 1, 1)
answered = 0
for _ in range(20):
    asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    asker.settimeout(2)
    try:
        asker.sendto(question, (sys.argv[1], 53))
        asker.recv(1000)
        answered += 1
    except OSError:
        pass
    asker.close()
print(answered)
