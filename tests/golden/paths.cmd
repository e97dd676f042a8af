"$MERLON" paths examples/shop
"$MERLON" paths --from PaymentFunction --to OrdersTable -f json examples/shop
