sed "s/AuthType: NONE/AuthType: AWS_IAM/" examples/pairs/orders/template.yaml >build/test/before.yaml
for format in text markdown json; do
    "$MERLON" diff -f $format build/test/before.yaml examples/pairs/orders/template.yaml
done
"$MERLON" diff --fail-on high build/test/before.yaml examples/pairs/orders/template.yaml >build/test/diff.out; echo "gate: $?"
"$MERLON" diff --fail-on info examples/pairs/orders/template.yaml build/test/before.yaml
"$MERLON" diff build/test/before.yaml build/test/before.yaml
"$MERLON" diff examples/pairs/static-site/template.yaml examples/pairs/web-tier/template.yaml | head -n 60
"$MERLON" diff tests/golden/decisions.yaml build/test/before.yaml
