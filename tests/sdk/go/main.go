// Thirty calls through the AWS SDK for Go v2, each with the answer or the typed error that it must have. Prints a line for each.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/glue"
	"github.com/aws/aws-sdk-go-v2/service/glue/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

var (
	ctx    = context.Background()
	client *glue.Client
	failed bool
)

func step(what string, err error, holds bool) {
	ok := err == nil && holds
	failed = failed || !ok
	detail := ""
	if err != nil {
		detail = err.Error()
	}
	line, _ := json.Marshal(map[string]any{"what": what, "ok": ok, "detail": detail})
	fmt.Println(string(line))
}

// refused says whether a call failed with the SDK's own type for that error.
func refused[T error](what string, err error) {
	var typed T
	if errors.As(err, &typed) {
		step(what, nil, true)
	} else {
		step(what, fmt.Errorf("%T is not typed as wanted: %v", err, err), false)
	}
}

func columns(names ...string) (list []types.Column) {
	for _, name := range names {
		list = append(list, types.Column{Name: aws.String(name), Type: aws.String("string")})
	}
	return list
}

func table(description string) *types.TableInput {
	return &types.TableInput{
		Name: aws.String("sales"), Description: aws.String(description), TableType: aws.String("EXTERNAL_TABLE"),
		PartitionKeys:     columns("year", "month"),
		Parameters:        map[string]string{"classification": "csv"},
		StorageDescriptor: &types.StorageDescriptor{Columns: columns("id", "price"), Location: aws.String("s3://lake/sales/")},
	}
}

func databases() {
	_, err := client.GetDatabase(ctx, &glue.GetDatabaseInput{Name: aws.String("go")})
	refused[*types.EntityNotFoundException]("GetDatabase of nothing is EntityNotFoundException", err)
	input := &types.DatabaseInput{Name: aws.String("Go"), Description: aws.String("d\u00e9j\u00e0 vu"), Parameters: map[string]string{"a": "b"}}
	_, err = client.CreateDatabase(ctx, &glue.CreateDatabaseInput{DatabaseInput: input, Tags: map[string]string{"team": "blue"}})
	step("CreateDatabase", err, true)
	_, err = client.CreateDatabase(ctx, &glue.CreateDatabaseInput{DatabaseInput: input})
	refused[*types.AlreadyExistsException]("CreateDatabase twice is AlreadyExistsException", err)
	got, err := client.GetDatabase(ctx, &glue.GetDatabaseInput{Name: aws.String("GO")})
	step("GetDatabase", err, err == nil && *got.Database.Name == "go" && *got.Database.Description == "d\u00e9j\u00e0 vu" && got.Database.CreateTime != nil)
	list, err := client.GetDatabases(ctx, &glue.GetDatabasesInput{})
	step("GetDatabases", err, err == nil && len(list.DatabaseList) == 1)
	_, err = client.UpdateDatabase(ctx, &glue.UpdateDatabaseInput{Name: aws.String("go"), DatabaseInput: &types.DatabaseInput{Name: aws.String("go")}})
	step("UpdateDatabase", err, true)
	tags, err := client.GetTags(ctx, &glue.GetTagsInput{ResourceArn: aws.String("arn:aws:glue:us-east-1:123456789012:database/go")})
	step("GetTags", err, err == nil && tags.Tags["team"] == "blue")
}

