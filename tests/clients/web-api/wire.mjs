// Sends what clients mean for Spotify's hosts to the application, and remembers what came back.
const hosts = /^https:\/\/(api|accounts)\.spotify\.com/;

export const exchanges = [];

export const rebase = (base, url) => String(url).replace(hosts, base.replace(/\/$/, ""));

export function wire(base, inner = globalThis.fetch) {
  return async (input, init) => {
    const url = rebase(base, input?.url ?? input);
    const response = await inner(url, init);
    const text = await response.clone().text();
    exchanges.push({ method: init?.method ?? "GET", url, status: response.status, text, body: parse(text), headers: response.headers });
    return response;
  };
}

export function parse(text) {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const last = () => exchanges.at(-1);
