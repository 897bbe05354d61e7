"""Official service names: recognition, and prefixes at first mention."""

from __future__ import annotations

import pytest

from quizapp.bank.product_names import Mention, mentions, services


@pytest.mark.parametrize(
    ("text", "service", "name", "official"),
    [
        ("An AWS Lambda function runs.", "lambda", "AWS Lambda", True),
        ("A Lambda function runs.", "lambda", "Lambda", False),
        ("It reads from Amazon S3, daily.", "s3", "Amazon S3", True),
        ("Amazon API\n    Gateway is used.", "api-gateway", "Amazon API Gateway", True),
        ("An Amazon Simple Queue Service queue", "sqs", "Amazon Simple Queue Service", True),
        (
            "AWS Systems Manager Parameter Store",
            "systems-manager",
            "AWS Systems Manager Parameter Store",
            True,
        ),
        ("Use Parameter Store.", "systems-manager", "Parameter Store", False),
        ("Amazon Bedrock AgentCore", "agentcore", "Amazon Bedrock AgentCore", True),
        ("Amazon CloudWatch Logs", "cloudwatch", "Amazon CloudWatch", True),
    ],
)
def test_name_is_found_with_its_prefix(text: str, service: str, name: str, official: bool) -> None:
    assert mentions(text) == [Mention(service, name, official)]


def test_only_the_first_mention_counts() -> None:
    text = "Amazon SQS holds messages; SQS and DynamoDB, then Amazon DynamoDB."
    assert [(m.service, m.official) for m in mentions(text)] == [("sqs", True), ("dynamodb", False)]


@pytest.mark.parametrize("text", ["An IAM role", "An Application Load Balancer", "a VPC", "DAX"])
def test_service_without_a_prefix_is_not_graded(text: str) -> None:
    (mention,) = mentions(text)
    assert not mention.graded


@pytest.mark.parametrize(
    "text",
    ["`lambda:InvokeFunction`", "```\nS3\n```", "S3-like", "a batch of config", "AWS", "Lambdas"],
)
def test_code_and_common_words_are_not_services(text: str) -> None:
    assert mentions(text) == []


def test_services_are_distinct_over_all_texts() -> None:
    assert services(["Amazon SQS and a Lambda function", "AWS Lambda and IAM"]) == {
        "sqs",
        "lambda",
        "iam",
    }
