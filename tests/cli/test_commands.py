"""The command line: commands, options from four places, errors that name what is wrong, and exit statuses."""

import json
import os
import pathlib
import subprocess
import time

import pytest
import requests
from program import PROGRAM, clean_environment

pytestmark = pytest.mark.core

COMMANDS = [
    "serve", "migrate", "key create", "key import", "key list", "key revoke", "key policy", "env", "crawl", "repair", "backup", "restore", "openapi",
    "model", "version", "help"]


def run(*words, env=None, **kwargs):
    return subprocess.run(
        [PROGRAM, *[str(word) for word in words]], env=clean_environment(**(env or {})), capture_output=True, text=True,
        timeout=30, stdin=subprocess.DEVNULL, **kwargs)


# --- help ---


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each(command):
    # Every command explains itself, asked in either way, and is in the overview.
    first = run(*command.split(), "--help")
    assert first.returncode == 0 and first.stderr == ""
    assert first.stdout.startswith(f"Usage: propolis {command}")
    assert run("help", *command.split()).stdout == first.stdout
    assert f"  {command} " in run("help").stdout


def test_overview():
    # Help that was asked for is output; help for a bare call is a hint and a failure.
    assert run("--help").returncode == 0
    assert run("--help").stdout == run("help").stdout == run().stdout
    assert run().returncode == 2
    assert run("--version").stdout == run("version").stdout
    assert run("version").stdout.startswith("propolis ")


@pytest.mark.parametrize(
    "words, nearest", [(["serv"], "serve"), (["sevre"], "serve"), (["key", "lst"], "key list"), (["bakcup"], "backup")])
def test_suggestion(words, nearest):
    # A slip of the finger is answered with what was meant.
    done = run(*words)
    assert done.returncode == 2 and f'"{nearest}"' in done.stderr and done.stdout == ""


def test_unknown_command():
    # Nonsense gets no suggestion, and a group says what is in it.
    assert "Did you mean" not in run("frobnicate").stderr
    assert "key create, key import, key list, key revoke" in run("key").stderr
    assert run("key", "--help").returncode == 0
    assert run("key", "--help").stdout == run("key").stderr
    assert run("x" * 5000).returncode == 2


@pytest.mark.parametrize("words", [["key", "list", "x"], ["serve", "x"], ["serve", "-v"], ["crawl", "-w", "a"], ["crawl"], ["crawl", "a", "b"], ["repair", "a"], ["backup"]])
def test_operands(words):
    # Too many words, or too few, are not guessed at.
    done = run(*words)
    assert done.returncode == 2 and "--help" in done.stderr


# --- options ---


def test_option_of_another_command():
    # An option belongs to its commands.
    done = run("key", "list", "--listen", "127.0.0.1:1")
    assert done.returncode == 2 and "--listen is not an option" in done.stderr


@pytest.mark.parametrize(
    "option, value, rule", [
        ("--listen", "nowhere", "HOST:PORT"), ("--listen", "127.0.0.1:65536", "65535"), ("--listen", "::1:80", "[HOST]:PORT"),
        ("--auth", "maybe", "sigv4|none"), ("--account-id", "12345", "twelve digits"), ("--account-id", "12345678901x", "digits"),
        ("--body-max", "many", "16MiB"), ("--body-max", "1", "from 1024"), ("--body-max", "99999999999999999999", "16MiB"),
        ("--memory-max", "9223372036854775807GiB", "from"), ("--request-timeout", "5", "30s"), ("--request-timeout", "1ms", "ms"),
        ("--threads", "1.5", "whole number"), ("--threads", "-1", "whole number"), ("--s3-endpoint", "ftp://x", "http"),
        ("--s3-endpoint", "http://u:p@x", "without a path or user"), ("--s3-endpoint", "http://x/y", "without a path"),
        ("--webhook-allow", "10.0.0.0/33", "webhook-allow"), ("--webhook-allow", "10.0.0.1/8", "webhook-allow"),
        ("--file-root", "/nonexistent", "no folder"), ("--file-root", "/dev/null", "no folder"),
        ("--log-level", "loud", "error|warning|info|debug"), ("--region", "", "1 to 64"), ("--region", "a\nb", "one line"),
        ("--region", "us east", "letters, digits"), ("--region", "us:east", "letters"), ("--s3-region", "us/east", "letters")])
