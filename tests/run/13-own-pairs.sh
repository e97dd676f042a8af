#!/bin/sh
# The same estate as CloudFormation and as Terraform plan gives the same threats. Logical ids and
# resource names are the same but for case and underscores.
set -u
status=0
normalize() {
    awk -f tests/run/lib.awk | awk '{
        split($2, part, "@"); n = split(part[2], name, "."); address = tolower(name[n])
        gsub(/_/, "", address); print $1, part[1], address }' | sort
}
for folder in examples/pairs/*/; do
    "$MERLON" model -f json "$folder/template.yaml" | normalize >build/test/pair.template
    "$MERLON" model -f json "$folder/plan.json" | normalize >build/test/pair.plan
    if [ -s build/test/pair.plan ] && cmp -s build/test/pair.template build/test/pair.plan; then
        echo "$folder: the same $(wc -l <build/test/pair.plan) threats"
    else
        echo "$folder: differs"
        diff build/test/pair.template build/test/pair.plan
        status=1
    fi
done
exit $status
