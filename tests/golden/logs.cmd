logs="tests/data/logs/trail.json tests/data/logs/again tests/data/logs/access.log"
places="--geoip tests/data/logs/places.mmdb"
run() { echo "\$ merlon logs $*"; "$MERLON" logs "$@"; echo "exit code $?"; }
run summary $logs
run top --by address $places $logs
run top --by event --limit 2 --error AccessDenied $logs
run top --by principal -f csv $logs
run top --by agent -f jsonl $places $logs
run who --bucket customer-data $places $logs
run who --repository shop $logs
run who --object customer-data/2026/b.csv -f csv $places $logs
run who --principal role/b $logs
run who --principal role/b --follow -f csv $logs
run who --key AKIAALICE0000000KEY1 --follow -f jsonl $logs
run search $places $logs
run search --event 'Get*' --limit 2 --address 198.51.100.0/24 $logs
run search --text P4D -f jsonl $logs
run search --event AssumeRole -f jsonl $logs
run search --key ASIAOTHER0000000KEY9 -f csv $places $logs
run search --where userIdentity.type=AssumedRole --where awsRegion=us-* $logs
run search --bucket customer-data --event 'REST.*' -f jsonl --limit 1 $logs
