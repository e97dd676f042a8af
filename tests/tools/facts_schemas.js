// SPDX-License-Identifier: Apache-2.0
// facts_schemas.js -- holds facts/aws/*.yaml against the public schemas: every CloudFormation type and
// property (@aws-cdk/aws-service-spec), every Terraform type and attribute (@cdktf/provider-aws), and
// what becomes of the attributes that have no row.
// The trails and tests of a type's diagram are held against the same schemas: a property that is named
// there must be one of CloudFormation's, or made by a fold or from a Terraform attribute.
// Usage: node facts_schemas.js EXCEPTIONS FACTS...   EXCEPTIONS: kind, type, paths, why; * matches any text
// Exits 1 when something isn't explained, or when an explanation explains nothing.
const fs = require("fs");
const path = require("path");
const yaml = require("yaml");
const { loadAwsServiceSpec } = require("@aws-cdk/aws-service-spec");

// --- CloudFormation ---------------------------------------------------------------------------

// A place is what may stand somewhere: {object: find, names}, {list: place}, {map: place}, {any: true},
// several of these, or {} for a plain value.
const anything = { any: true };

class CloudFormation {
  constructor(database) {
    this.database = database;
    this.folds = new Map(); // type or Terraform:: piece -> [{into, place}]
  }

  resource(type) {
    const found = this.database.lookup("resource", "cloudFormationType", "equals", type);
    return found.length > 0 ? found[0] : undefined;
  }

  place(type) {
    switch (type.type) {
      case "ref": {
        const properties = this.database.get("typeDefinition", type.reference.$ref).properties;
        return { object: (name) => this.property(properties, name), names: Object.keys(properties) };
      }
      case "array":
        return { list: this.place(type.element) };
      case "map":
        return { map: this.place(type.element) };
      case "json":
        return anything;
      case "tag":
        return { object: (name) => (name === "Key" || name === "Value" ? {} : undefined) };
      case "union":
        return union(type.types.map((one) => this.place(one)));
      default:
        return {};
    }
  }

  property(properties, name) {
    const found = Object.prototype.hasOwnProperty.call(properties, name) ? properties[name] : undefined;
    if (found === undefined) return undefined;
    return union([found.type, ...(found.previousTypes || [])].map((one) => this.place(one)));
  }

  // The resource's own properties, and those that folds put there.
  root(type) {
    const resource = this.resource(type);
    const own = resource && {
      object: (name) => this.property(resource.properties, name),
      names: Object.keys(resource.properties),
    };
    const folded = (this.folds.get(type) || []).map((fold) => hang(fold.into, fold.place));
    return union([own || anything, ...folded]);
  }
}

// place at the end of a dotted path.
function hang(dotted, place) {
  if (dotted === ".") return place;
  const [first, ...rest] = dotted.split(".");
  return { object: (name) => (name === first ? hang(rest.join(".") || ".", place) : undefined) };
}

// What may be any of several.
function union(places) {
  const all = places.filter((place) => place !== undefined);
  if (all.length === 0) return undefined;
  if (all.length === 1) return all[0];
  if (all.some((place) => place.any)) return anything;
  const both = { plain: all.some((place) => place.plain || (!place.object && !place.list && !place.map)) };
  const pick = (key) => all.filter((place) => place[key]).map((place) => place[key]);
  const objects = pick("object");
  if (objects.length > 0) {
    both.object = (name) => union(objects.map((find) => find(name)));
    both.names = pick("names").flat();
  }
  if (pick("list").length > 0) both.list = union(pick("list"));
  if (pick("map").length > 0) both.map = union(pick("map"));
  return both;
}

function step(place, name) {
  if (place === undefined) return undefined;
  if (place.any) return anything;
  return (place.object && place.object(name)) || (place.map ? place.map : undefined);
}

function walk(place, dotted) {
  if (dotted === ".") return place;
  return dotted.split(".").reduce(step, place);
}

// --- Terraform --------------------------------------------------------------------------------

// The provider's bindings are generated code: every block is a class, every attribute a getter that
// names it. Of each: whether it can be written, its values (plain, list, map), inner() of a block, whether
// it has many of them.
class Provider {
  constructor(folder) {
    this.folder = folder;
    this.types = new Map();
  }

  attributes(type) {
    if (!this.types.has(type)) this.types.set(type, this.read(type));
    return this.types.get(type);
  }

