#!/bin/sh
# merlon's HCL reader against HashiCorp's own, compiled to WebAssembly (npm @cdktf/hcl2json): every .tf
# below ../shared/data/iac/hcl must have the same blocks and literal values. NODE_PATH, or node_modules
# in the build folder, says where the package is; .ci/run installs it there.
set -u
corpus=../shared/data/iac/hcl
[ -d $corpus ] || { echo "skipped: $corpus is not there"; exit 77; }
NODE_PATH=${NODE_PATH:-$PWD/build/node/node_modules}
export NODE_PATH
if ! command -v node >/dev/null || ! node -e 'require("@cdktf/hcl2json")' 2>/dev/null; then
    echo "skipped: node with @cdktf/hcl2json is not there (npm install --prefix build/node @cdktf/hcl2json)"
    exit 77
fi
find $corpus -name '*.tf' | sort >build/test/hcl.files
xargs build/asan/hcl_json <build/test/hcl.files >build/test/hcl.json || exit 1
node tests/tools/hcl_oracle.js build/test/hcl.files build/test/hcl.json
