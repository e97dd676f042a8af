#!/bin/sh
# A model that is written as Open Threat Model and read again has the same boundaries, elements and flows: every
# example's, as it was inferred.
set -u
work=build/test/otm-round-trip
rm -rf $work && mkdir -p $work
status=0
number=0
lines() { awk -f tests/run/lines.awk | grep -v '^threat' | sort; }
for example in examples/*/template.yaml examples/pairs/*/template.yaml examples/pairs/*/plan.json \
    examples/pairs/*/main.tf tests/data/refactorings/*/*/; do
    [ -e "$example" ] || continue
    "$MERLON" model -f json "$example" | lines >$work/inferred
    "$MERLON" model --all -f otm "$example" >$work/model.otm
    "$MERLON" model -f json $work/model.otm | lines >$work/again
    number=$((number + 1))
    grep -q '^flow' $work/inferred && cmp -s $work/inferred $work/again && continue
    echo "$example: another model (< inferred, > read again)"
    diff $work/inferred $work/again
    status=1
done
echo "$number models"
exit $status