def test_bad_values(option, value, rule, tmp_path):
    # An error names the option, the value and the rule, and nothing is made.
    done = run("serve", "--data", tmp_path / "d", option, value)
    assert done.returncode == 2
    assert option in done.stderr and rule in done.stderr
    assert value.split("\n")[0] in done.stderr
    assert not (tmp_path / "d").exists()


def test_missing_certificate(tmp_path):
    # Files that cannot be read are told of before anything is made.
    done = run("serve", "--data", tmp_path / "d", "--tls-certificate", "/nonexistent.pem", "--tls-key", "/nonexistent.key")
    assert done.returncode == 2 and "--tls-certificate" in done.stderr and "/nonexistent.pem" in done.stderr
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize("option", ["--data", "--listen", "--config"])
def test_missing_value(option):
    # An option at the end of the line lacks its value.
    done = run("serve", option)
    assert done.returncode == 2 and option in done.stderr and "missing" in done.stderr


def error_of(tmp_path, *words, env=None):
    done = run("serve", "--data", tmp_path / "d", "--listen", "127.0.0.1:0", *words, env=env)
    assert done.returncode == 2, done.stderr
    return done.stderr


def test_origin_of_a_bad_value(tmp_path):
    # The error tells from which of the places the value came.
    assert "PROPOLIS_AUTH" in error_of(tmp_path, env={"PROPOLIS_AUTH": "x"})
    (tmp_path / "f").write_text("# a comment\n\n  region = eu-central-1\nauth = x\n")
    assert f"{tmp_path}/f line 4: auth: \"x\": must be" in error_of(tmp_path, "--config", tmp_path / "f")
    assert "--auth" in error_of(tmp_path, "--auth", "x")


@pytest.mark.parametrize("line, words", [
    ("nonsense = 1", "nonsense"), ("auth", "option = value"), ("wait = true", "wait"),
    ("root-secret-access-key = x", "root-secret-access-key"), ("s3-path-style = perhaps", "true or false")])
def test_bad_lines(tmp_path, line, words):
    # Lines that are no options of a file are refused; a secret in a file is, too.
    (tmp_path / "f").write_text(line + "\n")
    assert words in error_of(tmp_path, "--config", tmp_path / "f")


def test_bad_config_files(tmp_path):
    # A file that is not there, or is no file, is named.
    assert "nowhere" in error_of(tmp_path, "--config", tmp_path / "nowhere")
    assert str(tmp_path) in error_of(tmp_path, f"--config={tmp_path}")
    (tmp_path / "big").write_bytes(b"#" * (300 << 10))
    assert "larger" in error_of(tmp_path, "--config", tmp_path / "big")


def region_of(server):
    return dict(line[7:].split("=", 1) for line in server.command("env").stdout.splitlines() if line.startswith("export "))[
        "AWS_REGION"].strip("'")


def test_order_of_places(start_server, tmp_path):
    # The command line goes before the environment, that before the file, that before the default.
    (tmp_path / "f").write_text("region = from-file\n")
    assert region_of(start_server()) == "us-east-1"
    assert region_of(start_server(config=tmp_path / "f")) == "from-file"
    assert region_of(start_server(env={"PROPOLIS_CONFIG": str(tmp_path / "f")})) == "from-file"
    assert region_of(start_server(config=tmp_path / "f", env={"PROPOLIS_REGION": "from-environment"})) == "from-environment"
    assert region_of(start_server(
        config=tmp_path / "f", env={"PROPOLIS_REGION": "from-environment"}, region="from-line")) == "from-line"


