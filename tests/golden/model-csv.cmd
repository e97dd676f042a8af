"$MERLON" model -f csv examples/pairs/web-tier/plan.json
