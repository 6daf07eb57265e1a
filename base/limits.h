/* SPDX-License-Identifier: Apache-2.0
 * Every bound on what comes from outside, by name. A limit that AWS publishes carries its source;
 * the others are ours, chosen so that honest use never meets them. Limits of single members stand
 * in the shapes (catalog/types.c). */
#ifndef PROPOLIS_BASE_LIMITS_H
#define PROPOLIS_BASE_LIMITS_H

enum {
    /* Deeper documents than any real schema; recursion over JSON and over Hive types ends here. */
    LIMIT_JSON_DEPTH = 64,
    LIMIT_HIVE_TYPE_DEPTH = 64,
    /* ColumnTypeString of Glue's API is at most this long. */
    LIMIT_HIVE_TYPE_BYTES = 131072,
    /* Levels of structs and lists that a reader of Thrift steps over; a Parquet footer has six. */
    LIMIT_THRIFT_DEPTH = 32,

    /* What of a file is looked at. Glue: 1 MB of text, for JSON up to 10 MB in steps of 1 MB. */
    LIMIT_SAMPLE_TEXT_BYTES = 1 << 20,
    LIMIT_SAMPLE_JSON_BYTES = 10 << 20,
    /* First read of a Parquet file's end; holds the whole footer of most. */
    LIMIT_SAMPLE_TAIL_BYTES = 64 << 10,
    /* A footer grows with columns times row groups; this is far beyond any file that can be
       queried. */
    LIMIT_PARQUET_FOOTER_BYTES = 64 << 20,
    LIMIT_PARQUET_ELEMENTS = 100000,
    /* Deflate reaches 1032:1 on one repeated byte; data does not come near it. */
    LIMIT_GZIP_RATIO = 1000,
    /* Columns of one schema, nested fields counted. Glue and Hive get slow long before. */
    LIMIT_SCHEMA_FIELDS = 20000,
    /* Each key is a folder "k=v/" in a path of at most 1,024 bytes. */
    LIMIT_PARTITION_KEYS = 256,
    /* Glue's own limit, per table (docs.aws.amazon.com/glue/latest/dg/partition-indexes.html). */
    LIMIT_PARTITION_INDEXES = 3,
    /* NameString of Glue's API is at most this long. */
    LIMIT_COLUMN_NAME_BYTES = 255,
    LIMIT_CLEAN_NAME_BYTES = 247, /* "mapping." and such a name are the key of a parameter */
    /* A quoted CSV cell that is longer is a stray quote. */
    LIMIT_CSV_QUOTED_BYTES = 64 << 10,

    /* Changes of one schema that are told one by one, and how much of a name or type is shown. */
    LIMIT_DRIFT_CHANGES = 1000,
    LIMIT_DRIFT_TEXT_BYTES = 512,

    /* Catalogs in the account's own one; a list of them is sorted whole. */
    LIMIT_CATALOGS = 10000,
    /* Tags of one resource. AWS Glue: 50. */
    LIMIT_TAGS = 50,

    /* Each drift event is matched with every webhook, and each webhook's secret is a row. */
    LIMIT_WEBHOOKS = 1000,
    LIMIT_WEBHOOK_URL_BYTES = 2048,
    LIMIT_WEBHOOK_PATTERNS = 100,
    /* Standard Webhooks asks for bodies below 20 kB, and secrets of 24 to 64 bytes. */
    LIMIT_ALERT_BODY_BYTES = 20000,
    LIMIT_WEBHOOK_SECRET_BYTES_MIN = 24,
    LIMIT_WEBHOOK_SECRET_BYTES_MAX = 64,
    /* How much of a receiver's answer is kept with the attempt. */
    LIMIT_DELIVERY_ANSWER_BYTES = 1024,

    /* The rest of a catalog object beside its arena: one page of an answer. */
    LIMIT_REPLY_BYTES = 256 << 20,
    /* A page of a list ends behind the item that passes this; honest pages are far smaller. */
    LIMIT_PAGE_BYTES = 16 << 20,

    /* Keys of partitions in memory while a new index takes them over. */
    LIMIT_INDEX_FILL_BYTES = 16 << 20,
    /* Decoded form of one request; a body may be 16 MiB, its values are larger than their text. */
    LIMIT_REQUEST_ARENA_BYTES = 256 << 20,
    LIMIT_BODY_BYTES_DEFAULT = 16 << 20,

    /* Expression of GetPartitions and GetTables: PredicateString is at most 2048 characters. */
    LIMIT_EXPRESSION_BYTES = 8192,
    /* Parentheses and NOTs around each other; engines write two or three. */
    LIMIT_EXPRESSION_DEPTH = 100,

    /* Partition projection: a date format, and the values of one enum column. Athena's advice is a
       few dozen values. */
    LIMIT_PROJECTION_FORMAT_BYTES = 256,
    LIMIT_PROJECTION_ENUM_VALUES = 100000,
    /* Values of a column whose texts do not sort, and partitions that the filter's own tree must
       judge, that one request looks at: a tenth of a second, two seconds. */
    LIMIT_PROJECTION_SCANNED = 1000000,
    LIMIT_PROJECTION_LOOKED_AT = 10000000,
    LIMIT_PROJECTION_DIGITS = 255, /* more would not fit into the name of a folder */
    /* Search. A token is what a word is compared by; what is longer is data, not words. Of one
       field of a table so much is searched: 10,000 columns with long comments. */
    LIMIT_SEARCH_TOKEN_BYTES = 128,
    LIMIT_SEARCH_TEXT_BYTES = 1 << 20,
    LIMIT_SEARCH_FILTERS = 100,

