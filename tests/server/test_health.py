"""What monitors ask: health, metrics, and that no stranger's path leads anywhere."""

import pytest
import requests

pytestmark = pytest.mark.core


def get(server, path, **kwargs):
    return requests.get(server.url + path, timeout=10, **kwargs)


def test_health_needs_no_signature(server):
    # A monitor without a key learns whether the server lives and is ready.
    assert get(server, "/health/live").json() == {"status": "live"}
    assert get(server, "/health/ready").json() == {"status": "ready"}


def test_metrics_count_requests(server, glue):
    # A request shows up under its operation and result, in figures that add up.
    glue.get_databases()
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_database(Name="nowhere")
    answer = get(server, "/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert int(lines['propolis_requests_total{operation="GetDatabase",result="NOT_FOUND"}']) >= 1
    count = int(lines['propolis_request_duration_seconds_count{operation="GetDatabases"}'])
    assert count == int(lines['propolis_request_duration_seconds_bucket{operation="GetDatabases",le="+Inf"}']) >= 1
    assert float(lines["process_resident_memory_bytes"]) > 1e6
    assert int(lines["propolis_connections_accepted_total"]) >= 1
    assert "propolis_store_commits_total" in lines


def test_metrics_families_are_announced_once(server):
    # Prometheus refuses a page that announces a family twice or has samples without one.
    announced = set()
    for line in get(server, "/metrics").text.splitlines():
        if line.startswith("# TYPE "):
            assert line.split()[2] not in announced
            announced.add(line.split()[2])
        elif not line.startswith("#"):
            name = line.split("{")[0].split(" ")[0]
            assert name in announced or name.rsplit("_", 1)[0] in announced, line


@pytest.mark.parametrize("path", ["/", "/nothing", "/health", "/health/live/", "/metricsx", "/control/keys", "/v1x"])
def test_strange_paths(server, path):
    # What is outside all doors is a problem document with status 404, and the control door is not on the network.
    answer = get(server, path)
    assert answer.status_code == 404, path
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_wrong_methods(server, method, path):
    # A page that exists answers a method that it does not have with 405 and those that it has (RFC 9110, section 15.5.6).
    answer = requests.request(method, server.url + path, timeout=10)
    assert answer.status_code == answer.json()["status"] == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.headers["content-type"] == "application/problem+json"
    assert method in answer.json()["detail"] and path in answer.json()["detail"]


def test_request_ids(server):
    # Each answer carries an id of its own, and the log knows it.
    ids = {get(server, "/health/live").headers["x-amzn-RequestId"] for _ in range(20)}
    assert len(ids) == 20
    assert all(len(one) == 36 and one[14] == "4" and one[19] in "89ab" for one in ids)


def test_head(server):
    # HEAD answers what GET would, without the body.
    answer = requests.head(server.url + "/health/live", timeout=10)
    assert answer.status_code == 200 and answer.content == b""
    assert int(answer.headers["content-length"]) == len('{"status":"live"}')


def test_start_says_nothing_but_lines(start_server):
    # The log of a start is JSON to the last line, and the HTTP library finds nothing wrong with how it is called.
    server = start_server(log_level="debug")
    assert server.log() and not [line for line in server.log() if "text" in line and "A root key" not in line["text"]]