  read(type) {
    const name = type.replace(/^aws_/, "").replace(/_/g, "-");
    const file = ["", "-resource"].map((end) => path.join(this.folder, name + end, "index.js")).find(fs.existsSync);
    if (file === undefined) return undefined;
    const text = fs.readFileSync(file, "utf8");
    if (!text.includes(`tfResourceType = "${type}"`)) return undefined;
    const classes = new Map();
    const pieces = text.split(/^class (\w+) extends /m);
    for (let i = 1; i < pieces.length; i += 2) classes.set(pieces[i], pieces[i + 1]);
    const [root] = [...classes].find(([, body]) => body.startsWith("cdktf.TerraformResource"));
    return this.block(classes, root);
  }

  block(classes, name) {
    const attributes = new Map();
    const body = classes.get(name).replace(/^exports\.[^]*/m, "");
    const inner = new Map();
    for (const [, field, made, attribute] of body.matchAll(/this\._(\w+) = new (\w+)\(this, "(\w+)"/g)) {
      inner.set(field, [made, attribute]);
    }
    for (const [, getter, code] of body.matchAll(/^ {4}get (\w+)\(\) \{([^]*?)^ {4}\}/gm)) {
      const written = new RegExp(`^    (?:set ${getter}|put${getter[0].toUpperCase()}${getter.slice(1)})\\(`, "m");
      const named = code.match(/Attribute\('(\w+)'\)/);
      const [made, attribute] = inner.get(getter) || [undefined, named && named[1]];
      if (!attribute) continue;
      const entry = { written: written.test(body) };
      if (made) {
        const item = made.replace(/(List|Map)$/, "OutputReference");
        entry.many = made.endsWith("List");
        if (classes.has(item)) entry.inner = () => (entry.read ||= this.block(classes, item));
      } else {
        entry.any = code.includes("interpolationForAttribute");
        if (/ListAttribute/.test(code)) entry.values = "list";
        else if (/MapAttribute/.test(code)) entry.values = "map";
        else if (/(String|Number|Boolean)Attribute/.test(code)) entry.values = "plain";
      }
      attributes.set(attribute, entry);
    }
    return attributes;
  }
}

// Whatever stands at the end of a trail's path: lists on the way are spread out, * is any key of a map.
function stride(place, dotted) {
  const inside = (one) => (one && one.list && !one.object && !one.map ? inside(one.list) : one);
  return dotted.split(".").reduce((at, name) => {
    const here = inside(at);
    if (here === undefined) return undefined;
    if (here.any) return anything;
    if (name === "*") return here.map || (here.object ? anything : undefined);
    const list = here.list && inside(here.list);
    return step(here, name) || (list && step(list, name));
  }, place);
}

// --- facts ------------------------------------------------------------------------------------

const pascal = (snake) => snake.replace(/(^|_)+(.)?/g, (_, __, c) => (c || "").toUpperCase());
const asList = (value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);
const bookkeeping = new Set(["id", "arn", "tags_all", "timeouts"]);

function readExceptions(file) {
  const rows = [];
  fs.readFileSync(file, "utf8")
    .split("\n")
    .forEach((line, index) => {
      if (line === "" || line.startsWith("#")) return;
      const [kind, type, where, why] = line.split("\t");
      if (!why) throw new Error(`${file}:${index + 1}: expected kind, type, paths and why`);
      const pattern = (text) => new RegExp(`^${text.replace(/[.+^${}()[\]\\]/g, "\\$&").replace(/\*/g, ".*")}$`);
      for (const one of where.split(" ")) {
        rows.push({ kind, type: pattern(type), path: pattern(one), at: `${file}:${index + 1}: ${one}`, used: 0 });
      }
    });
  return rows;
}

class Check {
  constructor(cloudFormation, provider, exceptions) {
    this.cloudFormation = cloudFormation;
    this.provider = provider;
    this.exceptions = exceptions;
    this.found = [];
    this.counts = {};
  }

  count(what) {
    this.counts[what] = (this.counts[what] || 0) + 1;
  }

  // kind: file | type | property | terraform | attribute | default | shape | diagram
  report(kind, type, where, detail) {
    let explained = false;
    for (const row of this.exceptions) {
      if (row.kind !== kind || !row.type.test(type) || !row.path.test(where)) continue;
      row.used++;
      explained = true;
    }
    if (explained) this.count("explained");
    else this.found.push([kind, type, where, detail].join("\t"));
  }

