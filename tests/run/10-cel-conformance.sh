#!/bin/sh
# The official conformance cases of CEL: at least 98 % must pass.
set -u
cases=../shared/conformance/cel.json
[ -f $cases ] || { echo "skipped: $cases is not there"; exit 77; }
"$MERLON" cel --batch $cases >build/test/cel.log
tail -n 1 build/test/cel.log
tail -n 1 build/test/cel.log | awk '{ exit !($1 >= 0.98 * ($1 + $3) && $1 + $3 > 900) }'
