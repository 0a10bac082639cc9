import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** A payment as a stand-in for a gateway has it in its book. */
export interface GatewayPayment {
  gateway: string;
  id: string;
  out_trade_no: string;
  amount: number;
  arrivals: { id: string; amount: number; at: number }[];
  refunds: { id: string; amount: number; state: 'pending' | 'done' | 'failed'; at: number }[];
}

/** Stand-ins for the payment gateways of the world, as the binary starts them, with their levers. */
export class Gateways {
  private folder?: string;
  private readonly binary = resolve(process.env.CARDAMOM_BIN ?? join(here, '../../target/debug/cardamom'));
  private child?: ChildProcess;
  address = '';

  /** Those that run already, with their levers. */
  static at(address: string): Gateways {
    const gateways = new Gateways();
    gateways.address = address;
    return gateways;
  }

  async start(): Promise<void> {
    if (!existsSync(this.binary)) throw new Error(`${this.binary} is missing: cargo build -p server`);
    const folder = mkdtempSync(join(tmpdir(), 'cardamom-gateways-'));
    this.folder = folder;
    const config = join(folder, 'config');
    mkdirSync(config);
    const { DATABASE_URL: _, ...rest } = process.env;
    const args = ['sandbox', '--listen', '127.0.0.1:0', '--channels', '127.0.0.1:0', '--control', '--data', join(folder, 'data')];
    const child = spawn(this.binary, args, { env: { ...rest, HOME: folder, XDG_CONFIG_HOME: config }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    for (const end = Date.now() + 60_000; Date.now() < end && child.exitCode === null; await sleep(50)) {
      const found = /gateways listen on (http:\/\/[\d.:]+)\. /.exec(said);
      if (found) {
        this.address = found[1];
        return;
      }
    }
    throw new Error(`the stand-ins did not come up\n${said}`);
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise<void>((done) => child.once('exit', () => done()));
      child.kill('SIGTERM');
      await Promise.race([gone, sleep(10_000, undefined, { ref: false })]);
      child.kill('SIGKILL');
    }
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  }

  /** What a shop's owner would type into the form for that kind of gateway. */
  async settings(kind: string): Promise<Record<string, string>> {
    const all = (await this.ask('GET', '/control/settings')) as Record<string, Record<string, string>>;
    const found = all[kind];
    if (!found || Object.keys(found).length === 0) throw new Error(`no gateway of the kind ${kind} is spoken here`);
    return found;
  }

  /** The payments of a gateway, the oldest first. */
  async payments(gateway: string): Promise<GatewayPayment[]> {
    return (await this.ask('GET', `/control/list?gateway=${gateway}`)) as GatewayPayment[];
  }

  /** What that gateway gives for download of the day in which a moment lies. */
  async statement(gateway: string, at: number): Promise<Buffer> {
    const answer = await fetch(new URL(`/control/statement?gateway=${gateway}&at=${at}`, this.address));
    if (!answer.ok) throw new Error(`the statement of ${gateway}: ${answer.status} ${await answer.text()}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** From now on the gateway answers nothing but 503, or answers again. */
  async down(gateway: string, down: boolean): Promise<void> {
    await this.ask('POST', '/control/switches', { gateway, down });
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(new URL(path, this.address), { method, headers: { 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return text ? JSON.parse(text) : undefined;
  }
}
