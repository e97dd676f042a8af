"$MERLON" model tests/golden/security-group.json
