# Opens so many connections to the metadata service, sends half a request on each, and then makes a whole call:
# http-hoard.py COUNT. Prints how many the server has closed, and the answer to the call.
import resource, select, socket, sys

count = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_NOFILE, (count + 100, count + 100))
IMDS = ('169.254.169.254', 80)
hoard = []
for _ in range(count):
    try:
        connection = socket.create_connection(IMDS, 20)
        connection.sendall(b'GET /latest/meta-data/ HTTP/1.1\r\nHost: ')
        hoard.append(connection)
    except OSError as problem:
        print('not opened:', problem)
with socket.create_connection(IMDS, 20) as call:
    call.sendall(b'PUT /latest/api/token HTTP/1.1\r\nHost: 169.254.169.254\r\n'
                 b'X-aws-ec2-metadata-token-ttl-seconds: 60\r\nContent-Length: 0\r\n\r\n')
    answer = call.recv(4000)
poll = select.poll()
for connection in hoard:
    poll.register(connection, select.POLLIN | select.POLLHUP)
print('closed', len(poll.poll(0)))
print(answer.split(b'\r\n')[0].decode())