func tables() {
	database := aws.String("go")
	_, err := client.CreateTable(ctx, &glue.CreateTableInput{DatabaseName: database, TableInput: table("one")})
	step("CreateTable", err, true)
	_, err = client.CreateTable(ctx, &glue.CreateTableInput{DatabaseName: database, TableInput: &types.TableInput{Name: aws.String("bad\nname")}})
	var refusal smithy.APIError
	step("CreateTable with a line break in its name is ValidationException", nil,
		errors.As(err, &refusal) && refusal.ErrorCode() == "ValidationException")
	got, err := client.GetTable(ctx, &glue.GetTableInput{DatabaseName: database, Name: aws.String("sales")})
	step("GetTable", err, err == nil && *got.Table.VersionId == "0" && len(got.Table.PartitionKeys) == 2 && got.Table.Retention == 0)
	_, err = client.UpdateTable(ctx, &glue.UpdateTableInput{DatabaseName: database, TableInput: table("two"), VersionId: aws.String("0")})
	step("UpdateTable", err, true)
	_, err = client.UpdateTable(ctx, &glue.UpdateTableInput{DatabaseName: database, TableInput: table("three"), VersionId: aws.String("0")})
	refused[*types.ConcurrentModificationException]("UpdateTable of an old version is ConcurrentModificationException", err)
	versions := 0
	pages := glue.NewGetTableVersionsPaginator(client, &glue.GetTableVersionsInput{DatabaseName: database, TableName: aws.String("sales"), MaxResults: aws.Int32(1)})
	for err = nil; pages.HasMorePages() && err == nil; {
		var page *glue.GetTableVersionsOutput
		if page, err = pages.NextPage(ctx); err == nil {
			versions += len(page.TableVersions)
		}
	}
	step("GetTableVersions, page by page", err, versions == 2)
	found, err := client.GetTables(ctx, &glue.GetTablesInput{DatabaseName: database, Expression: aws.String("sal*")})
	step("GetTables with an expression", err, err == nil && len(found.TableList) == 1)
	search, err := client.SearchTables(ctx, &glue.SearchTablesInput{SearchText: aws.String("two")})
	step("SearchTables", err, err == nil && len(search.TableList) == 1)
}

func partitions() {
	database, name := aws.String("go"), aws.String("sales")
	var inputs []types.PartitionInput
	for month := 1; month <= 12; month++ {
		inputs = append(inputs, types.PartitionInput{Values: []string{"2026", fmt.Sprintf("%02d", month)}})
	}
	batch, err := client.BatchCreatePartition(ctx, &glue.BatchCreatePartitionInput{DatabaseName: database, TableName: name, PartitionInputList: inputs})
	step("BatchCreatePartition", err, err == nil && len(batch.Errors) == 0)
	batch, err = client.BatchCreatePartition(ctx, &glue.BatchCreatePartitionInput{DatabaseName: database, TableName: name, PartitionInputList: inputs[:1]})
	step("BatchCreatePartition of what exists tells so per partition", err,
		err == nil && len(batch.Errors) == 1 && *batch.Errors[0].ErrorDetail.ErrorCode == "AlreadyExistsException")
	one, err := client.GetPartition(ctx, &glue.GetPartitionInput{DatabaseName: database, TableName: name, PartitionValues: []string{"2026", "03"}})
	step("GetPartition", err, err == nil && one.Partition.Values[1] == "03")
	_, err = client.GetPartition(ctx, &glue.GetPartitionInput{DatabaseName: database, TableName: name, PartitionValues: []string{"2026", "13"}})
	refused[*types.EntityNotFoundException]("GetPartition of nothing is EntityNotFoundException", err)
	seen := 0
	pages := glue.NewGetPartitionsPaginator(client, &glue.GetPartitionsInput{DatabaseName: database, TableName: name,
		Expression: aws.String("month > '03' AND year = '2026'"), MaxResults: aws.Int32(2)})
	for err = nil; pages.HasMorePages() && err == nil; {
		var page *glue.GetPartitionsOutput
		if page, err = pages.NextPage(ctx); err == nil {
			seen += len(page.Partitions)
		}
	}
	step("GetPartitions with an expression, page by page", err, seen == 9)
	got, err := client.BatchGetPartition(ctx, &glue.BatchGetPartitionInput{DatabaseName: database, TableName: name,
		PartitionsToGet: []types.PartitionValueList{{Values: []string{"2026", "01"}}, {Values: []string{"1999", "01"}}}})
	step("BatchGetPartition", err, err == nil && len(got.Partitions) == 1)
	_, err = client.UpdatePartition(ctx, &glue.UpdatePartitionInput{DatabaseName: database, TableName: name, PartitionValueList: []string{"2026", "01"},
		PartitionInput: &types.PartitionInput{Values: []string{"2026", "01"}, Parameters: map[string]string{"rows": "4"}}})
	step("UpdatePartition", err, true)
	_, err = client.CreatePartitionIndex(ctx, &glue.CreatePartitionIndexInput{DatabaseName: database, TableName: name,
		PartitionIndex: &types.PartitionIndex{IndexName: aws.String("by_month"), Keys: []string{"month"}}})
	step("CreatePartitionIndex", err, true)
	_, err = client.DeletePartition(ctx, &glue.DeletePartitionInput{DatabaseName: database, TableName: name, PartitionValues: []string{"2026", "01"}})
	step("DeletePartition", err, true)
}

