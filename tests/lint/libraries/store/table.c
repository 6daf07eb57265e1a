/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/evp.h> /* wrong */
#include <sqlite3.h>     /* wrong */
#include <string.h>
