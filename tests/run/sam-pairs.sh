#!/bin/sh
# sam-pairs.sh -- the SAM expansion against the output of AWS's own translator, template by template.
# The pairs are too many and not ours to keep here; they are beside the repository, or the test is
# skipped. docs/sam.md says what is compared and which pairs differ.
set -eu
cd "$(dirname "$0")/../.."
pairs=../shared/data/iac/sam-pairs
if [ ! -d "$pairs/input" ]; then
    echo "sam-pairs: $pairs is not there"
    exit 77
fi
make build/asan/sam_compare >/dev/null
build/asan/sam_compare "$pairs"