  // Facts of all files, as one map: name -> {file, type}.
  gather(files) {
    this.types = new Map();
    for (const file of files) {
      const document = yaml.parseDocument(fs.readFileSync(file, "utf8"), { merge: true });
      if (document.errors.length > 0) this.report("file", file, "-", document.errors[0].message.split("\n")[0]);
      const types = document.toJS({ maxAliasCount: -1 }).types;
      for (const [name, type] of Object.entries(types || {})) this.types.set(name, { file, ...type });
    }
    for (const [name, type] of this.types) {
      for (const fold of asList(type.fold)) {
        const into = this.cloudFormation.folds.get(fold.of) || [];
        const place = this.pieceOf(name, fold);
        into.push({ into: fold.into, place });
        this.cloudFormation.folds.set(fold.of, into);
      }
    }
  }

  // What a fold leaves in the other resource.
  pieceOf(name, fold) {
    if (fold.shape === "self") return { list: {} };
    if (fold.shape === "value") return anything;
    if (!name.startsWith("AWS::")) return undefined;
    const own = { object: (key) => step(this.cloudFormation.root(name), key) };
    return fold.shape === "append" ? { list: own } : own;
  }

  // Where the properties of a type stand.
  place(name, type) {
    if (name.startsWith("AWS::")) return this.cloudFormation.root(name);
    const folds = asList(type.fold);
    if (folds.length === 0) return anything;
    return union(
      folds.map((fold) => {
        const by = hang(fold.by, anything);
        const only = Object.keys(fold.only || {}).map((key) => hang(key, {}));
        if (fold.shape === "self" || fold.shape === "value") return anything;
        const target = this.types.get(fold.of);
        const root = target ? this.place(fold.of, target) : this.cloudFormation.root(fold.of);
        let place = walk(root, fold.into);
        if (place === undefined && fold.shape === "append") return anything; // a list of merlon's own
        if (place === undefined) {
          this.report("property", fold.of, fold.into, `no such property, for the fold of ${name}`);
          return anything;
        }
        if (fold.shape === "append" && place.list) place = place.list;
        return union([place.any ? { object: () => anything } : place, by, ...only]);
      }),
    );
  }

  type(name, type) {
    this.count("types");
    const real = name.startsWith("AWS::");
    const resource = real ? this.cloudFormation.resource(name) : undefined;
    if (real && resource === undefined) {
      this.report("type", name, "-", "no such CloudFormation type");
      return;
    }
    for (const property of asList(type.names)) {
      this.count("properties");
      if (real && !resource.properties[property] && !(resource.attributes || {})[property]) {
        this.report("property", name, property, "no such property, in names");
      }
    }
    for (const fold of asList(type.fold)) {
      for (const property of [fold.by, fold.value].filter((one) => one !== undefined)) {
        this.count("properties");
        const there = real ? walk(this.cloudFormation.root(name), property) : this.becomes(type, property);
        if (!there) this.report("property", name, property, "no such property, in fold");
      }
    }
    for (const [terraform, facts] of Object.entries(type.terraform || {})) {
      this.terraform(name, resource, this.place(name, type), terraform, facts || {});
    }
    if (type.diagram) this.diagram(name, type.diagram);
  }

  // The paths and types of a type's diagram.
  diagram(name, diagram) {
    for (const key of ["part_of", "role", "groups", "subnets", "vpc"]) this.trails(name, key, diagram[key]);
    for (const path of asList(diagram.policy)) this.path(name, "policy", path);
    for (const key of ["public", "policy_blocked"]) this.tests(name, key, diagram[key]);
    for (const key of ["encrypted", "authenticated"]) this.claim(name, `carries.${key}`, (diagram.carries || {})[key]);
    for (const [i, entry] of asList(diagram.entry).entries()) {
      this.tests(name, `entry[${i}].when`, entry.when);
      this.claims(name, `entry[${i}]`, entry);
    }
    for (const [i, flow] of asList(diagram.flows).entries()) {
      this.trails(name, `flows[${i}].from`, flow.from);
      this.trails(name, `flows[${i}].to`, flow.to);
      this.tests(name, `flows[${i}].when`, flow.when);
      this.claims(name, `flows[${i}]`, flow);
      if (flow.label_from) this.path(name, `flows[${i}].label_from`, flow.label_from);
    }
    for (const arn of asList(diagram.arns)) this.arn(name, arn);
  }

  claims(name, where, row) {
    this.claim(name, `${where}.encrypted`, row.encrypted);
    this.claim(name, `${where}.authenticated`, row.authenticated);
  }

  claim(name, where, claim) {
    if (claim === undefined || typeof claim !== "object") return;
    const [type, path] = claim.of ? claim.of.split(" ") : [name];
    if (path) this.path(type, where, path);
    for (const key of ["true", "false", "yes", "no"]) for (const one of asList(claim[key])) this.tests(type, where, one);
  }

