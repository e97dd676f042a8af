#!/bin/sh
# A plan with ids and its first-apply twin without them give the same threats.
set -u
folder=../shared/data/iac/parity
[ -d $folder ] || { echo "skipped: $folder is not there"; exit 77; }
status=0
for first in $folder/*.first-apply.json; do
    plain=${first%.first-apply.json}.json
    "$MERLON" model -f json "$plain" | awk -f tests/run/lib.awk >build/test/parity.plain
    "$MERLON" model -f json "$first" | awk -f tests/run/lib.awk >build/test/parity.first
    if [ -s build/test/parity.plain ] && cmp -s build/test/parity.plain build/test/parity.first; then
        echo "$(basename "$plain"): the same $(wc -l <build/test/parity.plain) threats"
    else
        echo "$(basename "$plain"): differs"
        diff build/test/parity.plain build/test/parity.first
        status=1
    fi
done
exit $status