    /* Path and query of a request, each, and the items of one list in them: the longest that means
       something are a partition's values. */
    LIMIT_PATH_BYTES = 32768,
    LIMIT_PATH_LIST_ITEMS = LIMIT_PARTITION_KEYS,

    /* A read on the pool: far above an honest one, far below a client's patience. */
    LIMIT_POOLED_READ_US = 20 * 1000 * 1000,

    /* One stored document; a table with 10,000 columns of 1 KB is about 10 MB. */
    LIMIT_DOCUMENT_BYTES = 64 << 20,

    /* Signatures: what AWS's SDKs send is an Authorization header of 300 to 600 bytes with 4 to 12
     * signed headers. The canonical request repeats the headers and the query, at most three bytes
     * for one. */
    LIMIT_AUTHORIZATION_BYTES = 8192,
    LIMIT_SIGNED_HEADERS = 64,
    LIMIT_SIGNED_QUERY_PARAMETERS = 128,
    LIMIT_CANONICAL_REQUEST_BYTES = 256 << 10,
    LIMIT_ACCESS_KEY_ID_BYTES = 128, /* IAM: 16 to 128 */
    LIMIT_SECRET_KEY_BYTES = 1024,
    LIMIT_REGION_BYTES = 64,

    /* Access policies. AWS: 10 KB for the policy of a catalog, 6 KB for one of a user. All of them
       are in memory, compiled. */
    LIMIT_POLICY_BYTES = 10 << 10,
    LIMIT_RESOURCE_POLICIES = 1000,

    /* The head of an answer that we asked for: S3 sends about 500 bytes. */
    LIMIT_HTTP_HEADER_BYTES = 64 << 10,

    /* Object storage. S3's keys are at most 1,024 bytes; paths of local files may be longer. A page
     * of a listing holds 1,000 entries: at most three bytes for one of the key, and some 500 of the
     * rest. */
    LIMIT_OBJECT_KEY_BYTES = 4096,
    LIMIT_LAKE_PAGE_ENTRIES = 1000,
    LIMIT_LAKE_PAGE_BYTES = 8 << 20,
    LIMIT_LAKE_LIST_PAGES = 100000, /* of one folder: a hundred million entries */
    LIMIT_LAKE_EMPTY_PAGES = 1000,  /* in a row */
    LIMIT_LAKE_LOCAL_ENTRIES = 1000000,
    LIMIT_LAKE_READ_BYTES = 64 << 20,
    LIMIT_LAKE_PUT_BYTES = 256 << 20,
    LIMIT_LAKE_PARALLEL = 256,
    LIMIT_LAKE_ERROR_BYTES = 16 << 10, /* of an answer that tells an error */

    /* A metadata file of an Iceberg table: a few hundred bytes for each snapshot and schema. */
    LIMIT_ICEBERG_METADATA_BYTES = 32 << 20,

    /* One exclusion pattern of a crawler; an S3 key has at most 1,024 bytes. */
    LIMIT_GLOB_BYTES = 1024,

    /* Crawlers: AWS allows 1,000 per account. What is kept of their past, per crawler. */
    LIMIT_CRAWLERS = 10000,
    /* AWS allows 1,000 connections per account. */
    LIMIT_CONNECTIONS = 100000,
    /* Hosts of one connection that are tried, and how long a test may take in all. */
    LIMIT_CONNECTION_TARGETS = 16,
    LIMIT_CONNECTION_TEST_MS = 10000,
    /* AWS allows 100 classifiers per account. */
    LIMIT_CLASSIFIERS = 10000,
    LIMIT_CRAWL_RUNS_KEPT = 5000,
    LIMIT_CRAWL_REPORTS_KEPT = 50,
    /* One crawl. The arena holds its folders, samples and schemas: about 300 bytes a folder. */
    LIMIT_CRAWL_TABLES = 100000,
    LIMIT_CRAWL_FOLDERS = 2000000,
    LIMIT_CRAWL_DEPTH = 64,
    LIMIT_CRAWL_SAMPLES = 64, /* files of a folder, where the target gives no SampleSize */
    LIMIT_CRAWL_ARENA_MIB = 2048,
    LIMIT_CRAWL_REPORT_BYTES = 32 << 20,

    /* One repair of a table's partitions: folders it looks at, memory for them and for what is
     * registered, how long it may list, and how much of what it did it tells. */
    LIMIT_REPAIR_FOLDERS = 20000000,
    LIMIT_REPAIR_MIB = 2048,
    LIMIT_REPAIR_LIST_MS = 600000,
    LIMIT_REPAIR_TOLD = 1000, /* items of each list of the answer */

    /* AWS's shared files, tokens of web identities, answers with keys. */
    LIMIT_CREDENTIALS_FILE_BYTES = 1 << 20,

    /* A few lines of 70 bytes and their comments. */
    LIMIT_SEAL_KEY_FILE_BYTES = 4096,
};

#endif
