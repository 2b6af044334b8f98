#!/usr/bin/env python3
"""Writes what the SDK's field metadata leaves out: exact operation names, and the constraints of request members.

The source is AWS's own service models, as botocore carries them (Apache-2.0):
    wire/service-model.py BOTOCORE_DATA_DIRECTORY wire/src/main/resources/dev/postern/wire/protocol
Lines without indentation are operations, with an {} behind those whose result is there but has no members, and
"unsigned" behind those that nobody signs, and behind those of REST the method, the path and the status of the answer; indented
ones are members: path, required, minimum, maximum, pattern, values.

It writes aws-services.txt, too: every service that AWS has, to call by its name those that are not served.
"""
import glob, gzip, json, os, sys

SERVICES = {"ec2": "ec2/2016-11-15", "iam": "iam/2010-05-08", "sts": "sts/2011-06-15",
            "ec2-instance-connect": "ec2-instance-connect/2018-04-02", "ssm": "ssm/2014-11-06", "route53": "route53/2013-04-01",
            "elasticloadbalancing": "elbv2/2015-12-01",
            "sns": "sns/2010-03-31", "acm": "acm/2015-12-08", "dynamodb": "dynamodb/2012-08-10",
            "kms": "kms/2014-11-01", "organizations": "organizations/2016-11-28", "cloudtrail": "cloudtrail/2013-11-01",
            "s3-control": "s3control/2018-08-20", "access-analyzer": "accessanalyzer/2019-11-01"}
# Of these services few operations are served: the others' constraints would only be to carry.
ONLY = {"ssm": {"GetParameter", "GetParameters", "GetParametersByPath"},
        "acm": {"AddTagsToCertificate", "DeleteCertificate", "DescribeCertificate", "GetCertificate", "ImportCertificate",
                "ListCertificates", "ListTagsForCertificate", "RemoveTagsFromCertificate"},
        "kms": {"CancelKeyDeletion", "CreateAlias", "CreateGrant", "CreateKey", "Decrypt", "DeleteAlias", "DescribeKey", "DisableKey",
                "DisableKeyRotation", "EnableKey", "EnableKeyRotation", "Encrypt", "GenerateDataKey", "GenerateDataKeyPair",
                "GenerateDataKeyPairWithoutPlaintext", "GenerateDataKeyWithoutPlaintext", "GenerateMac", "GenerateRandom", "GetKeyPolicy",
                "GetKeyRotationStatus", "GetPublicKey", "ListAliases", "ListGrants", "ListKeyPolicies", "ListKeyRotations", "ListKeys",
                "ListResourceTags", "ListRetirableGrants", "PutKeyPolicy", "ReEncrypt", "RetireGrant", "RevokeGrant", "RotateKeyOnDemand",
                "ScheduleKeyDeletion", "Sign", "TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription", "Verify", "VerifyMac"},
        "s3-control": {"CreateAccessPoint", "DeleteAccessPoint", "DeleteAccessPointPolicy", "DeletePublicAccessBlock", "GetAccessPoint",
                       "GetAccessPointPolicy", "GetAccessPointPolicyStatus", "GetPublicAccessBlock", "ListAccessPoints",
                       "PutAccessPointPolicy", "PutPublicAccessBlock"},
        "access-analyzer": {"CheckAccessNotGranted", "CheckNoPublicAccess", "ValidatePolicy"},
        "cloudtrail": {"AddTags", "CreateTrail", "DeleteTrail", "DescribeTrails", "GetEventSelectors", "GetInsightSelectors", "GetTrail",
                       "GetTrailStatus",
                       "ListTags", "ListTrails", "LookupEvents", "PutEventSelectors", "RemoveTags", "StartLogging", "StopLogging",
                       "UpdateTrail"},
        "dynamodb": {"BatchGetItem", "BatchWriteItem", "CreateTable", "DeleteItem", "DeleteResourcePolicy", "DeleteTable",
                     "DescribeContinuousBackups", "DescribeTable", "DescribeTimeToLive", "GetItem", "GetResourcePolicy", "ListTables",
                     "ListTagsOfResource", "PutItem", "PutResourcePolicy", "Query", "Scan", "TagResource", "TransactGetItems",
                     "TransactWriteItems", "UntagResource", "UpdateItem", "UpdateTable", "UpdateTimeToLive"}}
