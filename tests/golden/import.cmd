file=build/test/import.yaml
rm -f $file
"$MERLON" import --by "Shop team" --decisions $file tests/data/tm7/shop.tm7
"$MERLON" import --by "Shop team" --decisions $file tests/data/tm7/shop.tm7 tests/data/models/threat-dragon.json \
    tests/data/models/threat-composer.tc.json tests/data/models/open-threat-model.otm
cat $file
