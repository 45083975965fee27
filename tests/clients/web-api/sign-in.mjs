// The flows that tokens come from, by both clients, with a listener who signs up and allows at the pages that the application shows.
import { randomBytes } from "node:crypto";
import { AuthorizationCodeWithPKCEStrategy, ClientCredentialsStrategy, SpotifyApi } from "@spotify/web-api-ts-sdk";
import { check } from "./report.mjs";
import { nodeClient } from "./node-client.mjs";
import { last, parse, rebase, wire } from "./wire.mjs";

const SCOPES = ["user-read-private", "user-read-email", "user-top-read"];

export async function signIn(given, faults) {
  const person = { email: `${randomBytes(6).toString("hex")}@mail.example`, password: randomBytes(12).toString("base64url"), display_name: "A client's listener", country: "SE", birthdate: "1990-05-23", terms: "accepted" };
  const app = given.app;
  const fetched = globalThis.fetch;
  // The SDK asks the accounts host with the global fetch.
  globalThis.fetch = (input, init) => fetched(rebase(given.base, input?.url ?? input), init);

  await check("ts-sdk: client credentials give a token that the catalogue takes", async () => {
    const sdk = new SpotifyApi(new ClientCredentialsStrategy(app.client_id, app.client_secret), { fetch: wire(given.base, fetched) });
    const track = await sdk.tracks.get(given.its.track, "SE");
    return [track.id === given.its.track ? null : "another track came back"];
  });
  await check("node: client credentials give a token that the catalogue takes", async () => {
    const client = nodeClient(given.base, null, { clientId: app.client_id, clientSecret: app.client_secret });
    const { body } = await client.clientCredentialsGrant();
    client.setAccessToken(body.access_token);
    const track = await client.getTrack(given.its.track, { market: "SE" });
    return [track.statusCode === 200 ? null : `status ${track.statusCode}`, body.refresh_token ? "a refresh token came with it" : null];
  });
  await check("an app's own token is none of a listener's", async () => {
    const client = nodeClient(given.base, null, { clientId: app.client_id, clientSecret: app.client_secret });
    client.setAccessToken((await client.clientCredentialsGrant()).body.access_token);
    return await refusalOf(client.getMe(), 403, (body) => body?.error?.reason === "SCOPE_MISSING");
  });
  await check("node: a wrong secret is refused in the words of RFC 6749", async () => {
    const client = nodeClient(given.base, null, { clientId: app.client_id, clientSecret: "wrong" });
    return await refusalOf(client.clientCredentialsGrant(), 401, (body) => body?.error === "invalid_client");
  });

  await check("ts-sdk: sign-up, consent and a code with PKCE give a token, and the listener's profile", async () => {
    const browser = new Browser(given.base, fetched);
    let sent;
    globalThis.window = { crypto: globalThis.crypto, location: { search: "", href: app.redirect }, history: { replaceState() {} } };
    globalThis.document = { title: "" };
    const strategy = new AuthorizationCodeWithPKCEStrategy(app.public_client_id, app.redirect, SCOPES);
    const sdk = new SpotifyApi(strategy, {
      fetch: wire(given.base, fetched),
      redirectionStrategy: { redirect: async (url) => void (sent = url), onReturnFromRedirect: async () => {} },
      cachingStrategy: memory(),
    });
    await strategy.redirectToSpotify();
    const back = await browser.allow(rebase(given.base, sent), app.redirect, person);
    globalThis.window.location.search = back.search;
    globalThis.window.location.href = back.href;
    const profile = await sdk.currentUser.profile();
    const own = faults(last(), "Profile", "get /me");
    await sdk.users.profile(profile.id);
    const others = faults(last(), "PublicProfile", "get /users/{user_id}");
    const { access_token, refresh_token } = await strategy.getAccessToken();
    return [
      ...own,
      ...others,
      profile?.email === person.email ? null : `the profile's address is ${profile?.email}`,
      access_token && refresh_token ? null : "a token is missing",
      ...(await refreshes(given, fetched, app, refresh_token)),
    ];
  });
  await check("node: a code with a secret, and its refresh, give tokens", async () => {
    const browser = new Browser(given.base, fetched);
    const client = nodeClient(given.base, null, { clientId: app.client_id, clientSecret: app.client_secret, redirectUri: app.redirect });
    const back = await browser.allow(rebase(given.base, client.createAuthorizeURL(SCOPES, "state-1")), app.redirect, person);
    const granted = (await client.authorizationCodeGrant(back.searchParams.get("code"))).body;
    client.setAccessToken(granted.access_token);
    client.setRefreshToken(granted.refresh_token);
    const before = (await client.getMe()).body;
    const known = (await client.getUser(before.id)).body;
    const refreshed = (await client.refreshAccessToken()).body;
    client.setAccessToken(refreshed.access_token);
    const after = (await client.getMe()).body;
    return [
      back.searchParams.get("state") === "state-1" ? null : "the state did not come back",
      known.id === before.id && known.display_name === before.display_name ? null : "somebody else under the same id",
      before.id === after.id ? null : "somebody else after the refresh",
      refreshed.access_token !== granted.access_token ? null : "the same token came back",
      granted.expires_in === 3600 ? null : `expires_in ${granted.expires_in}`,
    ];
  });
  globalThis.fetch = fetched;
}

