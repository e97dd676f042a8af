"$MERLON" model -f markdown examples/pairs/web-tier/template.yaml
