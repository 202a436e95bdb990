#!/usr/bin/env python3
"""Makes schemas.json from the packages cfn-lint and aws-sam-translator: see README.md here.

    pip install cfn-lint==1.51.0 aws-sam-translator==1.110.0
    python3 generate.py > schemas.json
"""

import importlib.metadata
import json
import os
import re
import sys

import cfnlint
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from samtranslator.internal.schema_source import schema as sam_source
from samtranslator.plugins.globals.globals import Globals as GlobalsPlugin

REGION = "us-east-1"

# The types that templates here may use; another one is added to this list and the file made anew.
TYPES = """
AWS::ApiGateway::Account AWS::ApiGateway::Authorizer AWS::ApiGateway::BasePathMapping
AWS::ApiGateway::Deployment AWS::ApiGateway::DomainName AWS::ApiGateway::RestApi
AWS::ApiGateway::Stage AWS::ApiGateway::UsagePlan AWS::CertificateManager::Certificate
AWS::CloudFormation::CustomResource AWS::CloudFormation::Stack AWS::CloudFormation::WaitConditionHandle
AWS::CloudWatch::Alarm AWS::CloudWatch::CompositeAlarm AWS::CloudWatch::Dashboard
AWS::CodeDeploy::Application AWS::CodeDeploy::DeploymentConfig AWS::CodeDeploy::DeploymentGroup
AWS::DynamoDB::Table AWS::EC2::RouteTable AWS::EC2::SecurityGroup AWS::EC2::SecurityGroupEgress
AWS::EC2::SecurityGroupIngress AWS::EC2::Subnet AWS::EC2::SubnetRouteTableAssociation AWS::EC2::VPC
AWS::EC2::VPCEndpoint AWS::ElastiCache::ParameterGroup AWS::ElastiCache::ReplicationGroup
AWS::ElastiCache::ServerlessCache AWS::ElastiCache::SubnetGroup AWS::ElastiCache::User
AWS::ElastiCache::UserGroup AWS::Events::EventBus AWS::Events::Rule AWS::IAM::ManagedPolicy
AWS::IAM::OIDCProvider AWS::IAM::Policy AWS::IAM::Role AWS::KMS::Alias AWS::KMS::Key
AWS::Kinesis::Stream AWS::Lambda::Alias AWS::Lambda::EventInvokeConfig
AWS::Lambda::EventSourceMapping AWS::Lambda::Function AWS::Lambda::LayerVersion
AWS::Lambda::Permission AWS::Lambda::Url AWS::Lambda::Version AWS::Logs::LogGroup
AWS::Logs::MetricFilter AWS::Logs::QueryDefinition AWS::Logs::ResourcePolicy
AWS::Logs::SubscriptionFilter AWS::Route53::HostedZone AWS::Route53::RecordSet
AWS::Route53::RecordSetGroup AWS::S3::Bucket AWS::S3::BucketPolicy AWS::SES::ConfigurationSet
AWS::SES::ConfigurationSetEventDestination AWS::SES::EmailIdentity AWS::SNS::Subscription
AWS::SNS::Topic AWS::SNS::TopicPolicy AWS::SQS::Queue AWS::SQS::QueuePolicy AWS::SSM::Parameter
AWS::Scheduler::Schedule AWS::SecretsManager::ResourcePolicy AWS::SecretsManager::RotationSchedule
AWS::SecretsManager::Secret AWS::WAFv2::IPSet AWS::WAFv2::LoggingConfiguration AWS::WAFv2::WebACL
AWS::WAFv2::WebACLAssociation AWS::XRay::Group
""".split()

SAM_TYPES = {
    "AWS::Serverless::Api": ("aws_serverless_api", "AWS::ApiGateway::RestApi"),
    "AWS::Serverless::Function": ("aws_serverless_function", "AWS::Lambda::Function"),
    "AWS::Serverless::LayerVersion": ("aws_serverless_layerversion", "AWS::Lambda::LayerVersion"),
    "AWS::Serverless::SimpleTable": ("aws_serverless_simpletable", "AWS::DynamoDB::Table"),
}

# The IAM prefixes whose actions are listed.
SERVICES = """
acm apigateway application-autoscaling cloudformation cloudwatch codedeploy dynamodb ec2 elasticache
events execute-api iam kms lambda logs route53 s3 scheduler secretsmanager ses sns sqs ssm sts tag
wafv2 xray
""".split()

