#!/bin/sh
# The same estate as CloudFormation, Terraform plan and directory gives the same model, paths and
# threats. Logical ids and resource names are the same but for case and underscores.
set -u
status=0
lines() {
    {
        "$MERLON" model --all -f json "$1" || echo "merlon model fails"
        "$MERLON" paths -f json "$1" || echo "merlon paths fails"
    } | awk -f tests/run/lines.awk | sed 's/aws_[a-z0-9_]*\.//g; s/_//g' | tr 'A-Z' 'a-z' | sort
}
for folder in examples/pairs/*/; do
    lines "$folder/template.yaml" >build/test/pair.template
    lines "$folder/plan.json" >build/test/pair.plan
    lines "$folder/main.tf" >build/test/pair.directory
    if grep -q '^flow' build/test/pair.plan && cmp -s build/test/pair.template build/test/pair.plan &&
        cmp -s build/test/pair.plan build/test/pair.directory; then
        echo "$folder: the same $(cut -d ' ' -f 1 build/test/pair.plan | uniq -c | awk '{ printf "%s %s ", $1, $2 }')"
    else
        echo "$folder: differs"
        diff build/test/pair.template build/test/pair.plan
        diff build/test/pair.plan build/test/pair.directory
        status=1
    fi
done
exit $status
