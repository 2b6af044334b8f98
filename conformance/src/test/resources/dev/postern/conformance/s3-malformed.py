"""Requests to S3 that no client makes, signed as they should be: each must get S3's error, and none an answer of 500 or none at all.

s3-malformed.py ENDPOINT ACCESS_KEY SECRET_KEY
"""

import base64
import hashlib
import http.client
import re
import sys
import urllib.parse

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ENDPOINT = sys.argv[1]
HOST = urllib.parse.urlsplit(ENDPOINT).netloc
CREDENTIALS = Credentials(sys.argv[2], sys.argv[3])
asked = 0
faults = []


def send(method, path, body=b"", headers=()):
    """What is answered, as its status and the error's code."""
    global asked
    asked += 1
    request = AWSRequest(method, ENDPOINT + path, data=body, headers=dict(headers))
    request.headers["x-amz-content-sha256"] = hashlib.sha256(body).hexdigest()
    S3SigV4Auth(CREDENTIALS, "s3", "us-east-1").add_auth(request)
    head = {"Host": HOST, "Content-Length": str(len(body)), **dict(request.headers)}
    connection = http.client.HTTPConnection(HOST, timeout=60)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in head.items():
            connection.putheader(name, value)
        connection.endheaders()
        if body:
            connection.send(body)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    code = re.search(rb"<Code>(.*?)</Code>", text)
    return answer.status, code.group(1).decode() if code else ""


def expect(answer, what, *wanted):
    if "%d %s" % answer not in wanted:
        faults.append("%s: %d %s, not %s" % (what, *answer, " or ".join(wanted)))


def refused(answer, what):
    """Any of S3's errors will do, but it must be one."""
    if not 400 <= answer[0] < 500 and answer[0] != 501:
        faults.append("%s: %d %s" % (what, *answer))


def md5(body):
    return {"Content-MD5": base64.b64encode(hashlib.md5(body).digest()).decode()}


entities = b"".join(b'<!ENTITY x%d "%s">' % (i + 1, b"&x%d;" % i * 8) for i in range(12))
BODIES = {
    "noise": b"\x00\xff\xfe" * 50,
    "a bomb": b'<!DOCTYPE l [<!ENTITY x0 "aaaaaaaaaa">' + entities + b"]><l>&x12;</l>",
    "a file": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Tagging><TagSet><Tag><Key>&e;</Key>'
    b"<Value>v</Value></Tag></TagSet></Tagging>",
    "depth": b"<a>" * 100000,
    "another root": b"<Foo/>",
    "no end": b"<Tagging><TagSet>",
    "JSON": b"{}",
    "three megabytes": b"<Tagging>" + b"x" * 3000000 + b"</Tagging>",
    "many": b"<X>" + b"<Tag><Key>k</Key><Value>v</Value></Tag>" * 20000 + b"</X>",
}
BUCKET_PARTS = (
    "tagging policy versioning cors lifecycle acl encryption website replication ownershipControls publicAccessBlock "
    "object-lock requestPayment accelerate notification analytics&id=a inventory&id=a metrics&id=a intelligent-tiering&id=a"
).split()
KEY_PARTS = "tagging acl legal-hold retention restore select&select-type=2 uploadId=x".split()

expect(send("PUT", "/malformed"), "a bucket", "200 ")
expect(send("PUT", "/malformed/k", b"hello"), "an object", "200 ")
for name, body in BODIES.items():
    for part in BUCKET_PARTS:
        refused(send("PUT", "/malformed?" + part, body, md5(body)), "PUT ?%s with %s" % (part, name))
    for part in KEY_PARTS:
        refused(send("PUT", "/malformed/k?" + part, body, md5(body)), "PUT k?%s with %s" % (part, name))
        refused(send("POST", "/malformed/k?" + part, body, md5(body)), "POST k?%s with %s" % (part, name))
    expect(send("POST", "/malformed?delete", body, md5(body)), "POST ?delete with " + name, "400 MalformedXML")

for key, wanted in {
    "../../etc/passwd": "400 ",
    "..%2f..%2fetc": "400 ",
    "..": "400 ",
    "%ff%fe": "400 InvalidURI",
    "%zz": "400 InvalidURI",
    "%": "400 InvalidURI",
    "%ED%A0%80": "400 InvalidURI",
    "a" * 1025: "400 KeyTooLongError",
    "%00": "200 ",
    ".": "200 ",
    "a//b/./c": "200 ",
    "%F0%9F%98%80": "200 ",
    "x/" * 511: "200 ",
}.items():
    expect(send("PUT", "/malformed/" + key, b"v"), "the key " + key[:40], wanted)

for header, value, *wanted in (
    ("Content-MD5", "abc", "400 InvalidDigest"),
    ("Content-MD5", base64.b64encode(b"0" * 16).decode(), "400 BadDigest"),
    ("x-amz-checksum-crc32", "AAAA", "400 InvalidRequest"),
    ("x-amz-checksum-crc32", "AAAAAA==", "400 BadDigest"),
    ("x-amz-sdk-checksum-algorithm", "FOO", "400 InvalidRequest"),
    ("x-amz-meta-a", "x" * 3000, "400 MetadataTooLarge"),
    ("x-amz-tagging", "a=b&a=c", "400 InvalidArgument"),
    ("x-amz-storage-class", "X", "400 InvalidStorageClass"),
    ("x-amz-copy-source", "x", "400 InvalidArgument"),
    ("If-None-Match", "x", "501 NotImplemented"),
    ("x-amz-website-redirect-location", "foo", "400 InvalidRedirectLocation"),
    ("x-amz-server-side-encryption", "x", "400 InvalidArgument"),
    ("x-amz-acl", "", "400 InvalidArgument"),
    ("x-amz-grant-read", "foo", "400 AccessControlListNotSupported", "400 InvalidArgument"),
    ("x-amz-expected-bucket-owner", "x", "400 InvalidBucketOwnerAWSAccountID"),
    ("Content-Length", "5368709121", "400 EntityTooLarge"),
    ("Content-Length", "99999999999999999999", "400 "),
    ("Content-Length", "-1", "400 "),
    ("Content-Length", "0x10", "400 "),
    ("Transfer-Encoding", "gzip", "501 "),
    ("Expect", "foo", "417 "),
):
    expect(send("PUT", "/malformed/h", b"v" if header != "Content-Length" else b"", {header: value}), header, *wanted)

for query in (
    "max-keys=-1",
    "max-keys=99999999999",
    "max-keys=x",
    "encoding-type=foo",
    "list-type=3",
    "list-type=2&continuation-token=%00",
    "versions&version-id-marker=x",
    "versions&key-marker=k&version-id-marker=zzz",
    "uploads&key-marker=k&upload-id-marker=x&max-uploads=0",
):
    expect(send("GET", "/malformed?" + query), query, "400 InvalidArgument")
for number in ("0", "10001", "x", "99999999999999999999"):
    query = "partNumber=%s&uploadId=x" % number
    expect(send("PUT", "/malformed/k?" + query, b"v"), query, "400 InvalidArgument")

print("\n".join(faults) or "%d requests refused as they should be" % asked)
sys.exit(bool(faults))
