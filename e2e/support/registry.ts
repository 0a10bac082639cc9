import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';

/** A supplier that only tells whether an account is there, and how a merchant describes it: it is given no order. */
export class Registry {
  readonly asked: string[] = [];
  private readonly server = createServer((request, response) => {
    void this.answer(request).then((told) => response.writeHead(200, { 'content-type': 'application/json' }).end(told));
  });

  /** Names by accounts; who is not among them does not exist, and who has no name is not known. */
  constructor(private readonly names: Record<string, string>) {}

  async start(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async answer(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { account } = JSON.parse(Buffer.concat(chunks).toString() || '{}') as { account?: string };
    this.asked.push(account ?? '');
    const name = this.names[account ?? ''];
    const found = name === undefined ? 'no' : name === '' ? 'busy' : 'yes';
    return JSON.stringify({ found, name, operator: '中国移动' });
  }
}

export const description = `
version = 1
[submit]
method = "POST"
path = "/orders"
json = { no = "{order_no}" }
[submit.answer]
code = "/code"
ok = ["0"]
[query]
method = "GET"
path = "/orders/{order_no}"
[query.answer]
state = "/state"
states = { done = "credited" }
[account]
method = "POST"
path = "/check"
json = { account = "{account}" }
[account.answer]
found = "/found"
found_values = { yes = "yes", no = "no" }
name = "/name"
place = "/operator"
`;

/** Asks the API as whoever is logged in on the page. */
export async function ask(page: Page, method: string, path: string, body?: object): Promise<{ id: string; items: { id: string; kind: string }[] }> {
  return page.evaluate(
    async ([method, path, body]) => {
      const { csrf } = (await (await fetch('/v1/session')).json()) as { csrf: string };
      const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf, 'Idempotency-Key': crypto.randomUUID() };
      const told = await fetch(path, { method, headers, body: method === 'GET' ? undefined : JSON.stringify(body) });
      if (!told.ok) throw new Error(`${method} ${path}: ${told.status} ${await told.text()}`);
      return told.json();
    },
    [method, path, body] as const,
  );
}
