/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_classifier.h"

#include "catalog/types.h"

static const struct member create_grok_classifier_request_members[] = {
    [CREATE_GROK_CLASSIFIER_REQUEST_CLASSIFICATION] = {"Classification", &type_classification,
                                                       MEMBER_REQUIRED},
    [CREATE_GROK_CLASSIFIER_REQUEST_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [CREATE_GROK_CLASSIFIER_REQUEST_GROK_PATTERN] = {"GrokPattern", &type_grok_pattern,
                                                     MEMBER_REQUIRED},
    [CREATE_GROK_CLASSIFIER_REQUEST_CUSTOM_PATTERNS] = {"CustomPatterns", &type_custom_patterns},
};
const struct shape shape_create_grok_classifier_request =
    SHAPE("CreateGrokClassifierRequest", create_grok_classifier_request_members);

static const struct member create_xml_classifier_request_members[] = {
    [CREATE_XML_CLASSIFIER_REQUEST_CLASSIFICATION] = {"Classification", &type_classification,
                                                      MEMBER_REQUIRED},
    [CREATE_XML_CLASSIFIER_REQUEST_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [CREATE_XML_CLASSIFIER_REQUEST_ROW_TAG] = {"RowTag", &type_row_tag},
};
const struct shape shape_create_xml_classifier_request =
    SHAPE("CreateXMLClassifierRequest", create_xml_classifier_request_members);

static const struct member create_json_classifier_request_members[] = {
    [CREATE_JSON_CLASSIFIER_REQUEST_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [CREATE_JSON_CLASSIFIER_REQUEST_JSON_PATH] = {"JsonPath", &type_json_path, MEMBER_REQUIRED},
};
const struct shape shape_create_json_classifier_request =
    SHAPE("CreateJsonClassifierRequest", create_json_classifier_request_members);

static const struct member create_csv_classifier_request_members[] = {
    [CREATE_CSV_CLASSIFIER_REQUEST_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [CREATE_CSV_CLASSIFIER_REQUEST_DELIMITER] = {"Delimiter", &type_csv_column_delimiter},
    [CREATE_CSV_CLASSIFIER_REQUEST_QUOTE_SYMBOL] = {"QuoteSymbol", &type_csv_quote_symbol},
    [CREATE_CSV_CLASSIFIER_REQUEST_CONTAINS_HEADER] = {"ContainsHeader", &type_csv_header_option},
    [CREATE_CSV_CLASSIFIER_REQUEST_HEADER] = {"Header", &type_csv_header},
    [CREATE_CSV_CLASSIFIER_REQUEST_DISABLE_VALUE_TRIMMING] = {"DisableValueTrimming",
                                                              &type_nullable_boolean},
    [CREATE_CSV_CLASSIFIER_REQUEST_ALLOW_SINGLE_COLUMN] = {"AllowSingleColumn",
                                                           &type_nullable_boolean},
    [CREATE_CSV_CLASSIFIER_REQUEST_CUSTOM_DATATYPE_CONFIGURED] = {"CustomDatatypeConfigured",
                                                                  &type_nullable_boolean},
    [CREATE_CSV_CLASSIFIER_REQUEST_CUSTOM_DATATYPES] = {"CustomDatatypes", &type_custom_datatypes},
    [CREATE_CSV_CLASSIFIER_REQUEST_SERDE] = {"Serde", &type_csv_serde_option},
};
const struct shape shape_create_csv_classifier_request =
    SHAPE("CreateCsvClassifierRequest", create_csv_classifier_request_members);

static const struct member grok_classifier_members[] = {
    [GROK_CLASSIFIER_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED | MEMBER_HEAD},
    [GROK_CLASSIFIER_CLASSIFICATION] = {"Classification", &type_classification, MEMBER_REQUIRED},
    [GROK_CLASSIFIER_CREATION_TIME] = {"CreationTime", &type_timestamp, MEMBER_HEAD},
    [GROK_CLASSIFIER_LAST_UPDATED] = {"LastUpdated", &type_timestamp, MEMBER_HEAD},
    [GROK_CLASSIFIER_VERSION] = {"Version", &type_version_id, MEMBER_HEAD},
    [GROK_CLASSIFIER_GROK_PATTERN] = {"GrokPattern", &type_grok_pattern, MEMBER_REQUIRED},
    [GROK_CLASSIFIER_CUSTOM_PATTERNS] = {"CustomPatterns", &type_custom_patterns},
};
const struct shape shape_grok_classifier = SHAPE("GrokClassifier", grok_classifier_members);

static const struct member xml_classifier_members[] = {
    [XML_CLASSIFIER_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED | MEMBER_HEAD},
    [XML_CLASSIFIER_CLASSIFICATION] = {"Classification", &type_classification, MEMBER_REQUIRED},
    [XML_CLASSIFIER_CREATION_TIME] = {"CreationTime", &type_timestamp, MEMBER_HEAD},
    [XML_CLASSIFIER_LAST_UPDATED] = {"LastUpdated", &type_timestamp, MEMBER_HEAD},
    [XML_CLASSIFIER_VERSION] = {"Version", &type_version_id, MEMBER_HEAD},
    [XML_CLASSIFIER_ROW_TAG] = {"RowTag", &type_row_tag},
};
const struct shape shape_xml_classifier = SHAPE("XMLClassifier", xml_classifier_members);

static const struct member json_classifier_members[] = {
    [JSON_CLASSIFIER_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED | MEMBER_HEAD},
    [JSON_CLASSIFIER_CREATION_TIME] = {"CreationTime", &type_timestamp, MEMBER_HEAD},
    [JSON_CLASSIFIER_LAST_UPDATED] = {"LastUpdated", &type_timestamp, MEMBER_HEAD},
    [JSON_CLASSIFIER_VERSION] = {"Version", &type_version_id, MEMBER_HEAD},
    [JSON_CLASSIFIER_JSON_PATH] = {"JsonPath", &type_json_path, MEMBER_REQUIRED},
};
const struct shape shape_json_classifier = SHAPE("JsonClassifier", json_classifier_members);

static const struct member csv_classifier_members[] = {
    [CSV_CLASSIFIER_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED | MEMBER_HEAD},
    [CSV_CLASSIFIER_CREATION_TIME] = {"CreationTime", &type_timestamp, MEMBER_HEAD},
    [CSV_CLASSIFIER_LAST_UPDATED] = {"LastUpdated", &type_timestamp, MEMBER_HEAD},
    [CSV_CLASSIFIER_VERSION] = {"Version", &type_version_id, MEMBER_HEAD},
    [CSV_CLASSIFIER_DELIMITER] = {"Delimiter", &type_csv_column_delimiter},
    [CSV_CLASSIFIER_QUOTE_SYMBOL] = {"QuoteSymbol", &type_csv_quote_symbol},
    [CSV_CLASSIFIER_CONTAINS_HEADER] = {"ContainsHeader", &type_csv_header_option},
    [CSV_CLASSIFIER_HEADER] = {"Header", &type_csv_header},
    [CSV_CLASSIFIER_DISABLE_VALUE_TRIMMING] = {"DisableValueTrimming", &type_nullable_boolean},
    [CSV_CLASSIFIER_ALLOW_SINGLE_COLUMN] = {"AllowSingleColumn", &type_nullable_boolean},
    [CSV_CLASSIFIER_CUSTOM_DATATYPE_CONFIGURED] = {"CustomDatatypeConfigured",
                                                   &type_nullable_boolean},
    [CSV_CLASSIFIER_CUSTOM_DATATYPES] = {"CustomDatatypes", &type_custom_datatypes},
    [CSV_CLASSIFIER_SERDE] = {"Serde", &type_csv_serde_option},
};
const struct shape shape_csv_classifier = SHAPE("CsvClassifier", csv_classifier_members);

static const struct member classifier_members[] = {
    [CLASSIFIER_GROK_CLASSIFIER] = {"GrokClassifier", &type_grok_classifier},
    [CLASSIFIER_XML_CLASSIFIER] = {"XMLClassifier", &type_xml_classifier},
    [CLASSIFIER_JSON_CLASSIFIER] = {"JsonClassifier", &type_json_classifier},
    [CLASSIFIER_CSV_CLASSIFIER] = {"CsvClassifier", &type_csv_classifier},
};
const struct shape shape_classifier = SHAPE("Classifier", classifier_members);

static const struct member update_grok_classifier_request_members[] = {
    [UPDATE_GROK_CLASSIFIER_REQUEST_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [UPDATE_GROK_CLASSIFIER_REQUEST_CLASSIFICATION] = {"Classification", &type_classification},
    [UPDATE_GROK_CLASSIFIER_REQUEST_GROK_PATTERN] = {"GrokPattern", &type_grok_pattern},
    [UPDATE_GROK_CLASSIFIER_REQUEST_CUSTOM_PATTERNS] = {"CustomPatterns", &type_custom_patterns},
};
const struct shape shape_update_grok_classifier_request =
    SHAPE("UpdateGrokClassifierRequest", update_grok_classifier_request_members);

static const struct member update_xml_classifier_request_members[] = {
    [UPDATE_XML_CLASSIFIER_REQUEST_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [UPDATE_XML_CLASSIFIER_REQUEST_CLASSIFICATION] = {"Classification", &type_classification},
    [UPDATE_XML_CLASSIFIER_REQUEST_ROW_TAG] = {"RowTag", &type_row_tag},
};
const struct shape shape_update_xml_classifier_request =
    SHAPE("UpdateXMLClassifierRequest", update_xml_classifier_request_members);

static const struct member update_json_classifier_request_members[] = {
    [UPDATE_JSON_CLASSIFIER_REQUEST_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [UPDATE_JSON_CLASSIFIER_REQUEST_JSON_PATH] = {"JsonPath", &type_json_path},
};
const struct shape shape_update_json_classifier_request =
    SHAPE("UpdateJsonClassifierRequest", update_json_classifier_request_members);

static const struct member update_csv_classifier_request_members[] = {
    [UPDATE_CSV_CLASSIFIER_REQUEST_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [UPDATE_CSV_CLASSIFIER_REQUEST_DELIMITER] = {"Delimiter", &type_csv_column_delimiter},
    [UPDATE_CSV_CLASSIFIER_REQUEST_QUOTE_SYMBOL] = {"QuoteSymbol", &type_csv_quote_symbol},
    [UPDATE_CSV_CLASSIFIER_REQUEST_CONTAINS_HEADER] = {"ContainsHeader", &type_csv_header_option},
    [UPDATE_CSV_CLASSIFIER_REQUEST_HEADER] = {"Header", &type_csv_header},
    [UPDATE_CSV_CLASSIFIER_REQUEST_DISABLE_VALUE_TRIMMING] = {"DisableValueTrimming",
                                                              &type_nullable_boolean},
    [UPDATE_CSV_CLASSIFIER_REQUEST_ALLOW_SINGLE_COLUMN] = {"AllowSingleColumn",
                                                           &type_nullable_boolean},
    [UPDATE_CSV_CLASSIFIER_REQUEST_CUSTOM_DATATYPE_CONFIGURED] = {"CustomDatatypeConfigured",
                                                                  &type_nullable_boolean},
    [UPDATE_CSV_CLASSIFIER_REQUEST_CUSTOM_DATATYPES] = {"CustomDatatypes", &type_custom_datatypes},
    [UPDATE_CSV_CLASSIFIER_REQUEST_SERDE] = {"Serde", &type_csv_serde_option},
};
const struct shape shape_update_csv_classifier_request =
    SHAPE("UpdateCsvClassifierRequest", update_csv_classifier_request_members);
