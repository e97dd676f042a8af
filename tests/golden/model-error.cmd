printf "Resources:\n  B: {Type: [}\n" | "$MERLON" model -