def test_secret_is_not_repeated(tmp_path):
    # A bad root secret is not shown.
    env = {"PROPOLIS_ROOT_ACCESS_KEY_ID": "AKIAX", "PROPOLIS_ROOT_SECRET_ACCESS_KEY": "geheim"}
    assert "geheim" not in error_of(tmp_path, env=env)
    assert "belong together" in error_of(tmp_path, env={"PROPOLIS_ROOT_ACCESS_KEY_ID": "AKIAX"})


# --- without a server ---


@pytest.mark.parametrize("words", [
    ["key", "list"], ["key", "create", "--name", "x"], ["key", "revoke", "AKIAX"], ["env"], ["crawl", "x"], ["repair", "a", "b"]])
def test_no_server(tmp_path, words):
    # Commands that need a server say so, and end with a status of its own.
    done = run(*words, "--data", tmp_path)
    assert done.returncode == 3 and "no server runs" in done.stderr and str(tmp_path) in done.stderr


def test_path_too_long_for_a_socket(tmp_path):
    # A folder whose path is too long for a socket is told as such.
    deep = tmp_path / ("x" * 100) / ("y" * 100)
    deep.mkdir(parents=True)
    for words in (["key", "list"], ["serve", "--listen", "127.0.0.1:0"]):
        done = run(*words, "--data", deep)
        assert done.returncode == 1 and "socket" in done.stderr, done.stderr


def test_openapi_needs_no_server():
    # The contract is printed from the tables.
    document = json.loads(run("openapi").stdout)
    assert document["openapi"].startswith("3.1")
    assert document["paths"]


def test_model_needs_no_server():
    # So is what the Glue door takes; each shape that is named is told.
    document = json.loads(run("model").stdout)
    told = document["shapes"].keys()
    assert {one[part] for one in document["operations"].values() for part in ("input", "output")} <= told
    assert {member["shape"] for shape in document["shapes"].values() for member in shape.get("members", {}).values()} <= told


def test_migrate(tmp_path):
    # A new folder is brought up to date; doing it again changes nothing.
    for _ in range(2):
        done = run("migrate", "--data", tmp_path / "d")
        assert done.returncode == 0 and "up to date" in done.stdout
    assert (tmp_path / "d/propolis.db").exists()


def test_migrate_while_serving(start_server):
    # The folder is locked while a server runs.
    done = start_server().command("migrate")
    assert done.returncode == 1 and "in use" in done.stderr


def test_another_account(start_server):
    # A folder keeps its account.
    server = start_server()
    server.stop()
    done = server.command("migrate", "--account-id", "210987654321")
    assert done.returncode == 1 and "account" in done.stderr


# --- keys and env ---


def exports(text):
    """What a shell makes of it."""
    done = subprocess.run(
        ["sh", "-c", 'eval "$1"; env', "sh", text], env={"PATH": os.environ["PATH"], "AWS_SESSION_TOKEN": "old"},
        capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in done.stdout.splitlines() if line.startswith("AWS_"))


def test_env(start_server):
    # What is printed makes unedited programs work, whatever characters the secret holds.
    server = start_server(
        root_key=False, region="eu-west-7",
        env={"PROPOLIS_ROOT_ACCESS_KEY_ID": "AKIAODD", "PROPOLIS_ROOT_SECRET_ACCESS_KEY": "a'b\"c$d`e\\f g"})
    variables = exports(server.command("env").stdout)
    assert variables == {
        "AWS_ENDPOINT_URL_GLUE": server.url, "AWS_ENDPOINT_URL_STS": server.url, "AWS_ACCESS_KEY_ID": "AKIAODD",
        "AWS_SECRET_ACCESS_KEY": "a'b\"c$d`e\\f g", "AWS_DEFAULT_REGION": "eu-west-7", "AWS_REGION": "eu-west-7"}
    script = "import boto3; print(boto3.client('glue').get_databases()['DatabaseList'], boto3.client('sts').get_caller_identity()['Arn'])"
    import sys

    done = subprocess.run(
        [sys.executable, "-c", script], env=clean_environment(**variables), capture_output=True, text=True, timeout=60)
    assert done.stdout == "[] arn:aws:iam::123456789012:root\n", done.stderr


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "0:0", "*:0"])
def test_env_of_all_addresses(start_server, listen):
    # A server on every address, however that is spelt, is reached on this machine by the loopback address.
    server = start_server(listen=listen)
    assert f"http://127.0.0.1:{server.port}" in server.command("env").stdout


