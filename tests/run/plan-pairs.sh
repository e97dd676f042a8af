#!/bin/sh
# Terraform directories against the real plans made of them (../shared/data/iac/pairs): the same
# addresses and threats, 97 % or more of the values that both know, and every other difference
# explained in tests/data/plan-differences.tsv (kind, type, path, why).
set -u
pairs=../shared/data/iac/pairs
[ -d $pairs ] || { echo "skipped: $pairs is not there"; exit 77; }
build/asan/pair_compare --list $pairs/*/ >build/test/pairs || exit 1
tail -n 3 build/test/pairs
# the differences by kind, type and path without indices; what only one side knows for want of the
# cloud is no difference
awk -F '\t' 'NF > 4 && $1 != "unknown" {
    address = $3; gsub(/\[[^]]*\]/, "", address); n = split(address, part, ".")
    path = $4; gsub(/\[[0-9]+\]/, "[]", path); print $1 "\t" part[n - 1] "\t" path }' \
    build/test/pairs | sort -u >build/test/pairs.found
if [ "${UPDATE:-}" = 1 ]; then
    cat build/test/pairs.found
    exit 0
fi
grep -v '^#' tests/data/plan-differences.tsv | cut -f 1-3 | sort -u >build/test/pairs.listed
status=0
if ! cmp -s build/test/pairs.found build/test/pairs.listed; then
    echo "not as tests/data/plan-differences.tsv says (< only there, > only found):"
    diff build/test/pairs.listed build/test/pairs.found
    status=1
fi
awk '$2 + 0 > 0 && $3 == "of" { share[$1] = $2 / $4; only[$1] = $0 }
    END { if (share["addresses"] < 1 || share["threats"] < 1 || share["values"] < 0.97) exit 1 }' \
    build/test/pairs || { echo "less agrees than must"; status=1; }
exit $status
