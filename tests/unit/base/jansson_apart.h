/* SPDX-License-Identifier: Apache-2.0
 * jansson, the oracle of tests on JSON, beside base/json_read.h: both give their kinds of values
 * the same names, so jansson's are renamed here. */
#ifndef PROPOLIS_TESTS_UNIT_BASE_JANSSON_APART_H
#define PROPOLIS_TESTS_UNIT_BASE_JANSSON_APART_H

#define JSON_OBJECT ORACLE_OBJECT
#define JSON_ARRAY  ORACLE_ARRAY
#define JSON_STRING ORACLE_STRING
#define JSON_TRUE   ORACLE_TRUE
#define JSON_FALSE  ORACLE_FALSE
#define JSON_NULL   ORACLE_NULL
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL

#undef json_is_object
#define json_is_object(json) ((json) && json_typeof(json) == ORACLE_OBJECT)
#undef json_is_array
#define json_is_array(json) ((json) && json_typeof(json) == ORACLE_ARRAY)
#undef json_is_string
#define json_is_string(json) ((json) && json_typeof(json) == ORACLE_STRING)

#endif