DROPPED = {
    "$comment", "$schema", "$id", "title", "description", "markdownDescription", "examples", "default",
    "format", "insertionOrder", "typeName", "sourceUrl", "tagging", "primaryIdentifier",
    "createOnlyProperties", "conditionalCreateOnlyProperties", "writeOnlyProperties",
    "readOnlyProperties", "deprecatedProperties", "propertyTransform", "replacementStrategy",
    "resourceLink", "relationshipRef", "maxUniqueItems", "uniqueKeys", "additionalIdentifiers",
    "__samPassThrough", "documentationUrl", "handlers", "nonPublicProperties", "nonPublicDefinitions",
}


def for_java(pattern):
    """Java takes [ inside of a character class for another class, and && for an intersection."""
    result, inside, i = "", False, 0
    while i < len(pattern):
        c = pattern[i]
        if c == "\\":
            result += pattern[i:i + 2]
            i += 2
            continue
        if inside and (c == "[" or pattern[i:i + 2] == "&&"):
            result += "\\"
        elif c == "[":
            inside = True
            if pattern[i + 1:i + 2] == "]":
                result += "[\\]"
                i += 2
                continue
        elif c == "]":
            inside = False
        result += c
        i += 1
    return result


class Converter:
    """Rewrites one schema so that it takes templates: an intrinsic function where a value may stand
    (given as a marker, see the $defs below), and numbers and booleans as text, as CloudFormation does."""

    def __init__(self, root, prefix, passthrough=None):
        self.root = root
        self.prefix = prefix
        self.passthrough = passthrough
        self.by_name = lambda name: None

    def resolve(self, ref):
        node = self.root
        for part in ref[2:].split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
        return node

    def kinds(self, schema, seen=()):
        """Which of scalar, list, object a value of this schema may be."""
        if not isinstance(schema, dict):
            return {"scalar", "list", "object"}
        if "__samPassThrough" in schema and self.passthrough:
            return {"scalar", "list", "object"}
        if "$ref" in schema:
            if schema["$ref"] in seen:
                return {"scalar", "list", "object"}
            return self.kinds(self.resolve(schema["$ref"]), seen + (schema["$ref"],))
        if "type" in schema:
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            return {{"array": "list", "object": "object"}.get(t, "scalar") for t in types}
        for key in ("anyOf", "oneOf", "allOf"):
            if key in schema:
                return set().union(*(self.kinds(s, seen) for s in schema[key]))
        return {"scalar", "list", "object"}

    def value(self, schema):
        """A place where a value stands, so that a function may stand there as well."""
        kinds = self.kinds(schema)
        name = "fn" + "".join(k.capitalize() for k in ("scalar", "list") if k in kinds)
        converted = self.schema(schema)
        if converted in ({}, True):
            return {}
        if "__samPassThrough" in schema and "/properties/" in converted.get("$ref", ""):
            return converted
        return {"if": {"$ref": "#/$defs/" + name}, "else": converted}

    def named(self, name, schema):
        """A property; SAM hands many through to the CloudFormation property of the same name."""
        bare = [r.get("$ref", "") for r in [schema] + schema.get("allOf", [])] if isinstance(schema, dict) else []
        if any(r.endswith("/PassThroughProp") for r in bare) and "__samPassThrough" not in schema:
            found = self.by_name(name)
            if found:
                return {"$ref": found}
        return self.value(schema)

    def event_type(self, schema):
        if not isinstance(schema, dict) or "$ref" not in schema:
            return None
        target = self.resolve(schema["$ref"])
        types = target.get("properties", {}).get("Type", {}).get("enum", [])
        return types[0] if len(types) == 1 else None

    def schema(self, schema):
        if not isinstance(schema, dict):
            return schema
        if "__samPassThrough" in schema and self.passthrough:
            found = self.passthrough(schema["__samPassThrough"]["schemaPath"])
            if found:
                return {"$ref": found}
        result = {}
        for key, value in schema.items():
            if key in DROPPED or key == "definitions":
                continue
            if key in ("properties", "patternProperties"):
                result[key] = {name if key == "properties" else for_java(name): self.named(name, s)
                               for name, s in value.items()}
            elif key == "additionalProperties":
                result[key] = self.value(value) if isinstance(value, dict) else value
            elif key == "items":
                if isinstance(value, list):
                    result["prefixItems"] = [self.value(s) for s in value]
                else:
                    result[key] = self.value(value)
            elif key == "prefixItems":
                result[key] = [self.value(s) for s in value]
            elif key == "anyOf" and all(self.event_type(s) for s in value):
                # One branch per Type, so that a fault in it is told as such.
                result["allOf"] = [
                    {"if": {"properties": {"Type": {"const": self.event_type(s)}}}, "then": self.schema(s)}
                    for s in value]
                result["required"] = ["Type"]
                result["properties"] = {"Type": {"enum": sorted(map(self.event_type, value))}}
            elif key in ("anyOf", "oneOf", "allOf"):
                # What is left of it when the formats are gone may be nothing.
                parts = [self.schema(s) for s in value]
                if key == "allOf" or {} not in parts:
                    result[key] = parts
            elif key in ("if", "then", "else", "not"):
                result[key] = self.schema(value)
            elif key == "$ref":
                result[key] = self.prefix + value[1:]
            elif key in ("requiredXor", "requiredOr"):
                word = "oneOf" if key == "requiredXor" else "anyOf"
                result.setdefault("allOf", []).append({word: [{"required": [n]} for n in value]})
            elif key == "dependentExcluded":
                result.setdefault("dependentSchemas", {}).update(
                    {a: {"not": {"anyOf": [{"required": [b]} for b in bs]}} for a, bs in value.items()})
            elif key == "dependencies":
                for a, b in value.items():
                    if isinstance(b, list):
                        result.setdefault("dependentRequired", {})[a] = b
            elif key in ("type", "enum"):
                pass
            elif key == "pattern":
                result[key] = for_java(value)
            else:
                result[key] = value
        self.loosen(schema, result)
        return result

    @staticmethod
    def loosen(schema, result):
        enum = schema.get("enum")
        if enum is not None:
            enum = list(enum) + [str(v).lower() if isinstance(v, bool) else str(v)
                                 for v in enum if not isinstance(v, str)]
        if "type" in schema:
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            loose = list(types)
            if "string" in types:
                loose += ["number", "boolean"]
            elif "boolean" in types:
                loose.append("string")
                enum = enum or [True, False, "true", "false"]
            elif "integer" in types or "number" in types:
                loose.append("string")
                digits = r"^-?\d+$" if "number" not in types else r"^-?\d+(\.\d+)?$"
                result.setdefault("pattern", digits)
            loose = list(dict.fromkeys(loose))
            result["type"] = loose[0] if len(loose) == 1 else loose
        if enum is not None:
            result["enum"] = enum


