#!/bin/sh
# Privilege escalation on an estate whose roles and users are named after the way in which each can
# become administrator (../shared/data/iac/pairs/BishopFox+iam-vulnerable): each is found with its way
# named, from the plan and from the directory, and none that only looks like it. What each name means
# stands in tests/data/escalations.tsv.
set -u
estate=../shared/data/iac/pairs/BishopFox+iam-vulnerable
[ -d $estate ] || { echo "skipped: $estate is not there"; exit 77; }
mkdir -p build/test/escalations/directory || exit 1
cp -r $estate/main.tf $estate/variables.tf $estate/modules build/test/escalations/directory/
status=0
for input in $estate/plan.json build/test/escalations/directory; do
    "$MERLON" paths -f json $input >build/test/escalations/found.json || exit 1
    awk -F '"' '
        FILENAME ~ /tsv$/ {
            if ($0 !~ /^#/) { n = split($0, field, "\t"); ways[field[1]] = field[2] }
            next
        }
        /"escalations": \[/ { inside = 1 }
        /"administrators": \[/ { inside = 0 }
        inside && /^      "from"/ { from = $4; sub(/.*\./, "", from) }
        inside && /"way"/ && from != "" { first[from] = $4; from = "" }
        END {
            for (name in ways) {
                for (i = 1; i <= 2; i++) {
                    # "X-role" and "X-user", or the name itself
                    kind = name ~ /-user$|-trust$/ ? "" : (i == 1 ? "-role" : "-user")
                    if (kind == "" && i == 2) continue
                    if (name ~ /AssumeRole-(starting|intermediate)/ && i == 2) continue
                    subject = name kind
                    if (ways[name] == "none") {
                        if (subject in first) { print "false alarm: " subject ": " first[subject]; bad++ }
                        continue
                    }
                    total++
                    way = first[subject]
                    if (way != "" && index("|" ways[name] "|", "|" way "|") > 0) { found++; continue }
                    print "not found: " subject " by " ways[name] (way == "" ? "" : ", but by " way)
                    bad++
                }
            }
            print "found " found " of " total
            exit bad > 0
        }' tests/data/escalations.tsv build/test/escalations/found.json || status=1
done
exit $status
