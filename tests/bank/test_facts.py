"""Verification of names against the vendor's models, and of snippets in stems."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.bank import checks, facts
from quizapp.bank.pack import load
from quizapp.exam.question import Question
from tests.bank.factory import TEMPLATE, entry, question, write_pack

needs_botocore = pytest.mark.skipif(
    importlib.util.find_spec("botocore") is None, reason="botocore is not installed"
)
needs_cfn_lint = pytest.mark.skipif(
    importlib.util.find_spec("cfnlint") is None, reason="cfn-lint is not installed"
)
needs_both = pytest.mark.skipif(
    importlib.util.find_spec("botocore") is None or importlib.util.find_spec("cfnlint") is None,
    reason="botocore and cfn-lint are not both installed",
)


@needs_botocore
@pytest.mark.parametrize(
    "fact",
    [
        "lambda:CreateFunction",
        "lambda:CreateEventSourceMapping.FunctionResponseTypes",
        "lambda:CreateEventSourceMapping.DestinationConfig.OnFailure.Destination",
        "lambda:CreateEventSourceMapping.FunctionResponseTypes=ReportBatchItemFailures",
        "dynamodb:CreateTable.GlobalSecondaryIndexes.Projection.ProjectionType=INCLUDE",
        "sqs:SetQueueAttributes.Attributes.VisibilityTimeout",
        "kinesis:PutRecords.FailedRecordCount",
        "kinesis:!ProvisionedThroughputExceededException",
        "iam:CreateRole.PermissionsBoundary",
    ],
)
def test_sdk_names_are_verified(fact: str) -> None:
    assert facts.verify(fact) is None


@needs_botocore
@pytest.mark.parametrize(
    ("fact", "wrong"),
    [
        ("lambada:CreateFunction", "no service 'lambada'"),
        ("lambda:MakeFunction", "lambda has no operation MakeFunction"),
        ("lambda:CreateFunction.Memory", "CreateFunction: there is no Memory"),
        (
            "lambda:CreateEventSourceMapping.FunctionResponseTypes=Report",
            "cannot be Report, only ReportBatchItemFailures",
        ),
        ("lambda:CreateFunction.Role=x", "lists no values for Role; state Role without =x"),
        ("lambda:CreateFunction=x", "a value needs a parameter"),
        ("sqs:SetQueueAttributes.Attributes.Visibility", "Visibility is not one of"),
        ("kinesis:!TooMuch", "kinesis has no exception TooMuch"),
        ("CreateFunction", "has no form that can be checked"),
        ("lambda:", "has no form that can be checked"),
    ],
)
def test_wrong_sdk_name_is_explained(fact: str, wrong: str) -> None:
    assert wrong in (facts.verify(fact) or "")


@needs_cfn_lint
@pytest.mark.parametrize(
    "fact",
    [
        "iam:s3:GetObject",
        "iam:iam:PassRole",
        "cfn:AWS::Lambda::Function",
        "cfn:AWS::Lambda::Function.Environment.Variables",
        "cfn:AWS::DynamoDB::Table.KeySchema.AttributeName",
        "cfn:AWS::DynamoDB::Table.BillingMode=PAY_PER_REQUEST",
        "cfn:AWS::Serverless::Function.DeploymentPreference.Type",
        "cfn:AWS::IAM::Role.AssumeRolePolicyDocument.Statement",
    ],
)
def test_iam_actions_and_template_properties_are_verified(fact: str) -> None:
    assert facts.verify(fact) is None


@needs_cfn_lint
@pytest.mark.parametrize(
    ("fact", "wrong"),
    [
        ("iam:s3:FetchObject", "IAM has no action s3:FetchObject"),
        ("iam:s4:GetObject", "IAM has no service prefix 's4'"),
        ("cfn:AWS::Lambda::Funktion", "no resource type AWS::Lambda::Funktion"),
        ("cfn:AWS::Lambda::Function.Memory", "has no property Memory"),
        ("cfn:AWS::DynamoDB::Table.BillingMode=FREE", "cannot be FREE"),
        ("cfn:AWS::Lambda::Function.Handler=x", "lists no values for Handler"),
    ],
)
def test_wrong_action_or_property_is_explained(fact: str, wrong: str) -> None:
    assert wrong in (facts.verify(fact) or "")


@needs_both
def test_check_with_facts_fails_on_a_wrong_fact(tmp_path: Path) -> None:
    text = entry("first", facts="facts: [lambda:CreateFunction, lambda:MakeFunction]")
    pack = load(write_pack(tmp_path, text))
    assert not checks.check(pack).failed
    (finding,) = checks.check(pack, with_facts=True).findings
    assert finding.severity == "error"
    assert finding.problem.message == (
        "fact lambda:MakeFunction: lambda has no operation MakeFunction"
    )


@needs_both
def test_facts_and_references_of_number_questions_are_checked(tmp_path: Path) -> None:
    text = TEMPLATE.replace("docs.example.com", "blog.example.org")
    pack = load(write_pack(tmp_path, text.replace("checked:", "facts: [sqs:Oops]\n  checked:")))
    assert pack.problems == []
    assert [f.problem.rule for f in checks.check(pack).findings] == ["reference"]
    found = checks.check(pack, with_facts=True).findings
    assert [(f.severity, f.problem.question, f.problem.rule) for f in found] == [
        ("error", "numbers", "reference"),
        ("error", "numbers", "fact"),
    ]


@needs_both
def test_names_in_snippets_are_verified_automatically() -> None:
    asked = stem("Thing:\n  Type: AWS::Nothing::Here\n", "yaml")
    (wrong,) = facts.false_in(asked, [])
    assert "no resource type AWS::Nothing::Here" in wrong


def test_missing_models_message_says_how_to_install_them() -> None:
    program = (
        "import sys; sys.modules['botocore'] = None; sys.modules['cfnlint'] = None\n"
        "from quizapp.bank import facts\n"
        "for fact in ('lambda:CreateFunction', 'iam:s3:GetObject', 'cfn:AWS::S3::Bucket'):\n"
        "    try: facts.verify(fact)\n"
        "    except facts.Unavailable as error: print(error)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stderr == ""
    assert ran.stdout.count("pip install 'quizapp[facts]'") == 3


def test_models_are_imported_on_first_use() -> None:
    program = (
        "import sys; import quizapp.bank.checks\n"
        "print({'botocore', 'cfnlint'} & sys.modules.keys())"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout.strip() == "set()"


# Snippets.


def stem(snippet: str, language: str = "") -> Question:
    return question(stem=f"See this:\n\n```{language}\n{snippet}```\n\nWhat now?")


@pytest.mark.parametrize(
    "snippet",
    [
        '{"a": [1, 2]}\n',
        '"Retry": [{"MaxAttempts": 3}],\n"TimeoutSeconds": 20,\n',
        '{"level": "info"}\n{"level": "error"}\nREPORT Duration: 1 ms\n',
        '{"Type": "Notification", "Message": "{\\"id\\": 9"\n',
        "return {\n    'statusCode': 200\n}\n",
        "[profile deploy]\nrole_arn = arn:aws:iam::1:role/x\n",
        "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Name: !Ref Thing\n",
        "def handler(event, context):\n    return event['a']\n",
        "AccessDenied: not allowed\n  {see: the log\n",
        '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotAction": "s3:*"}}\n',
        '{"Effect": "Allow", "Action": "s3:GetObject"}\n',
    ],
    ids=[
        "an object",
        "members without braces",
        "log lines",
        "the beginning of an object",
        "program code",
        "an ini file",
        "a template with short functions",
        "a function",
        "an error message",
        "a policy",
        "a single statement",
    ],
)
def test_valid_snippets_and_other_languages_pass(snippet: str) -> None:
    assert list(facts.snippet_faults(stem(snippet))) == []


@pytest.mark.parametrize(
    ("snippet", "language", "wrong"),
    [
        ('{"a": 1,}\n', "", "JSON snippet does not parse"),
        ('{"a": 1\n', "json", "JSON snippet does not parse"),
        ('"Retry": [{"MaxAttempts": }]\n', "", "JSON snippet does not parse"),
        ("Resources:\n  Queue: [a\n  Topic: b\n", "", "YAML snippet does not parse"),
        ("a: b: c\n", "yaml", "YAML snippet does not parse"),
        ('{"Statement": []}\n', "", "Version None; write 2012-10-17"),
        (
            '{"Version": "2012-10-17", "Statement": [{"Effect": "Permit", "Action": "s3:*"}]}\n',
            "",
            "no Effect of Allow or Deny",
        ),
        (
            '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}\n',
            "",
            "statement has no Action",
        ),
    ],
)
def test_invalid_snippet_is_reported(snippet: str, language: str, wrong: str) -> None:
    (found,) = facts.snippet_faults(stem(snippet, language))
    assert wrong in found


def test_facts_in_snippets_exclude_wildcards() -> None:
    policy = (
        '{"Version": "2012-10-17", "Statement": [\n'
        '  {"Effect": "Allow", "Action": ["s3:GetObject", "s3:*", "kms:Decrypt"]},\n'
        '  {"Effect": "Deny", "Action": "s3:GetObject"}]}\n'
    )
    template = "Queue:\n  Type: AWS::SQS::Queue\n"
    assert facts.named_in(stem(policy)) == ("iam:s3:GetObject", "iam:kms:Decrypt")
    assert facts.named_in(stem(template)) == ("cfn:AWS::SQS::Queue",)


def test_inline_code_states_no_facts() -> None:
    asked = question(stem="The code calls `MakeFunction` and sets `Memory`. What now?")
    assert facts.named_in(asked) == ()
