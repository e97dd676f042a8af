#!/bin/sh
# How much of real infrastructure code is of a type with facts: every plan, directory and template of
# ../shared/data/iac is read, and of its resources (those of other Terraform providers left out) at
# least 85 % must be understood. Names the types that are missed most.
set -u
folder=../shared/data/iac
least=85
[ -f $folder/index.tsv ] || { echo "skipped: $folder is not there"; exit 77; }
{ # a folder of templates or plans is read whole, each Terraform directory for itself
    printf '%s\n' plan-json cfn-yaml cfn-json sam cdk-synth
    awk -F '\t' '$1 == "hcl-dir" { print $2 }' $folder/index.tsv
    (cd $folder && find pairs -name plan.json)
} >build/test/coverage.inputs
while IFS= read -r path; do
    timeout 120 "$MERLON_RELEASE" model -f json "$folder/$path" 2>/dev/null |
        sed -n '/^  "resources": \[/,$ s/^ *"\(source_type\|understood\)": "*\([^",]*\)"*,*$/\2/p' | paste - -
done <build/test/coverage.inputs >build/test/coverage.types
awk -F '\t' -v least=$least '
    { family = $1 ~ /::/ ? "CloudFormation" : "Terraform" }
    family == "Terraform" && $1 !~ /^aws_/ { others++; next }
    { all[family]++; all["all"]++ }
    $2 == "true" { known[family]++; known["all"]++; next }
    { missing[$1]++ }
    function share(name) {
        printf "%-15s %d of %d resources are of a type with facts (%.1f %%)\n", name, known[name], all[name],
            all[name] ? 100 * known[name] / all[name] : 0
    }
    END {
        share("all"); share("Terraform"); share("CloudFormation")
        printf "%d resources of other Terraform providers are left out\n", others
        for (n = 1; n <= 20; n++) {
            top = ""
            for (type in missing)
                if (top == "" || missing[type] > missing[top] || (missing[type] == missing[top] && type < top)) top = type
            if (top == "") break
            line = line (n > 1 ? ", " : "missing most: ") top " " missing[top]
            delete missing[top]
        }
        print line
        if (all["all"] < 5000) { print "too few resources were read"; exit 1 }
        exit 100 * known["all"] < least * all["all"]
    }' build/test/coverage.types
