"$MERLON" model --date 2026-01-31 --decisions tests/golden/decisions.yaml examples/pairs/orders/template.yaml
