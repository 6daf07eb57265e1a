resource "aws_glue_catalog_database" "lake" {
  name         = "lake"
  description  = "a lake"
  location_uri = "s3://BUCKET/lake"
  parameters = {
    a = "b"
  }
  tags = {
    team = "blue"
  }
}

resource "aws_glue_catalog_database" "link" {
  name = "link"
  target_database {
    catalog_id    = aws_glue_catalog_database.lake.catalog_id
    database_name = aws_glue_catalog_database.lake.name
  }
}

resource "aws_glue_catalog_table" "sales" {
  name          = "sales"
  database_name = aws_glue_catalog_database.lake.name
  description   = "all sales"
  owner         = "me"
  retention     = 7
  table_type    = "EXTERNAL_TABLE"
  parameters = {
    classification = "parquet"
    EXTERNAL       = "TRUE"
  }
  partition_keys {
    name = "country"
    type = "string"
  }
  partition_keys {
    name = "year"
    type = "int"
  }
  partition_index {
    index_name = "by_year"
    keys       = ["year"]
  }
  storage_descriptor {
    location      = "s3://BUCKET/sales"
    input_format  = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
    ser_de_info {
      name                  = "parquet"
      serialization_library = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
      parameters = {
        "serialization.format" = "1"
      }
    }
    columns {
      name    = "id"
      type    = "bigint"
      comment = "the key"
    }
    columns {
      name = "tags"
      type = "array<string>"
      parameters = {
        x = "y"
      }
    }
    sort_columns {
      column     = "id"
      sort_order = 1
    }
    skewed_info {
      skewed_column_names = ["id"]
    }
  }
}

resource "aws_glue_catalog_table" "view" {
  name               = "sales_view"
  database_name      = aws_glue_catalog_database.lake.name
  table_type         = "VIRTUAL_VIEW"
  view_original_text = "/* Presto View: e30= */"
  view_expanded_text = "/* Presto View */"
  parameters = {
    presto_view = "true"
  }
}

resource "aws_glue_catalog_table" "iceberg" {
  name          = "trips"
  database_name = aws_glue_catalog_database.lake.name
  table_type    = "EXTERNAL_TABLE"
  open_table_format_input {
    iceberg_input {
      metadata_operation = "CREATE"
      version            = "2"
    }
  }
  storage_descriptor {
    location = "s3://BUCKET/trips"
    columns {
      name = "id"
      type = "bigint"
    }
    columns {
      name = "name"
      type = "string"
    }
  }
}

resource "aws_glue_partition" "one" {
  database_name    = aws_glue_catalog_database.lake.name
  table_name       = aws_glue_catalog_table.sales.name
  partition_values = ["ch", "2026"]
  parameters = {
    rows = "4"
  }
  storage_descriptor {
    location = "s3://BUCKET/sales/country=ch/year=2026"
    columns {
      name = "id"
      type = "bigint"
    }
  }
}

# A table of its own: the provider takes indexes that a table's own blocks do not name for a change of that table.
resource "aws_glue_catalog_table" "visits" {
  name          = "visits"
  database_name = aws_glue_catalog_database.lake.name
  partition_keys {
    name = "country"
    type = "string"
  }
  partition_keys {
    name = "year"
    type = "int"
  }
  storage_descriptor {
    location = "s3://BUCKET/visits"
    columns {
      name = "id"
      type = "bigint"
    }
  }
}

resource "aws_glue_partition_index" "by_country" {
  database_name = aws_glue_catalog_database.lake.name
  table_name    = aws_glue_catalog_table.visits.name
  partition_index {
    index_name = "by_country"
    keys       = ["country", "year"]
  }
}

resource "aws_glue_user_defined_function" "twice" {
  name          = "twice"
  catalog_id    = aws_glue_catalog_database.lake.catalog_id
  database_name = aws_glue_catalog_database.lake.name
  class_name    = "com.example.Twice"
  owner_name    = "me"
  owner_type    = "USER"
  resource_uris {
    resource_type = "JAR"
    uri           = "s3://BUCKET/twice.jar"
  }
}

resource "aws_glue_classifier" "csv" {
  name = "csv"
  csv_classifier {
    allow_single_column    = false
    contains_header        = "PRESENT"
    delimiter              = ";"
    disable_value_trimming = false
    header                 = ["a", "b"]
    quote_symbol           = "'"
  }
}

resource "aws_glue_classifier" "grok" {
  name = "grok"
  grok_classifier {
    classification  = "app"
    grok_pattern    = "%%{NAME:user}"
    custom_patterns = "NAME [a-z]+"
  }
}

resource "aws_glue_classifier" "json" {
  name = "json"
  json_classifier {
    json_path = "$[*]"
  }
}

resource "aws_glue_classifier" "xml" {
  name = "xml"
  xml_classifier {
    classification = "orders"
    row_tag        = "order"
  }
}

resource "aws_glue_crawler" "sales" {
  name          = "sales"
  database_name = aws_glue_catalog_database.lake.name
  role          = "arn:aws:iam::123456789012:role/crawler"
  schedule      = "cron(0 4 * * ? *)"
  classifiers   = [aws_glue_classifier.csv.name]
  table_prefix  = "raw_"
  configuration = jsonencode({ Version = 1.0, Grouping = { TableGroupingPolicy = "CombineCompatibleSchemas" } })
  s3_target {
    path       = "s3://BUCKET/raw"
    exclusions = ["**.tmp"]
  }
  schema_change_policy {
    delete_behavior = "LOG"
    update_behavior = "UPDATE_IN_DATABASE"
  }
  recrawl_policy {
    recrawl_behavior = "CRAWL_EVERYTHING"
  }
  tags = {
    team = "blue"
  }
}

resource "aws_glue_connection" "jdbc" {
  name            = "jdbc"
  description     = "a database"
  connection_type = "JDBC"
  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:postgresql://db.example.com:5432/shop"
    USERNAME            = "me"
    PASSWORD            = "hidden"
  }
  match_criteria = ["a"]
  physical_connection_requirements {
    availability_zone      = "us-east-1a"
    security_group_id_list = ["sg-1"]
    subnet_id              = "subnet-1"
  }
  tags = {
    team = "blue"
  }
}

resource "aws_glue_connection" "network" {
  name            = "network"
  connection_type = "NETWORK"
  physical_connection_requirements {
    availability_zone      = "us-east-1a"
    security_group_id_list = ["sg-1"]
    subnet_id              = "subnet-1"
  }
}

resource "aws_glue_data_catalog_encryption_settings" "settings" {
  data_catalog_encryption_settings {
    connection_password_encryption {
      return_connection_password_encrypted = false
    }
    encryption_at_rest {
      catalog_encryption_mode = "DISABLED"
    }
  }
}

resource "aws_glue_resource_policy" "policy" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "glue:*"
      Resource  = "arn:aws:glue:us-east-1:123456789012:*"
    }]
  })
}

data "aws_glue_catalog_table" "sales" {
  name          = aws_glue_catalog_table.sales.name
  database_name = aws_glue_catalog_database.lake.name
}

data "aws_glue_connection" "jdbc" {
  id = "123456789012:${aws_glue_connection.jdbc.name}"
}
