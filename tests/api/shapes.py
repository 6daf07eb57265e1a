"""Values for every member of the service's documents, made from the schemas of its own OpenAPI text, and how two documents differ.

The text is derived from the tables of shapes that the service decodes with, so a new member is tested as soon as it is there.
"""

INT32, INT64 = 2**31, 2**63

SINGLE_LINE = r"^[^\u0000-\u0008\u000a-\u001f]*$"
MULTI_LINE = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$"
BASE64 = r"^(?:(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$"

# Texts for the patterns that a text of any letters would break. Those of classes of characters are made by their class.
EXAMPLES = {
    r"^(?:[^\x00-\x08\n\x0b\x0c\x0e-\x1f]*)$": ["", "%{WORD:x} \r\t 🐝" + "x" * 2000],
    r"^(?:[^\r\n])$": ["x", "🐝", "\t", "\"", "\\", "\x01"],
    r"^(?:[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12})$": ["0a1b2c3d-4e5f-6789-abcd-ef0123456789", "f" * 8 + "-ffff" * 3 + "-" + "f" * 12],
    r"^(?:[a-zA-Z0-9-_$#.]+)$": ["a", "Aa0-_$#." * 31],
    r"^(?:\S+)$": ["x", "é漢🐝\\\"" + "x" * 500],
    r"^(?:^(https?)://[-a-zA-Z0-9+&@#/%?=~_|!:,.;]*[-a-zA-Z0-9+&@#/%=~_|])$": ["http://x", "https://u@h:1/a?b=c#d" + "x" * 200],
    r"^(?:^(https?):\/\/[^\s/$.?#].[^\s]*$)$": ["http://xy", "https://h/é漢🐝" + "x" * 400],
    r"^(?:^[\x20-\x7E]*$)$": ["", " !\"#~" + "x" * 500],
    r"^(?:^([a-zA-Z0-9_=]+)\.([a-zA-Z0-9_=]+)\.([a-zA-Z0-9_\-\+\/=]*))$": ["a.b.", "aA0_=.aA0_=." + "-" * 7900],
    r"^(?:^arn:aws(-(cn|us-gov|iso(-[bef])?))?:secretsmanager:.*$)$": ["arn:aws:secretsmanager:", "arn:aws-cn:secretsmanager:x:é漢🐝" + "x" * 1000],
    r"^(?:^$|arn:aws[a-z0-9-]*:kms:.*)$": ["", "arn:aws-x:kms:é漢🐝" + "x" * 1000],
    r"^(?:.*)$": ["", "é漢🐝\"" + "x" * 500],
    BASE64: ["", "/w==", "gAA=", "+/+/", "A" * 400],
    r"^(?:^arn:aws(-(cn|us-gov|iso(-[bef])?))?:iam::[0-9]{12}:role/.+)$": [
        "arn:aws:iam::123456789012:role/r", "arn:aws-iso-b:iam::000000000000:role/é漢🐝/" + "x" * 1000],
    r"^(?:^(?!(.*[.\/\\]|aws:)).*$)$": ["n", "é漢🐝 \t\"'" + "x" * 50],
    r"^(?:\S+)$": ["e", "é漢🐝\"\\" * 100],
    r"^(?:.*)$": ["", "é漢🐝 \"\\\t" * 64],
    r"^(?:^[\x20-\x7E]*$)$": ["", "".join(map(chr, range(32, 127))) * 5],
    r"^(?:^(https?)://[-a-zA-Z0-9+&@#/%?=~_|!:,.;]*[-a-zA-Z0-9+&@#/%=~_|])$": ["http://h", "https://h/" + "x" * 246],
    r"^(?:^(https?):\/\/[^\s/$.?#].[^\s]*$)$": ["http://hh", "https://h🐝/" + "é" * 501],
    r"^(?:^([a-zA-Z0-9_=]+)\.([a-zA-Z0-9_=]+)\.([a-zA-Z0-9_\-\+\/=]*))$": ["a.b.", "a.b." + "x" * 7996],
    r"^(?:^arn:aws(-(cn|us-gov|iso(-[bef])?))?:secretsmanager:.*$)$": ["arn:aws:secretsmanager:", "arn:aws-us-gov:secretsmanager:é漢🐝" + "x" * 900],
    r"^(?:^$|arn:aws[a-z0-9-]*:kms:.*)$": ["", "arn:aws-x:kms:é漢🐝" + "x" * 900],
    r"^(?:arn:aws(-(cn|us-gov|iso(-[bef])?))?:glue:.*)$": ["arn:aws:glue:us-east-1:123456789012:schema/a/b"],
}

# Every kind of character that a class of texts allows, but capital letters, since some names are folded.
QUOTES = "\t\"\\/'`<>&%{}[]$ \x7f\x80\x9f\u00a0\u00ad\u0300é漢\u2028\u2029\ud7ff\ue000\ufeff\ufffd🐝\U0010fffd"
CHARACTERS = {SINGLE_LINE: QUOTES, MULTI_LINE: QUOTES + "\r\n\r", None: QUOTES + "".join(map(chr, range(1, 32))) + "\ufffe\uffff\U0010ffff"}

TIMES = [0, 1, -1, 0.001, -0.001, 1763555415.25, 253402300799.999, -62135596800]
DOUBLES = [0, 0.1, -0.1, 1 / 3, 1e22, 123456789.123456789, 5e-324, 1.7976931348623157e308, -1.7976931348623157e308]

LONG_TEXT = 4096  # longer ones are mostly plain, so that bodies stay in bounds
MANY = 40         # elements of a list or map without a limit


