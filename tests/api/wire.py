"""Requests as bytes: signed by botocore's own signer, sent as they are, and the answers as they came."""

import http.client
import json
import urllib.parse

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


class Reply:
    """One answer: status, headers in lower case, body."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """The error's name, which the header and the body must agree on."""
        if self.status == 200:
            return None
        assert self.headers["content-type"] == "application/x-amz-json-1.1", self.headers
        assert self.json["__type"] == self.headers["x-amzn-errortype"]
        assert self.json["Message"]
        return self.json["__type"]

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


class Wire:
    """A connection that is kept, and made anew when the server closed it."""

    def __init__(self, url, key_id, secret, region="us-east-1", service="glue", timeout=60):
        self.host = urllib.parse.urlsplit(url).netloc
        self.credentials = Credentials(key_id, secret)
        self.region, self.service, self.timeout = region, service, timeout
        self.connection = None

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def sign(self, method, path, body, headers):
        request = AWSRequest(method, f"http://{self.host}{path}", headers=headers, data=body)
        SigV4Auth(self.credentials, self.service, self.region).add_auth(request)
        return dict(request.headers.items())

    def send(self, method, path, body=b"", headers=None):
        """Sends what it is given and adds nothing but Host and Content-Length."""
        for attempt in (1, 2):
            fresh = self.connection is None
            if fresh:
                self.connection = http.client.HTTPConnection(self.host, timeout=self.timeout)
            try:
                self.connection.request(method, path, body=body, headers=headers or {})
                answer = self.connection.getresponse()
                reply = Reply(answer.status, answer.getheaders(), answer.read())
            except (ConnectionError, http.client.HTTPException):
                self.close()
                if fresh or attempt == 2:
                    raise
                continue
            if answer.will_close:
                self.close()
            return reply
        raise AssertionError("not reached")

    def signed(self, method, path, body=b"", headers=None):
        return self.send(method, path, body, self.sign(method, path, body, headers or {}))

    def call(self, operation, body=b"", headers=None):
        """One operation through the Glue door; `body` as bytes goes out as it is."""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"AWSGlue.{operation}", **(headers or {})}
        return self.signed("POST", "/", body, headers)