def resource(name):
    provider = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, name)
    schema = json.loads(json.dumps(provider.schema))
    for pointer in schema.get("readOnlyProperties", []):
        parts = pointer.strip("/").split("/")
        if len(parts) == 2:
            schema["properties"].pop(parts[1], None)
    prefix = "#/$defs/" + name
    converter = Converter(schema, prefix)
    result = converter.schema(schema)
    result.setdefault("type", "object")
    result["definitions"] = {n: converter.schema(s) for n, s in schema.get("definitions", {}).items()}
    return result


def attributes(name):
    provider = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, name)
    found = {}
    for attribute, pointer in provider.get_atts.items():
        kind = "any"
        try:
            _, node = provider.resolver.resolve_from_url_pointer(provider.schema, pointer) \
                if hasattr(provider, "resolver") else (None, None)
        except Exception:
            node = None
        if node is None:
            node = provider.schema
            try:
                for part in re.sub(r"^#?/", "", pointer).split("/"):
                    while "$ref" in node:
                        node = Converter(provider.schema, "").resolve(node["$ref"])
                    node = node[part] if part in node else node["properties"][part]
            except (KeyError, TypeError):
                node = {}
        if isinstance(node, dict) and "type" in node:
            kind = "list" if node["type"] == "array" else "scalar"
        found[attribute] = kind
    return found