func others() {
	database, name := aws.String("go"), aws.String("sales")
	now := aws.Time(time.Now())
	statistics, err := client.UpdateColumnStatisticsForTable(ctx, &glue.UpdateColumnStatisticsForTableInput{DatabaseName: database, TableName: name,
		ColumnStatisticsList: []types.ColumnStatistics{{ColumnName: aws.String("id"), ColumnType: aws.String("bigint"), AnalyzedTime: now,
			StatisticsData: &types.ColumnStatisticsData{Type: types.ColumnStatisticsTypeLong,
				LongColumnStatisticsData: &types.LongColumnStatisticsData{MinimumValue: -1, MaximumValue: 9, NumberOfNulls: 2, NumberOfDistinctValues: 3}}}}})
	step("UpdateColumnStatisticsForTable", err, err == nil && len(statistics.Errors) == 0)
	read, err := client.GetColumnStatisticsForTable(ctx, &glue.GetColumnStatisticsForTableInput{DatabaseName: database, TableName: name, ColumnNames: []string{"id"}})
	step("GetColumnStatisticsForTable", err, err == nil && len(read.ColumnStatisticsList) == 1 &&
		read.ColumnStatisticsList[0].StatisticsData.LongColumnStatisticsData.MinimumValue == -1)
	_, err = client.CreateUserDefinedFunction(ctx, &glue.CreateUserDefinedFunctionInput{DatabaseName: database,
		FunctionInput: &types.UserDefinedFunctionInput{FunctionName: aws.String("twice"), ClassName: aws.String("T"), OwnerName: aws.String("me")}})
	step("CreateUserDefinedFunction", err, true)
	_, err = client.CreateConnection(ctx, &glue.CreateConnectionInput{ConnectionInput: &types.ConnectionInput{Name: aws.String("pg"),
		ConnectionType:       types.ConnectionTypeJdbc,
		ConnectionProperties: map[string]string{"JDBC_CONNECTION_URL": "jdbc:postgresql://db:5432/x", "USERNAME": "u", "PASSWORD": "p"}}})
	step("CreateConnection", err, true)
	_, err = client.StartJobRun(ctx, &glue.StartJobRunInput{JobName: aws.String("j")})
	var unserved smithy.APIError
	step("StartJobRun, which is not served, is refused as the caller's fault", nil,
		errors.As(err, &unserved) && unserved.ErrorFault() != smithy.FaultServer)
	identity, err := sts.NewFromConfig(must()).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	step("STS GetCallerIdentity", err, err == nil && *identity.Account == "123456789012")
	_, err = client.DeleteTable(ctx, &glue.DeleteTableInput{DatabaseName: database, Name: name})
	step("DeleteTable", err, true)
	_, err = client.DeleteDatabase(ctx, &glue.DeleteDatabaseInput{Name: database})
	step("DeleteDatabase", err, true)
}

func must() aws.Config {
	loaded, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		panic(err)
	}
	return loaded
}

func main() {
	client = glue.NewFromConfig(must())
	databases()
	tables()
	partitions()
	others()
	if failed {
		os.Exit(1)
	}
}
