/* SPDX-License-Identifier: Apache-2.0 */
/* version.h -- the version of the program. */
#ifndef MERLON_CLI_VERSION_H
#define MERLON_CLI_VERSION_H

#define MERLON_VERSION "0.1.0"

#endif
