// Thirty calls through the AWS SDK for JavaScript v3, each with the answer or the typed error that it must have. A line for each.
import {
  AlreadyExistsException, ConcurrentModificationException, EntityNotFoundException, Glue, paginateGetPartitions, paginateGetTableVersions,
} from "@aws-sdk/client-glue";
import { STS } from "@aws-sdk/client-sts";

const glue = new Glue({});
let failed = false;

async function step(what, call, holds = () => true) {
  let ok = false, detail = "";
  try {
    ok = Boolean(holds(await call()));
  } catch (error) {
    detail = `${error.name}: ${error.message}`;
  }
  failed ||= !ok;
  console.log(JSON.stringify({ what, ok, detail }));
}

// A call that must fail with the SDK's own class for that error.
async function refused(what, kind, call) {
  await step(what, async () => {
    try {
      await call();
    } catch (error) {
      if (kind(error)) return true;
      throw error;
    }
    throw new Error("it did not fail");
  });
}

const is = (type) => (error) => error instanceof type;
const columns = (...names) => names.map((Name) => ({ Name, Type: "string" }));
const table = (Description) => ({
  Name: "sales", Description, TableType: "EXTERNAL_TABLE", PartitionKeys: columns("year", "month"), Parameters: { classification: "csv" },
  StorageDescriptor: { Columns: columns("id", "price"), Location: "s3://lake/sales/" },
});
const at = { DatabaseName: "js", TableName: "sales" };

async function collect(pages, member) {
  const items = [];
  for await (const page of pages) items.push(...page[member]);
  return items;
}

await refused("GetDatabase of nothing is EntityNotFoundException", is(EntityNotFoundException), () => glue.getDatabase({ Name: "js" }));
const input = { Name: "JS", Description: "d\u00e9j\u00e0 vu", Parameters: { a: "b" } };
await step("CreateDatabase", () => glue.createDatabase({ DatabaseInput: input, Tags: { team: "blue" } }));
await refused("CreateDatabase twice is AlreadyExistsException", is(AlreadyExistsException), () => glue.createDatabase({ DatabaseInput: input }));
await step("GetDatabase", () => glue.getDatabase({ Name: "js" }),
  ({ Database: d }) => d.Name === "js" && d.Description === input.Description && d.CreateTime instanceof Date);
await step("GetDatabases", () => glue.getDatabases({}), (r) => r.DatabaseList.length === 1 && r.NextToken === undefined);
await step("UpdateDatabase", () => glue.updateDatabase({ Name: "js", DatabaseInput: { Name: "js" } }));
await step("GetTags", () => glue.getTags({ ResourceArn: "arn:aws:glue:us-east-1:123456789012:database/js" }), (r) => r.Tags.team === "blue");

await step("CreateTable", () => glue.createTable({ DatabaseName: "js", TableInput: table("one") }));
await refused("CreateTable with a line break in its name is ValidationException", (e) => e.name === "ValidationException",
  () => glue.createTable({ DatabaseName: "js", TableInput: { Name: "bad\nname" } }));
await step("GetTable", () => glue.getTable({ DatabaseName: "js", Name: "sales" }),
  ({ Table: t }) => t.VersionId === "0" && t.PartitionKeys.length === 2 && t.Retention === 0);
await step("UpdateTable", () => glue.updateTable({ DatabaseName: "js", TableInput: table("two"), VersionId: "0" }));
await refused("UpdateTable of an old version is ConcurrentModificationException", is(ConcurrentModificationException),
  () => glue.updateTable({ DatabaseName: "js", TableInput: table("three"), VersionId: "0" }));
await step("GetTableVersions, page by page", () => collect(paginateGetTableVersions({ client: glue, pageSize: 1 }, { ...at }), "TableVersions"),
  (items) => items.map((v) => v.VersionId).join() === "1,0");
await step("GetTables with an expression", () => glue.getTables({ DatabaseName: "js", Expression: "sal*" }), (r) => r.TableList.length === 1);
await step("SearchTables", () => glue.searchTables({ SearchText: "two" }), (r) => r.TableList.length === 1);