def test_import(start_server, tmp_path):
    # An existing pair is taken from the environment or from a file, once.
    server = start_server()
    pair = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
    done = server.command("key", "import", "--name", "spark", env=pair)
    assert done.returncode == 0, done.stderr
    assert pair["AWS_SECRET_ACCESS_KEY"] not in done.stdout
    server.client("glue", *pair.values()).get_databases()
    again = server.command("key", "import", "--name", "spark", env=pair)
    assert again.returncode == 1 and "exists already" in again.stderr
    (tmp_path / "s").write_text("another/secret/of/some/length\n")
    done = server.command("key", "import", "--name", "hive", "--id", "AKIAHIVE", "--secret-file", tmp_path / "s")
    assert done.returncode == 0, done.stderr
    server.client("glue", "AKIAHIVE", "another/secret/of/some/length").get_databases()


@pytest.mark.parametrize("words, env, rule", [
    (["--name", "x"], {}, "AWS_ACCESS_KEY_ID"), (["--name", "x"], {"AWS_ACCESS_KEY_ID": "AKIAX"}, "secret"),
    (["--name", "a b"], {"AWS_ACCESS_KEY_ID": "AKIAX", "AWS_SECRET_ACCESS_KEY": "x" * 20}, "letters, digits"),
    (["--name", "x"], {"AWS_ACCESS_KEY_ID": "AK/AX", "AWS_SECRET_ACCESS_KEY": "x" * 20}, "access key id"),
    (["--name", "x"], {"AWS_ACCESS_KEY_ID": "AKIAX", "AWS_SECRET_ACCESS_KEY": "short"}, "8"),
    (["--name", "x"], {"AWS_ACCESS_KEY_ID": "AKIAX", "AWS_SECRET_ACCESS_KEY": "with a blank"}, "blanks"),
    (["x", "--name", "y"], {"AWS_ACCESS_KEY_ID": "AKIAX", "AWS_SECRET_ACCESS_KEY": "x" * 20}, "given twice"),
    ([b"\xff"], {"AWS_ACCESS_KEY_ID": "AKIAX", "AWS_SECRET_ACCESS_KEY": "x" * 20}, "name is not UTF-8"),
    (["--name", "x", "--id", "AKIAX", "--secret-file", "/nowhere"], {}, "/nowhere")])
def test_bad_imports(server, words, env, rule):
    # What cannot be a key is refused with the rule.
    done = server.command("key", "import", *words, env=env)
    assert done.returncode in (1, 2) and rule in done.stderr, done.stderr


def test_list_and_revoke(start_server):
    # The list shows root, live and revoked keys and no secret; what is not there cannot be revoked.
    server = start_server()
    made = server.command("key", "create", "etl").stdout
    key_id, secret = (line.split("=", 1)[1] for line in made.splitlines())
    listed = server.command("key", "list").stdout
    assert server.key_id in listed and key_id in listed and "etl" in listed and secret not in listed
    assert server.command("key", "revoke", key_id).returncode == 0
    assert server.command("key", "list").stdout.count("Z") > listed.count("Z")
    for wrong in (key_id, "AKIANOBODY"):
        done = server.command("key", "revoke", wrong)
        assert done.returncode == 1 and wrong in done.stderr
    done = server.command("key", "revoke", server.key_id)
    assert done.returncode == 1 and "root" in done.stderr


# --- backup and restore ---


def backed_up(server, path, *words):
    done = server.command("backup", path, *words)
    assert done.returncode == 0, done.stderr
    return done


