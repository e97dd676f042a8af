#!/bin/sh
# 00-check-style-bites.sh -- shows that scripts/check-style finds each fault it is there for, and
# that it lets good code pass. Each case puts one file into a small, clean tree.
set -eu
export LC_ALL=C
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cases=0
failures=0

SPDX='/* SPDX-License-Identifier: Apache-2.0 */
/* A file for this test. */'

# Writes stdin to a file of the tree.
put() {
    mkdir -p "$(dirname "$work/tree/$1")"
    cat >"$work/tree/$1"
}

clean_tree() {
    rm -rf "$work/tree"
    mkdir -p "$work/tree/scripts" "$work/tree/src"
    cp -R "$root/scripts/check-style" "$root/scripts/check-style.d" "$work/tree/scripts"
    cp "$root/src/LAYERS" "$work/tree/src"
    cp "$root/.clang-format" "$work/tree"
    put src/base/str.h <<EOF
$SPDX
#ifndef STR_H
#define STR_H
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Str {
    const char *ptr;
    size_t len;
} Str;

typedef void (*StrVisit)(Str text, void *context);
struct Other;
extern const Str str_empty;

#define STR_PRINTF(at) __attribute__((format(printf, at, at)))

/* Says how long it is. */
size_t str_len(Str text);

/* Prints,
 * on two lines. */
__attribute__((nonnull)) void str_print(const char *format, ...) STR_PRINTF(1);

#ifdef __cplusplus
}
#endif

#endif
EOF
    put src/base/str.c <<EOF
$SPDX
#include "base/str.h"

static const char *const words[] = {"printf(", "strcpy(a, b)", "}", "{", "/* "};
static const struct {
    const char *word;
    int count;
} table[] = {{"a", 1}};
static size_t str_later(const char *text);
const Str str_empty = {"", 0};

/* sprintf( and "stdout" are fine in a comment: ä, ö and ü count as one column each, as do ß, é */
static int str_visit(int a, int b, int c, int d, int (*visit)(int, int, int), ...) {
    char quote = '"', brace = '{';
    return a + b + c + d + visit(quote, brace, '\\'');
}

size_t str_len(Str text) {
    return text.len + str_later(words[0]) + table[0].word[0] + (size_t)str_visit(1, 2, 3, 4, NULL);
}
EOF
    put src/cli/main.c <<EOF
$SPDX
#include "base/str.h"

#include <stdio.h>

static int verbosity;

int main(void) {
    printf("%d\n", verbosity);
    return 0;
}
EOF
    put src/rule/rule.c <<EOF
$SPDX
#include "base/str.h"

static const Str keys[] = {S("title"), S("when")};
EOF
    put rules/threats/s3/public.yaml <<EOF
title: A bucket is public
when: |
  other: true
EOF
}

# Prints what check-style says about the tree; the status is its own.
check() {
    (cd "$work/tree" && scripts/check-style)
}

fail() {
    failures=$((failures + 1))
    printf 'FAILED: %s\n' "$1"
    sed 's/^/    /' "$work/said"
}

# bites NAME LINE: with the file NAME from stdin in the tree, check-style has to print
# "NAME:LINE" (LINE is "number: message") and to fail.
bites() {
    cases=$((cases + 1))
    clean_tree
    put "$1"
    if check >"$work/said"; then
        fail "nothing was found, but expected: $1:$2"
    elif ! grep -qxF "$1:$2" "$work/said"; then
        fail "expected: $1:$2"
    fi
}

# Prints the text $2 times.
repeat() {
    awk -v text="$1" -v count="$2" 'BEGIN { for (i = 0; i < count; i++) print text }'
}

cases=$((cases + 1))
clean_tree
check >"$work/said" || fail "a clean tree does not pass"

# --- layers -------------------------------------------------------------------------------------
bites src/base/up.c '3: base may not include text (src/LAYERS)' <<EOF
$SPDX
#include "text/node.h"
EOF
bites src/text/dots.c '3: an include names the folder, as in "base/str.h"; no ../' <<EOF
$SPDX
#include "../base/str.h"
EOF
bites src/base/bare.c '3: an include names the folder, as in "base/str.h"' <<EOF
$SPDX
#include "str.h"
EOF
bites src/text/angle.c "3: merlon's own headers are included with quotes" <<EOF
$SPDX
#include <base/str.h>
EOF
bites src/extra/thing.c '1: src/LAYERS does not name extra' <<EOF
$SPDX
EOF
bites src/base/deep/thing.c '1: src/ has one level of folders' <<EOF
$SPDX
EOF
bites src/LAYERS '2: text does not stand above base' <<EOF
cli:
base: text
text: base
rule: base
EOF
bites src/base/self.h '3: src/base/self.h leads back to src/base/self.h' <<EOF
$SPDX
#include "base/self.h"
EOF

cases=$((cases + 1))
clean_tree
for next in 'one two' 'two three' 'three one'; do
    printf '%s\n#include "base/%s.h"\n' "$SPDX" "${next#* }" | put "src/base/${next% *}.h"
