// SPDX-License-Identifier: GPL-3.0-or-later
// Starting and ending the programs of this suite.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

export const build = process.env.USHER_BUILD;

/** Starts a program and waits until `ready` says so of what it has printed. Returns { child, output, stop }. */
export async function start(command, args, ready) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  const started = { child, output: '' };
  const done = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${command} did not start:\n${started.output}`)), 120000);
    const read = (data) => {
      started.output += data;
      if (ready(started.output)) {
        clearTimeout(timer);
        resolve();
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`${command} ended with ${code}:\n${started.output}`));
    });
  });
  started.stop = async () => {
    if (child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(timer);
  };
  await done;
  return started;
}

export async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export async function startStandin() {
  const names = ['mailgun', 'twilio', 'mux', 'control'];
  const started = await start(join(build, 'tests/support/usher-standin'), [], (text) => /^control: .*\n/m.test(text));
  const urls = {};
  for (const name of names) urls[name] = new RegExp(`^${name}: (.*)$`, 'm').exec(started.output)[1];
  const control = async (path, body) => {
    const answer = await fetch(urls.control + path, body === undefined ? {} : {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    });
    return answer.json();
  };
  return { ...started, urls, control };
}
