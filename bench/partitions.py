"""One table with very many partitions, at several sizes, and a peer at one that it can bear.

Each size has a server and a data folder of its own, so that the size of the file and of the process are those of this one table.
"""
import base64
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
import urllib.request

CUSTOMERS, HOURS, PER_BATCH, SEGMENTS = 417, 24, 100, 5
WIDE_PARTITIONS, PEER_PARTITIONS, REPAIRED_MAX = 100_000, 10_000, 100_000
WIDE = "wide"  # the table of a thousand columns
SCANNED_MIN = 2_000_000  # rows: a second

ROWS = [
    # what is measured, its unit, how it is written, and the aim
    ("load", "BatchCreatePartition of 100, 8 clients, durable", "{:,.0f} partitions/s", "20,000/s"),
    ("leading", "first page of 1,000, `day = …`", "{:.2f} ms", "5 ms"),
    ("leading_two", "24 partitions, `day = … AND customer = …`", "{:.2f} ms", "5 ms"),
    ("later_first", "`customer = … AND hour = …`, no index, the first time", "{:.1f} ms", ""),
    ("later", "the same, warm", "{:.2f} ms", "10 ms at 1,000,000"),
    ("index", "CreatePartitionIndex on customer and hour, until it answers", "{:.1f} s", ""),
    ("later_index_cold", "`customer = … AND hour = …`, with the index, the file as it lay", "{:.2f} ms", ""),
    ("later_index", "the same, warm", "{:.2f} ms", "5 ms"),
    ("get", "GetPartition", "{:.0f} us", ""),
    ("batch_get", "BatchGetPartition of 1,000, with their columns", "{:.1f} ms", ""),
    ("scan", "all pages, 5 segments at once, without columns", "{:,.0f} rows/s", "2,000,000/s"),
    ("repair_add", "RepairPartitions, folders that are all new (at most 100,000)", "{:,.0f}/s", ""),
    ("repair_none", "RepairPartitions, nothing to do (the same folders)", "{:,.0f}/s", ""),
    ("delete", "DeleteTable, until it answers", "{:.1f} ms", ""),
    ("cleared", "until its rows are gone, beside a writer", "{:.1f} s", ""),
    ("write", "that writer's CreateTable, median, before / meanwhile", "{:.2f} / {:.2f} ms", ""),
    ("write_max", "its longest wait in a second, median and worst, before / meanwhile", "{:.0f}, {:.0f} / {:.0f}, {:.0f} ms", "50 ms"),
    ("bytes", "bytes of the file per partition, without the index", "{:.0f}", "250"),
    ("bytes_index", "with the index", "{:.0f}", ""),
    ("memory_loaded", "resident memory, after loading", "{:.0f} MiB", "100 MiB"),
    ("memory_read", "after all reads without the index", "{:.0f} MiB", "100 MiB"),
    ("memory", "after making the index and reading it", "{:.0f} MiB", "100 MiB"),
]


