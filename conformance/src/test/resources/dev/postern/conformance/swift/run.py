"""Runs the tests that Swift has for S3 against an endpoint: run.py ENDPOINT KEY SECRET, in the directory where Swift's source is.

Of tests that are there for both signatures only those of version 4 run, as AWS takes no other in headers. Prints what became of each.
"""

import os
import re
import sys
import unittest
import unittest.mock

endpoint, key, secret = sys.argv[1:4]
sources = os.path.join(os.getcwd(), "swift-2.30.1")
sys.path.insert(0, sources)
sys.path.append(os.path.join(os.getcwd(), "root/usr/lib/python3/dist-packages"))
sys.modules["mock"] = unittest.mock
os.environ["PBR_VERSION"] = "2.30.1"  # which is asked of what is installed

import test.functional as functional  # first: it gives sockets that all others are to use
import test.functional.s3api as base
import swift.common.middleware.s3api.etree as etree
import boto.auth
import boto3
import test.s3api as versioned


def client(service):
    return boto3.client(
        service, endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key=secret
    )


def user(name, *policies):
    iam = client("iam")
    iam.create_user(UserName=name)
    for policy in policies:
        iam.attach_user_policy(UserName=name, PolicyArn=policy)
    made = iam.create_access_key(UserName=name)["AccessKey"]
    return made["AccessKeyId"], made["SecretAccessKey"]


owner = client("s3").list_buckets()["Owner"]["ID"]
second = user("second", "arn:aws:iam::aws:policy/AdministratorAccess")
third = user("third")
functional.config.clear()
functional.config.update(
    s3_access_key=key,
    s3_secret_key=secret,
    s3_access_key2=second[0],
    s3_secret_key2=second[1],
    s3_access_key3=third[0],
    s3_secret_key3=third[1],
    s3_storage_url=endpoint,
    s3_region="us-east-1",
    auth_uri=endpoint,
    account="",
    username=owner,  # what the tests take for the owner
)
functional.cluster_info.update(
    swift={"max_object_name_length": 1024},
    s3api={
        "max_bucket_listing": 1000,
        "max_parts_listing": 1000,
        "max_upload_part_num": 10000,
        "max_multi_delete_objects": 1000,
        "min_segment_size": 5242880,
        "allow_multipart_uploads": True,
        "s3_acl": True,
    },
)
functional.setup_package = functional.teardown_package = lambda: None
versioned._CONFIG = {"endpoint": endpoint, "region": "us-east-1", "access_key1": key, "secret_key1": secret}
# What these tests take for the owner, too, is an access key in Swift.
base.S3ApiBaseBoto3.access_key = property(lambda test: owner, lambda test, value: None)
# boto says the port twice where it is none of HTTP's.
boto.auth.S3HmacAuthV4Handler.host_header = lambda handler, host, request: (
    request.host if ":" in request.host else "%s:%d" % (request.host, request.port)
)

# Since these tests were written AWS ceased to tell names of owners, and began to tell checksums: what they have to compare with is what
# they would have had then, so they go on to what else they test.
boto3.setup_default_session()


def as_then(parsed):
    if isinstance(parsed, list):
        for part in parsed:
            as_then(part)
    elif isinstance(parsed, dict):
        parsed.pop("ChecksumAlgorithm", None)
        parsed.pop("ChecksumType", None)
        if "ID" in parsed:
            parsed.setdefault("DisplayName", parsed["ID"])
        for part in list(parsed.values()):
            as_then(part)


boto3.DEFAULT_SESSION.events.register("after-call.s3", lambda parsed, **_: as_then(parsed))
CHECKSUM = re.compile(rb"<Checksum(\w+)>[^<]*</Checksum\1>")
NAMELESS = re.compile(rb"<ID>([^<]*)</ID>(?!<DisplayName>)")
etree.fromstring = lambda text, *rest, read=etree.fromstring: read(
    NAMELESS.sub(rb"<ID>\1</ID><DisplayName>\1</DisplayName>", CHECKSUM.sub(b"", text)), *rest
)


def flat(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flat(test)
        else:
            yield test


def chosen(test):
    kind = type(test)
    return not hasattr(sys.modules[kind.__module__], kind.__name__ + "SigV4")


class Told(unittest.TestResult):
    def startTest(self, test):
        os.environ["S3_USE_SIGV4"] = "True"
        super().startTest(test)

    def tell(self, what, test):
        print(what, test.id().removeprefix("test.functional.s3api.").removeprefix("test."), flush=True)

    def addSuccess(self, test):
        self.tell("PASS", test)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.tell("FAIL", test)

    def addError(self, test, error):
        super().addError(test, error)
        self.tell("FAIL", test)

    def addSkip(self, test, reason):
        self.tell("SKIP", test)


os.environ["S3_USE_SIGV4"] = "True"
told = Told()
for directory in ("test/functional/s3api", "test/s3api"):
    found = unittest.defaultTestLoader.discover(os.path.join(sources, directory), top_level_dir=sources)
    unittest.TestSuite(filter(chosen, flat(found))).run(told)
for test, trace in told.failures + told.errors:
    print(test.id(), trace, file=sys.stderr)
print("done")
