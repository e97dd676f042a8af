#!/bin/sh
# The same estate as CloudFormation, Terraform plan and directory gives the same threats. Logical ids and
# resource names are the same but for case and underscores.
set -u
status=0
normalize() {
    awk -f tests/run/lib.awk | sed 's/aws_[a-z0-9_]*\.//g; s/_//g' | tr 'A-Z' 'a-z' | sort
}
for folder in examples/pairs/*/; do
    "$MERLON" model -f json "$folder/template.yaml" | normalize >build/test/pair.template
    "$MERLON" model -f json "$folder/plan.json" | normalize >build/test/pair.plan
    "$MERLON" model -f json "$folder/main.tf" | normalize >build/test/pair.directory
    if [ -s build/test/pair.plan ] && cmp -s build/test/pair.template build/test/pair.plan &&
        cmp -s build/test/pair.plan build/test/pair.directory; then
        echo "$folder: the same $(wc -l <build/test/pair.plan) threats"
    else
        echo "$folder: differs"
        diff build/test/pair.template build/test/pair.plan
        diff build/test/pair.plan build/test/pair.directory
        status=1
    fi
done
exit $status
