"$MERLON" --help; "$MERLON" model --help; "$MERLON" paths --help
