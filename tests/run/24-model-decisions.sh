#!/bin/sh
# Decisions on paths, flows and threats that a model of another tool lists find them, and are not orphaned.
set -u
status=0
mkdir -p build/test
cat >build/test/model.decisions.yaml <<'END'
decisions:
  - {threat: design/path-to-data, on: internet -> PressBucket, state: Not Applicable, why: It is public., by: ann}
  - {threat: design/flow-unencrypted, on: "actor:internet-users -> *", state: Needs Investigation, why: Ask., by: ann}
END
"$MERLON" model --decisions build/test/model.decisions.yaml examples/shop >build/test/model.decided || exit 1
grep -q "Orphaned" build/test/model.decided && { echo "a decision on the model is orphaned"; status=1; }
[ "$(grep -c "decision: " build/test/model.decided)" = 3 ] || { echo "not three threats are decided"; status=1; }

rm -f build/test/imported.yaml
"$MERLON" import tests/data/tm7/shop.tm7 --by ann --decisions build/test/imported.yaml >build/test/imported.out 2>&1 ||
    { cat build/test/imported.out; status=1; }
"$MERLON" model --decisions build/test/imported.yaml tests/data/tm7/shop.tm7 >build/test/model.imported || status=1
grep "Orphaned" build/test/model.imported && { echo "an imported decision is orphaned"; status=1; }
grep -q "decided as mitigated, but it shows" build/test/model.imported &&
    { echo "no configuration contradicts what was imported"; status=1; }
exit $status
