"""The official short names of AWS services, and which of them a text mentions.

Each row of the table is one service: its slug, the official names that an exam item uses at first
mention, and the short names that are acceptable afterward. Unless the row lists short names, they
are the official ones without “Amazon” or “AWS”. A service whose official name has no prefix (such
as Elastic Load Balancing) has no short name, and neither has one whose name is a common English
word without its prefix (AWS Config, AWS Batch).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

# Official names whose bare name is the same name without its prefix. Separated by semicolons.
PREFIXED = """
Amazon API Gateway; Amazon Athena; Amazon Aurora; Amazon Bedrock; Amazon CloudFront;
Amazon CloudWatch; Amazon Cognito; Amazon Comprehend; Amazon Data Firehose; Amazon DocumentDB;
Amazon DynamoDB; Amazon EBS; Amazon EC2; Amazon ECR; Amazon ECS; Amazon EFS; Amazon EKS;
Amazon ElastiCache; Amazon EMR; Amazon EventBridge; Amazon FSx; Amazon GuardDuty; Amazon Keyspaces;
Amazon Lex; Amazon Macie; Amazon Managed Grafana; Amazon Managed Service for Apache Flink;
Amazon Managed Service for Prometheus; Amazon MemoryDB; Amazon MQ; Amazon MSK; Amazon Neptune;
Amazon OpenSearch Service; Amazon OpenSearch Serverless; Amazon Pinpoint; Amazon Polly; Amazon QLDB;
Amazon QuickSight; Amazon RDS; Amazon Redshift; Amazon Rekognition; Amazon Route 53; Amazon S3;
Amazon SageMaker; Amazon SES; Amazon SNS; Amazon SQS; Amazon Textract; Amazon Timestream;
Amazon Verified Permissions; Amazon Q Developer;
AWS Amplify; AWS App Mesh; AWS AppConfig; AWS App Runner; AWS AppSync; AWS CDK; AWS Cloud9;
AWS CloudFormation; AWS CloudHSM; AWS CloudShell; AWS CloudTrail; AWS Cloud Map; AWS CodeArtifact;
AWS CodeBuild; AWS CodeCommit; AWS CodeDeploy; AWS CodePipeline; AWS Compute Optimizer;
AWS Control Tower; AWS Device Farm; AWS Direct Connect; AWS Elastic Beanstalk; AWS Fargate;
AWS Fault Injection Service; AWS Global Accelerator; AWS Glue; AWS IAM Identity Center; AWS KMS;
AWS Lake Formation; AWS Lambda; AWS OpsWorks; AWS Private CA; AWS PrivateLink; AWS SAM;
AWS Secrets Manager; AWS Security Hub; AWS Serverless Application Repository; AWS Service Catalog;
AWS Step Functions; AWS Storage Gateway; AWS STS; AWS Systems Manager; AWS Transfer Family;
AWS Transit Gateway; AWS Trusted Advisor; AWS WAF; AWS X-Ray
"""

# Rows that need more: slug → (official names, bare names).
SPECIAL: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "acm": (("AWS Certificate Manager", "ACM"), ()),
    "agentcore": (("Amazon Bedrock AgentCore",), ("Bedrock AgentCore", "AgentCore")),
    "appconfig": (("AWS Systems Manager AppConfig",), ()),
    "auto-scaling": (
        ("Amazon EC2 Auto Scaling", "Application Auto Scaling", "AWS Auto Scaling"),
        ("EC2 Auto Scaling",),
    ),
    "aws-backup": (("AWS Backup",), ()),
    "aws-batch": (("AWS Batch",), ()),
    "aws-budgets": (("AWS Budgets",), ()),
    "aws-config": (("AWS Config",), ()),
    "aws-health": (("AWS Health",), ()),
    "aws-organizations": (("AWS Organizations",), ()),
    "aws-ram": (("AWS Resource Access Manager", "AWS RAM"), ("Resource Access Manager",)),
    "aws-shield": (("AWS Shield",), ()),
    "amazon-inspector": (("Amazon Inspector",), ()),
    "amazon-transcribe": (("Amazon Transcribe",), ()),
    "amazon-translate": (("Amazon Translate",), ()),
    "cdk": (("AWS Cloud Development Kit",), ()),
    "dax": (
        ("Amazon DynamoDB Accelerator", "DynamoDB Accelerator", "DAX"),
        (),
    ),
    "ebs": (("Amazon Elastic Block Store",), ()),
    "ec2": (("Amazon Elastic Compute Cloud",), ()),
    "ecr": (("Amazon Elastic Container Registry",), ()),
    "ecs": (("Amazon Elastic Container Service",), ()),
    "efs": (("Amazon Elastic File System",), ()),
    "eks": (("Amazon Elastic Kubernetes Service",), ()),
    "elastic-load-balancing": (
        (
            "Elastic Load Balancing",
            "Application Load Balancer",
            "Network Load Balancer",
            "Gateway Load Balancer",
            "Classic Load Balancer",
            "ALB",
            "NLB",
        ),
        (),
    ),
    "iam": (("AWS Identity and Access Management", "AWS IAM", "IAM"), ()),
    "kinesis": (
        ("Amazon Kinesis Data Streams", "Amazon Kinesis"),
        ("Kinesis Data Streams", "Kinesis"),
    ),
    "kiro": (("Kiro",), ()),
    "kms": (("AWS Key Management Service",), ()),
    "rds": (("Amazon Relational Database Service",), ()),
    "s3": (("Amazon Simple Storage Service",), ()),
    "sam": (("AWS Serverless Application Model",), ()),
    "ses": (("Amazon Simple Email Service",), ()),
    "sns": (("Amazon Simple Notification Service",), ()),
    "sqs": (("Amazon Simple Queue Service",), ()),
    "sts": (("AWS Security Token Service",), ()),
    "systems-manager": (
        (
            "AWS Systems Manager Parameter Store",
            "Parameter Store, a capability of AWS Systems Manager",
            "Parameter Store, a tool of AWS Systems Manager",
            "Parameter Store, a tool in AWS Systems Manager",
        ),
        ("Parameter Store",),
    ),
    "timestream": (("Amazon Timestream for LiveAnalytics", "Amazon Timestream for InfluxDB"), ()),
    "vpc": (("Amazon VPC", "Amazon Virtual Private Cloud", "VPC", "VPCs"), ()),
}

PREFIX = re.compile(r"(?:Amazon|AWS) ")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mention:
    """A service named in a text, and whether the name is an official one."""

    service: str
    name: str
    official: bool

    @property
    def graded(self) -> bool:
        """Whether the name can lack its prefix; false for Elastic Load Balancing, IAM, VPC, …"""
        return not self.official or "Amazon" in self.name or "AWS" in self.name


def _rows() -> Iterator[tuple[str, str, bool]]:
    """Yield every name as (name, slug, official)."""
    for name in (" ".join(each.split()) for each in PREFIXED.split(";")):
        bare = PREFIX.sub("", name, count=1)
        slug = bare.casefold().replace(" ", "-")
        yield name, slug, True
        yield bare, slug, False
    for slug, (official, bare_names) in SPECIAL.items():
        yield from ((name, slug, True) for name in official)
        yield from ((name, slug, False) for name in bare_names)


@lru_cache(maxsize=1)
def _known() -> tuple[re.Pattern[str], Mapping[str, tuple[str, bool]]]:
    names = {name: (slug, official) for name, slug, official in _rows()}
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])"), names


def mentions(text: str) -> list[Mention]:
    """Return the first mention of each service in the prose of `text`, without code."""
    pattern, names = _known()
    found: dict[str, Mention] = {}
    for match in pattern.finditer(" ".join(CODE.sub(" ", text).split())):
        service, official = names[match[0]]
        found.setdefault(service, Mention(service, match[0], official))
    return list(found.values())


def services(texts: Iterable[str]) -> set[str]:
    """Return the slugs of all services that `texts` name."""
    return {mention.service for text in texts for mention in mentions(text)}