def test_backup_and_restore(start_server, tmp_path):
    # What was there at the backup is there after the restore, keys included, and what came later is not.
    server = start_server()
    glue = server.client()
    glue.create_database(DatabaseInput={"Name": "before"})
    made = server.command("key", "create", "--name", "etl").stdout
    key_id, secret = (line.split("=", 1)[1] for line in made.splitlines())
    (tmp_path / "p").write_text("correct horse battery\n")
    done = backed_up(server, tmp_path / "b", "--passphrase-file", tmp_path / "p")
    assert done.stderr == ""
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    assert not list(server.data.glob("backup-*"))
    glue.create_database(DatabaseInput={"Name": "after"})
    server.stop()
    restored = tmp_path / "restored"
    done = run("restore", tmp_path / "b", "--data", restored, "--passphrase-file", tmp_path / "p")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in restored.iterdir()) == ["propolis.db", "seal.key"]
    assert restored.stat().st_mode & 0o777 == 0o700
    again = start_server(data=restored)
    names = [one["Name"] for one in again.client("glue", key_id, secret).get_databases()["DatabaseList"]]
    assert names == ["before"]


def test_backup_during_writes(start_server, tmp_path):
    # A copy taken while others write is whole.
    import threading

    server = start_server()
    begun, done = threading.Event(), threading.Event()

    def write():
        glue, i = server.client(), 0
        while not done.is_set():
            glue.create_database(DatabaseInput={"Name": f"d{i:06}"})
            begun.set()
            i += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert begun.wait(30)
        backed_up(server, tmp_path / "b")
    finally:
        done.set()
        thread.join()
    assert run("restore", tmp_path / "b", "--data", tmp_path / "r").returncode == 0
    copy = start_server(data=tmp_path / "r")
    names = [one["Name"] for one in copy.client().get_databases(MaxResults=100)["DatabaseList"]]
    assert names and names == [f"d{i:06}" for i in range(len(names))]


def test_backup_without_the_sealing_key(start_server, tmp_path):
    # Without a passphrase the key is named as missing, at both ends; put back by hand, all is well.
    server = start_server()
    made = server.command("key", "create", "--name", "etl").stdout
    key_id, secret = (line.split("=", 1)[1] for line in made.splitlines())
    assert "seal.key" in backed_up(server, tmp_path / "b").stderr
    server.stop()
    done = run("restore", tmp_path / "b", "--data", tmp_path / "r")
    assert done.returncode == 0 and "seal.key" in done.stderr
    with pytest.raises(RuntimeError, match="seal.key is missing"):
        start_server(data=tmp_path / "r")
    (tmp_path / "r/seal.key").write_bytes((server.data / "seal.key").read_bytes())
    (tmp_path / "r/seal.key").chmod(0o600)
    start_server(data=tmp_path / "r").client("glue", key_id, secret).get_databases()


def test_restore_without_secrets(start_server, tmp_path):
    # Who has lost the sealing key loses the keys and the secrets of connections, and nothing else.
    server = start_server()
    server.client().create_database(DatabaseInput={"Name": "kept"})
    properties = {"CONNECTION_URL": "https://h/", "PASSWORD": "p"}
    server.client().create_connection(ConnectionInput={"Name": "c", "ConnectionType": "CUSTOM", "ConnectionProperties": properties})
    server.command("key", "create", "--name", "etl")
    backed_up(server, tmp_path / "b")
    done = run("restore", tmp_path / "b", "--data", tmp_path / "r", "--without-secrets")
    assert done.returncode == 0 and done.stderr == ""
    copy = start_server(data=tmp_path / "r")
    assert [one["Name"] for one in copy.client().get_databases()["DatabaseList"]] == ["kept"]
    assert any(line["event"] == "access key cannot be used" for line in copy.log())
    [connection] = copy.client().get_connections(HidePassword=True)["ConnectionList"]
    assert connection["ConnectionProperties"] == {"CONNECTION_URL": "https://h/"}
    with pytest.raises(copy.client().exceptions.ClientError, match="GlueEncryptionException"):
        copy.client().get_connection(Name="c")


