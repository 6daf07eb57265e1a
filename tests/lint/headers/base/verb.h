/* SPDX-License-Identifier: Apache-2.0 */
int verb_size(void);