class Shapes:
    """The schemas of an OpenAPI text."""

    def __init__(self, text):
        self.schemas = dict(text["components"]["schemas"])
        for path in text["paths"].values():
            for operation in path.values():
                body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
                self.schemas[operation["operationId"]] = body

    def find(self, schema):
        """A schema by its name, by its reference, or as the body of an operation of that name."""
        if isinstance(schema, str):
            return self.schemas[schema]
        return self.schemas[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema

    def smallest(self, schema, number=0):
        """A value that keeps every limit with as little as possible; `number` tells the elements of a list apart."""
        schema = self.find(schema)
        kind = schema.get("type")
        if kind == "object":
            return {name: self.smallest(schema["properties"][name], number) for name in schema.get("required", ())}
        if kind == "array":
            return [self.smallest(schema["items"], i) for i in range(schema.get("minItems", 0))]
        if kind == "string":
            return self.smallest_text(schema, number)
        if kind == "boolean":
            return False
        return max(0, schema.get("minimum", 0)) if kind else {}

    def smallest_text(self, schema, number):
        if "enum" in schema:
            return schema["enum"][0]
        if schema.get("pattern") in EXAMPLES:
            return self.examples(schema)[0]
        return f"e{number}" if schema.get("maxLength", 9) >= 9 else "x"

    def examples(self, schema):
        least, most = schema.get("minLength", 0), schema.get("maxLength", LONG_TEXT)
        return [text for text in EXAMPLES[schema["pattern"]] if least <= len(text) <= most]

    def at_limits(self, schema):
        """Values at a schema's limits, each of which must be kept."""
        schema = self.find(schema)
        kind = schema.get("type")
        if kind == "string":
            yield from self.texts(schema)
        elif kind == "integer":
            edge = INT32 if schema.get("format") == "int32" else INT64
            low, high = schema.get("minimum", -edge), schema.get("maximum", edge - 1)
            yield from sorted({low, high, *(n for n in (-1, 0, 1) if low <= n <= high)})
        elif kind == "number":
            yield from TIMES if "1970" in schema.get("description", "") else [n for n in DOUBLES if n >= schema.get("minimum", n)]
        elif kind == "boolean":
            yield from (True, False)
        elif kind == "array":
            yield from self.lists(schema)
        elif kind == "object" and "additionalProperties" in schema:
            yield from self.maps(schema)
        elif kind == "object":
            yield self.smallest(schema)

    def texts(self, schema):
        pattern, least, most = schema.get("pattern"), schema.get("minLength", 0), schema.get("maxLength", 300)
        if "enum" in schema:
            yield from schema["enum"]
        elif pattern in EXAMPLES:
            yield from self.examples(schema)
        elif pattern not in CHARACTERS:
            raise AssertionError(f"no example for the pattern {pattern}")
        else:
            yield "z" * least
            yield "x" * most
            yield "🐝" * most if most <= LONG_TEXT else "x" * (most - 3) + "é漢🐝"
            for begin in range(0, len(CHARACTERS[pattern]), most):
                yield CHARACTERS[pattern][begin:begin + most]

    def lists(self, schema):
        least, most = schema.get("minItems", 0), schema.get("maxItems", MANY)
        for count in sorted({least, max(least, 1), most}):
            yield [self.smallest(schema["items"], i) for i in range(count)]

    def maps(self, schema):
        most = schema.get("maxProperties", MANY)
        yield {}
        yield {f"k{i * 7919 % most}": self.smallest(schema["additionalProperties"], i) for i in range(most)}

    def places(self, schema, wrap=lambda value: value, path=""):
        """Every member below a schema: its path, its schema, and how to wrap a value for it into a whole small document."""
        schema = self.find(schema)
        yield path, schema, wrap
        if schema.get("type") == "array":
            yield from self.places(schema["items"], lambda value: wrap([value]), path + "[]")
        elif "additionalProperties" in schema:
            yield from self.places(schema["propertyNames"], lambda key: wrap({key: self.smallest(schema["additionalProperties"])}), path + "{key}")
            yield from self.places(schema["additionalProperties"], lambda value: wrap({"k": value}), path + "{value}")
        else:
            for name, member in schema.get("properties", {}).items():
                def put(value, name=name):
                    return wrap({**self.smallest(schema), name: value})
                yield from self.places(member, put, f"{path}.{name}" if path else name)

    def cases(self, schema):
        """Every member of a document at each of its limits in turn: its path, its value, and the document."""
        for path, place, wrap in self.places(schema):
            if path:
                yield from ((path, value, wrap(value)) for value in self.at_limits(place))


EMPTY = ([], {}, "", 0, False, None)


def changes(written, read, added=(), path=""):
    """Where what was read is not what was written. Members that only the answer has must be empty, or be among `added`."""
    if isinstance(written, dict) and isinstance(read, dict):
        for name in written:
            if name in read:
                yield from changes(written[name], read[name], added, f"{path}.{name}")
            else:
                yield f"{path}.{name} is missing"
        for name in read.keys() - written.keys() - set(added):
            if read[name] not in EMPTY:
                yield f"{path}.{name} = {short(read[name])} was not written"
        if written and not any(name[:1].isupper() for name in written) and list(written) != list(read):
            yield f"{path} has another order"  # members of structures have capitals, and an order that is ours
    elif isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        for i, (one, other) in enumerate(zip(written, read)):
            yield from changes(one, other, added, f"{path}[{i}]")
    elif written != read or isinstance(written, bool) != isinstance(read, bool) or isinstance(written, str) != isinstance(read, str):
        yield f"{path}: {short(written)} became {short(read)}"


def short(value):
    text = ascii(value)
    return text if len(text) < 70 else f"{text[:50]}... ({len(text)})"
