// SPDX-License-Identifier: Apache-2.0
// hcl_oracle.js -- compares what hcl_json printed for each file with what @cdktf/hcl2json makes of it.
// Usage: node hcl_oracle.js FILES OURS     FILES: one path a line; OURS: one JSON a line, the same order
// Exits 1 when a difference is not one of those explained below, or when one of those is gone.
const { parse } = require("@cdktf/hcl2json");
const fs = require("fs");

// Both files hold "${condition ? a : b}" within a longer text. hcl2json writes that as the directive
// %{if}; merlon keeps what is written.
const explained = new Set([
  "cloudposse+terraform-aws-components/modules/argocd-repo/applicationset.tf" +
    " .resource.github_repository_file.application_set[0].file",
  "philips-labs+terraform-aws-github-runner/modules/termination-watcher/notification/main.tf" +
    " .resource.aws_cloudwatch_event_rule.spot_instance_termination_warning[0].name",
]);

// Directives are printed with other spaces, and their conditions in words of their own.
const withoutDirectives = (text) => text.replace(/%\{[^}]*\}/g, "%{}").replace(/\s+/g, "");

function compare(ours, theirs, path, differences) {
  if (ours === theirs) return;
  const texts = typeof ours === "string" && typeof theirs === "string";
  if (texts && ours.includes("%{") && withoutDirectives(ours) === withoutDirectives(theirs)) return;
  const objects = ours && theirs && typeof ours === "object" && typeof theirs === "object";
  if (!objects || Array.isArray(ours) !== Array.isArray(theirs)) {
    differences.push([path, ours, theirs]);
    return;
  }
  const array = Array.isArray(ours);
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    compare(ours[key], theirs[key], array ? `${path}[${key}]` : `${path}.${key}`, differences);
  }
}

async function main() {
  const files = fs.readFileSync(process.argv[2], "utf8").trim().split("\n");
  const lines = fs.readFileSync(process.argv[3], "utf8").trim().split("\n");
  let same = 0;
  let unexplained = 0;
  const seen = new Set();
  for (let i = 0; i < files.length; i++) {
    const differences = [];
    let theirs;
    try {
      theirs = JSON.parse(JSON.stringify(await parse(files[i], fs.readFileSync(files[i], "utf8"))));
    } catch (error) {
      theirs = "can't be read";
    }
    const ours = JSON.parse(lines[i]);
    compare(typeof ours.error === "string" ? "can't be read" : ours, theirs, "", differences);
    if (differences.length === 0) same++;
    for (const [path, left, right] of differences) {
      const key = `${files[i].replace(/^.*\/data\/iac\/hcl\//, "")} ${path}`;
      if (explained.has(key)) {
        seen.add(key);
        continue;
      }
      unexplained++;
      console.log(`${key}\n  is  ${JSON.stringify(left)}\n  not ${JSON.stringify(right)}`);
    }
  }
  const gone = [...explained].filter((key) => !seen.has(key));
  for (const key of gone) console.log(`explained, but there is no difference: ${key}`);
  console.log(`${same} of ${files.length} files are the same, ${seen.size} differences are explained`);
  process.exit(unexplained + gone.length > 0 ? 1 : 0);
}

main();
