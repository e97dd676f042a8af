// Runs what `merlon rules convert` writes in a database and compares what it finds.
// Usage: node sigma_sql.js duckdb|clickhouse MERLON EVENTS.jsonl RULES [EXPECTED.json]
// RULES is a folder of rules with EXPECTED by file name, or a file whose titles end with "= id id ...".
const { spawnSync } = require('child_process');
const fs = require('fs'), path = require('path'), os = require('os');
const [, , engine, merlon, events, rules, expectedFile] = process.argv;

async function openDuckdb() {
  const { DuckDBInstance } = require('@duckdb/node-api');
  const db = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await db.run(`CREATE TABLE cloudtrail AS SELECT json AS event FROM read_json_objects('${events}', format = 'newline_delimited')`);
  return async (sql) => (await db.runAndReadAll(sql)).getRows().map((row) => String(row[0]));
}

async function openClickhouse() {
  const { Session } = require('chdb');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'merlon-chdb-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  const session = new Session(folder);
  session.query('CREATE DATABASE IF NOT EXISTS logs ENGINE = Atomic');
  session.query('CREATE TABLE logs.cloudtrail (event String) ENGINE = MergeTree ORDER BY tuple()');
  session.query(`INSERT INTO logs.cloudtrail SELECT json AS event FROM file('${events}', JSONAsString)`);
  return async (sql) => session.query(sql.replace(/ FROM cloudtrail\n/g, ' FROM logs.cloudtrail\n'), 'JSONCompactEachRow')
    .trim().split('\n').filter((line) => line).map((line) => String(JSON.parse(line)[0]));
}

function convert(file) {
  const run = spawnSync(merlon, ['rules', 'convert', '--to', engine, file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.stderr) process.stdout.write(run.stderr);
  const statements = run.stdout.split(/(?:^|\n)-- /).slice(1).map((text) => {
    const end = text.indexOf('\n');
    return { title: text.slice(0, end), sql: text.slice(end + 1).trim().replace(/;$/, '') };
  });
  return { status: run.status, statements };
}

// A correlation's result has no record: its seconds stand for it.
function identify(sql) {
  if (sql.startsWith('SELECT seconds')) return `SELECT DISTINCT seconds FROM (${sql}) AS s`;
  const id = engine === 'duckdb' ? "json_extract_string(event, '$.eventID')" : "JSONExtractString(event, 'eventID')";
  return `SELECT ${id} FROM (${sql}) AS s`;
}

(async () => {
  const query = await (engine === 'duckdb' ? openDuckdb() : openClickhouse());
  const expected = expectedFile ? JSON.parse(fs.readFileSync(expectedFile)) : null;
  const files = expected ? Object.keys(expected).sort() : [rules];
  let equal = 0, different = 0, refused = 0, found = 0;
  const start = Date.now();
  for (const file of files) {
    const { status, statements } = convert(expected ? path.join(rules, file) : file);
    if (status !== 0) refused++;
    for (const { title, sql } of statements) {
      const want = expected ? expected[file].hits : title.replace(/ \([^()]*\)$/, '').split('=').pop().trim().split(/\s+/).filter((x) => x);
      let hits = [];
      try { hits = [...new Set(await query(identify(sql)))].sort(); } catch (error) { hits = [String(error).slice(0, 300)]; }
      found += hits.length;
      const same = JSON.stringify(hits) === JSON.stringify([...new Set(want)].sort());
      if (same) { equal++; continue; }
      different++;
      console.log(`${title}\n  wanted ${want.join(' ')}\n  found  ${hits.join(' ')}\n${sql}`);
    }
  }
  console.log(`${engine}: ${equal} rules find the same, ${different} don't, ${refused} files have refused rules, ${found} hits`);
  process.exit(different > 0 || equal === 0 ? 1 : 0);
})().catch((error) => { console.error(String(error).slice(0, 2000)); process.exit(1); });
