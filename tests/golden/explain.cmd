"$MERLON" explain lambda/tracing-disabled