class Table:
    """One table on one server, asked by the load generator."""

    def __init__(self, bench, process, port, name, partitions):
        self.bench, self.process, self.port, self.name, self.partitions = bench, process, port, name, partitions
        self.found = {}

    def load(self, scenario, **options):
        return self.bench.load(f"partitions_{scenario}", self.port, suffix=self.name, partitions=self.partitions, **options)

    def note(self, key, *values):
        self.found[key] = values
        what, form = next((row[1], row[2]) for row in ROWS if row[0] == key)
        print(f"{self.partitions:,} {self.name}: {what}: {form.format(*values)}", flush=True)

    def create(self):
        self.load("database")
        self.load("table")

    def fill(self):
        result = self.load("load", connections=8, requests=self.partitions // PER_BATCH)
        self.note("load", result["per_second"] * PER_BATCH)

    def median_ms(self, scenario, **options):
        """The median over the requests of some seconds."""
        return self.load(scenario, **({"seconds": self.bench.arguments.seconds} | options))["p50_us"] / 1000

    def scan(self, segments=SEGMENTS, times=3, partitions=None):
        """Small tables are read many times over, so that it is not the begin of the threads that is measured."""
        rounds = max(1, SCANNED_MIN // self.partitions) if partitions is None else 1
        argv = [*self.bench.prefix, self.bench.build("bench/scan"), "--port", str(self.port), "--suffix", self.name, "--segments", str(segments)]
        argv += ["--partitions", str(self.partitions if partitions is None else partitions), "--times", str(rounds)]
        runs = [json.loads(subprocess.run(argv, env={**os.environ, **self.bench.keys}, stdout=subprocess.PIPE, check=True).stdout)
                for _ in range(times)]
        self.note("scan", statistics.median(run["per_second"] for run in runs))

    def reads(self, **options):
        self.note("leading", self.median_ms("leading", **options))
        self.note("leading_two", self.median_ms("leading_two", **options))
        self.note("later_first", self.load("later", requests=1)["p50_us"] / 1000)
        self.note("later", self.median_ms("later", **options))
        self.note("get", self.median_ms("get", **options) * 1000)
        self.note("batch_get", self.median_ms("batch_get", **options))


class Ours(Table):
    """A table of the program, whose file and process can be looked at."""

    def __init__(self, bench, name, partitions):
        self.folder = tempfile.mkdtemp(prefix="table.", dir=bench.folder)
        self.lake = os.path.join(self.folder, "lake")
        os.mkdir(self.lake)
        process, port = bench.serve(os.path.join(self.folder, "data"), "--file-root", self.lake)
        super().__init__(bench, process, port, name, partitions)

    def ask(self, sql):
        """A look into the file, which does not disturb the one writer."""
        with sqlite3.connect(f"file:{self.folder}/data/propolis.db?mode=ro", uri=True) as file:
            return file.execute(sql).fetchone()[0]

    def wait_until_none(self, sql, seconds=3600):
        until = time.monotonic() + seconds
        while self.ask(sql) > 0:
            if time.monotonic() > until:
                raise SystemExit(f"still there after {seconds} s: {sql}")
            time.sleep(0.02)

    def bytes_each(self):
        time.sleep(1)  # a quiet moment empties the log into the file
        return os.path.getsize(f"{self.folder}/data/propolis.db") / self.partitions

    def warm(self):
        """Has the system read the whole file, which it may have let go while nobody asked for it."""
        with open(f"{self.folder}/data/propolis.db", "rb") as file:
            while file.read(1 << 20):
                pass

    def index(self):
        began = time.monotonic()
        self.load("index")
        self.wait_until_none("SELECT count(*) FROM partition_index_fills")
        self.note("index", time.monotonic() - began)
        with self.bench.ahead(self.process):
            self.note("later_index_cold", self.median_ms("later"))
            self.warm()
            self.note("later_index", self.median_ms("later"))
        self.note("bytes_index", self.bytes_each())

    def rest(self, method, path, body):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/v1/databases/bench/{path}", json.dumps(body).encode(),
                                         {"Content-Type": "application/json"}, method=method)
        pair = ":".join((self.bench.keys["AWS_ACCESS_KEY_ID"], self.bench.keys["AWS_SECRET_ACCESS_KEY"]))
        request.add_header("Authorization", "Basic " + base64.b64encode(pair.encode()).decode())
        with urllib.request.urlopen(request, timeout=3600) as answer:
            return json.loads(answer.read() or b"{}")

    def repair(self):
        """A table whose folders are there and whose partitions are not."""
        count = min(self.partitions, REPAIRED_MAX)
        for n in range(count):
            day, customer, hour = n // (CUSTOMERS * HOURS), n % CUSTOMERS, n // CUSTOMERS % HOURS
            os.makedirs(f"{self.lake}/day=2024-01-{day + 1:02}/customer=customer-{customer:04}/hour={hour}")
        keys = [{"Name": "day", "Type": "date"}, {"Name": "customer", "Type": "string"}, {"Name": "hour", "Type": "int"}]
        self.rest("POST", "tables", {"Name": "repaired", "PartitionKeys": keys,
                                     "StorageDescriptor": {"Location": f"file://{self.lake}/"}})
        for key, added in (("repair_add", count), ("repair_none", 0)):
            began = time.monotonic()
            answer = self.rest("POST", "tables/repaired/partitions/repair", {"Mode": "SYNC"})
            assert answer["Added"] == added and answer["Dropped"] == 0, answer
            self.note(key, count / (time.monotonic() - began))
        shutil.rmtree(self.lake)

    def write(self, first):
        """A second of small writes, one after the other."""
        return self.load("small_write", first=first, seconds=1)

    def drop(self):
        """One writer goes on while the table goes. Its longest wait is told by the second, because others use the disk too."""
        before, during, first = [], [], 0
        for _ in range(10):
            before.append(self.write(first))
            first += before[-1]["requests"]
        began = time.monotonic()
        self.note("delete", self.load("drop")["p50_us"] / 1000)
        while not during or self.ask("SELECT count(*) FROM purges"):
            during.append(self.write(first))
            first += during[-1]["requests"]
        self.note("cleared", time.monotonic() - began)
        self.note("write", *(statistics.median(run["p50_us"] for run in runs) / 1000 for runs in (before, during)))
        self.note("write_max", *(pick(run["max_us"] for run in runs) / 1000
                                 for runs in (before, during) for pick in (statistics.median, max)))
        assert self.ask("SELECT count(*) FROM partitions WHERE id >> 32 = 1") == 0

    def close(self):
        self.process.stop()
        shutil.rmtree(self.folder)


def measure(bench, name, partitions):
    table = Ours(bench, name, partitions)
    table.create()
    table.fill()
    table.note("memory_loaded", table.process.resident_mib())
    table.note("bytes", table.bytes_each())
    with bench.ahead(table.process):
        table.reads()
        table.scan()
    table.note("memory_read", table.process.resident_mib())
    table.index()
    table.note("memory", table.process.resident_mib())
    table.drop()
    if name != WIDE:
        table.repair()
    table.close()
    return table


def measure_peer(bench):
    """moto's server: the same requests, as far as it serves them. It knows no segments, pages or indexes."""
    process, port = bench.serve_peer()
    table = Table(bench, process, port, "events", PEER_PARTITIONS)
    table.create()
    table.fill()
    table.note("memory_loaded", process.resident_mib())
    table.reads(seconds=0, requests=1)
    table.scan(segments=1, times=1, partitions=0)
    table.note("memory_read", process.resident_mib())
    table.note("delete", table.load("drop")["p50_us"] / 1000)
    process.stop()
    return table


def growth(key, tables):
    """What a figure becomes from one size to the next."""
    values = [table.found[key][-1] for table in tables if key in table.found]
    return ", ".join(f"×{after / before:.2g}" for before, after in zip(values, values[1:]))


def markdown(sizes, others):
    """Both: name to table. Sizes come in order, with what each figure becomes from one to the next."""
    columns = [*sizes, "growth", *others, "aim"]
    lines = [f"{platform.system()} {platform.release()}, {os.cpu_count()} cores, load generator on the same cores.", "",
             "| what | " + " | ".join(columns) + " |", "| --- |" + " --- |" * len(columns)]
    for key, what, form, aim in ROWS:
        cells = [form.format(*table.found[key]) if key in table.found else "" for table in (*sizes.values(), *others.values())]
        cells.insert(len(sizes), growth(key, sizes.values()))
        lines.append(f"| {what} | " + " | ".join(cells) + f" | {aim} |")
    return "\n".join(lines) + "\n"


def run(bench, sizes):
    tables = {f"{size:,}": measure(bench, "events", size) for size in sizes}
    others = {f"{WIDE_PARTITIONS:,} of 1,000 columns": measure(bench, WIDE, WIDE_PARTITIONS),
              f"moto, {PEER_PARTITIONS:,}": measure_peer(bench)}
    return markdown(tables, others)
