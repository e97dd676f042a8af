file=build/test/decide.yaml
cp tests/golden/decisions.yaml $file
"$MERLON" decide lambda/function-public --on ExportFunction --state mitigated --by "Grace Hopper" \
    --why "The gateway in front: \"no\" anonymous calls # see the ticket" --ticket SEC-150 --decisions $file
"$MERLON" decide sqs/queue-public@OrdersQueue --state needs-investigation --why "Who sends?" --by Ada --until 2027-01-31 --decisions $file
"$MERLON" decide s3/bucket-public --on NoSuchBucket --remove --decisions $file
diff tests/golden/decisions.yaml $file
"$MERLON" decide s3/bucket-pubic@Logs --state mitigated --why x --decisions $file
"$MERLON" decide s3/bucket-public@Logs --state fine --why x --decisions $file
"$MERLON" decide s3/bucket-public@Logs --state mitigated --why x --until 2027-02-29 --decisions $file
"$MERLON" decide s3/bucket-public@Logs --remove --decisions $file
printf "decisions: [{threat: s3/bucket-public, on: Logs, state: mitigated, why: w, by: me}]\n" >$file
"$MERLON" decide s3/bucket-public@Logs --state mitigated --why x --by Ada --decisions $file
