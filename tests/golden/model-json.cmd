"$MERLON" model -f json --all --date 2026-01-31 --decisions tests/golden/decisions.yaml examples/pairs/orders/template.yaml
