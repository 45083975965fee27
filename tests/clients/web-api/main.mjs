// Runs the two clients against the application that its first argument describes: {"base","token","document","its","app"}. See WebApiClientTests.
import { readFileSync } from "node:fs";
import { check, failures, report, skip } from "./report.mjs";
import { operations } from "./operations.mjs";
import { nodeClient } from "./node-client.mjs";
import { refusals } from "./refusals.mjs";
import { signIn } from "./sign-in.mjs";
import { ownDescription, sdkTypes, webApiDocument } from "./validators.mjs";
import { exchanges, last, wire } from "./wire.mjs";
import { SpotifyApi } from "@spotify/web-api-ts-sdk";

const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const types = sdkTypes();
const document = webApiDocument(given.document);
let own;
await check("our description is valid", async () => {
  own = await ownDescription(given.base);
});
if (!document) skip("responses against the Web API's document", "the folder shared/data/spotify-web-api is not there");

const token = { access_token: given.token, token_type: "Bearer", expires_in: 3600, refresh_token: "" };
const sdk = SpotifyApi.withAccessToken("tests", token, { fetch: wire(given.base) });
const node = nodeClient(given.base, given.token);

// Holds one exchange against everything that says what it should be.
const faults = (exchange, type, operation) => [
  exchange.status === 200 ? null : `status ${exchange.status}: ${exchange.text.slice(0, 300)}`,
  ...(type && exchange.status === 200 ? types(type, exchange.body) : []),
  ...(document ? document(operation, exchange.status, exchange.body) : []),
  ...(own ? own.check(exchange.method, exchange.url, exchange.status, exchange.body) : []),
];

for (const one of operations(given.its)) {
  if (one.needs === undefined || one.needs === null) {
    skip(one.name, "what it needs is not published here");
    continue;
  }
  await check(`ts-sdk: ${one.name}`, async () => {
    await one.sdk(sdk, one.needs);
    return faults(last(), one.type, one.operation);
  });
  if (!one.node) continue;
  await check(`node: ${one.name}`, async () => {
    const { statusCode, body, headers } = await one.node(node, one.needs);
    const exchange = { method: "GET", url: new URL("/v1" + addressOf(one, one.needs), given.base).href, status: statusCode, body, text: JSON.stringify(body), headers };
    return faults(exchange, one.type, one.operation);
  });
}

await refusals(given, own, document);
if (given.app) await signIn(given, faults);
else skip("sign-in", "accounts are not composed here");

report("something was exchanged", [exchanges.length > 0 ? null : "no request was sent"]);
process.exitCode = failures() > 0 ? 1 : 0;

// The path that the document's operation stands for, so that our own description can be asked for it.
function addressOf(one, needs) {
  const path = one.operation.split(" ")[1];
  return path.replace(/\{[^}]+\}/, Array.isArray(needs) ? needs[0] : needs);
}
