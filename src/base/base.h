/* SPDX-License-Identifier: Apache-2.0 */
/* base.h -- the few macros and types that every file of merlon may use. */
#ifndef MERLON_BASE_BASE_H
#define MERLON_BASE_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Runs close_function(&variable) when the variable goes out of scope. */
#define CLEANUP(close_function) __attribute__((cleanup(close_function)))

#define PRINTF_LIKE(format_index, first_argument) \
    __attribute__((format(printf, format_index, first_argument)))

/* Three truths: a condition can hold, not hold, or not be known before deployment.
 * The order makes AND the minimum and OR the maximum (Kleene's strong logic). */
typedef enum Truth { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE } Truth;

#endif