LACKS = {
    "links": "int link(const char *a, const char *b) { (void)a, (void)b; errno = EPERM; return -1; }\n"
             "int linkat(int a, const char *b, int c, const char *d, int e) { (void)a, (void)b, (void)c, (void)d, (void)e; errno = EPERM; return -1; }",
    "RENAME_NOREPLACE": "int renameat2(int a, const char *b, int c, const char *d, unsigned e) "
                        "{ (void)a, (void)b, (void)c, (void)d, (void)e; errno = EINVAL; return -1; }"}


@pytest.mark.parametrize("lacks", LACKS)
def test_backup_where_there_are_no_links(server, tmp_path, lacks):
    # A backup goes to file systems without links (FAT, what is mounted from elsewhere) and to those without RENAME_NOREPLACE (NFS).
    (tmp_path / "lacks.c").write_text("#include <errno.h>\n" + LACKS[lacks])
    subprocess.run(["cc", "-shared", "-fPIC", "-o", tmp_path / "lacks.so", tmp_path / "lacks.c"], check=True)
    sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    env = {**clean_environment(), "LD_PRELOAD": str(tmp_path / "lacks.so"), "ASAN_OPTIONS": sanitizer}
    copy = [PROGRAM, "backup", tmp_path / "b", "--data", server.data]
    assert subprocess.run(copy, capture_output=True, timeout=60, env=env).returncode == 0
    assert (tmp_path / "b").read_bytes().startswith(b"propolis-backup 1\n") and not (tmp_path / "b.partial").exists()
    again = subprocess.run(copy, capture_output=True, text=True, timeout=60, env=env)
    assert again.returncode == 1 and "exists" in again.stderr


def test_refused_backups(server, tmp_path):
    # A file that is there is not written over; a place that is not there is named; a weak passphrase is refused.
    (tmp_path / "b").write_text("mine")
    done = server.command("backup", tmp_path / "b")
    assert done.returncode == 1 and "exists" in done.stderr and (tmp_path / "b").read_text() == "mine"
    done = server.command("backup", tmp_path / "no/where")
    assert done.returncode == 1 and "no/where" in done.stderr
    (tmp_path / "p").write_text("short\n")
    done = server.command("backup", tmp_path / "c", "--passphrase-file", tmp_path / "p")
    assert done.returncode == 2 and "shorter" in done.stderr
    assert not list(server.data.glob("backup-*"))


def test_refused_restores(start_server, tmp_path):
    # A wrong passphrase, a folder in use and damage anywhere in the file are told, and leave nothing behind.
    server = start_server()
    (tmp_path / "p").write_text("correct horse battery\n")
    (tmp_path / "q").write_text("another passphrase\n")
    backed_up(server, tmp_path / "b", "--passphrase-file", tmp_path / "p")
    whole = (tmp_path / "b").read_bytes()

    def refused(content, words, *options):
        (tmp_path / "x").write_bytes(content)
        done = run("restore", tmp_path / "x", "--data", tmp_path / "r", *options)
        assert done.returncode == 1 and words in done.stderr, done.stderr
        assert not (tmp_path / "r").exists()

    good = ["--passphrase-file", tmp_path / "p"]
    refused(whole, "passphrase", "--passphrase-file", tmp_path / "q")
    refused(whole, "--passphrase-file")
    head = whole.index(b"\n\n")
    for cut in (0, 1, 10, head, head + 2, head + 100, len(whole) - 1):
        refused(whole[:cut], "", *good)
    for place in (head + 20, head + 1000, len(whole) - 10):
        refused(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:], "damaged", *good)
    refused(whole + b"x", "damaged", *good)
    refused(whole.replace(b"propolis-backup 1", b"propolis-backup 2", 1), "cannot read", *good)
    refused(b"\0" * 5000, "not a backup", *good)
    done = run("restore", tmp_path / "b", "--data", server.data, *good)
    assert done.returncode == 1 and "not empty" in done.stderr
    done = run("restore", tmp_path / "nowhere", "--data", tmp_path / "r", *good)
    assert done.returncode == 1 and "nowhere" in done.stderr


# --- crawl ---


def test_crawl_of_nothing(server):
    # A crawler that does not exist is named.
    done = server.command("crawl", "nobody", "--wait")
    assert done.returncode == 1 and "nobody" in done.stderr
    assert server.command("crawl", "a/../b%20c").returncode == 1