const months = Array.from({ length: 12 }, (_, i) => ({ Values: ["2026", String(i + 1).padStart(2, "0")], LastAccessTime: new Date(1700000000123) }));
await step("BatchCreatePartition", () => glue.batchCreatePartition({ ...at, PartitionInputList: months }), (r) => r.Errors.length === 0);
await step("BatchCreatePartition of what exists tells so per partition",
  () => glue.batchCreatePartition({ ...at, PartitionInputList: months.slice(0, 1) }),
  (r) => r.Errors.length === 1 && r.Errors[0].ErrorDetail.ErrorCode === "AlreadyExistsException");
await step("GetPartition", () => glue.getPartition({ ...at, PartitionValues: ["2026", "03"] }),
  ({ Partition: p }) => p.Values[1] === "03" && p.LastAccessTime.getTime() === 1700000000123);
await refused("GetPartition of nothing is EntityNotFoundException", is(EntityNotFoundException),
  () => glue.getPartition({ ...at, PartitionValues: ["2026", "13"] }));
await step("GetPartitions with an expression, page by page",
  () => collect(paginateGetPartitions({ client: glue, pageSize: 2 }, { ...at, Expression: "month > '03' AND year = '2026'" }), "Partitions"),
  (items) => items.length === 9);
await step("BatchGetPartition", () => glue.batchGetPartition({ ...at, PartitionsToGet: [{ Values: ["2026", "01"] }, { Values: ["1999", "01"] }] }),
  (r) => r.Partitions.length === 1);
await step("UpdatePartition", () => glue.updatePartition({
  ...at, PartitionValueList: ["2026", "01"], PartitionInput: { Values: ["2026", "01"], Parameters: { rows: "4" } },
}));
await step("CreatePartitionIndex", () => glue.createPartitionIndex({ ...at, PartitionIndex: { IndexName: "by_month", Keys: ["month"] } }));
await step("DeletePartition", () => glue.deletePartition({ ...at, PartitionValues: ["2026", "01"] }));

await step("UpdateColumnStatisticsForTable", () => glue.updateColumnStatisticsForTable({
  ...at, ColumnStatisticsList: [{
    ColumnName: "id", ColumnType: "decimal(10,2)", AnalyzedTime: new Date(), StatisticsData: {
      Type: "DECIMAL", DecimalColumnStatisticsData: {
        MinimumValue: { UnscaledValue: new Uint8Array([255, 6]), Scale: 2 }, NumberOfNulls: 2, NumberOfDistinctValues: 3,
      },
    },
  }],
}), (r) => r.Errors.length === 0);
await step("GetColumnStatisticsForTable", () => glue.getColumnStatisticsForTable({ ...at, ColumnNames: ["id"] }), (r) => {
  const data = r.ColumnStatisticsList[0].StatisticsData.DecimalColumnStatisticsData;
  return data.MinimumValue.UnscaledValue.join() === "255,6" && data.MaximumValue === undefined;
});
await step("CreateUserDefinedFunction", () => glue.createUserDefinedFunction({
  DatabaseName: "js", FunctionInput: { FunctionName: "twice", ClassName: "T", OwnerName: "me" },
}));
await step("CreateConnection", () => glue.createConnection({
  ConnectionInput: {
    Name: "pg", ConnectionType: "JDBC",
    ConnectionProperties: { JDBC_CONNECTION_URL: "jdbc:postgresql://db:5432/x", USERNAME: "u", PASSWORD: "p" },
  },
}));
await refused("StartJobRun, which is not served, is refused as the caller's fault", (e) => e.$metadata.httpStatusCode === 400,
  () => glue.startJobRun({ JobName: "j" }));
await step("STS GetCallerIdentity", () => new STS({}).getCallerIdentity({}), (r) => r.Account === "123456789012");
await step("DeleteTable", () => glue.deleteTable({ DatabaseName: "js", Name: "sales" }));
await step("DeleteDatabase", () => glue.deleteDatabase({ Name: "js" }));
process.exitCode = failed ? 1 : 0;
