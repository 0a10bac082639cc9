import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** A platform as it is on its first day: an empty data folder, a sandbox gateway beside it, and the link that opens once. */
export class House {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cardamom-house-'));
  private readonly data = join(this.folder, 'data');
  private readonly binary = resolve(process.env.CARDAMOM_BIN ?? join(here, '../../target/debug/cardamom'));
  private readonly secret = randomBytes(24).toString('hex');
  private readonly children: ChildProcess[] = [];
  private said = '';
  address = '';
  setup = '';

  async open(): Promise<void> {
    if (!existsSync(this.binary)) throw new Error(`${this.binary} is missing: cargo build -p server`);
    mkdirSync(join(this.folder, 'config'));
    const sandbox = { CARDAMOM_SANDBOX__MERCHANT: 'shop', CARDAMOM_SANDBOX__SECRET: this.secret };
    const gateway = await this.start(['sandbox', '--listen', '127.0.0.1:0', '--data', this.data], sandbox, /listens on (http:\/\/[^\s]+?)\.\s/);
    await this.start(['serve', '--listen', '127.0.0.1:0', '--data', this.data], { ...sandbox, CARDAMOM_SANDBOX__GATEWAY_URL: gateway }, /\/setup\/[\w-]+/);
    this.address = /listening on (http:\/\/[^\s]+)/.exec(this.said)?.[1] ?? '';
    this.setup = /(http:\/\/[^\s]+\/setup\/[\w-]+)/.exec(this.said)?.[1] ?? '';
  }

  async close(): Promise<void> {
    for (const child of this.children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise<void>((done) => child.once('exit', () => done()));
      child.kill('SIGTERM');
      await Promise.race([gone, sleep(20_000, undefined, { ref: false })]);
      child.kill('SIGKILL');
    }
  }

  /** Nothing that was done may have left the books crooked, nor the chain of the trail broken. */
  audit(): string {
    const run = spawnSync(this.binary, ['audit', '--data', this.data], { env: this.environment({}), encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`cardamom audit: exit ${run.status}\n${run.stdout}${run.stderr}`);
    return run.stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private environment(more: Record<string, string>): NodeJS.ProcessEnv {
    const { DATABASE_URL: _, ...rest } = process.env;
    return { ...rest, HOME: this.folder, XDG_CONFIG_HOME: join(this.folder, 'config'), ...more };
  }

  /** Until it has said what is waited for. */
  private async start(args: string[], environment: Record<string, string>, until: RegExp): Promise<string> {
    const child = spawn(this.binary, args, { env: this.environment(environment), stdio: ['ignore', 'pipe', 'pipe'] });
    this.children.push(child);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      this.said += chunk.toString();
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-8_000)));
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
      const found = until.exec(said);
      if (found) return found[1] ?? found[0];
      if (child.exitCode !== null) break;
    }
    throw new Error(`cardamom ${args[0]} did not come up\n${said}${errors}`);
  }
}
