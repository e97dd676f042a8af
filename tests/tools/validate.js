// SPDX-License-Identifier: Apache-2.0
// validate.js -- holds documents against a JSON Schema (npm ajv); those that end with .yaml are read as YAML.
// Usage: node validate.js SCHEMA DOCUMENT...   Exits 1 when one isn't valid.
const fs = require("fs");
const Ajv = require("ajv");
const Ajv2020 = require("ajv/dist/2020");
const yaml = require("yaml");

const [schemaFile, ...files] = process.argv.slice(2);
const schema = JSON.parse(fs.readFileSync(schemaFile, "utf8"));
const Validator = /2020-12/.test(schema.$schema || "") ? Ajv2020 : Ajv;
// dates are checked by patterns beside their format
const validate = new Validator({ strict: false, validateFormats: false, allErrors: false }).compile(schema);
let bad = 0;
for (const file of files) {
  const text = fs.readFileSync(file, "utf8");
  // yes and no are truths, as in merlon
  const document = file.endsWith(".yaml") ? yaml.parse(text, { version: "1.1" }) : JSON.parse(text);
  if (validate(document)) continue;
  bad++;
  for (const error of validate.errors) console.log(`${file}: ${error.instancePath}: ${error.message}`);
}
console.log(`${files.length} documents are checked by ${schemaFile}`);
process.exit(bad > 0 ? 1 : 0);