def main():
    defs = {
        # What stands for a function: {"$fn": "scalar"} and so on; "any" where it cannot be told.
        "fn": {"type": "object", "required": ["$fn"], "properties": {"$fn": {"const": "any"}}},
        "fnScalar": {"type": "object", "required": ["$fn"], "properties": {"$fn": {"enum": ["scalar", "any"]}}},
        "fnList": {"type": "object", "required": ["$fn"], "properties": {"$fn": {"enum": ["list", "any"]}}},
        "fnScalarList": {"type": "object", "required": ["$fn"]},
    }
    for name in TYPES:
        defs[name] = resource(name)

    sam = json.loads(json.dumps(sam_source.get_schema(sam_source.SamModel)))

    def passthrough(path):
        """Where the CloudFormation schema has what SAM hands through."""
        name, _, definition = path[1].partition(".")
        if name not in defs:
            return None
        node, pointer = defs[name], "#/$defs/" + name
        rest = path[2:]
        if definition:
            if definition not in node["definitions"]:
                return None
            node, pointer = node["definitions"][definition], pointer + "/definitions/" + definition
        elif rest[:2] == ["properties", "Properties"]:
            rest = rest[2:]
        for part in rest:
            if not isinstance(node, dict) or part not in node:
                print("no schema for", path, file=sys.stderr)
                return None
            node, pointer = node[part], pointer + "/" + part
        return pointer

    converter = Converter(sam, "#/$defs/sam", passthrough)
    used = set()

    def collect(name):
        if name in used:
            return
        used.add(name)
        for ref in re.findall(r'"\$ref": "#/definitions/([^"]+)"', json.dumps(sam["definitions"][name])):
            collect(ref)

    head = "samtranslator__internal__schema_source__"
    for module, _ in SAM_TYPES.values():
        collect(head + module + "__Properties")
    like = {
        "aws_serverless_function__Properties": ["AWS::Lambda::Function"],
        "DynamoDBEventProperties": ["AWS::Lambda::EventSourceMapping"],
        "SQSEventProperties": ["AWS::Lambda::EventSourceMapping"],
        "aws_serverless_api__Properties": ["AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage"],
        "aws_serverless_layerversion__Properties": ["AWS::Lambda::LayerVersion"],
        "aws_serverless_simpletable__Properties": ["AWS::DynamoDB::Table"],
    }
    sam_definitions = {}
    for name in sorted(used):
        types = like.get(name.replace(head, ""), [])
        # Not DestinationConfig: SAM adds Type to it.
        converter.by_name = lambda p, types=types: next(
            (f"#/$defs/{t}/properties/{p}" for t in types if p in defs[t]["properties"] and p != "DestinationConfig"), None)
        sam_definitions[name] = converter.schema(sam["definitions"][name])
    defs["sam"] = {"definitions": sam_definitions}
    for name, (module, _) in SAM_TYPES.items():
        defs[name] = {"$ref": "#/$defs/sam/definitions/" + head + module + "__Properties"}
    # The transform's own list of what Globals may have; SAM's schema of them lags behind.
    supported = GlobalsPlugin.supported_properties
    defs["Globals"] = {"type": "object", "additionalProperties": False, "properties": {
        name.rsplit("::", 1)[1]: {"type": "object", "additionalProperties": False, "properties": {
            p: sam_definitions[head + module + "__Properties"]["properties"].get(p, {})
            for p in supported[name]}}
        for name, (module, _) in SAM_TYPES.items() if name in supported}}

    atts = {name: attributes(name) for name in TYPES}
    for name, (_, model) in SAM_TYPES.items():
        atts[name] = atts[model]

    with open(os.path.join(os.path.dirname(cfnlint.__file__), "data/AdditionalSpecs/Policies.json")) as file:
        policies = json.load(file)
    actions = {}
    for service in SERVICES:
        entry = policies.get(service)
        if entry is None:
            print("no actions of", service, file=sys.stderr)
            continue
        actions[service] = sorted(entry["Actions"])

    short = json.dumps(defs).replace(head, "")
    defs = json.loads(short)
    versions = {p: importlib.metadata.version(p) for p in ("cfn-lint", "aws-sam-translator")}

    def lines(mapping):
        return ",\n".join(json.dumps(k) + ":" + json.dumps(v, separators=(",", ":"), sort_keys=True)
                          for k, v in mapping.items())

    print("{")
    print('"$comment":' + json.dumps("Made by generate.py; see README.md") + ",")
    print('"madeFrom":' + json.dumps(versions) + ",")
    print('"$defs":{\n' + lines(defs) + "\n},")
    print('"attributes":{\n' + lines(atts) + "\n},")
    print('"actions":{\n' + lines(actions) + "\n}")
    print("}")


main()