@pytest.fixture
def crawling(start_server, tmp_path):
    """A server with a crawler `lake` over a folder that holds one CSV file."""
    folder = tmp_path / "lake/orders"
    folder.mkdir(parents=True)
    (folder / "orders.csv").write_text("id,price\n1,2.5\n2,3.5\n")
    server = start_server(file_root=tmp_path / "lake")
    glue = server.client()
    glue.create_database(DatabaseInput={"Name": "lake"})
    glue.create_crawler(Name="lake", Role="r", DatabaseName="lake", Targets={"S3Targets": [{"Path": f"file://{tmp_path}/lake/"}]})
    return server


def test_crawl_and_wait(crawling):
    # The end of the run is waited for and told in figures; progress goes where it does not disturb.
    done = crawling.command("crawl", "lake", "--wait")
    assert done.returncode == 0, done.stderr
    assert "COMPLETED\nTables: 1 created, 0 updated, 0 deleted\n" in done.stdout
    assert "lake: " in done.stderr
    assert crawling.client().get_table(DatabaseName="lake", Name="orders")["Table"]["Name"] == "orders"
    assert 'propolis_crawls_total{result="succeeded"} 1\n' in requests.get(crawling.url + "/metrics", timeout=10).text


def test_crawl_without_waiting(crawling):
    # Without --wait the command returns when the crawl is started.
    done = crawling.command("crawl", "lake")
    assert done.returncode == 0 and "started" in done.stdout
    deadline = time.monotonic() + 20
    while crawling.client().get_crawler(Name="lake")["Crawler"]["State"] != "READY":
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_crawl_that_fails(crawling, tmp_path):
    # A run that fails is a failure of the command, with the reason.
    crawling.client().update_crawler(Name="lake", Targets={"S3Targets": [{"Path": f"file://{tmp_path}/lake/gone/"}]})
    done = crawling.command("crawl", "lake", "--wait")
    assert done.returncode == 1 and "FAILED" in done.stdout and "gone" in done.stderr


def test_repair(crawling, tmp_path):
    # A repair tells what it does to each folder and partition, and a dry run what it would do.
    glue, location = crawling.client(), f"file://{tmp_path}/lake/t"
    glue.create_table(DatabaseName="lake", TableInput={
        "Name": "t", "PartitionKeys": [{"Name": "k", "Type": "int"}], "StorageDescriptor": {"Location": location}})
    for folder in ("k=1", "k=01", "raw"):
        (tmp_path / "lake/t" / folder).mkdir(parents=True)
    glue.create_partition(DatabaseName="lake", TableName="t", PartitionInput={
        "Values": ["7"], "StorageDescriptor": {"Location": f"{location}/k=7"}})
    planned = crawling.command("repair", "lake", "t", "--mode", "sync", "--dry-run")
    assert planned.returncode == 0 and planned.stdout == f"""- {location}/k=7
+ {location}/k=01/
? {location}/raw/: its name is not k=value
? {location}/k=1/: it names the same partition as another folder
Partitions: 1 to be added, 1 to be dropped, 0 kept; 2 folders ignored
""", planned
    done = crawling.command("repair", "lake", "t")
    assert done.returncode == 0 and "Partitions: 1 added, 0 dropped, 1 kept; 2 folders ignored\n" in done.stdout
    missing = crawling.command("repair", "lake", "no/such table")
    assert missing.returncode == 1 and "no/such table" in missing.stderr
    assert crawling.command("repair", "lake", "t", "--mode", "both").returncode == 2


@pytest.mark.parametrize("words", [["version"], ["help"], ["serve", "--help"], ["openapi"]])
def test_output_that_cannot_be_written(words):
    # A full disk behind standard output is a failure, and is told.
    if not pathlib.Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with open("/dev/full", "w") as full:
        done = subprocess.run([PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, env=clean_environment(), timeout=10)
    assert done.returncode == 1 and b"standard output" in done.stderr
