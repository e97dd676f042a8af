#!/bin/sh
# Every example inside every built-in rule and beside every detection; and the examples themselves, by changed rules: none may
# be deaf to a condition that is always true or always false, few to an operand that is left out.
set -u
MISSED_PERCENT=10
"$MERLON" test-rules || exit 1
"$MERLON" test-rules rules/detections || exit 1
"$MERLON_RELEASE" test-rules --mutations >build/test/mutations
tail -n 1 build/test/mutations
if grep -E ' fails when its (when|applies) is ' build/test/mutations; then exit 1; fi
awk -v most=$MISSED_PERCENT 'END {
    noticed = $1; missed = $4
    if (NF < 5 || missed * 100 > (noticed + missed) * most) {
        printf "more than %d %% of the mutations are missed: merlon test-rules --mutations\n", most
        exit 1
    }
}' build/test/mutations
