import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Demo } from './demo';

const here = dirname(fileURLToPath(import.meta.url));
const started = 120_000;
const stopped = 20_000;

/** A shop of our own in a folder of its own: the binary as a user starts it. */
export class Server {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cardamom-e2e-'));
  private readonly data = join(this.folder, 'data');
  private readonly log = join(this.folder, 'server.log');
  private readonly binary = resolve(process.env.CARDAMOM_BIN ?? join(here, '../../target/debug/cardamom'));
  private process?: ChildProcess;

  /** Settings beside the defaults, as variables of the environment. */
  constructor(
    private readonly settings: Record<string, string> = {},
    private readonly listen = '127.0.0.1:0',
  ) {}

  async start(): Promise<Demo> {
    if (!existsSync(this.binary)) throw new Error(`${this.binary} is missing: cargo build -p server`);
    mkdirSync(join(this.folder, 'config'));
    const log = openSync(this.log, 'w');
    this.process = spawn(this.binary, ['serve', '--demo', '--listen', this.listen, '--data', this.data], {
      stdio: ['ignore', log, log],
      env: this.environment(),
    });
    closeSync(log);
    return this.answers();
  }

  async stop(): Promise<void> {
    const process = this.process;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const gone = new Promise<void>((done) => process.once('exit', () => done()));
    process.kill('SIGTERM');
    const late = Symbol('late');
    const first = await Promise.race([gone, sleep(stopped, late, { ref: false })]);
    if (first !== late) return;
    process.kill('SIGKILL');
    await gone;
    throw new Error(`the server did not stop within ${stopped / 1000} s of SIGTERM\n${this.lastWords()}`);
  }

  /** Runs another command of the binary beside the shop; what it prints. */
  command(args: string[], input = ''): string {
    const run = spawnSync(this.binary, [...args, '--data', this.data], { env: this.environment(), encoding: 'utf8', input });
    if (run.status !== 0) throw new Error(`cardamom ${args.join(' ')}: exit ${run.status}\n${run.stdout}${run.stderr}${run.error ?? ''}`);
    return run.stdout;
  }

  /** Nothing that the buyers did may have left the books crooked. */
  audit(): void {
    console.log(this.command(['audit']).trimEnd());
  }

  /** Where the stand-ins for payment gateways listen that the demo brings along. */
  standIns(): string {
    return `http://127.0.0.1:${readFileSync(join(this.data, 'stand-ins.port'), 'utf8').trim()}`;
  }

  /** Where the suppliers listen that credit the demo's goods: the one that is asked first (1), and the other (2). */
  supplier(number: 1 | 2): string {
    return `http://127.0.0.1:${readFileSync(join(this.data, `supplier-${number}.port`), 'utf8').trim()}`;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The root key goes into the folder of settings; the user's own is none of our business. */
  private environment(): NodeJS.ProcessEnv {
    const { DATABASE_URL: _, ...rest } = process.env;
    return { ...rest, ...this.settings, HOME: this.folder, XDG_CONFIG_HOME: join(this.folder, 'config') };
  }

  private async answers(): Promise<Demo> {
    const end = Date.now() + started;
    while (Date.now() < end) {
      if (this.process?.exitCode !== null) break;
      const demo = this.read();
      if (demo && (await ready(demo.base_url))) return demo;
      await sleep(100);
    }
    const why = this.process?.exitCode === null ? 'was not ready in time' : `ended with ${this.process?.exitCode}`;
    await this.stop().catch(() => undefined);
    throw new Error(`the server ${why}\n${this.lastWords()}`);
  }

  private read(): Demo | undefined {
    try {
      return JSON.parse(readFileSync(join(this.data, 'demo.json'), 'utf8')) as Demo;
    } catch {
      return undefined; // not there yet, or half written
    }
  }

  private lastWords(): string {
    return readFileSync(this.log, 'utf8').split('\n').slice(-40).join('\n');
  }
}

async function ready(base: string): Promise<boolean> {
  try {
    return (await fetch(new URL('/readyz', base))).ok;
  } catch {
    return false;
  }
}
