#!/bin/sh
# A real model of the Threat Modeling Tool (../shared/data/tm7): its own knowledge base gives the threats that its
# author's report holds, by category and priority, and the JSON report names their origin.
set -u
model=../shared/data/tm7/aws-example.tm7
[ -f $model ] || { echo "skipped: $model is not there"; exit 77; }
"$MERLON" model -f json $model | awk -F '"' '
    /^      "severity": / { severity = $4 }
    /^      "origin": / { origin = $4; if (origin == "tm7") { total++; priority[severity]++ } }
    /^      "category": / && origin == "tm7" { category[$4]++ }
    /^      "flow": / && origin == "tm7" { flow[$4] = 1 }
    END {
        for (id in flow) flows++
        print total " threats on " flows " interactions"
        for (name in category) print "category " name ": " category[name]
        for (name in priority) print "priority " name ": " priority[name]
    }' | sort >build/test/tm7.found
sort >build/test/tm7.expected <<'END'
43 threats on 9 interactions
category AWS Management: 1
category Compute: 16
category Data Flows: 4
category Database: 2
category Interface: 5
category Network Boundary: 6
category Storage: 9
priority critical: 3
priority high: 30
priority low: 3
priority medium: 7
END
cat build/test/tm7.found
cmp -s build/test/tm7.found build/test/tm7.expected || { diff build/test/tm7.expected build/test/tm7.found; exit 1; }