# What these operations say themselves when a member is missing is not the general text.
SAID_BY_OPERATION = {(verb + "Instances", "InstanceIds") for verb in ("Start", "Stop", "Reboot", "Terminate")} | {("LookupEvents", "MaxResults")}
DEPTH_MAX = 4
# In which order DynamoDB tells the values of some members, which its model has in another.
ORDERS = {"ReturnValue": "ALL_NEW,UPDATED_OLD,ALL_OLD,NONE,UPDATED_NEW", "ConditionalOperator": "OR,AND",
          "Select": "SPECIFIC_ATTRIBUTES,COUNT,ALL_ATTRIBUTES,ALL_PROJECTED_ATTRIBUTES", "ScalarAttributeType": "B,N,S",
          "ProjectionType": "ALL,INCLUDE,KEYS_ONLY"}


def load(directory):
    name = glob.glob(directory + "/service-2.json*")[0]
    with (gzip.open(name) if name.endswith(".gz") else open(name)) as f:
        return json.load(f)


def constraints(model, shape_name, path, required_only, depth):
    shape = model["shapes"][shape_name]
    if shape["type"] != "structure" or depth > DEPTH_MAX:
        return
    for name, member in shape["members"].items():
        target = model["shapes"][member["shape"]]
        required = "!" if name in shape.get("required", []) else ""
        where = path + name
        if required_only:
            if required and depth == 0:
                yield [where, "!"]
            continue
        line = [where, required, str(target.get("min", "")), str(target.get("max", "")),
                target.get("pattern", ""), values(model, member["shape"], target)]
        if any(line[1:]):
            while line[-1] == "":
                line.pop()
            yield line
        if target["type"] == "list":
            element = model["shapes"][target["member"]["shape"]]
            if element["type"] == "structure":
                yield from constraints(model, target["member"]["shape"], where + ".", required_only, depth + 1)
        elif target["type"] == "structure":
            yield from constraints(model, member["shape"], where + ".", required_only, depth + 1)


def values(model, name, shape):
    listed = shape.get("enum", [])
    ordered = ORDERS.get(name, "") if model["metadata"].get("serviceId") == "DynamoDB" else ""
    return ordered if sorted(ordered.split(",")) == sorted(listed) else ",".join(listed)


def main(source, target):
    for service, directory in SERVICES.items():
        model = load(os.path.join(source, directory))
        with open(os.path.join(target, service + ".txt"), "w") as out:
            for operation in sorted(model["operations"]):
                output = model["operations"][operation].get("output")
                empty = output and not model["shapes"][output["shape"]].get("members")
                unsigned = model["operations"][operation].get("authtype") == "none"
                http = model["operations"][operation]["http"]
                rest = "\t%s %s %d" % (http["method"], http["requestUri"], http.get("responseCode", 200))
                out.write(operation + ("\t{}" if empty and service != "ec2" else "") + ("\tunsigned" if unsigned else "")
                          + (rest if model["metadata"]["protocol"] in ("rest-xml", "rest-json") else "") + "\n")
                shape = model["operations"][operation].get("input")
                if shape and operation in ONLY.get(service, {operation}):
                    for line in constraints(model, shape["shape"], "", service == "ec2", 0):
                        if (operation, line[0]) not in SAID_BY_OPERATION:
                            out.write("\t" + "\t".join(line) + "\n")

    services(source, target)


def services(source, target):
    """Signing name, version, protocol, prefix of targets, namespace, title; the newest version of each."""
    rows = set()
    for directory in glob.glob(source + "/*"):
        versions = sorted(glob.glob(directory + "/*/"))
        if versions and glob.glob(versions[-1] + "/service-2.json*"):
            data = load(versions[-1])["metadata"]
            rows.add("\t".join([data.get("signingName", data["endpointPrefix"]), data["apiVersion"], data["protocol"],
                                data.get("targetPrefix", ""), data.get("xmlNamespace", ""), data["serviceFullName"]]))
    with open(os.path.join(target, "aws-services.txt"), "w") as out:
        out.write("# Written by service-model.py: signing name, version, protocol, prefix of targets, namespace, title.\n")
        out.writelines(row + "\n" for row in sorted(rows))


main(*sys.argv[1:])
