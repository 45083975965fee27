// What a response is held against: the SDK's own types, the Web API's OpenAPI document where it is given, and our own.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import yaml from "js-yaml";
import SwaggerParser from "@apidevtools/swagger-parser";
import { createGenerator } from "ts-json-schema-generator";

const require = createRequire(import.meta.url);
const ResponseValidator = require("openapi-response-validator").default;

const faultsOf = (who, errors) => (errors ?? []).map((error) => `${who}: ${error.instancePath ?? error.path ?? ""} ${error.message} ${JSON.stringify(error.params ?? {})}`);

// The SDK's types as JSON schemas, with every field that its types demand.
export function sdkTypes() {
  const path = fileURLToPath(new URL("./shapes.ts", import.meta.url));
  const schema = createGenerator({ path, type: "*", skipTypeCheck: true, additionalProperties: true, expose: "export", tsconfig: fileURLToPath(new URL("./tsconfig.json", import.meta.url)) }).createSchema("*");
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(schema, "sdk");
  return (type, body) => {
    const validate = ajv.getSchema(`sdk#/definitions/${type}`);
    if (!validate) return [`there is no type ${type} in shapes.ts`];
    return validate(body) ? [] : faultsOf(`SDK type ${type}`, validate.errors);
  };
}

// The Web API's document; null where it is not given.
export function webApiDocument(file) {
  if (!file || !existsSync(file)) return null;
  const document = yaml.load(readFileSync(file, "utf8"));
  const resolve = (node) => (node?.$ref ? resolve(node.$ref.slice(2).split("/").reduce((at, part) => at[part.replace(/~1/g, "/").replace(/~0/g, "~")], document)) : node);
  const validators = new Map();
  return (operation, status, body) => {
    const [verb, path] = operation.split(" ");
    const described = document.paths[path]?.[verb];
    if (!described) return [`the Web API's document has no ${operation}`];
    if (!validators.has(operation)) {
      const responses = Object.fromEntries(Object.entries(described.responses).map(([code, response]) => {
        const { description, content } = resolve(response);
        return [code, { description, content }];
      }));
      validators.set(operation, new ResponseValidator({ responses, components: document.components }));
    }
    const result = validators.get(operation).validateResponse(status, body);
    return result ? faultsOf(`document ${operation}`, result.errors ?? [{ message: result.message }]) : [];
  };
}

// Our own description: it must be valid itself, and describe every answer.
export async function ownDescription(base) {
  const answer = await fetch(new URL("/openapi.json", base));
  const document = await answer.json();
  await SwaggerParser.validate(structuredClone(document));
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema({ $id: "own", components: document.components });
  const templates = Object.keys(document.paths).map((path) => ({
    path,
    // A path without parameters is the better match.
    parameters: (path.match(/\{/g) ?? []).length,
    pattern: new RegExp("^" + path.replace(/[.*+?^$|()[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+") + "/?$", "i"),
  })).sort((one, other) => one.parameters - other.parameters);
  const rooted = (node) => JSON.parse(JSON.stringify(node).replaceAll('"#/components/', '"own#/components/'));
  const compiled = new Map();
  const find = (method, url) => templates.find((one) => one.pattern.test(new URL(url).pathname) && document.paths[one.path][method.toLowerCase()]);
  const check = (method, url, status, body) => {
    const template = find(method, url);
    if (!template) return [`our description has no ${method} ${new URL(url).pathname}`];
    const given = document.paths[template.path][method.toLowerCase()].responses[status];
    const response = given?.$ref ? document.components.responses[given.$ref.split("/").at(-1)] : given;
    if (!response) return [`our description has no answer ${status} of ${method} ${template.path}`];
    const schema = response.content?.["application/json"]?.schema;
    if (!schema) return body === undefined || body === null || response.content ? [] : [`our description has no body for ${status} of ${method} ${template.path}`];
    const key = `${method} ${template.path} ${status}`;
    if (!compiled.has(key)) compiled.set(key, ajv.compile(rooted(schema)));
    const validate = compiled.get(key);
    return validate(body) ? [] : faultsOf(`our description, ${key}`, validate.errors);
  };
  return { document, check, has: (method, url) => Boolean(find(method, url)) };
}
