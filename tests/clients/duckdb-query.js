// Runs the documented queries of the archive with DuckDB over a folder that holds a copy of it. Prints {"query":[{row},...],...}.
const { DuckDBInstance } = require("@duckdb/node-api");
const { view, queries } = require("./duckdb-queries.js");

async function main(folder) {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(view(folder.replaceAll("'", "''")));
  const answers = {};
  for (const [name, sql] of Object.entries(queries)) {
    const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
    // Counts come as text, since JSON's numbers end at 2^53.
    answers[name] = rows;
  }
  process.stdout.write(JSON.stringify(answers));
}

main(process.argv[2]).catch((problem) => {
  console.error(problem);
  process.exit(1);
});