// A refresh token is good once; used again it takes the whole family with it.
async function refreshes(given, send, app, token) {
  const refresh = async (refresh_token) => {
    const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token, client_id: app.public_client_id });
    const response = await send(new URL("/api/token", given.base), { method: "POST", body });
    return { status: response.status, body: parse(await response.text()) };
  };
  const [first, again] = [await refresh(token), await refresh(token)];
  const child = await refresh(first.body.refresh_token);
  return [
    first.status === 200 && first.body.refresh_token !== token ? null : `refresh: ${first.status} ${JSON.stringify(first.body)}`,
    again.status === 400 && again.body.error === "invalid_grant" ? null : `reuse: ${again.status} ${JSON.stringify(again.body)}`,
    child.status === 400 ? null : `after reuse: ${child.status}`,
  ];
}

async function refusalOf(call, status, isRight) {
  try {
    await call;
  } catch (problem) {
    return [problem.statusCode === status && isRight(problem.body) ? null : `${problem.statusCode} ${JSON.stringify(problem.body)}`];
  }
  return ["it was not refused"];
}

function memory() {
  const items = new Map();
  return {
    get: async (key) => items.get(key) ?? null,
    setCacheItem: (key, item) => void items.set(key, item),
    remove: (key) => void items.delete(key),
    async getOrCreate(key, create) {
      if (!items.has(key)) items.set(key, await create());
      return items.get(key);
    },
  };
}

// As much of a browser as forms need: cookies, redirects, hidden fields.
class Browser {
  cookies = new Map();

  constructor(base, send) {
    this.base = base;
    this.send = send;
  }

  // From an app's link to its redirect address: signs up or in where asked, and allows.
  async allow(link, redirect, person) {
    let page = await this.open(link, redirect);
    for (let step = 0; step < 8; step++) {
      if (page.back) return page.back;
      const form = page.text.match(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/i);
      if (!form) throw new Error(`no form on a page of status ${page.status}: ${page.text.slice(0, 200)}`);
      const fields = new URLSearchParams([...form[2].matchAll(/<input[^>]*type="hidden"[^>]*>/gi)].map(([input]) => [attribute(input, "name"), attribute(input, "value")]));
      const action = decode(form[1]);
      if (action === "/signin" && !this.hasAccount(person)) {
        page = await this.open(new URL(decode(page.text.match(/href="(\/signup[^"]*)"/)[1]), this.base).href, redirect);
        continue;
      }
      const wanted = { "/signin": ["email", "password"], "/signup": ["email", "password", "display_name", "country", "birthdate", "terms"] }[action] ?? [];
      for (const name of wanted) fields.set(name, person[name]);
      if (action === "/authorize") fields.set("decision", "allow");
      if (action === "/signup") person.hasAccount = true;
      page = await this.open(new URL(action, this.base).href, redirect, { method: "POST", body: fields });
    }
    throw new Error("the way to the redirect address does not end");
  }

  hasAccount = (person) => Boolean(person.hasAccount);

  async open(address, redirect, init = {}) {
    const headers = { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    if (init.method) headers.origin = new URL(this.base).origin;
    const response = await this.send(address, { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(";")[0].split(/=(.*)/s);
      this.cookies.set(name, value);
    }
    const to = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || !to) return { status: response.status, text: await response.text() };
    const next = new URL(to, address);
    return next.href.startsWith(redirect) ? { back: next } : this.open(next.href, redirect);
  }
}

const attribute = (tag, name) => decode(tag.match(new RegExp(`${name}="([^"]*)"`))?.[1] ?? "");
const decode = (text) => text.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&#x27;/gi, "'").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&#x2B;/gi, "+").replace(/&amp;/g, "&");
