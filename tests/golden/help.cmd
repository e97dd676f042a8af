"$MERLON" --help; "$MERLON" model --help
