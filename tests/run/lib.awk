# lib.awk -- prints "verdict id" for each threat of an indented JSON report.
/^      "id": / { id = $0; sub(/^      "id": "/, "", id); sub(/",?$/, "", id) }
/^      "verdict": / { verdict = $0; sub(/^      "verdict": "/, "", verdict); sub(/",?$/, "", verdict); print verdict, id }
