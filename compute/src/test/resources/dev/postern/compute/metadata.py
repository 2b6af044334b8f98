"""A metadata service of a few categories, for instances in tests: metadata.py PUBLIC_KEY_FILE USER_DATA_FILE PUSHED_KEY_FILE"""
import http.server
import sys

tree = {
    "/latest/meta-data/public-keys/0/openssh-key": open(sys.argv[1]).read(),
    "/latest/meta-data/managed-ssh-keys/active-keys/ec2-user/": open(sys.argv[3]).read(),
    "/latest/user-data": open(sys.argv[2]).read(),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        self.answer(200, b"token")

    def do_GET(self):
        known = self.headers.get("X-aws-ec2-metadata-token") == "token" and self.path in tree
        self.answer(200 if known else 404, tree.get(self.path, "").encode())

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("169.254.169.254", 80), Handler).serve_forever()
