#!/bin/sh
# A plan with ids and its first-apply twin without them give the same threats, elements, flows,
# boundaries and paths.
set -u
folder=../shared/data/iac/parity
[ -d $folder ] || { echo "skipped: $folder is not there"; exit 77; }
status=0
# what is where, without the values that prove it: they are what differs
shape() {
    "$MERLON" model -f json "$1" | awk '
        /^  "model": / { inside = 1 } /^  "resources": / { inside = 0 }
        inside && !/"(file|line|path|value|address)": /'
    "$MERLON" paths -f json "$1" | grep -v -E '"(file|line|path|value|address)": '
}
for first in $folder/*.first-apply.json; do
    plain=${first%.first-apply.json}.json
    "$MERLON" model -f json "$plain" | awk -f tests/run/lib.awk >build/test/parity.plain
    "$MERLON" model -f json "$first" | awk -f tests/run/lib.awk >build/test/parity.first
    if [ -s build/test/parity.plain ] && cmp -s build/test/parity.plain build/test/parity.first; then
        echo "$(basename "$plain"): the same $(wc -l <build/test/parity.plain) threats"
        shape "$plain" >build/test/parity.plain
        shape "$first" >build/test/parity.first
        flows=$(grep -c '"number":' build/test/parity.plain)
        if [ "$flows" -gt 1 ] && cmp -s build/test/parity.plain build/test/parity.first; then
            echo "$(basename "$plain"): the same model and paths, $flows flows"
        else
            echo "$(basename "$plain"): another model"
            diff build/test/parity.plain build/test/parity.first | head -20
            status=1
        fi
    else
        echo "$(basename "$plain"): differs"
        diff build/test/parity.plain build/test/parity.first
        status=1
    fi
done
exit $status
