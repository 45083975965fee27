// spotify-web-api-node, unmodified: the builders of its requests are told another host.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const SpotifyWebApi = require("spotify-web-api-node");

export function nodeClient(base, token, credentials = {}) {
  const { hostname, port, protocol } = new URL(base);
  for (const name of ["webapi-request", "authentication-request"]) {
    const request = require(`spotify-web-api-node/src/${name}`);
    const builder = request.original ?? request.builder;
    request.original = builder;
    request.builder = (accessToken) => builder(accessToken).withHost(hostname).withPort(Number(port)).withScheme(protocol.replace(":", ""));
  }
  const client = new SpotifyWebApi(credentials);
  if (token) client.setAccessToken(token);
  return client;
}
