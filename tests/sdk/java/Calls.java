import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.ColumnStatistics;
import software.amazon.awssdk.services.glue.model.ColumnStatisticsData;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.ConnectionInput;
import software.amazon.awssdk.services.glue.model.DatabaseInput;
import software.amazon.awssdk.services.glue.model.DecimalColumnStatisticsData;
import software.amazon.awssdk.services.glue.model.DecimalNumber;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.PartitionIndex;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.PartitionValueList;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.TableInput;
import software.amazon.awssdk.services.glue.model.UserDefinedFunctionInput;
import software.amazon.awssdk.services.sts.StsClient;

/** Thirty calls through the AWS SDK for Java v2, each with the answer or the typed error that it must have. A line for each. */
public final class Calls {
    private static final String DATABASE = "java";
    private static final String TABLE = "sales";
    private static final GlueClient glue = GlueClient.create();
    private static boolean failed;

    private static <T> void step(String what, Callable<T> call, Predicate<T> holds) {
        boolean ok = false;
        String detail = "";
        try {
            ok = holds.test(call.call());
        } catch (Exception error) {
            detail = error.getClass().getSimpleName() + ": " + error.getMessage();
        }
        failed |= !ok;
        System.out.printf("{\"what\": \"%s\", \"ok\": %s, \"detail\": \"%s\"}%n", what, ok,
                detail.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " "));
    }

    private static <T> void step(String what, Callable<T> call) {
        step(what, call, answer -> true);
    }

    /** A call that must fail with the SDK's own class for that error. */
    private static void refused(String what, Class<? extends Exception> kind, Callable<?> call) {
        step(what, () -> {
            try {
                call.call();
            } catch (Exception error) {
                if (kind.isInstance(error)) {
                    return error;
                }
                throw error;
            }
            throw new IllegalStateException("it did not fail");
        });
    }

    private static Column[] columns(String... names) {
        return List.of(names).stream().map(name -> Column.builder().name(name).type("string").build()).toArray(Column[]::new);
    }

    private static TableInput table(String description) {
        return TableInput.builder().name(TABLE).description(description).tableType("EXTERNAL_TABLE")
                .partitionKeys(columns("year", "month")).parameters(Map.of("classification", "csv"))
                .storageDescriptor(StorageDescriptor.builder().columns(columns("id", "price")).location("s3://lake/sales/").build())
                .build();
    }

    private static void databases() {
        refused("GetDatabase of nothing is EntityNotFoundException", EntityNotFoundException.class,
                () -> glue.getDatabase(r -> r.name(DATABASE)));
        DatabaseInput input = DatabaseInput.builder().name("Java").description("d\u00e9j\u00e0 vu").parameters(Map.of("a", "b")).build();
        step("CreateDatabase", () -> glue.createDatabase(r -> r.databaseInput(input).tags(Map.of("team", "blue"))));
        refused("CreateDatabase twice is AlreadyExistsException", AlreadyExistsException.class,
                () -> glue.createDatabase(r -> r.databaseInput(input)));
        step("GetDatabase", () -> glue.getDatabase(r -> r.name("JAVA")).database(),
                d -> d.name().equals(DATABASE) && d.description().equals(input.description()) && d.createTime() != null);
        step("GetDatabases", () -> glue.getDatabases(r -> {}), r -> r.databaseList().size() == 1 && r.nextToken() == null);
        step("UpdateDatabase", () -> glue.updateDatabase(r -> r.name(DATABASE).databaseInput(d -> d.name(DATABASE))));
        step("GetTags", () -> glue.getTags(r -> r.resourceArn("arn:aws:glue:us-east-1:123456789012:database/java")).tags(),
                tags -> "blue".equals(tags.get("team")));
    }

    private static void tables() {
        step("CreateTable", () -> glue.createTable(r -> r.databaseName(DATABASE).tableInput(table("one"))));
        step("CreateTable with a line break in its name is ValidationException", () -> {
            try {
                glue.createTable(r -> r.databaseName(DATABASE).tableInput(t -> t.name("bad\nname")));
            } catch (AwsServiceException error) {
                return error.awsErrorDetails().errorCode();
            }
            return "none";
        }, code -> code.equals("ValidationException"));
        step("GetTable", () -> glue.getTable(r -> r.databaseName(DATABASE).name(TABLE)).table(),
                t -> t.versionId().equals("0") && t.partitionKeys().size() == 2 && t.retention() == 0
                        && !t.storageDescriptor().compressed());
        step("UpdateTable", () -> glue.updateTable(r -> r.databaseName(DATABASE).tableInput(table("two")).versionId("0")));
        refused("UpdateTable of an old version is ConcurrentModificationException", ConcurrentModificationException.class,
                () -> glue.updateTable(r -> r.databaseName(DATABASE).tableInput(table("three")).versionId("0")));
        step("GetTableVersions, page by page",
                () -> glue.getTableVersionsPaginator(r -> r.databaseName(DATABASE).tableName(TABLE).maxResults(1)).stream()
                        .mapToInt(page -> page.tableVersions().size()).sum(), count -> count == 2);
        step("GetTables with an expression",
                () -> glue.getTables(r -> r.databaseName(DATABASE).expression("sal*")).tableList(), list -> list.size() == 1);
        step("SearchTables", () -> glue.searchTables(r -> r.searchText("two")).tableList(), list -> list.size() == 1);
    }

    private static void partitions() {
        List<PartitionInput> inputs = new ArrayList<>();
        for (int month = 1; month <= 12; month++) {
            inputs.add(PartitionInput.builder().values("2026", String.format("%02d", month)).build());
        }
        step("BatchCreatePartition",
                () -> glue.batchCreatePartition(r -> r.databaseName(DATABASE).tableName(TABLE).partitionInputList(inputs)).errors(),
                List::isEmpty);
        step("BatchCreatePartition of what exists tells so per partition",
                () -> glue.batchCreatePartition(r -> r.databaseName(DATABASE).tableName(TABLE).partitionInputList(inputs.get(0))).errors(),
                errors -> errors.size() == 1 && errors.get(0).errorDetail().errorCode().equals("AlreadyExistsException"));
        step("GetPartition",
                () -> glue.getPartition(r -> r.databaseName(DATABASE).tableName(TABLE).partitionValues("2026", "03")).partition(),
                p -> p.values().get(1).equals("03") && p.parameters() != null && p.creationTime() != null);
        refused("GetPartition of nothing is EntityNotFoundException", EntityNotFoundException.class,
                () -> glue.getPartition(r -> r.databaseName(DATABASE).tableName(TABLE).partitionValues("2026", "13")));
        step("GetPartitions with an expression, page by page",
                () -> glue.getPartitionsPaginator(r -> r.databaseName(DATABASE).tableName(TABLE).maxResults(2)
                        .expression("month > '03' AND year = '2026'")).stream().mapToInt(page -> page.partitions().size()).sum(),
                count -> count == 9);
        step("BatchGetPartition",
                () -> glue.batchGetPartition(r -> r.databaseName(DATABASE).tableName(TABLE).partitionsToGet(
                        PartitionValueList.builder().values("2026", "01").build(),
                        PartitionValueList.builder().values("1999", "01").build())).partitions(), list -> list.size() == 1);
        step("UpdatePartition", () -> glue.updatePartition(r -> r.databaseName(DATABASE).tableName(TABLE)
                .partitionValueList("2026", "01").partitionInput(p -> p.values("2026", "01").parameters(Map.of("rows", "4")))));
        step("CreatePartitionIndex", () -> glue.createPartitionIndex(r -> r.databaseName(DATABASE).tableName(TABLE)
                .partitionIndex(PartitionIndex.builder().indexName("by_month").keys("month").build())));
        step("DeletePartition",
                () -> glue.deletePartition(r -> r.databaseName(DATABASE).tableName(TABLE).partitionValues("2026", "01")));
    }

    private static void statistics() {
        DecimalNumber minimum = DecimalNumber.builder().unscaledValue(SdkBytes.fromByteArray(new byte[] {-1, 6})).scale(2).build();
        ColumnStatistics statistics = ColumnStatistics.builder().columnName("id").columnType("decimal(10,2)").analyzedTime(Instant.now())
                .statisticsData(ColumnStatisticsData.builder().type("DECIMAL").decimalColumnStatisticsData(DecimalColumnStatisticsData
                        .builder().minimumValue(minimum).numberOfNulls(2L).numberOfDistinctValues(3L).build()).build()).build();
        step("UpdateColumnStatisticsForTable", () -> glue.updateColumnStatisticsForTable(r -> r.databaseName(DATABASE).tableName(TABLE)
                .columnStatisticsList(statistics)).errors(), List::isEmpty);
        step("GetColumnStatisticsForTable", () -> glue.getColumnStatisticsForTable(r -> r.databaseName(DATABASE).tableName(TABLE)
                .columnNames("id")).columnStatisticsList().get(0).statisticsData().decimalColumnStatisticsData(),
                data -> data.minimumValue().equals(minimum) && data.maximumValue() == null);
    }

    private static void others() {
        step("CreateUserDefinedFunction", () -> glue.createUserDefinedFunction(r -> r.databaseName(DATABASE)
                .functionInput(UserDefinedFunctionInput.builder().functionName("twice").className("T").ownerName("me").build())));
        step("CreateConnection", () -> glue.createConnection(r -> r.connectionInput(ConnectionInput.builder().name("pg")
                .connectionType("JDBC").connectionPropertiesWithStrings(Map.of("JDBC_CONNECTION_URL", "jdbc:postgresql://db:5432/x",
                        "USERNAME", "u", "PASSWORD", "p")).build())));
        step("StartJobRun, which is not served, is refused as the caller's fault", () -> {
            try {
                glue.startJobRun(r -> r.jobName("j"));
            } catch (AwsServiceException error) {
                return error.statusCode();
            }
            return 200;
        }, status -> status == 400);
        step("STS GetCallerIdentity", () -> StsClient.create().getCallerIdentity().account(), "123456789012"::equals);
        step("DeleteTable", () -> glue.deleteTable(r -> r.databaseName(DATABASE).name(TABLE)));
        step("DeleteDatabase", () -> glue.deleteDatabase(r -> r.name(DATABASE)));
    }

    public static void main(String[] arguments) {
        databases();
        tables();
        partitions();
        statistics();
        others();
        System.exit(failed ? 1 : 0);
    }
}
