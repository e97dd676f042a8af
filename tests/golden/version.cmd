"$MERLON" version
