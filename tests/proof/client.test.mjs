// SPDX-License-Identifier: GPL-3.0-or-later
// Our client against Prism, a mock server made from a vendor's OpenAPI description. Prism looks at what is described and
// passes over the rest, so each request goes through a gate that knows the names, too: see gate.mjs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { openGate } from './gate.mjs';
import { build, freePort, start } from './helpers.mjs';

const descriptions = {
  mailgun: 'mailgun.trimmed.json',
  older: 'mailgun.trimmed.json',     // an account without the logs API
  twilio: 'twilio_api_v2010.trimmed.json',
  mux: 'mux.trimmed.json',
};
const mocks = {};
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'usher-proof-'));
  for (const [name, file] of Object.entries(descriptions)) {
    const description = JSON.parse(await readFile(new URL(`openapi/${file}`, import.meta.url), 'utf8'));
    if (name === 'older') delete description.paths['/v1/analytics/logs'];
    // They stand for any header and any own variable; Prism would want these two.
    const message = description.components.schemas['POST-v3-domain_name-messages-multipart-form-data-RequestBody'];
    for (const example of ['h:X-My-Header', 'v:my-var']) delete message?.properties[example];
    const path = join(folder, `${name}.json`);
    await writeFile(path, JSON.stringify(description));
    const port = await freePort();
    const prism = new URL('node_modules/.bin/prism', import.meta.url).pathname;
    mocks[name] = await start(process.execPath, [prism, 'mock', '-h', '127.0.0.1', '-p', String(port), path],
      (text) => text.includes('Prism is listening'));
    mocks[name].gate = await openGate(description, `http://127.0.0.1:${port}`);
    mocks[name].url = mocks[name].gate.url;
  }
});

after(async () => {
  for (const mock of Object.values(mocks)) {
    mock.gate?.close();
    await mock.stop();
  }
  if (folder) await rm(folder, { recursive: true, force: true });
});

test('each request of our client is as the vendors describe it', async (t) => {
  const program = join(build, 'tests/proof/usher-proof-client');
  const urls = ['mailgun', 'older', 'twilio', 'mux'].map((name) => mocks[name].url);
  const { stdout } = await promisify(execFile)(program, urls).catch((error) => error);
  const lines = [...stdout.matchAll(/^(not )?ok \d+ - (.*)(?:\n# (.*))?/gm)];
  assert.equal(lines.length, 20, stdout);
  for (const [, not, name, why] of lines) await t.test(name, () => assert.equal(not, undefined, why));
});

/** What a mock and its gate have objected to. Prism's own examples are not always as described: answers do not count. */
function objections(mock) {
  const seen = mock.output.split('\n').filter((line) => /Violation: request|UNPROCESSABLE_ENTITY/.test(line));
  return [...seen, ...mock.gate.objections];
}

test('nobody objected', () => {
  for (const [name, mock] of Object.entries(mocks)) {
    // an account without the logs API is asked for it once, and that is the point
    const expected = name === 'older' ? ['POST /v1/analytics/logs is not described'] : [];
    assert.deepEqual(objections(mock), expected, name);
    assert.match(mock.output, /Request received/, name);
  }
});

// The mocks must be able to say no, or their yes would prove nothing.
const basic = { authorization: 'Basic YTpi' };
const form = { ...basic, 'content-type': 'application/x-www-form-urlencoded' };
const json = { ...basic, 'content-type': 'application/json' };
const wrong = [
  ['mailgun', '/v3/mg.example.org/messages', form, 'from=a@b.c&to=d@e.f&subject=s&text=t&o:trackin=yes'],
  ['mailgun', '/v3/mg.example.org/messages', form, 'from=a@b.c&to=d@e.f&subject=s&text=t&o:tracking=perhaps'],
  ['mailgun', '/v3/mg.example.org/messages', form, 'to=d@e.f&subject=s&text=t'],
  ['mailgun', '/v1/analytics/logs', json, '{"begin":"today"}'],
  ['mailgun', '/v1/analytics/log', json, '{}'],
  ['twilio', '/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json', form, 'Body=b&From=%2B1'],
  ['twilio', '/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json', form, 'To=%2B1&Body=b&Sender=x'],
  ['twilio', '/2010-04-01/Accounts/AC1/Messages.json', form, 'To=%2B1&Body=b&From=%2B1'],
  ['mux', '/video/v1/live-streams', json, '{"playback_policies":["everyone"]}'],
  ['mux', '/video/v1/live-streams', json, '{"reconnect_window":1801}'],
  ['mux', '/video/v1/live-streams', json, '{"new_asset_settings":{"playback_policys":["public"]}}'],
];

test('what is wrong is noticed', async (t) => {
  for (const [name, path, headers, body] of wrong)
    await t.test(`${name}: ${body}`, async () => {
      const before = objections(mocks[name]).length;
      const answer = await fetch(mocks[name].url + path, { method: 'POST', headers, body });
      await answer.text();
      for (let i = 0; i < 100 && objections(mocks[name]).length === before; i++) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.ok(objections(mocks[name]).length > before, `status ${answer.status}`);
    });
});
