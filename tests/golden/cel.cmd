"$MERLON" cel "[1, 2, 3].exists(x, x > 2) ? {\"a\": 1.5} : null"; "$MERLON" cel "1 + true"; "$MERLON" cel "1 +"
