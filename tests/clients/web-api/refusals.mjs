// How both clients meet what is refused, and quirks of others that are in use.
import { check } from "./report.mjs";
import { nodeClient } from "./node-client.mjs";
import { parse, wire } from "./wire.mjs";
import { SpotifyApi } from "@spotify/web-api-ts-sdk";

const UNKNOWN = "0000000000000000000000";

export async function refusals(given, own, document) {
  const call = async (path, init = {}) => {
    const response = await fetch(new URL(path, given.base), { ...init, headers: { authorization: `Bearer ${given.token}`, ...init.headers } });
    const text = await response.text();
    return { method: init.method ?? "GET", url: response.url, status: response.status, body: parse(text), text, headers: response.headers };
  };
  const refused = (exchange, status, reason) => [
    exchange.status === status ? null : `status ${exchange.status}, not ${status}: ${exchange.text.slice(0, 200)}`,
    exchange.body?.error?.status === status ? null : "error.status is another",
    exchange.body?.error?.reason === reason ? null : `error.reason is ${exchange.body?.error?.reason}`,
    typeof exchange.body?.error?.message === "string" ? null : "error.message is no text",
  ];

  await check("ts-sdk: a token that is none is an error of its own", async () => {
    const sdk = SpotifyApi.withAccessToken("tests", { access_token: "nonsense", token_type: "Bearer", expires_in: 3600, refresh_token: "" }, { fetch: wire(given.base) });
    try {
      await sdk.tracks.get(UNKNOWN);
    } catch (problem) {
      return [/token/i.test(problem.message) ? null : `its message is ${problem.message}`];
    }
    return ["it was let in"];
  });
  await check("node: what is not there is an error with status, message and reason", async () => {
    try {
      await nodeClient(given.base, given.token).getTrack(UNKNOWN);
    } catch (problem) {
      return [
        problem.statusCode === 404 ? null : `statusCode ${problem.statusCode}`,
        problem.body?.error?.reason === "NOT_FOUND" ? null : `body ${JSON.stringify(problem.body)}`,
        problem.message.includes("Details:") ? null : `message ${problem.message}`,
      ];
    }
    return ["it was found"];
  });
  await check("no token is refused as the document has it", async () => {
    const exchange = await call(`/v1/tracks/${UNKNOWN}`, { headers: { authorization: "" } });
    return [...refused(exchange, 401, "TOKEN_MISSING"), ...(document ? document("get /tracks/{id}", 401, exchange.body) : []), ...(own ? own.check("GET", exchange.url, 401, exchange.body) : [])];
  });
  await check("an address that there is not is refused in the same shape", async () => refused(await call("/v1/nothing/here"), 404, "NOT_FOUND"));
  await check("a slash at the end reaches the same operation", async () => {
    const faults = [];
    for (const path of ["/v1/me/top/tracks", ...(given.app ? ["/v1/me"] : []), ...(given.its.search ? ["/v1/search"] : [])]) {
      const query = path.endsWith("search") ? `?q=${encodeURIComponent(given.its.search)}&type=track` : "";
      const [plain, slashed] = [await call(path + query), await call(`${path}/${query}`)];
      if (plain.status !== 200 || slashed.status !== 200) faults.push(`${path}: ${plain.status} and ${slashed.status}`);
    }
    return faults;
  });
  await check("JSON as content type of a GET does no harm", async () => {
    const exchange = await call("/v1/me/top/tracks", { headers: { "content-type": "application/json" } });
    return [exchange.status === 200 ? null : `status ${exchange.status}`];
  });
  await check("what is left of a budget is said in numbers", async () => {
    const { headers } = await call("/v1/me/top/tracks");
    const [limit, remaining, reset] = ["limit", "remaining", "reset"].map((name) => Number(headers.get(`ratelimit-${name}`) ?? NaN));
    return [limit > 0 && remaining >= 0 && remaining < limit && reset > 0 ? null : `limit ${limit}, remaining ${remaining}, reset ${reset}`];
  });
  await check("every operation of our description has what a reader needs", async () => {
    const faults = [];
    for (const [path, item] of Object.entries(own?.document.paths ?? {})) {
      for (const [verb, operation] of Object.entries(item)) {
        const codes = Object.keys(operation.responses);
        if (!operation.summary || !operation.tags?.length) faults.push(`${verb} ${path} has no summary or tag`);
        if (!codes.some((code) => code < 400 || code === "404") || !codes.includes("500")) faults.push(`${verb} ${path} lacks answers: ${codes}`);
      }
    }
    return own ? faults : ["there is no description"];
  });
}
