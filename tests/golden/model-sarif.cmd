"$MERLON" model -f sarif examples/pairs/static-site/template.yaml