  tests(name, where, tests) {
    for (const path of Object.keys(tests || {})) this.path(name, where, path);
  }

  trails(name, where, trails) {
    for (const trail of asList(trails)) {
      let from = [name];
      let wantsPath = true;
      for (const step of trail.trim().split(/(?=[<>])/)) {
        const part = step.replace(">", "").trim();
        if (part === "") continue; // ">" with nothing to it but a step backwards
        if (part.startsWith("<")) {
          const [type, path] = part.slice(1).trim().split(/ +/);
          this.path(type, where, path);
          from = [type];
          wantsPath = true;
          continue;
        }
        wantsPath = !wantsPath;
        if (!wantsPath) {
          const path = part;
          if (!from.some((type) => this.stands(type, path))) this.path(from[0], where, path);
          else this.count("paths of diagrams");
          continue;
        }
        from = part.split("|").map((type) => type.trim());
        for (const type of from) {
          if (!this.types.has(type)) this.report("diagram", name, where, `no facts know the type ${type}`);
        }
      }
    }
  }

  path(name, where, path) {
    this.count("paths of diagrams");
    if (!this.stands(name, path)) this.report("diagram", name, path, `no such property, in ${where}`);
  }

  // Of what Terraform alone sets, only the first name is known.
  stands(name, path) {
    const type = this.types.get(name);
    if (type === undefined) return false;
    if (name.startsWith("AWS::") && this.cloudFormation.resource(name) === undefined) return false;
    const [first] = path.split(".");
    const root = name.startsWith("AWS::") ? this.cloudFormation.root(name) : undefined;
    if (root && stride(root, first)) return stride(root, path) !== undefined;
    return this.becomes(type, first);
  }

  arn(name, pattern) {
    const resource = this.cloudFormation.resource(name);
    for (const [, property] of pattern.matchAll(/{(\w+)}/g)) {
      const id = resource && (resource.primaryIdentifier || []).some((one) => one.split("/").pop() === property);
      const there = !resource || id || resource.properties[property] || (resource.attributes || {})[property];
      if (!there) this.report("diagram", name, property, `no such property or attribute, in arns`);
    }
    if (!/^[a-z0-9-]+:/.test(pattern)) this.report("diagram", name, pattern, "a service and a colon come first, in arns");
  }

  // Whether an attribute of a piece that only Terraform has becomes this property.
  becomes(type, property) {
    const makes = (attributes, rows) =>
      [...attributes].some(([attribute, entry]) => {
        const row = rows[attribute];
        const to = (row && (row.to || row)) || pascal(attribute);
        if (to === ".") return entry.inner && makes(entry.inner(), row.properties || {});
        return to === property || to === property.split(".")[0];
      });
    return Object.entries(type.terraform || {}).some(([terraform, facts]) =>
      makes(this.provider.attributes(terraform) || [], (facts || {}).properties || {}),
    );
  }

  terraform(name, resource, place, terraform, facts) {
    this.count("Terraform types");
    const attributes = this.provider.attributes(terraform);
    if (attributes === undefined) this.report("terraform", terraform, "-", "the provider has no such type");
    for (const [attribute, becomes] of Object.entries(facts.ids || {})) {
      this.count("attributes");
      if (attributes && !attributes.has(attribute)) {
        this.report("attribute", terraform, attribute, "the provider has no such attribute, in ids");
      }
      const there = ["Ref", "Arn"].includes(becomes) || !resource ||
        (resource.attributes || {})[becomes] || resource.properties[becomes];
      if (!there) this.report("property", name, becomes, `no such attribute or property, in ids of ${terraform}`);
    }
    this.block(name, terraform, "", place, attributes, facts);
  }

  // Rows first, then what has none. place may be undefined: not known, or reported already.
  block(name, terraform, prefix, place, attributes, facts) {
    const rows = facts.properties || {};
    for (const [attribute, row] of Object.entries(rows)) {
      this.count("attributes");
      const known = attributes && attributes.get(attribute);
      if (attributes && !known) {
        this.report("attribute", terraform, prefix + attribute, "the provider has no such attribute");
      }
      if (row !== null) this.row(name, terraform, prefix + attribute, place, known, attribute, row);
    }
    if (!attributes || !place || place.any) return;
    for (const [attribute, entry] of attributes) {
      if (attribute in rows || (prefix === "" && bookkeeping.has(attribute)) || !entry.written) continue;
      this.count("by default");
      const to = (facts.under ? `${facts.under}.` : "") + pascal(attribute);
      const inner = walk(place, to);
      const at = facts.under ? walk(place, facts.under) : place;
      if (inner === undefined) {
        this.report("default", terraform, prefix + attribute, `${name} has no ${to}${suggest(at, attribute)}`);
      } else {
        this.byDefault(name, terraform, prefix + attribute, inner, entry);
      }
    }
  }

