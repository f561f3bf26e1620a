// SPDX-License-Identifier: GPL-3.0-or-later
// A gate in front of a mock: passes each request on, and notes every name in it that the vendor's description does not have.
import { once } from 'node:events';
import { createServer } from 'node:http';

function resolve(description, schema) {
  while (schema?.$ref) schema = schema.$ref.split('/').slice(1).reduce((at, key) => at[key.replaceAll('~1', '/')], description);
  return schema ?? {};
}

/** The operation that serves a request, by its path template. */
function findOperation(description, method, path) {
  for (const [template, item] of Object.entries(description.paths)) {
    const pattern = template.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^/]+');
    if (item[method.toLowerCase()] && new RegExp(`^${pattern}$`).test(path))
      return { ...item[method.toLowerCase()], shared: item.parameters ?? [] };
  }
  return undefined;
}

/** Calls `note` for each member that no schema knows, all the way down. */
function walk(description, schema, value, where, note) {
  const known = resolve(description, schema);
  const choices = [known, ...[...(known.allOf ?? []), ...(known.anyOf ?? []), ...(known.oneOf ?? [])].map((part) => resolve(description, part))];
  if (Array.isArray(value)) {
    const items = choices.find((choice) => choice.items)?.items;
    for (const item of value) walk(description, items, item, `${where}[]`, note);
  } else if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) {
      const choice = choices.find((one) => one.properties?.[name]);
      if (choice) walk(description, choice.properties[name], member, `${where}.${name}`, note);
      else note(`${where}.${name} is not described`);
    }
  }
}

async function namesOfForm(type, body) {
  return [...(await new Response(body, { headers: { 'content-type': type } }).formData()).keys()];
}

async function inspect(description, request, body, note) {
  const url = new URL(request.url, 'http://gate');
  const operation = findOperation(description, request.method, url.pathname);
  if (!operation) return note('is not described');
  const parameters = [...operation.shared, ...(operation.parameters ?? [])].map((parameter) => resolve(description, parameter));
  for (const name of url.searchParams.keys())
    if (!parameters.some((parameter) => parameter.in === 'query' && parameter.name === name)) note(`?${name} is not described`);
  const content = resolve(description, operation.requestBody).content ?? {};
  const type = (request.headers['content-type'] ?? '').split(';')[0];
  if (body.length === 0) return operation.requestBody?.required ? note('has no body') : undefined;
  if (!content[type]) return note(`content type ${type} is not described`);
  if (type === 'application/json') return walk(description, content[type].schema, JSON.parse(body), 'body', note);
  const { properties } = resolve(description, content[type].schema);
  for (const name of await namesOfForm(request.headers['content-type'], body))
    if (!(name in properties) && !/^[hv]:[!-9;-~]+$/.test(name)) note(`${name} is not described`);
}

export async function openGate(description, target) {
  const objections = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const note = (text) => objections.push(`${request.method} ${new URL(request.url, target).pathname} ${text}`);
    try {
      await inspect(description, request, body, note);
      const headers = Object.fromEntries(['authorization', 'content-type', 'accept'].filter((name) => request.headers[name]).map((name) => [name, request.headers[name]]));
      const answer = await fetch(target + request.url, { method: request.method, headers, body: body.length > 0 ? body : undefined });
      const text = Buffer.from(await answer.arrayBuffer());
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain', connection: 'close' });
      response.end(answer.status === 204 ? undefined : text);
    } catch (error) {
      note(`could not be passed on: ${error.message}`);
      response.writeHead(502).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, objections, close: () => server.close() };
}
