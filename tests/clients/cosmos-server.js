// npm's imitation of Cosmos DB on a free port of loopback, for the tests. Prints its port; ends when the process in its first argument does.
const { createHttpsServer } = require("@vercel/cosmosdb-server");

const parent = Number(process.argv[2]);
const server = createHttpsServer({ keepAlive: true });
server.keepAliveTimeout = 600000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));

// What it logs has no reader once the port is read.
process.stdout.on("error", () => {});

setInterval(() => {
  try {
    process.kill(parent, 0);
  } catch {
    process.exit();
  }
}, 2000);
