run() { echo "\$ merlon logs $*"; "$MERLON" logs "$@"; echo "exit code $?"; }
trail=tests/data/logs/trail.json
run --help
run
run everything $trail
run top $trail
run top --by colour $trail
run who $trail
run who --bucket customer-data
run search --follow $trail
run who --key K --follow - </dev/null
run search --address 203.0.113.300 $trail
run search --where userIdentity.type $trail
run search --limit 0 $trail
run summary -f html $trail
run summary -o build/test/logs.pdf $trail
run summary --geoip $trail $trail
run summary --geoip tests/data/none.mmdb $trail
run search --event Nothing tests/data/logs/none.json