done
if check >"$work/said" || ! grep -qx 'src/base/.*\.h:3: .* leads back to .*' "$work/said"; then
    fail "headers that include each other in a circle"
fi

cases=$((cases + 1))
clean_tree
printf '%s\n#include "text/node.h"\n' "$SPDX" | put src/base/up.c
printf '%s\n#include "base/str.h"\n' "$SPDX" | put src/text/down.c
if check >"$work/said" || ! grep -q 'src/text leads back to src/base\|src/base leads back to src/text' "$work/said"; then
    fail "folders that include each other"
fi

# --- sizes --------------------------------------------------------------------------------------
bites src/base/long.c '3: long_one: 71 lines; a function has at most 70' <<EOF
$SPDX
static int long_one(int a,
                    int b) {
$(repeat '    a += b;' 67)
    return a;
}
EOF
bites src/base/many.c '3: many: 6 parameters; a function has at most 5' <<EOF
$SPDX
int many(int a, int b, int c, int d, int (*e)(int, int),
         int f) {
    return 0;
}
EOF
bites src/base/tall.c '801: a file has at most 800 lines' <<EOF
$SPDX
$(repeat '/* more */' 799)
EOF
bites src/base/wide.c '3: 101 columns; a line has at most 100' <<EOF
$SPDX
/* $(repeat x 95 | tr -d '\n') */
EOF

cases=$((cases + 1))
clean_tree
put src/base/fits.c <<EOF
$SPDX
static int fits(int a) {
$(repeat '    a += 1;' 67)
    return a;
}
$(repeat '/* more */' 728)
EOF
check >"$work/said" || fail "a function of 70 lines and a file of 800 do not pass"

# --- calls --------------------------------------------------------------------------------------
for name in strcpy strcat strtok sprintf vsprintf atoi atol atof gets alloca strncpy strncat \
    scanf sscanf system popen; do
    bites src/base/calls.c "4: $name is banned" <<EOF
$SPDX
int calls(void) {
    return 1 + $name("/*", 2); /* */
}
EOF
done
bites tests/unit/calls.c '1: strcpy is banned' <<EOF
int calls = strcpy(a, b);
EOF
bites src/base/macro.c '4: sprintf is banned' <<EOF
$SPDX
#define MACRO(a)                                                                                   \\
    sprintf(a, "x")
EOF
bites src/base/prints.c '4: printf: only cli/ and serve/ print' <<EOF
$SPDX
void prints(void) {
    printf("x");
}
EOF
bites src/base/prints.c '4: stdout or stderr: only cli/ and serve/ print' <<EOF
$SPDX
void prints(void) {
    fprintf(stderr, "x");
}
EOF

# --- comments, names, variables -----------------------------------------------------------------
bites src/base/bare.h '5: second: a function in a header has a comment directly above it' <<EOF
$SPDX
/* The first. */
int first(int a);
int second(int a);
EOF
bites src/base/gap.h '5: far: a function in a header has a comment directly above it' <<EOF
$SPDX
/* Too far away. */

int far(int a,
        int b);
EOF
bites src/base/inline.h '4: quick: a function in a header has a comment directly above it' <<EOF
$SPDX

static inline int quick(void) {
    return 1;
}
EOF
bites src/text/str.c '1: there is a str in src/base already' <<EOF
$SPDX
EOF
bites src/base/str.cc '1: there is another source with this name' <<EOF
$SPDX
EOF
bites src/base/license.c '1: the first line has to be /* SPDX-License-Identifier: Apache-2.0 */' <<EOF
/* A file. */
EOF
bites src/base/untold.c '2: the second line has to say in a comment what the file is' <<EOF
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"
EOF
for variable in 'static int count;' 'int shared = 1;' 'static const char *text;' \
    'static bool (*hook)(int) = NULL;' 'static _Thread_local int mine;' 'extern int theirs;' \
    'static int list[] = {1, 2};' 'static int list[COUNT(x)];'; do
    bites src/base/variable.c '3: only cli/ may have a mutable variable outside of functions' <<EOF
$SPDX
$variable
EOF
done
bites src/base/variable.c '5: only cli/ may have a mutable variable outside of functions' <<EOF
$SPDX
/* The brace of a structure must not hide it. */
extern "C" {
static struct {
    int a;
} state;
}
EOF

# --- layout -------------------------------------------------------------------------------------
printf '%s\nint\ta;\n' "$SPDX" >"$work/tab"
bites src/cli/tab.c '3: a tab' <"$work/tab"
printf '%s\nint a; \n' "$SPDX" >"$work/space"
bites src/cli/space.c '3: white space at the end of the line' <"$work/space"
if command -v clang-format >/dev/null; then
    bites src/cli/layout.c '3: is not laid out as .clang-format says (make format)' <<EOF
$SPDX
int  a;
EOF
fi

# --- rules --------------------------------------------------------------------------------------
bites rules/threats/s3/odd.yaml '2: nothing in src/rule reads the key wen' <<EOF
title: A typing error
wen: true
EOF

echo "check-style: $((cases - failures)) of $cases cases as they should be"
[ "$failures" -eq 0 ]