  byDefault(name, terraform, where, place, entry) {
    if (place.any) return;
    const plain = !place.object && !place.list && !place.map;
    const fits = { list: place.list, map: place.map || place.list, plain: plain || place.plain };
    if (entry.values && !fits[entry.values] && !/(^|\.)tags$/.test(where)) {
      const is = place.object ? "an object" : place.list ? "a list" : place.map ? "a map" : "a plain value";
      this.report("shape", terraform, where, `${entry.values}; in ${name} it is ${is}`);
    }
    if (entry.inner || (entry.any && !place.list)) {
      if (entry.any || !place.list) {
        const is = place.object ? "an object" : place.list ? "a list" : place.map ? "a map" : "a plain value";
        const want = entry.many ? "blocks" : entry.any ? "any" : "a block";
        if (place.object || entry.inner) this.report("shape", terraform, where, `${want}; in ${name} it is ${is}`);
        if (!place.object || !entry.inner) return;
      }
      const item = place.list || place;
      if (entry.inner) this.block(name, terraform, `${where}.`, item, entry.inner(), {});
    }
  }

  row(name, terraform, where, place, entry, attribute, row) {
    const facts = typeof row === "string" ? { to: row } : row;
    const to = facts.to || pascal(attribute);
    const inner = place && walk(place, to);
    this.count("properties");
    if (place && inner === undefined) {
      const meant = to.includes(".") ? "" : suggest(place, to);
      this.report("property", name, to, `no such property, for ${terraform}.${where}${meant}`);
      return;
    }
    if (facts.properties && !["one", "list"].includes(facts.shape)) {
      this.report("shape", terraform, where, "properties need shape one or list");
    }
    const attributes = entry && entry.inner ? entry.inner() : undefined;
    let item = inner;
    if (["list", "wrap", "entry"].includes(facts.shape) || (facts.shape === "json" && facts.key)) {
      if (inner && !inner.any && !inner.list) {
        this.report("shape", terraform, where, `${facts.shape}, but ${name} has no list at ${to}`);
        return;
      }
      item = inner && (inner.list || inner);
    } else if (facts.shape === "one") {
      if (inner && !inner.any && !inner.object && !inner.map) {
        this.report("shape", terraform, where, `one, but ${name} has no object at ${to}`);
        return;
      }
    } else if (facts.shape === undefined && entry && inner) {
      this.byDefault(name, terraform, where, inner, entry);
      return;
    }
    if (facts.key && facts.shape !== "entry" && item && !walk(item, facts.key)) {
      this.report("property", name, `${to}.${facts.key}`, `no such property, for ${terraform}.${where}`);
    }
    if (["one", "list"].includes(facts.shape)) this.block(name, terraform, `${where}.`, item, attributes, facts);
  }
}

// The property that an attribute may mean: another case, the plural, a word more or less.
function suggest(place, attribute) {
  const words = attribute.replace(/_/g, "").toLowerCase();
  const wanted = [words, `${words}s`, words.replace(/y$/, "ies"), words.replace(/s$/, ""), words.replace(/arn$/, "")];
  const names = (place && place.names) || [];
  const found = names.find((name) => wanted.includes(name.toLowerCase()));
  return found ? `; is it ${found}?` : "";
}

async function main() {
  const [exceptionsFile, ...files] = process.argv.slice(2);
  const exceptions = readExceptions(exceptionsFile);
  const folder = path.join(path.dirname(require.resolve("@cdktf/provider-aws/package.json")), "lib");
  const check = new Check(new CloudFormation(await loadAwsServiceSpec()), new Provider(folder), exceptions);
  check.gather(files);
  for (const [name, type] of check.types) check.type(name, type);
  for (const line of check.found) console.log(line);
  const idle = exceptions.filter((row) => row.used === 0);
  for (const row of idle) console.log(`${row.at} explains nothing any more`);
  const counts = Object.entries(check.counts).map(([what, count]) => `${count} ${what}`);
  console.log(`checked: ${counts.join(", ")}`);
  process.exit(check.found.length + idle.length > 0 ? 1 : 0);
}

main();
