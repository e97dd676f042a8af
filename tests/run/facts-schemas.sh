#!/bin/sh
# facts/aws against the public schemas: CloudFormation's types and properties (npm @aws-cdk/aws-service-spec),
# Terraform's types and attributes (npm @cdktf/provider-aws), and what becomes of the attributes that have
# no row. What differs on purpose stands in tests/data/facts-exceptions.tsv. NODE_PATH, or node_modules in
# the build folder, says where the packages are; .ci/run installs them there.
set -u
NODE_PATH=${NODE_PATH:-$PWD/build/node/node_modules}
export NODE_PATH
packages='yaml @aws-cdk/aws-service-spec @aws-cdk/service-spec-types @cdktf/provider-aws'
for package in $packages; do
    node -e 'require.resolve(process.argv[1] + "/package.json")' "$package" 2>/dev/null && continue
    echo "skipped: node with $package is not there (npm install --prefix build/node $packages)"
    exit 77
done
node tests/tools/facts_schemas.js tests/data/facts-exceptions.tsv facts/aws/*.yaml
