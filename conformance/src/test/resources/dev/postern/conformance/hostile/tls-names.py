# Speaks TLS to an address without naming a host: tls-names.py ADDRESS. Prints the names of the certificate, if it is trusted.
import socket, ssl, sys

context = ssl.create_default_context()
context.check_hostname = False
with socket.create_connection((sys.argv[1], 443), 20) as plain, context.wrap_socket(plain) as secure:
    print(*(value for _, value in secure.getpeercert()['subjectAltName']))
