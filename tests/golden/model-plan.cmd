"$MERLON" model --fail-on critical examples/pairs/orders/plan.json
