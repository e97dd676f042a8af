#!/bin/sh
# How much of real infrastructure code the diagram rows of the facts explain: of the resources that are
# drawn, how many have a flow (at least 50 % must), and which references between two of them mean none;
# the most frequent are a list of what rows may be missing. Code is that of ../shared/data/iac, each
# template, plan and Terraform directory for itself.
set -u
folder=../shared/data/iac
least=50
[ -f $folder/index.tsv ] || { echo "skipped: $folder is not there"; exit 77; }
mkdir -p build/test
make build/asan/diagram_coverage >/dev/null || exit 1
{
    (cd $folder && find plan-json cfn-yaml cfn-json sam cdk-synth -type f)
    awk -F '\t' '$1 == "hcl-dir" { print $2 }' $folder/index.tsv
} | sed "s,^,$folder/," | sort >build/test/diagram.inputs
xargs -d '\n' build/asan/diagram_coverage <build/test/diagram.inputs >build/test/diagram.found 2>/dev/null || exit 1
awk -F '\t' -v least=$least '
    function top(count, limit, what,    n, best, key) {
        print what
        for (n = 1; n <= limit; n++) {
            best = ""
            for (key in count)
                if (best == "" || count[key] > count[best] || (count[key] == count[best] && key < best)) best = key
            if (best == "") break
            printf "  %5d %s\n", count[best], best
            delete count[best]
        }
    }
    $1 == "element" { elements++; if ($3 == "yes") touched++; else alone[$2]++ }
    $1 == "flow" { flows++ }
    $1 == "direct" { directs++; direct[$4 " -> " $3]++ }
    $1 == "between" { betweens++; between[$2 " - " $3 " by " $4 ", " $5]++ }
    END {
        printf "%d of %d drawn resources have a flow (%.1f %%); %d flows between them\n", touched, elements,
            elements ? 100 * touched / elements : 0, flows
        printf "%d references between two drawn resources mean none, and %d of undrawn ones to both\n", directs, betweens
        top(alone, 15, "drawn and without any flow:")
        top(direct, 30, "references that mean no flow:")
        top(between, 20, "references of something undrawn to both:")
        if (elements < 1200) { print "too few resources were read"; exit 1 }
        exit 100 * touched < least * elements
    }' build/test/diagram.found
