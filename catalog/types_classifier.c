/* SPDX-License-Identifier: Apache-2.0
 * Types first used by classifiers. Limits: the service model of AWS Glue, API version 2017-03-31
 * (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_classifier.h"

const struct type type_classification = {"Classification", KIND_TEXT, .max = NO_MAXIMUM};

/* What several lines hold, but no line feed. */
const struct type type_grok_pattern = {"GrokPattern",
                                       KIND_TEXT,
                                       .min = 1,
                                       .max = 2048,
                                       .text_class = CLASS_MULTI_LINE,
                                       .pattern = "[^\\x00-\\x08\\n\\x0b\\x0c\\x0e-\\x1f]*"};

const struct type type_custom_patterns = {"CustomPatterns", KIND_TEXT, .max = 16000,
                                          .text_class = CLASS_MULTI_LINE};

const struct type type_create_grok_classifier_request = {
    "CreateGrokClassifierRequest", KIND_STRUCT, .shape = &shape_create_grok_classifier_request};

const struct type type_row_tag = {"RowTag", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_create_xml_classifier_request = {
    "CreateXMLClassifierRequest", KIND_STRUCT, .shape = &shape_create_xml_classifier_request};

const struct type type_json_path = {"JsonPath", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_create_json_classifier_request = {
    "CreateJsonClassifierRequest", KIND_STRUCT, .shape = &shape_create_json_classifier_request};

const struct type type_csv_column_delimiter = {"CsvColumnDelimiter", KIND_TEXT, .min = 1, .max = 1,
                                               .pattern = "[^\\r\\n]"};

const struct type type_csv_quote_symbol = {"CsvQuoteSymbol", KIND_TEXT, .min = 1, .max = 1,
                                           .pattern = "[^\\r\\n]"};

static const char *const csv_header_option_values[] = {"UNKNOWN", "PRESENT", "ABSENT", NULL};
const struct type type_csv_header_option = {"CsvHeaderOption", KIND_TEXT, .max = NO_MAXIMUM,
                                            .values = csv_header_option_values};

const struct type type_csv_header = {"CsvHeader", KIND_LIST, .max = NO_MAXIMUM,
                                     .element = &type_name_string};

const struct type type_custom_datatypes = {"CustomDatatypes", KIND_LIST, .max = NO_MAXIMUM,
                                           .element = &type_name_string};

static const char *const csv_serde_option_values[] = {"OpenCSVSerDe", "LazySimpleSerDe", "None",
                                                      NULL};
const struct type type_csv_serde_option = {"CsvSerdeOption", KIND_TEXT, .max = NO_MAXIMUM,
                                           .values = csv_serde_option_values};

const struct type type_create_csv_classifier_request = {
    "CreateCsvClassifierRequest", KIND_STRUCT, .shape = &shape_create_csv_classifier_request};

const struct type type_grok_classifier = {"GrokClassifier", KIND_STRUCT,
                                          .shape = &shape_grok_classifier};

const struct type type_xml_classifier = {"XMLClassifier", KIND_STRUCT,
                                         .shape = &shape_xml_classifier};

const struct type type_json_classifier = {"JsonClassifier", KIND_STRUCT,
                                          .shape = &shape_json_classifier};

const struct type type_csv_classifier = {"CsvClassifier", KIND_STRUCT,
                                         .shape = &shape_csv_classifier};

const struct type type_classifier = {"Classifier", KIND_STRUCT, .shape = &shape_classifier};

const struct type type_classifier_list = {"ClassifierList", KIND_LIST, .max = NO_MAXIMUM,
                                          .element = &type_classifier};

const struct type type_update_grok_classifier_request = {
    "UpdateGrokClassifierRequest", KIND_STRUCT, .shape = &shape_update_grok_classifier_request};

const struct type type_update_xml_classifier_request = {
    "UpdateXMLClassifierRequest", KIND_STRUCT, .shape = &shape_update_xml_classifier_request};

const struct type type_update_json_classifier_request = {
    "UpdateJsonClassifierRequest", KIND_STRUCT, .shape = &shape_update_json_classifier_request};

const struct type type_update_csv_classifier_request = {
    "UpdateCsvClassifierRequest", KIND_STRUCT, .shape = &shape_update_csv_classifier_request};
