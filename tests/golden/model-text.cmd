"$MERLON" model examples/pairs/static-site/template.yaml
