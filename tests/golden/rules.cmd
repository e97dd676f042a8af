"$MERLON" rules
