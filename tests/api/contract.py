"""Holds the REST door's answers against the OpenAPI text that the program prints."""

import functools
import json
import re
import urllib.parse

import jsonschema
import referencing

OPERATION_METHODS = ("get", "put", "post", "patch", "delete")


class Contract:
    """The text, and which of its operations were answered with success."""

    def __init__(self, printed):
        self.printed = printed
        self.text = json.loads(printed)
        self.succeeded = set()
        self.answered = set()  # (operation, status)
        resource = referencing.Resource.from_contents(self.text, referencing.jsonschema.DRAFT202012)
        self.registry = referencing.Registry().with_resource("urn:contract", resource)
        self.operations = {
            operation["operationId"]: (method, path, operation)
            for path, item in self.text["paths"].items() for method, operation in item.items() if method in OPERATION_METHODS}

    def find(self, method, path):
        """The operation that a request meant: of the templates that match, the one with most fixed segments."""
        found = [
            (template.count("{"), operation)
            for verb, template, operation in self.operations.values()
            if verb == method.lower() and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path)]
        return min(found, key=lambda pair: pair[0])[1] if found else None

    @functools.cache
    def validator(self, pointer):
        return jsonschema.Draft202012Validator({"$ref": f"urn:contract#{pointer}"}, registry=self.registry)

    def pointer(self, *parts):
        return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)

    def check(self, answer, *_, **__):
        """A hook of requests: the status is one that the text names, and the body has the schema that it gives."""
        method = answer.request.method
        path = urllib.parse.urlsplit(answer.request.url).path
        operation = self.find("GET" if method == "HEAD" else method, path)
        if operation is None:
            assert answer.status_code in (400, 401, 404, 405, 413, 501), f"{method} {path}: {answer.status_code}"
            return
        status = str(answer.status_code)
        where = f"{operation['operationId']}: {method} {path}: {status} {answer.text[:500]}"
        assert status in operation["responses"], f"not in the contract: {where}"
        response = operation["responses"][status]
        self.answered.add((operation["operationId"], status))
        assert "ETag" not in answer.headers or status == "304" or "ETag" in response.get("headers", {}), f"an entity tag: {where}"
        if "$ref" in response:
            pointer = response["$ref"][1:] + "/content"
            response = self.text["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        else:
            pointer = self.pointer("paths", self.operations[operation["operationId"]][1],
                                   self.operations[operation["operationId"]][0], "responses", status, "content")
        if "content" not in response:
            assert not answer.content or answer.status_code in (414, 431), where
        elif method != "HEAD":
            [kind] = response["content"]
            assert answer.headers["content-type"] == kind, where
            self.validator(pointer + self.pointer(kind, "schema")).validate(answer.json())
        if answer.ok:
            self.succeeded.add(operation["operationId"])
