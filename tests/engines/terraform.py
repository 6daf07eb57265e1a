"""Terraform and the AWS provider: every resource of the catalog, applied, planned again, changed and destroyed.

The provider comes from TERRAFORM_PROVIDERS, a folder laid out as a provider mirror, or from wherever Terraform's own configuration says.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess

from checks import BUCKET, GLUE, KEY, S3, SECRET, check, equal, run, skip

WORK = pathlib.Path(os.environ["WORK"])
PROVIDER_VERSION = "5.100.0"
MIRROR = os.environ.get("TERRAFORM_PROVIDERS")

MAIN = f"""
terraform {{
  required_providers {{
    aws = {{
      source  = "hashicorp/aws"
      version = "{PROVIDER_VERSION}"
    }}
  }}
}}

provider "aws" {{
  region                      = "us-east-1"
  access_key                  = "{KEY}"
  secret_key                  = "{SECRET}"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  s3_use_path_style           = true
  max_retries                 = 2
  endpoints {{
    glue = "{GLUE}"
    sts  = "{GLUE}"
    s3   = "{S3}"
  }}
}}
""" + (pathlib.Path(__file__).with_name("catalog.tf").read_text().replace("BUCKET", BUCKET))


def terraform(*words):
    """Runs Terraform: its status and what it printed."""
    environment = dict(os.environ, TF_IN_AUTOMATION="1", CHECKPOINT_DISABLE="1", TF_PLUGIN_CACHE_DIR="")
    if MIRROR:
        (WORK / "cli.tfrc").write_text(f'provider_installation {{\n  filesystem_mirror {{ path = "{MIRROR}" }}\n}}\ndisable_checkpoint = true\n')
        environment["TF_CLI_CONFIG_FILE"] = str(WORK / "cli.tfrc")
    done = subprocess.run(["terraform", *words, "-no-color"], cwd=WORK, env=environment, text=True, capture_output=True, timeout=600)
    return done.returncode, done.stdout + done.stderr


def must(*words):
    status, text = terraform(*words)
    errors = " ".join(re.findall(r"Error: .*(?:\n.*){0,6}", text)) or text[-300:]
    assert status == 0, errors
    return text


def differences(plan):
    """What a plan would change: its resources and members, without those that are only known later."""
    lines = re.findall(r"^\s*(?:#|[~+-]|-/\+) .*", plan, re.M)
    return " ".join(" ".join(line.split()) for line in lines if "known after apply" not in line)[:600]


def version():
    if not shutil.which("terraform"):
        skip("terraform is not installed")
    (WORK / "main.tf").write_text(MAIN)
    status, text = terraform("init", "-input=false")
    if status != 0:
        skip("terraform init found no provider; TERRAFORM_PROVIDERS may name a mirror: " + " ".join(text.split())[-160:])
    found = json.loads(subprocess.run(["terraform", "version", "-json"], capture_output=True, text=True).stdout)
    return f"{found['terraform_version']}, provider {PROVIDER_VERSION}"


def resources():
    state = json.loads(subprocess.run(["terraform", "show", "-json"], cwd=WORK, capture_output=True, text=True, env=dict(
        os.environ, **({"TF_CLI_CONFIG_FILE": str(WORK / "cli.tfrc")} if MIRROR else {}))).stdout)
    return state.get("values", {}).get("root_module", {}).get("resources", [])


@check("apply creates every resource")
def apply():
    must("apply", "-auto-approve", "-input=false")
    wanted = len(re.findall(r"^(?:resource|data) ", MAIN, re.M))
    equal(len(resources()), wanted)


@check("a second plan finds nothing to do")
def plan():
    status, text = terraform("plan", "-detailed-exitcode", "-input=false")
    assert status == 0, differences(text)


@check("apply changes what the configuration changes, and a plan after it is empty")
def change():
    changed = MAIN.replace("a lake", "another lake").replace('team = "blue"', 'team = "red"').replace("cron(0 4", "cron(0 5")
    assert changed != MAIN
    (WORK / "main.tf").write_text(changed)
    must("apply", "-auto-approve", "-input=false")
    status, text = terraform("plan", "-detailed-exitcode", "-input=false")
    assert status == 0, differences(text)


@check("what exists is imported")
def imported():
    must("state", "rm", "aws_glue_catalog_database.lake")
    must("import", "-input=false", "aws_glue_catalog_database.lake", "123456789012:lake")


@check("destroy removes every resource")
def destroy():
    must("destroy", "-auto-approve", "-input=false")
    equal(resources(), [])


run(version())
